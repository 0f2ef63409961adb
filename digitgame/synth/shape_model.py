"""Allographs as people write them: mean shapes and principal deformations, fitted by tools/fit_shape_model.py."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame import paths

FILE: Final = "shape_model.npz"  # among the assets
POINTS: Final = {1: (22,), 2: (16, 10), 3: (12, 8, 8)}  # of each stroke, for so many strokes
MEAN_UNIT: Final = 150  # steps of a mean to a digit's height
MODE_UNIT: Final = 600  # of a deformation
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """One allograph: how often it was written, its points, and how these vary together."""

    count: int
    strokes: tuple[int, ...]  # points of each stroke
    mean: Array  # [K, 2], a unit high, y from 0 to 1, x around 0
    modes: Array  # [M, K, 2], each as long as its standard deviation


@lru_cache(maxsize=10)
def fitted(digit: int) -> tuple[Fitted, ...]:
    """The allographs of a digit."""
    held = _file()
    return tuple(_allograph(held, int(index)) for index in np.flatnonzero(held["digit"] == digit))


@lru_cache(maxsize=1)
def _file() -> dict[str, npt.NDArray[Any]]:
    with np.load(paths.assets() / FILE, allow_pickle=False) as held:
        return {name: held[name] for name in held.files}


def _allograph(held: dict[str, npt.NDArray[Any]], index: int) -> Fitted:
    strokes = POINTS[int(held["strokes"][index])]
    size = 2 * sum(strokes)
    mean = held["mean"][index, :size].reshape(-1, 2) / MEAN_UNIT + (0, 0.5)
    modes = held["modes"][index, :, :size].reshape(-1, size // 2, 2) / MODE_UNIT
    return Fitted(int(held["count"][index]), strokes, mean, modes)
