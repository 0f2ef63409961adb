"""The curves of earlier trainings, from their model folders."""

import csv
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HISTORY: Final = "history.csv"
_MOST: Final = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EarlierRun:
    """A training that is over: the name of its model, and (epoch, validation loss or accuracy) of each epoch."""

    name: str
    loss: tuple[tuple[float, float], ...]
    accuracy: tuple[tuple[float, float], ...]


def earlier_runs(models: Path) -> list[EarlierRun]:
    """The last three trainings in a folder of models, the oldest first."""
    files = [path for path in models.glob(f"*/{_HISTORY}") if not path.parent.name.startswith(".")]
    files.sort(key=lambda path: path.stat().st_mtime)
    runs = []
    for path in files[-_MOST:]:
        try:
            with path.open(encoding="utf-8", newline="") as file:
                rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
            loss = tuple((row["epoch"], row["val_loss"]) for row in rows)
            accuracy = tuple((row["epoch"], row["val_accuracy"]) for row in rows)
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.debug("No curves of %s: %r", path.parent.name, error)
            continue
        runs.append(EarlierRun(path.parent.name, loss, accuracy))
    return runs
