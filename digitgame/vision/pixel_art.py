"""The stairs of hard pixels: small ink whose pixels are on or off, and such ink shown large, each pixel a square."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

from digitgame.vision.background import Grey, outline

_SMALL: Final = 80  # px, the longer side of ink whose stairs are seen
_GREY: Final = (0.15, 0.85)  # of full ink: what lies between is a soft edge
_HARD: Final = 0.12  # of the ink's outline: as much of it may be soft
_LEAST: Final = 3  # px: squares that pixels are shown as
_STEPS: Final = 10  # edges of squares: a shape of a few straight lines has less
_FEWEST: Final = 8  # pixels that a picture had before it was shown large
_BLUR: Final = (0.3, 0.25, 0.9)  # px, and of the pen's width, and px at most: how far a stair is smoothed


def unsquared(grey: Grey) -> Grey:
    """A picture, each of whose pixels is shown as a square of several, at its own size; any other as it is."""
    changes = [np.flatnonzero((tones[1:] != tones[:-1]).any(1)) + 1 for tones in (grey, grey.T)]
    if min(map(len, changes)) < 1 or sum(map(len, changes)) < _STEPS:
        return grey
    side = int(np.gcd.reduce(np.concatenate([np.diff(some) for some in changes])))
    if side < _LEAST or min(grey.shape) < _FEWEST * side:
        return grey
    top, left = (int(some[0]) % side or side for some in changes)
    return grey[max(top - side // 2 - 1, 0) :: side, max(left - side // 2 - 1, 0) :: side]


def smoothed(ink: Grey, times: int) -> Grey | None:
    """Small, hard ink so many times as large, its stairs smoothed and as much of it solid; None for any other.

    A staircase of pixels stands for a straight line: a 1 with a flag is not to become a 7 for it.
    """
    solid = ink > 0.5
    soft = (ink > _GREY[0]) & (ink < _GREY[1])
    if max(ink.shape) > _SMALL or soft.sum() > _HARD * outline(solid).sum():
        return None
    edges = sum(int((np.diff(np.pad(solid, 1).astype(np.int8), axis=axis) != 0).sum()) for axis in (0, 1))
    least, more, most = _BLUR
    blur = min(least + more * 2 * float(ink.sum()) / max(edges, 1), most) * times
    large = np.asarray(
        Image.fromarray(ink).resize((ink.shape[1] * times, ink.shape[0] * times), 0), np.float32
    )
    reach = round(3 * blur)
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / blur) ** 2)
    for _ in range(2):
        large = np.stack([np.convolve(row, bell / bell.sum(), "same") for row in large]).T
    count = round(float(ink.sum()) * times**2)
    level = float(np.partition(large, -count, axis=None)[-count])
    return np.asarray(large * np.float32(0.5 / max(level, 1e-6)), np.float32)
