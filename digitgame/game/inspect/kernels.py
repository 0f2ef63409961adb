"""Kernels to try: the classic ones and the player's own; sliding one over an image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
LEAST, MOST, STEP = -2.0, 2.0, 0.5


@dataclass(frozen=True)
class Kernel:
    """A small square of numbers [side, side], side 3 or 5, and what it does in a sentence."""

    name: str
    words: str
    numbers: Array


def _kernel(name: str, words: str, *rows: tuple[float, ...]) -> Kernel:
    return Kernel(name, words, np.array(rows, np.float32))


CLASSIC: Final = (
    _kernel(
        "Vertical edges",
        "Bright where dark turns light from left to right.",
        (-1, 0, 1),
        (-2, 0, 2),
        (-1, 0, 1),
    ),
    _kernel(
        "Horizontal edges",
        "Bright where dark turns light from top to bottom.",
        (-1, -2, -1),
        (0, 0, 0),
        (1, 2, 1),
    ),
    _kernel("All edges", "Zero on flat areas, strong at edges.", (-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    _kernel("Blur", "Every pixel becomes the average of its neighbours.", *[(1 / 9,) * 3] * 3),
    _kernel("Sharpen", "Every pixel stands out from its neighbours.", (0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    _kernel("Emboss", "Light from the top left, like a relief.", (-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
)


def slid(picture: Array, kernel: Array) -> Array:
    """The sum of products at every place where the kernel fits: [28 - side + 1] both ways."""
    windows = np.lib.stride_tricks.sliding_window_view(picture, kernel.shape)
    sums: Array = np.einsum("ijkl,kl->ij", windows, kernel).astype(np.float32)
    return sums


def changed(kernel: Array, row: int, column: int, up: bool) -> Array:
    """A kernel with one number a step higher or lower; past the end it starts over."""
    out: Array = kernel.copy()
    value = float(out[row, column]) + (STEP if up else -STEP)
    if value > MOST + 0.01:
        value = LEAST
    elif value < LEAST - 0.01:
        value = MOST
    out[row, column] = value
    return out


def resized(kernel: Array) -> Array:
    """A 3x3 kernel padded with zeros to 5x5, or the middle of a 5x5 kernel."""
    other: Array = np.pad(kernel, 1) if len(kernel) == 3 else kernel[1:-1, 1:-1].copy()
    return other
