"""Fit the built-in hand to people: how they shape each digit on average, and how they vary.

    python tools/fit_shape_model.py DRAWINGS.jsonl [--out assets/shape_model.npz]

Drawings of a digit in as many strokes are brought to one size, each stroke to as many points evenly apart, sorted into
allographs (k-means), and each allograph described by its mean and its principal deformations: a point distribution
model (Cootes, Taylor, Cooper and Graham 1995, "Active Shape Models"). Single drawings are not kept: an allograph is
the mean of at least 24 of them, by at least three people, and a deformation that of all of them.

The file that ships was fitted on UCI "Pen-Based Recognition of Handwritten Digits" (Alpaydin and Alimoglu, CC BY 4.0).
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

LEAST: Final = 24  # drawings to an allograph
WRITERS: Final = 3  # people, at least, who write it
A_CLUSTER: Final = 55  # drawings to an allograph, about
MODES: Final = 6
Array = npt.NDArray[np.float64]


def main() -> None:
    """Fit, and write the statistics as small integers."""
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
    """The allographs that these drawings come down to, as `digitgame.synth.shape_model` reads them from a file."""
    groups: dict[tuple[int, int], list[tuple[Array, str]]] = defaultdict(list)
    for drawing in drawings:
        strokes = [stroke for stroke in drawing.strokes if len(stroke) > 1]
        if drawing.label is not None and len(strokes) in POINTS:
            groups[drawing.label, len(strokes)].append((_normal(strokes), str(drawing.extra.get("writer"))))
    packed: dict[str, Any] = defaultdict(list)
    for (digit, of_strokes), members in sorted(groups.items()):
        vectors = np.stack([vector for vector, _ in members])
        writers = np.array([writer for _, writer in members])
        for some in _allographs(vectors, digit):
            if some.sum() >= LEAST and len(set(writers[some])) >= WRITERS:
                mean, modes = _described(vectors[some])
                packed["digit"].append(digit)
                packed["strokes"].append(of_strokes)
                packed["count"].append(int(some.sum()))
                packed["mean"].append(_small(mean * MEAN_UNIT))
                packed["modes"].append(_small(modes * MODE_UNIT))
    width = max(len(mean) for mean in packed["mean"])
    return {
        "digit": np.array(packed["digit"], np.uint8),
        "strokes": np.array(packed["strokes"], np.uint8),
        "count": np.array(packed["count"], np.uint16),
        "mean": np.stack([np.pad(mean, (0, width - len(mean))) for mean in packed["mean"]]),
        "modes": np.stack([np.pad(mode, ((0, 0), (0, width - mode.shape[1]))) for mode in packed["modes"]]),
    }


def _normal(strokes: list[tuple[tuple[float, float], ...]]) -> Array:
    """One drawing as a vector: a unit high (or wide, if wider), its middle at 0, its points evenly apart."""
    points = np.concatenate(
        [_even(np.array(s, float), n) for s, n in zip(strokes, POINTS[len(strokes)], strict=True)]
    )
    low, high = points.min(0), points.max(0)
    vector: Array = ((points - (low + high) / 2) / max(float((high - low).max()), 1.0)).ravel()
    return vector


def _even(stroke: Array, count: int) -> Array:
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    at = np.linspace(0, along[-1], count)
    return np.stack([np.interp(at, along, stroke[:, axis]) for axis in (0, 1)], 1)


def _allographs(vectors: Array, seed: int) -> list[npt.NDArray[np.bool_]]:
    """k-means with k-means++ starts: which vectors belong to each cluster."""
    rng = np.random.default_rng(seed)
    wanted = max(1, min(12, len(vectors) // A_CLUSTER))
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


def _described(vectors: Array) -> tuple[Array, Array]:
    """The mean [D] and the principal deformations [MODES, D], each one standard deviation long."""
    mean = vectors.mean(0)
    _, lengths, directions = np.linalg.svd(vectors - mean, full_matrices=False)
    return mean, directions[:MODES] * (lengths[:MODES] / np.sqrt(len(vectors)))[:, None]


def _small(values: Array) -> npt.NDArray[np.int8]:
    """Whole steps, a byte each."""
    return np.clip(np.rint(values), -127, 127).astype(np.int8)


if __name__ == "__main__":
    main()
