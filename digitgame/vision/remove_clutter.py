"""Keep the digits of an image's ink: lines of the paper, ink cut off by the image's border, type and buttons go.

All of it is judged by its shape and place, and only where a whole digit is left beside it: else it may be the digit.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.vision.join_dots import are_dots
from digitgame.vision.pixels import (
    Grey,
    Mask,
    border,
    component_boxes,
    downscale,
    keep,
    label_components,
    max_of_neighbours,
    resize,
)

# The longer sides, in px, of the copies: to rule out a digit alone, to find components on, to remove lines from.
_THUMB_PX: Final = 96
_COPY_PX: Final = 240
_LINES_PX: Final = 400
_MIN_LINED_PX: Final = 64
# Lines leave most of an image blank.
_MAX_INK: Final = 0.5
# The least amount of ink, of 1, of a line, and of a component.
_LINE_INK: Final = 0.12
_SOLID: Final = 0.3
_TRACE: Final = 0.05
# An image's strips in which a line is followed, how steep it may be, and the least part of it that is seen.
_STRIPS: Final = 8
_MAX_SLOPE: Final = 0.1
_LINE_SEEN: Final = 0.8
# A line is at most this fraction of the image's shorter side thick, and ink no thicker than this many lines is line.
_MAX_THICKNESS: Final = 0.025
_CROSSING: Final = 1.7
# A pen has more than this many times the ink of a line that is fainter than it.
_DARKER: Final = 1.4
# The least height of a whole digit, as a fraction of the image's longer side.
_MIN_DIGIT: Final = 0.1
# Fractions of the largest digit's longer side: ink at the image's border that reaches in no further is a piece of
# something; smaller ink that lies further from the digit than this is no part of it.
_MAX_PIECE: Final = 0.5
_PART: Final = 0.5
_NEAR: Final = 0.25
# A line of type: the least number of its letters, its least width and largest gaps, in heights, and the largest height
# of a letter, of the digit's.
_MIN_LETTERS: Final = 3
_TYPE_WIDTH: Final = 2.0
_LETTER_GAP: Final = 1.5
_MAX_LETTER: Final = 0.45
# A button: its least width, in heights, and the least part of its upper and lower edges that is straight.
_BUTTON_WIDTH: Final = 1.5
_BUTTON_EDGE: Final = 0.75
# A stroke fills this fraction of its box; a button has letters in it.
_STROKE_FILL: Final = 0.93
Boxes = npt.NDArray[np.int64]


def remove_clutter(ink: Grey) -> Grey:
    """The ink, [height, width], 0 to 1, without what is no part of a digit."""
    if not ink.size:
        return ink
    if (border(ink) > _LINE_INK).any():
        ink = _without_lines(ink)
    if label_components(resize(ink, min(_THUMB_PX, max(ink.shape))) > _TRACE).max(initial=0) < 2:
        return ink
    small = downscale(ink, _COPY_PX)
    labels = label_components(small > _SOLID)
    low, high = component_boxes(labels)
    kept = _kept(labels, low, high)
    if kept.all() or are_dots(small > 0.5):
        return ink
    # Soft edges go with their component.
    mask = np.append(False, kept)[labels]
    near = max_of_neighbours(max_of_neighbours(mask.astype(np.int32)))
    return keep(ink, near.astype(bool) & (mask | (labels == 0)))


def _kept(labels: npt.NDArray[np.int64], low: Boxes, high: Boxes) -> Mask:
    """Which components are digits or parts of them, [N]."""
    size = high - low
    cut = ((low == 0) | (high == labels.shape)).any(1)
    buttons = _buttons(labels, low, high)
    whole = ~cut & ~buttons & (size[:, 0] >= _MIN_DIGIT * max(labels.shape))
    if not whole.any():
        return np.ones(len(low), bool)
    digit = int(np.where(whole & ~_in_boxes(low, high, buttons), size[:, 0], 0).argmax())
    large = float(size[digit].max())
    # A bar close to the digit is a stroke of it.
    full = np.bincount(labels.ravel(), minlength=1)[1:] >= _STROKE_FILL * size.prod(1)
    buttons &= ~full | (_gaps(low, high, np.arange(len(low)) == digit) > _NEAR * large)
    kept = ~buttons & ~_in_boxes(low, high, buttons)
    kept &= ~(cut & _is_piece(labels, low, high, large))
    kept &= ~_type(low, high, kept, float(size[digit, 0]))
    # Parts of the digit, such as the bar of a 5, are near it, or near each other.
    own: Mask = kept & (size.max(1) >= _PART * large)
    while True:
        joined: Mask = kept & (_gaps(low, high, own) <= _NEAR * large)
        if (joined <= own).all():
            return own
        own |= joined


def _gaps(low: Boxes, high: Boxes, own: Mask) -> npt.NDArray[np.int64]:
    """The distance of each component's box [N] to the nearest one of its `own`, negative where they overlap."""
    apart = np.maximum(low[:, None] - high[own], low[own] - high[:, None]).max(2)
    return np.asarray(apart.min(1))


