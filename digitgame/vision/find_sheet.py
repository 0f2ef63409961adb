"""Find the sheet of paper in a photograph; what lies around or on it (desk, thumb) is removed."""

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from digitgame.vision.pixels import (
    Grey,
    Mask,
    border,
    component_boxes,
    label_components,
    resize,
)

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
# An object at the image's border reflects less than this fraction of the light that paper would in its place. In px
# of the copy: it is thicker than a pen, it covers this much of the border, its edge is blurred.
_OBJECT: Final = 0.84
_OBJECT_PX: Final = 5
_CONTACT_PX: Final = 6
_EDGE_PX: Final = 3
# The border of a canvas has one brightness on at least this part; a photograph has grain.
_CANVAS_BORDER: Final = 0.5
# Ink reflects less than this fraction of the light around it; the least longer side of a digit, in px of the copy.
_INK: Final = 0.9
_MIN_DIGIT_PX: Final = 12


def crop_to_sheet(grey: Grey) -> Grey:
    """The part within the sheet, upright or slightly turned; `grey` itself if it shows nothing but paper.

    Objects at some of the image's edges are painted over with paper.
    """
    if min(grey.shape) < _THUMB_PX:
        return grey
    thumb = resize(grey, _THUMB_PX)
    dark, light = (float(np.percentile(thumb, percent)) for percent in (10, 75))
    threshold = (dark + light) / 2
    if light - dark < _MIN_CONTRAST or (border(thumb) < threshold).mean() < _DESK_BORDER:
        return _without_objects(grey, thumb)
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


def _without_objects(grey: Grey, thumb: Grey) -> Grey:
    """The image with paper in the place of objects that reach in at its border, such as a desk or a thumb.

    It comes back unchanged if no whole digit would be left: then the objects may be ink.
    """
    edge = border(grey)
    if (edge == np.median(edge)).mean() >= _CANVAS_BORDER:
        return grey
    # The ink of a pen is thin: the maximum of the neighbourhood is the paper around it.
    paper = _filtered(_filtered(thumb, ImageFilter.MaxFilter(_OBJECT_PX)), ImageFilter.MinFilter(_OBJECT_PX))
    thick = paper < _OBJECT * _lit(paper)
    labels = label_components(np.asarray(thick))
    contact = np.bincount(border(labels).ravel(), minlength=labels.max() + 1)
    contact[0] = 0
    objects = (contact >= _CONTACT_PX)[labels]
    if not objects.any() or objects.mean() > 1 - _MIN_AREA:
        return grey
    covered = _filtered(objects.astype(np.float32), ImageFilter.MaxFilter(2 * _EDGE_PX + 1)) > 0
    inked = label_components(np.asarray((thumb < _INK * paper) & ~objects))
    cut = np.unique(np.concatenate([inked[covered], border(inked).ravel()]))
    low, high = component_boxes(inked)
    long = (high - low).max(1, initial=0)
    long[cut[cut > 0] - 1] = 0
    if long.max(initial=0) < _MIN_DIGIT_PX:
        return grey
    filled = _filled(paper, covered)
    # Dark pixels beyond the object's blurred edge are its own.
    size = grey.shape[::-1]
    mask = np.asarray(Image.fromarray(covered).resize(size, Image.Resampling.NEAREST))
    return np.where(mask, np.asarray(Image.fromarray(filled).resize(size, Image.Resampling.BILINEAR)), grey)


def _lit(paper: Grey) -> Grey:
    """The brightness that paper would have everywhere: a plane through the light part of the image."""
    rows, columns = np.indices(paper.shape, np.float32) / np.float32(_THUMB_PX)
    terms = np.stack([np.ones_like(rows), rows, columns], -1).reshape(-1, 3)
    chosen = paper.ravel() >= np.median(paper[paper >= (paper.min() + paper.max()) / 2]) * _OBJECT
    surface = paper
    for _ in range(3):
        solution = np.linalg.lstsq(terms[chosen], paper.ravel()[chosen], rcond=None)[0]
        surface = (terms @ solution).reshape(paper.shape)
        chosen = (paper > _INK * surface).ravel()
        if not chosen.any():
            break
    return np.asarray(np.clip(surface, 0, paper.max()), np.float32)


def _filled(paper: Grey, covered: Mask) -> Grey:
    """Paper with the brightness of the nearest uncovered paper where it is covered."""
    filled = np.where(covered, np.float32(0), paper)
    while (filled == 0).any() and filled.any():
        filled = np.where(filled == 0, _filtered(filled, ImageFilter.MaxFilter(3)), filled)
    return np.asarray(np.where(covered, _filtered(filled, ImageFilter.BoxBlur(2)), filled), np.float32)


def _filtered(grey: npt.NDArray[np.float32], how: ImageFilter.Filter) -> Grey:
    """A copy filtered by Pillow, whose filters take whole brightnesses only."""
    small = Image.fromarray(np.clip(np.rint(grey), 0, 255).astype(np.uint8))
    return np.asarray(small.filter(how), np.float32)
