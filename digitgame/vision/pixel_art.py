"""Pixel art: small ink whose pixels are on or off, and such ink enlarged, each pixel a square."""

from typing import Final

import numpy as np

from digitgame.vision.background import Grey, outline

# An enlarged image: the least side of its squares, in px; the least number of rows and columns where it changes,
# of which a shape of a few straight lines has fewer; the least side of the original, in px.
_MIN_SQUARE: Final = 3
_MIN_CHANGES: Final = 10
_MIN_SIDE: Final = 8
# Pixel art: its longer side, in px; the ink of a soft pixel; how many are soft, as a fraction of the outline.
_MAX_SIDE: Final = 80
_SOFT_FROM: Final = 0.15
_SOFT_TO: Final = 0.85
_MAX_SOFT: Final = 0.12
# The blur: in px, plus this fraction of the pen's width, up to so many px.
_BLUR_PX: Final = 0.3
_BLUR_OF_PEN: Final = 0.25
_MAX_BLUR_PX: Final = 0.9


def undo_enlargement(grey: Grey) -> Grey:
    """Scale an image whose pixels are shown as squares back to its own size; return any other unchanged."""
    changes = [np.flatnonzero((rows[1:] != rows[:-1]).any(1)) + 1 for rows in (grey, grey.T)]
    if min(map(len, changes)) < 1 or sum(map(len, changes)) < _MIN_CHANGES:
        return grey
    side = int(np.gcd.reduce(np.concatenate([np.diff(places) for places in changes])))
    if side < _MIN_SQUARE or min(grey.shape) < _MIN_SIDE * side:
        return grey
    top, left = (int(places[0]) % side or side for places in changes)
    return grey[max(top - side // 2 - 1, 0) :: side, max(left - side // 2 - 1, 0) :: side]


def enlarge_smoothly(ink: Grey, times: int) -> Grey | None:
    """Enlarge pixel art, its staircases smoothed to lines and its area kept; None for any other ink."""
    solid = ink > 0.5
    soft = (ink > _SOFT_FROM) & (ink < _SOFT_TO)
    if max(ink.shape) > _MAX_SIDE or soft.sum() > _MAX_SOFT * outline(solid).sum():
        return None
    edges = sum(int((np.diff(np.pad(solid, 1).astype(np.int8), axis=axis) != 0).sum()) for axis in (0, 1))
    pen_width = 2 * float(ink.sum()) / max(edges, 1)
    blur = min(_BLUR_PX + _BLUR_OF_PEN * pen_width, _MAX_BLUR_PX) * times
    large = ink.repeat(times, 0).repeat(times, 1)
    reach = round(3 * blur)
    gauss = np.exp(-0.5 * (np.arange(-reach, reach + 1) / blur) ** 2)
    for _ in range(2):
        large = np.stack([np.convolve(row, gauss / gauss.sum(), "same") for row in large]).T
    count = round(float(ink.sum()) * times**2)
    level = float(np.partition(large, -count, axis=None)[-count])
    return np.asarray(large * np.float32(0.5 / max(level, 1e-6)), np.float32)
