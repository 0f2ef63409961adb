"""The sheet of paper in a photograph that shows the darker desk around it too."""

from __future__ import annotations

from typing import Final

import numpy as np

from digitgame.vision.background import Grey, fitted, label

_THUMB: Final = 96  # px, the longer side of the copy on which the sheet is looked for
_CONTRAST: Final = 40  # of 255: a sheet is lighter than the desk by more
_DESK: Final = 0.9  # of the picture's edge: as much is desk; what is lit beside a shadow goes on beyond it
_LARGE: Final = 0.25  # of the picture: a sheet is no smaller
_FULL: Final = 0.9  # of the four-sided shape between its corners: as much is light, the rest ink
_ALONE: Final = 0.9  # of what is light: as much lies within that shape
_MARGIN: Final = 0.03  # of the copy's side: what is left out at the sheet's edge


def sheet_of(grey: Grey) -> Grey:
    """What lies within the sheet, upright or turned a little; the picture itself where it shows none on a desk."""
    if min(grey.shape) < _THUMB:
        return grey
    thumb = fitted(grey, _THUMB)
    dark, light = (float(np.percentile(thumb, share)) for share in (10, 75))
    if light - dark < _CONTRAST:
        return grey
    limit = (dark + light) / 2
    if (np.concatenate([thumb[0], thumb[-1], thumb[:, 0], thumb[:, -1]]) < limit).mean() < _DESK:
        return grey
    numbers = label(np.asarray(thumb > limit))
    sizes = np.bincount(numbers.ravel())
    sizes[0] = 0
    rows, columns = np.nonzero(numbers == sizes.argmax())
    both, off = rows + columns, columns - rows
    corners = [
        (int(rows[at]), int(columns[at])) for at in (both.argmin(), off.argmax(), both.argmax(), off.argmin())
    ]
    inside = _within(corners, thumb.shape)
    lit = (thumb > limit) & inside
    if (
        inside.mean() < _LARGE
        or lit.sum() < _FULL * inside.sum()
        or lit.sum() < _ALONE * (thumb > limit).sum()
    ):
        return grey
    (top, left), (up, right), (bottom, end), (low, start) = corners
    times, margin = max(grey.shape) / _THUMB, _MARGIN * _THUMB
    sides = (
        max(top, up) + margin,
        min(bottom, low) + 1 - margin,
        max(left, start) + margin,
        min(right, end) + 1 - margin,
    )
    first, last, before, behind = (round(side * times) for side in sides)
    return grey[first:last, before:behind] if last - first > 2 and behind - before > 2 else grey


def _within(
    corners: list[tuple[int, int]], shape: tuple[int, ...]
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """The pixels of the shape between corners that go round clockwise, its edge included."""
    rows, columns = np.indices(shape)
    within = np.ones(shape, bool)
    for (a, b), (c, d) in zip(corners, corners[1:] + corners[:1], strict=True):
        within &= (d - b) * (rows - a) - (c - a) * (columns - b) >= 0
    return within
