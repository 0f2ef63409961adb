"""Find the sheet of paper in a photograph that shows the darker desk around it, and crop to it."""

from typing import Final

import numpy as np

from digitgame.vision.background import Grey, Mask, border, label_components, resize

# The longer side of the copy on which the sheet is found.
_THUMB_PX: Final = 96
# The sheet is lighter than the desk by at least this much, of 255.
_MIN_CONTRAST: Final = 40
# The least fraction of the image's border that is desk; next to a shadow, light paper would reach the border.
_DESK_BORDER: Final = 0.9
# The least part of the image that is sheet.
_MIN_AREA: Final = 0.25
# The least fractions of the quadrilateral between its corners that is light, and of the light that is inside it.
_MIN_LIGHT: Final = 0.9
_MIN_INSIDE: Final = 0.9
# What is cut off at the sheet's edge, as a fraction of the copy's longer side.
_MARGIN: Final = 0.03


def crop_to_sheet(grey: Grey) -> Grey:
    """The part within the sheet, upright or slightly turned; `grey` itself if it shows no sheet on a desk."""
    if min(grey.shape) < _THUMB_PX:
        return grey
    thumb = resize(grey, _THUMB_PX)
    dark, light = (float(np.percentile(thumb, percent)) for percent in (10, 75))
    threshold = (dark + light) / 2
    if light - dark < _MIN_CONTRAST or (border(thumb) < threshold).mean() < _DESK_BORDER:
        return grey
    labels = label_components(np.asarray(thumb > threshold))
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    rows, columns = np.nonzero(labels == sizes.argmax())
    both, off = rows + columns, columns - rows
    corners = [
        (int(rows[at]), int(columns[at])) for at in (both.argmin(), off.argmax(), both.argmax(), off.argmin())
    ]
    inside = _within(corners, thumb.shape)
    light_inside = ((thumb > threshold) & inside).sum()
    if (
        inside.mean() < _MIN_AREA
        or light_inside < _MIN_LIGHT * inside.sum()
        or light_inside < _MIN_INSIDE * (thumb > threshold).sum()
    ):
        return grey
    (top, left), (up, right), (bottom, end), (low, start) = corners
    times, margin = max(grey.shape) / _THUMB_PX, _MARGIN * _THUMB_PX
    first, last = round((max(top, up) + margin) * times), round((min(bottom, low) + 1 - margin) * times)
    before, behind = round((max(left, start) + margin) * times), round((min(right, end) + 1 - margin) * times)
    return grey[first:last, before:behind] if last - first > 2 and behind - before > 2 else grey


def _within(corners: list[tuple[int, int]], shape: tuple[int, ...]) -> Mask:
    """The pixels of the polygon with these corners, in clockwise order, its edge included."""
    rows, columns = np.indices(shape)
    within = np.ones(shape, bool)
    for (a, b), (c, d) in zip(corners, corners[1:] + corners[:1], strict=True):
        within &= (d - b) * (rows - a) - (c - a) * (columns - b) >= 0
    return within