def _buttons(labels: npt.NDArray[np.int64], low: Boxes, high: Boxes) -> Mask:
    """Which components are wide boxes with straight edges, filled or not, [N]."""
    found = np.zeros(len(low), bool)
    height, width = (high - low).T
    for at in np.flatnonzero((width >= _BUTTON_WIDTH * height) & (height >= 4) & (width >= 12)):
        (top, left), (bottom, right) = low[at], high[at]
        own = labels[top:bottom, left:right] == at + 1
        edges = [own[:2].any(0), own[-2:].any(0), own[:, :2].any(1), own[:, -2:].any(1)]
        found[at] = all(edge.mean() >= _BUTTON_EDGE for edge in edges[:2]) and all(
            edge.mean() >= _BUTTON_EDGE / 2 for edge in edges[2:]
        )
    return found


def _in_boxes(low: Boxes, high: Boxes, boxes: Mask) -> Mask:
    """Which components lie within one of the `boxes`, [N]."""
    within = np.all((low[:, None] >= low[boxes]) & (high[:, None] <= high[boxes]), 2)
    return np.asarray(np.any(within, 1))


def _is_piece(labels: npt.NDArray[np.int64], low: Boxes, high: Boxes, large: float) -> Mask:
    """Which components reach from the image's border not far into it, or along a whole side, [N]."""
    size, shape = high - low, np.array(labels.shape)
    touches = (low == 0) | (high == shape)
    # How far a component reaches in from the side that it touches.
    depth = np.where(touches, size, shape.max()).min(1)
    along = ((size >= 0.95 * shape) & touches).any(1)
    return np.asarray((depth <= _MAX_PIECE * large) | along)


def _type(low: Boxes, high: Boxes, kept: Mask, height: float) -> Mask:
    """Which components are letters in a line of type, [N]."""
    found = np.zeros(len(low), bool)
    tall = high[:, 0] - low[:, 0]
    for line in _lines_of(low, high, np.flatnonzero(kept & (tall <= _MAX_LETTER * height))):
        wide = high[line, 1].max() - low[line, 1].min()
        found[line] = len(line) >= _MIN_LETTERS and wide >= _TYPE_WIDTH * tall[line].max()
    return found


def _lines_of(low: Boxes, high: Boxes, members: npt.NDArray[np.intp]) -> Iterator[list[int]]:
    """Group components that stand side by side, from left to right."""
    left = members[np.argsort(low[members, 1], kind="stable")].tolist()
    while left:
        line, others = [left[0]], list[int]()
        for at in left[1:]:
            top, bottom = low[line, 0].min(), high[line, 0].max()
            overlap = min(bottom, high[at, 0]) - max(top, low[at, 0])
            tall = max(bottom - top, high[at, 0] - low[at, 0])
            beside = low[at, 1] - high[line, 1].max() <= _LETTER_GAP * tall
            (line if overlap > 0 and beside else others).append(at)
        left = others
        yield line


def _without_lines(ink: Grey) -> Grey:
    """The ink without lines from edge to edge, unless no whole digit is left: then they may be strokes."""
    small = downscale(ink, _LINES_PX)
    if min(small.shape) < _MIN_LINED_PX or (small > _LINE_INK).mean() > _MAX_INK:
        return ink
    clean = _without_rows(_without_rows(small).T).T
    if (clean == small).all():
        return ink
    low, high = component_boxes(label_components(clean > _SOLID))
    inside = ((low > 0) & (high < clean.shape)).all(1)
    is_whole = inside & ((high - low)[:, 0] >= _MIN_DIGIT * max(clean.shape))
    return np.ascontiguousarray(clean) if is_whole.any() else ink


