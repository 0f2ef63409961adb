"""Find the drawing board in a screenshot of a web page, and crop to it."""

from typing import Final

import numpy as np

from digitgame.vision.colour import Channels
from digitgame.vision.pixels import Mask, border, component_boxes, label_components, max_pool

# Top, bottom, left, right.
Box = tuple[int, int, int, int]
# Pixels of one colour differ by no more than this in any channel, of 255.
_SAME_COLOUR: Final = 12
# The least fraction of the image's border that has the page's colour.
_PAGE_BORDER: Final = 0.6
# The longer side of the copy on which connected components are found.
_COPY_PX: Final = 240
# The components tried, the largest first; the boards inside boards (page, card, line, canvas).
_MAX_COMPONENTS: Final = 6
_MAX_DEPTH: Final = 6
# How much of an edge differs from the page, on average and at least (ink may touch it), without the ends, where
# corners may be round.
_MEAN_EDGE: Final = 0.8
_MIN_EDGE: Final = 0.4
_EDGE_ENDS: Final = 0.1
# The edge is the first row with this fraction of the most differing pixels; earlier rows have no more than that.
_EDGE_ROW: Final = 0.95
_BEFORE_EDGE: Final = 0.02
# The axes of a plot: the least part of each that is seen, and of the component, with its labels, that they enclose; the
# ends of rows that labels may take.
_AXIS: Final = 0.9
_PLOT: Final = 0.6
_LABELS: Final = 0.2
# Fractions of the board's shorter side, each at least `_MIN_BAND_PX`: the band of lines and shadows around it, and
# the distance from a corner at which it has begun, while a 0 has not.
_BAND: Final = 0.08
_CORNER: Final = 0.06
_MIN_BAND_PX: Final = 8
# The least fraction of the board's border that is blank.
_BLANK_BORDER: Final = 0.7
# The least fraction of the image that a board alone on its page covers.
_MIN_AREA: Final = 0.25
_MIN_SIDE_PX: Final = 64
# The shorter side as a fraction of the longer one, and the ink as a fraction of the board.
_MIN_ASPECT: Final = 0.6
_MIN_INK: Final = 0.0005
_MAX_INK: Final = 0.5


def crop_to_board(image: Channels) -> Channels:
    """Remove the page around the board of a screenshot, and the board's border line.

    A board has four straight edges on a page of one colour, some ink, and neither too small nor too narrow a shape.
    The innermost board of the largest component is cropped; without a board the image comes back unchanged.
    """
    board = _find_board(image, image.shape[0] * image.shape[1], _MAX_DEPTH)
    return image if board is None else board


def _find_board(image: Channels, area: int, depth: int) -> Channels | None:
    if min(image.shape[:2]) < _MIN_SIDE_PX or not depth:
        return None
    edge = border(image)
    page = np.median(edge, 0)
    if (np.abs(edge - page).max(1) <= _SAME_COLOUR).mean() < _PAGE_BORDER:
        return None
    differs = np.abs(image - page).max(2) > _SAME_COLOUR
    boxes = _component_boxes(differs)
    for box in boxes[:_MAX_COMPONENTS]:
        inner = _inside(image, differs, box)
        if inner is None:
            inner = _inside_axes(image, differs, box)
        if inner is not None:
            deeper = _find_board(inner, area, depth - 1)
            if deeper is not None:
                return deeper
            if _is_board(inner, area, alone=len(boxes) == 1):
                return inner
    return None


