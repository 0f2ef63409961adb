"""Pixel art: small ink whose pixels are on or off, and such ink enlarged, each pixel a square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from digitgame.vision.background import Grey, outline


@dataclass(frozen=True)
class _Config:
    # An enlarged image: the least side of its squares, in px; the least number of rows and columns where it changes,
    # of which a shape of a few straight lines has fewer; the least side of the original, in px.
    min_square: int = 3
    min_changes: int = 10
    min_side: int = 8
    # Pixel art: its longer side, in px; the ink of a soft pixel; how many are soft, as a fraction of the outline.
    max_side: int = 80
    soft_from: float = 0.15
    soft_to: float = 0.85
    max_soft: float = 0.12
    # The blur: in px, plus this fraction of the pen's width, up to so many px.
    blur_px: float = 0.3
    blur_of_pen: float = 0.25
    max_blur_px: float = 0.9


_CONFIG: Final = _Config()


def undo_enlargement(grey: Grey) -> Grey:
    """Scale an image whose pixels are shown as squares back to its own size; return any other unchanged."""
    changes = [np.flatnonzero((rows[1:] != rows[:-1]).any(1)) + 1 for rows in (grey, grey.T)]
    if min(map(len, changes)) < 1 or sum(map(len, changes)) < _CONFIG.min_changes:
        return grey
    side = int(np.gcd.reduce(np.concatenate([np.diff(places) for places in changes])))
    if side < _CONFIG.min_square or min(grey.shape) < _CONFIG.min_side * side:
        return grey
    top, left = (int(places[0]) % side or side for places in changes)
    return grey[max(top - side // 2 - 1, 0) :: side, max(left - side // 2 - 1, 0) :: side]


def enlarge_smoothly(ink: Grey, times: int) -> Grey | None:
    """Enlarge pixel art, smoothing its staircases and keeping its area; None for any other ink.

    A staircase of pixels stands for a straight line, and must not look like the flag of a 7.
    """
    solid = ink > 0.5
    soft = (ink > _CONFIG.soft_from) & (ink < _CONFIG.soft_to)
    if max(ink.shape) > _CONFIG.max_side or soft.sum() > _CONFIG.max_soft * outline(solid).sum():
        return None
    edges = sum(int((np.diff(np.pad(solid, 1).astype(np.int8), axis=axis) != 0).sum()) for axis in (0, 1))
    pen_width = 2 * float(ink.sum()) / max(edges, 1)
    blur = min(_CONFIG.blur_px + _CONFIG.blur_of_pen * pen_width, _CONFIG.max_blur_px) * times
    large = np.asarray(
        Image.fromarray(ink).resize((ink.shape[1] * times, ink.shape[0] * times), 0), np.float32
    )
    reach = round(3 * blur)
    gauss = np.exp(-0.5 * (np.arange(-reach, reach + 1) / blur) ** 2)
    for _ in range(2):
        large = np.stack([np.convolve(row, gauss / gauss.sum(), "same") for row in large]).T
    count = round(float(ink.sum()) * times**2)
    level = float(np.partition(large, -count, axis=None)[-count])
    return np.asarray(large * np.float32(0.5 / max(level, 1e-6)), np.float32)
