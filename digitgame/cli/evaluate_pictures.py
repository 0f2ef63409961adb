"""The pictures that `evaluate --out` draws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitgame.digits import Pictures
    from digitgame.reading import Reader
    from digitgame.reading.scoring import Score


def draw(score: Score, error: float, pictures: Pictures, reader: Reader, folder: Path) -> None:
    """Draw how one data set was read, and what the network looks for and sees, and write the score as JSON."""
    from digitgame import charts
    from digitgame.model import TFLITE
    from digitgame.reading.weights import read_weights

    folder.mkdir(parents=True, exist_ok=True)
    title = f"{reader.model.name} on {score.name}"
    charts.how_it_reads(pictures.images, pictures.labels, score.probabilities, folder, title, error)
    weights = read_weights(reader.model.folder / TFLITE, digest=reader.model.digest)
    if weights is not None:
        charts.kernels(weights.kernels.transpose(1, 2, 0)[:, :, None, :], folder / "kernels.png")
    example = (pictures.images[0] / 255).astype("float32")
    charts.feature_maps(example, reader.read(example).layers, folder / "features.png")
    told = {**score.as_json(), "model": reader.model.name, "calibration_error": round(error, 6)}
    (folder / "score.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
