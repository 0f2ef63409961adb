"""The report that `evaluate --out` writes."""

from __future__ import annotations

import csv
import json
import logging
import math
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.inference import Reader
    from digitgame.inference.metrics import Evaluation

_log: Final = logging.getLogger(__name__)


def write_report(result: Evaluation, images: Images, reader: Reader, folder: Path) -> None:
    """Write charts, scores and layers of one evaluation; without curves or layers that the model's folder lacks."""
    from digitgame import charts
    from digitgame.cli.models.view import layer_table
    from digitgame.inference.layers import read_layers
    from digitgame.model import TFLITE

    folder.mkdir(parents=True, exist_ok=True)
    title = f"{reader.model.name} on {result.name}"
    charts.evaluation(
        images.images, images.labels, result.probabilities, folder, title, result.calibration_error
    )
    first = read_layers(reader.model.folder / TFLITE, digest=reader.model.digest).convolutions[:1]
    if first:
        charts.kernels(first[0].kernels, folder / "kernels.png")
    example = (images.images[0] / 255).astype("float32")
    charts.feature_maps(example, reader.read(example).layers, folder / "features.png")
    if history := _history(reader.model.folder / "history.csv"):
        charts.curves(history, folder / "curves.png")
    if layers := reader.model.card.get("layers"):
        (folder / "layers.txt").write_text("\n".join(layer_table(layers)) + "\n", "utf-8")
    scores = result.as_json() | {"model": reader.model.name}
    (folder / "score.json").write_text(json.dumps(scores, indent=2) + "\n", "utf-8")


def _history(path: Path) -> list[dict[str, float]]:
    """One row per epoch; none if the file is missing or damaged."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
        known = all({"epoch", "loss", "accuracy"} <= set(row) and math.isfinite(row["epoch"]) for row in rows)
        return rows if known else []
    except (OSError, ValueError, TypeError, csv.Error) as error:
        _log.debug("No learning curves from %s: %s", path, error)
        return []
