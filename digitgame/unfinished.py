"""Trainings that were interrupted and can be resumed: their checkpoint directories, `models/.NAME.training/`.

`training/checkpoint.py` writes them and says what they hold. Whoever only lists them needs nothing of a training.
"""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from digitgame.folders import locked

ENDING: Final = ".training"
REQUEST: Final = "request.json"
CHECKPOINT: Final = "checkpoint"
BEFORE: Final = "checkpoint.before"
LOCK: Final = "lock"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Unfinished:
    """A training that can be resumed: the name of its model, its preset, and how many epochs are kept."""

    name: str
    preset: str
    epochs: int


def directory(model_folder: Path) -> Path:
    """The checkpoint directory of a model's training."""
    return model_folder.with_name(f".{model_folder.name}{ENDING}")


def names(models: Path) -> list[str]:
    """The names of the trainings that can be resumed, the last one first."""
    found = [path for path in models.glob(f".?*{ENDING}") if (path / REQUEST).is_file()]
    found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    return [path.name[1 : -len(ENDING)] for path in found]


def resumable(models: Path) -> list[Unfinished]:
    """The trainings in a folder of models that keep an epoch and that no process runs, the last one first."""
    found = []
    for name in names(models):
        folder = directory(models / name)
        try:
            preset = str(json.loads((folder / REQUEST).read_text("utf-8"))["preset"])
            kept = next(path for name in (CHECKPOINT, BEFORE) if (path := folder / name).is_file())
            with kept.open("rb") as file:
                epochs = len(json.loads(file.readline())["history"])
        except (OSError, ValueError, KeyError, TypeError, StopIteration, RecursionError) as error:
            _log.debug("The training of %s cannot be resumed: %r", name, error)
            continue
        if epochs and not is_running(models / name):
            found.append(Unfinished(name, preset, epochs))
    return found


def is_running(model_folder: Path) -> bool:
    """True where some process holds the checkpoint directory of a model."""
    path = directory(model_folder) / LOCK
    if not path.is_file():
        return False
    lock = locked(path)
    if lock is not None:
        lock.close()
    return lock is None
