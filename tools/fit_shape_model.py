"""Fit synthetic handwriting to people: the mean shapes of their digits, and how these vary.

    python tools/fit_shape_model.py DRAWINGS.jsonl [--out assets/shape_model.npz]

Drawings of a digit with the same number of strokes are scaled to one size and resampled to evenly spaced points, then
clustered into allographs (k-means). Each allograph is described by its mean and its principal deformations: a point
distribution model (Cootes, Taylor, Cooper and Graham 1995, "Active Shape Models"). No single drawing is kept: an
allograph is the mean of at least 24 drawings by at least three people.

The bundled file was fitted on UCI "Pen-Based Recognition of Handwritten Digits" (Alpaydin and Alimoglu, CC BY 4.0).
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.ink import Drawing, read_ink
from digitgame.synth.shape_model import MEAN_UNIT, MODE_UNIT, POINTS

# The least number of drawings of an allograph, and of their writers.
MIN_DRAWINGS: Final = 24
MIN_WRITERS: Final = 3
# The mean number of drawings in a cluster.
CLUSTER_SIZE: Final = 55
# The principal deformations of an allograph.
MODES: Final = 6
Array = npt.NDArray[np.float64]


def main() -> None:
    """Fit the allographs and write them as small integers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("drawings", type=Path)
    parser.add_argument("--out", type=Path, default=Path("assets/shape_model.npz"))
    options = parser.parse_args()
    packed = fit(read_ink(options.drawings))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out, **packed)
    size = options.out.stat().st_size
    print(
        f"{len(packed['digit'])} allographs of {packed['count'].sum()} drawings, {size:,} bytes: {options.out}"
    )


def fit(drawings: Iterable[Drawing]) -> dict[str, npt.NDArray[Any]]:
    """The allographs of labelled drawings, as the arrays that `digitgame.synth.shape_model` reads from the file."""
    groups: dict[tuple[int, int], list[tuple[Array, str]]] = defaultdict(list)
    for drawing in drawings:
        strokes = [stroke for stroke in drawing.strokes if len(stroke) > 1]
        if drawing.label is not None and len(strokes) in POINTS:
            groups[drawing.label, len(strokes)].append(
                (_normalised(strokes), str(drawing.extra.get("writer")))
            )
    packed: dict[str, Any] = defaultdict(list)
    for (digit, of_strokes), members in sorted(groups.items()):
        vectors = np.stack([vector for vector, _ in members])
        writers = np.array([writer for _, writer in members])
        for cluster in _clusters(vectors, digit):
            if cluster.sum() >= MIN_DRAWINGS and len(set(writers[cluster])) >= MIN_WRITERS:
                mean, modes = _principal_deformations(vectors[cluster])
                packed["digit"].append(digit)
                packed["strokes"].append(of_strokes)
                packed["count"].append(int(cluster.sum()))
                packed["mean"].append(_quantised(mean * MEAN_UNIT))
                packed["modes"].append(_quantised(modes * MODE_UNIT))
    width = max(len(mean) for mean in packed["mean"])
    return {
        "digit": np.array(packed["digit"], np.uint8),
        "strokes": np.array(packed["strokes"], np.uint8),
        "count": np.array(packed["count"], np.uint16),
        "mean": np.stack([np.pad(mean, (0, width - len(mean))) for mean in packed["mean"]]),
        "modes": np.stack([np.pad(mode, ((0, 0), (0, width - mode.shape[1]))) for mode in packed["modes"]]),
    }


def _normalised(strokes: list[tuple[tuple[float, float], ...]]) -> Array:
    """A drawing as a vector [2 * K]: its longer side is 1, its centre 0, its points evenly spaced along each stroke."""
    points = np.concatenate(
        [_resampled(np.array(s, float), n) for s, n in zip(strokes, POINTS[len(strokes)], strict=True)]
    )
    low, high = points.min(0), points.max(0)
    vector: Array = ((points - (low + high) / 2) / max(float((high - low).max()), 1.0)).ravel()
    return vector


def _resampled(stroke: Array, count: int) -> Array:
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    at = np.linspace(0, along[-1], count)
    return np.stack([np.interp(at, along, stroke[:, axis]) for axis in (0, 1)], 1)


def _clusters(vectors: Array, seed: int) -> list[npt.NDArray[np.bool_]]:
    """k-means with k-means++ initialisation: a mask of the members of each cluster."""
    rng = np.random.default_rng(seed)
    wanted = max(1, min(12, len(vectors) // CLUSTER_SIZE))
    centres = [vectors[rng.integers(len(vectors))]]
    while len(centres) < wanted:
        away = np.min([((vectors - centre) ** 2).sum(1) for centre in centres], 0)
        centres.append(vectors[rng.choice(len(vectors), p=away / away.sum())])
    middle = np.stack(centres)
    for _ in range(60):
        nearest = ((vectors[:, None] - middle) ** 2).sum(2).argmin(1)
        middle = np.stack(
            [vectors[nearest == k].mean(0) if (nearest == k).any() else middle[k] for k in range(wanted)]
        )
    return [nearest == k for k in range(wanted)]


def _principal_deformations(vectors: Array) -> tuple[Array, Array]:
    """The mean [D] and the principal deformations [MODES, D], each one standard deviation long."""
    mean = vectors.mean(0)
    _, lengths, directions = np.linalg.svd(vectors - mean, full_matrices=False)
    return mean, directions[:MODES] * (lengths[:MODES] / np.sqrt(len(vectors)))[:, None]


def _quantised(values: Array) -> npt.NDArray[np.int8]:
    """Rounded to a byte each."""
    return np.clip(np.rint(values), -127, 127).astype(np.int8)


if __name__ == "__main__":
    main()