def _without_rows(ink: Grey) -> Grey:
    """The ink without the thin, straight lines that run from its left edge to its right edge."""
    solid = ink > _LINE_INK
    thick = np.pad(solid, ((1, 1), (0, 0)))
    thick = thick[:-2] | thick[1:-1] | thick[2:]
    seen = np.stack([strip.mean(1) for strip in np.array_split(thick, _STRIPS, 1)])
    reach = max(round(_MAX_SLOPE * ink.shape[1] / _STRIPS), 1)
    total, paths = seen[0], []
    for strip in seen[1:]:
        padded = np.pad(total, reach)
        steps = np.stack([padded[at : at + len(total)] for at in range(2 * reach + 1)])
        # Straight on, where steps are equally good.
        steps[reach] += 1e-3
        best = steps.argmax(0)
        paths.append(np.arange(len(total)) + best - reach)
        total = strip + steps.max(0)
    peaks = np.flatnonzero(total >= _LINE_SEEN * _STRIPS)
    clean = ink
    for peak in peaks:
        if total[max(peak - 2, 0) : peak + 3].max() > total[peak]:
            continue
        row, rows = peak, [peak]
        for path in paths[::-1]:
            row = path[row]
            rows.append(row)
        clean = _erased(clean, solid, np.array(rows[::-1]))
    return clean


def _erased(ink: Grey, solid: Mask, rows: npt.NDArray[np.int64]) -> Grey:
    """The ink without the line through these `rows`, one in the middle of each strip, but with what crosses it."""
    height, width = ink.shape
    middles = (np.arange(_STRIPS) + 0.5) * width / _STRIPS
    line = np.polyval(np.polyfit(middles, rows, 2), np.arange(width) + 0.5)
    most = max(round(_MAX_THICKNESS * min(ink.shape)), 2)
    off = np.arange(-2 * most, 2 * most + 1)
    places = np.clip(np.rint(line).astype(np.int64) + off[:, None], 0, height - 1)
    columns = np.arange(width)[None]
    seen = solid[places, columns]
    middle = 2 * most
    # The ink that is connected with the line in its own column; the line may be off by a px.
    start: Mask = np.asarray(seen[middle - 1 : middle + 2].any(axis=0))
    seen[middle - 1 : middle + 2] |= start
    above = np.logical_and.accumulate(np.vstack([start, seen[middle - 1 :: -1]]))[1:]
    below = np.logical_and.accumulate(np.vstack([start, seen[middle + 1 :]]))[1:]
    run = above.sum(0) + below.sum(0) + 1
    thickness = float(np.median(run[start])) if start.any() else 0.0
    if not 0 < thickness <= most + 2:
        return ink
    erase = start & (run <= _CROSSING * thickness)
    spot = np.vstack([above[::-1], start[None], below]) & erase
    # A pen much darker than the line around shows where it crosses; in uneven light the line gets darker on its way.
    amount = ink[places, columns]
    strips = np.array_split(amount[middle - 1 : middle + 2].max(0), _STRIPS)
    levels = np.array([np.median(strip) for strip in strips])
    # Where it seems darker than on both sides, the pen covers it.
    levels = np.minimum(levels, np.maximum(np.r_[levels[1], levels[:-1]], np.r_[levels[1:], levels[-2]]))
    level = np.interp(np.arange(width) + 0.5, middles, levels)
    darker = spot & (amount > _DARKER * np.maximum(level, _LINE_INK))
    spot &= ~(darker & _touched(darker.any(0), start & ~erase))
    clean: Grey = ink.copy()
    clean[places[spot], np.broadcast_to(columns, places.shape)[spot]] = 0
    return clean


def _touched(along: npt.NDArray[np.bool_], by: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The runs of `along` [N] that hold, or end at, a place of `by` [N]."""
    runs = along | by
    number = np.cumsum(np.diff(runs, prepend=False) & runs) * runs
    return np.asarray((np.bincount(number, by) > 0)[number] & along)