def _component_boxes(differs: Mask) -> list[Box]:
    """The boxes of the components on the page, the largest first; each may be a little too large."""
    times = -(-max(differs.shape) // _COPY_PX)
    low, high = component_boxes(label_components(max_pool(differs, times)))
    order = np.argsort(-(high - low).prod(1), kind="stable")
    low, high = low[order] * times, np.minimum(high[order] * times, differs.shape)
    return [tuple(box) for box in np.stack([low, high], 2).reshape(-1, 4).tolist()]


def _inside(image: Channels, differs: Mask, box: Box) -> Channels | None:
    """A component without its edge, lines and round corners; None if its edges are not straight."""
    top, bottom, left, right = box
    if min(bottom - top, right - left) < _MIN_SIDE_PX:
        return None
    band = max(round(_BAND * min(bottom - top, right - left)), _MIN_BAND_PX)
    seen = differs[top:bottom, left:right]
    # The component turned so that each edge comes first, each with another corner.
    sides = (seen, seen[::-1, ::-1], seen.T[:, ::-1], seen.T[::-1])
    (above, below, before, behind), straight = zip(*(_find_edge(side, band) for side in sides), strict=True)
    if min(straight) < _MIN_EDGE or np.mean(straight) < _MEAN_EDGE or not all(map(_has_corner, sides)):
        return None
    return _interior(image[top + above : bottom - below, left + before : right - behind], band)


def _inside_axes(image: Channels, differs: Mask, box: Box) -> Channels | None:
    """The plot within a component's axes, whose ticks and labels stand out; None if it has no axes."""
    top, bottom, left, right = box
    height, width = bottom - top, right - left
    at_border = not (top and left) or bottom == differs.shape[0] or right == differs.shape[1]
    if min(height, width) < _MIN_SIDE_PX or at_border:
        return None
    seen = differs[top:bottom, left:right]
    ends = round(_LABELS * width)
    rows = np.flatnonzero(seen[:, ends : width - ends].mean(1) >= _AXIS)
    if not len(rows) or rows[-1] - rows[0] < _PLOT * height:
        return None
    seen = seen[rows[0] : rows[-1] + 1]
    columns = np.flatnonzero(seen.mean(0) >= _AXIS)
    if not len(columns) or columns[-1] - columns[0] < _PLOT * width:
        return None
    seen = seen[:, columns[0] : columns[-1] + 1]
    if min(seen[0].mean(), seen[-1].mean()) < _AXIS:
        return None
    height, width = seen.shape
    top, left = top + rows[0], left + columns[0]
    return _interior(
        image[top : top + height, left : left + width], max(round(_BAND * min(height, width)), _MIN_BAND_PX)
    )


def _interior(part: Channels, band: int) -> Channels | None:
    """A board without the lines and round corners of its edge; None if its border is not blank."""
    sample = part[band:-band:3, band:-band:3]
    background = np.median(sample, (0, 1))
    blank = np.abs(part - background).max(2) <= _SAME_COLOUR
    for cut in range(band + 1):
        inner = blank[cut : blank.shape[0] - cut, cut : blank.shape[1] - cut]
        corners = inner[[0, 0, -1, -1], [0, -1, 0, -1]]
        if border(inner).mean() >= _BLANK_BORDER and (corners.all() or cut == band):
            return part[cut : part.shape[0] - cut, cut : part.shape[1] - cut]
    return None


def _find_edge(differs: Mask, band: int) -> tuple[int, float]:
    """The row among the first ones that is the edge, and how much of it differs from the page.

    0 if anything stands out beyond that row, as the lines of squared paper do: then it is no edge.
    """
    off = round(_EDGE_ENDS * differs.shape[1])
    fractions = differs[:band, off : differs.shape[1] - off].mean(1)
    row = int((fractions >= _EDGE_ROW * fractions.max()).argmax())
    is_edge = fractions[:row].max(initial=0) <= _BEFORE_EDGE
    return row, float(fractions[row]) if is_edge else 0.0


def _has_corner(differs: Mask) -> bool:
    """Whether the component begins close to its first corner, on the diagonal."""
    reach = max(round(_CORNER * min(differs.shape)), _MIN_BAND_PX)
    return bool(differs[range(reach), range(reach)].any())


def _is_board(inner: Channels, area: int, alone: bool) -> bool:
    height, width = inner.shape[:2]
    if alone and height * width < _MIN_AREA * area:
        return False
    background = np.median(border(inner), 0)
    ink = float((np.abs(inner - background).max(2) > _SAME_COLOUR).mean())
    least = max(_MIN_SIDE_PX, _MIN_ASPECT * max(height, width))
    return bool(min(height, width) >= least and _MIN_INK < ink < _MAX_INK)
