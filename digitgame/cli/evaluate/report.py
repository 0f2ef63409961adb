"""The pictures that `evaluate --out` draws."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.inference import Reader
    from digitgame.inference.metrics import Evaluation


def draw(score: Evaluation, error: float, pictures: Images, reader: Reader, folder: Path) -> None:
    """Draw how one data set was read, how the network learnt, what it looks for and sees; write the score and layers.

    How it learnt and its layers are told as far as its folder knows.
    """
    from digitgame import charts
    from digitgame.cli.models.view import layer_table
    from digitgame.inference.weights import read_weights
    from digitgame.model import TFLITE

    folder.mkdir(parents=True, exist_ok=True)
    title = f"{reader.model.name} on {score.name}"
    charts.how_it_reads(pictures.images, pictures.labels, score.probabilities, folder, title, error)
    weights = read_weights(reader.model.folder / TFLITE, digest=reader.model.digest)
    if weights is not None:
        charts.kernels(weights.kernels.transpose(1, 2, 0)[:, :, None, :], folder / "kernels.png")
    example = (pictures.images[0] / 255).astype("float32")
    charts.feature_maps(example, reader.read(example).layers, folder / "features.png")
    if history := _history(reader.model.folder / "history.csv"):
        charts.curves(history, folder / "curves.png")
    if layers := reader.model.card.get("layers"):
        (folder / "layers.txt").write_text("\n".join(layer_table(layers)) + "\n", "utf-8")
    told = {**score.as_json(), "model": reader.model.name, "calibration_error": round(error, 6)}
    (folder / "score.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")


def _history(path: Path) -> list[dict[str, float]]:
    """A row an epoch; none where nobody can tell any more."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
        known = all({"epoch", "loss", "accuracy"} <= set(row) and math.isfinite(row["epoch"]) for row in rows)
        return rows if known else []
    except (OSError, ValueError, TypeError, csv.Error):
        return []
