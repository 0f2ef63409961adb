"""Kernels to try: the classic ones, the player's own, and what sliding one over a picture gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
LEAST, MOST, STEP = -2.0, 2.0, 0.5  # of a number that the player sets


@dataclass(frozen=True)
class Kernel:
    """A small square of numbers, and what it is for."""

    name: str
    words: str
    numbers: Array  # [side, side], side 3 or 5


def _kernel(name: str, words: str, *rows: tuple[float, ...]) -> Kernel:
    return Kernel(name, words, np.array(rows, np.float32))


CLASSIC: Final = (
    _kernel(
        "upright edges",
        "Bright where dark turns light from left to right.",
        (-1, 0, 1),
        (-2, 0, 2),
        (-1, 0, 1),
    ),
    _kernel(
        "level edges", "Bright where dark turns light from top to bottom.", (-1, -2, -1), (0, 0, 0), (1, 2, 1)
    ),
    _kernel(
        "all edges",
        "Nothing on even ground, much where it changes.",
        (-1, -1, -1),
        (-1, 8, -1),
        (-1, -1, -1),
    ),
    _kernel("blur", "Every point becomes the mean of its neighbours.", *[(1 / 9,) * 3] * 3),
    _kernel(
        "sharpen", "The point itself, less what its neighbours are.", (0, -1, 0), (-1, 5, -1), (0, -1, 0)
    ),
    _kernel("emboss", "Light from the top left: a relief.", (-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
)


def slid(picture: Array, kernel: Array) -> Array:
    """The sum of products at every place where the kernel fits: [28 - side + 1] both ways."""
    windows = np.lib.stride_tricks.sliding_window_view(picture, kernel.shape)
    sums: Array = np.einsum("ijkl,kl->ij", windows, kernel).astype(np.float32)
    return sums


def changed(kernel: Array, row: int, column: int, up: bool) -> Array:
    """A kernel with one number a step higher or lower, from the end to the start."""
    out: Array = kernel.copy()
    value = float(out[row, column]) + (STEP if up else -STEP)
    if value > MOST + 0.01:
        value = LEAST
    elif value < LEAST - 0.01:
        value = MOST
    out[row, column] = value
    return out


def resized(kernel: Array) -> Array:
    """A kernel of 3x3 as one of 5x5 with zeros round it, or the middle of one of 5x5."""
    other: Array = np.pad(kernel, 1) if len(kernel) == 3 else kernel[1:-1, 1:-1].copy()
    return other
