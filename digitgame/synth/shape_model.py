"""Fitted allographs: mean shapes and principal deformations of people's digits, from tools/fit_shape_model.py."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame import paths

FILE: Final = "shape_model.npz"
# The points of each stroke, by the number of strokes.
POINTS: Final = {1: (22,), 2: (16, 10), 3: (12, 8, 8)}
# The integers in the file that a digit's height is worth: in means, and in deformations.
MEAN_UNIT: Final = 150
MODE_UNIT: Final = 600
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FittedAllograph:
    """A mean shape [K, 2], one unit high (y from 0 to 1, x around 0), and its principal deformations [M, K, 2].

    Each deformation is one standard deviation long. `count` drawings were averaged; `strokes` counts their points.
    """

    count: int
    strokes: tuple[int, ...]
    mean: Array
    modes: Array


@lru_cache(maxsize=10)
def fitted_allographs(digit: int) -> tuple[FittedAllograph, ...]:
    """The fitted allographs of a digit, 0 to 9."""
    arrays = _load()
    return tuple(allograph(arrays, int(index)) for index in np.flatnonzero(arrays["digit"] == digit))


@lru_cache(maxsize=1)
def _load() -> dict[str, npt.NDArray[Any]]:
    with np.load(paths.assets() / FILE, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def allograph(arrays: dict[str, npt.NDArray[Any]], index: int) -> FittedAllograph:
    """The allograph of one row of the file's arrays."""
    strokes = POINTS[int(arrays["strokes"][index])]
    size = 2 * sum(strokes)
    mean = arrays["mean"][index, :size].reshape(-1, 2) / MEAN_UNIT + (0, 0.5)
    modes = arrays["modes"][index, :, :size].reshape(-1, size // 2, 2) / MODE_UNIT
    return FittedAllograph(int(arrays["count"][index]), strokes, mean, modes)
