"""Find the drawing board in a screenshot of a web page, and crop to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from digitgame.vision.background import Mask, border, component_boxes, label_components
from digitgame.vision.colour import Channels
from digitgame.vision.downscale import max_pool

Box = tuple[int, int, int, int]  # top, bottom, left, right


@dataclass(frozen=True)
class _Config:
    # Pixels of one colour differ by no more than this in any channel, of 255.
    same_colour: int = 12
    # The least fraction of the image's border that has the page's colour.
    page_border: float = 0.6
    # The longer side of the copy on which connected components are found.
    copy_px: int = 240
    # The components tried, the largest first; the boards inside boards (page, card, line, canvas).
    max_components: int = 6
    max_depth: int = 6
    # How much of an edge differs from the page, on average and at least (ink may touch it), without the ends, where
    # corners may be round.
    mean_edge: float = 0.8
    min_edge: float = 0.4
    edge_ends: float = 0.1
    # The edge is the first row with this fraction of the most differing pixels; earlier rows have no more than that.
    edge_row: float = 0.95
    before_edge: float = 0.02
    # Fractions of the board's shorter side, each at least `min_band_px`: the band of lines and shadows around it, and
    # the distance from a corner at which it has begun, while a 0 has not.
    band: float = 0.08
    corner: float = 0.06
    min_band_px: int = 8
    # The least fraction of the board's border that is blank.
    blank_border: float = 0.7
    # The least fraction of the image that a board alone on its page covers.
    min_area: float = 0.25
    min_side_px: int = 64
    # The shorter side as a fraction of the longer one, and the ink as a fraction of the board.
    min_aspect: float = 0.6
    min_ink: float = 0.0005
    max_ink: float = 0.5


_CONFIG: Final = _Config()


def crop_to_board(image: Channels) -> Channels:
    """Remove the page around the board of a screenshot, and the board's border line.

    A board has four straight edges on a page of one colour, some ink, and neither too small nor too narrow a shape.
    The innermost board of the largest component is cropped; without a board the image comes back unchanged.
    """
    board = _find_board(image, image.shape[0] * image.shape[1], _CONFIG.max_depth)
    return image if board is None else board


def _find_board(image: Channels, area: int, depth: int) -> Channels | None:
    if min(image.shape[:2]) < _CONFIG.min_side_px or not depth:
        return None
    edge = border(image)
    page = np.median(edge, 0)
    if (np.abs(edge - page).max(1) <= _CONFIG.same_colour).mean() < _CONFIG.page_border:
        return None
    differs = np.abs(image - page).max(2) > _CONFIG.same_colour
    boxes = _component_boxes(differs)
    for box in boxes[: _CONFIG.max_components]:
        inner = _inside(image, differs, box)
        if inner is not None:
            deeper = _find_board(inner, area, depth - 1)
            if deeper is not None:
                return deeper
            if _is_board(inner, area, alone=len(boxes) == 1):
                return inner
    return None


def _component_boxes(differs: Mask) -> list[Box]:
    """The boxes of the components on the page, the largest first; each may be a little too large."""
    times = -(-max(differs.shape) // _CONFIG.copy_px)
    low, high = component_boxes(label_components(max_pool(differs, times)))
    order = np.argsort(-(high - low).prod(1), kind="stable")
    low, high = low[order] * times, np.minimum(high[order] * times, differs.shape)
    return [
        (top, bottom, left, right)
        for (top, left), (bottom, right) in zip(low.tolist(), high.tolist(), strict=True)
    ]


def _inside(image: Channels, differs: Mask, box: Box) -> Channels | None:
    """A component without its edge, lines and round corners; None if its edges are not straight."""
    top, bottom, left, right = box
    if min(bottom - top, right - left) < _CONFIG.min_side_px:
        return None
    band = max(round(_CONFIG.band * min(bottom - top, right - left)), _CONFIG.min_band_px)
    seen = differs[top:bottom, left:right]
    # The component turned so that each edge comes first, each with another corner.
    sides = (seen, seen[::-1, ::-1], seen.T[:, ::-1], seen.T[::-1])
    (above, below, before, behind), straight = zip(*(_find_edge(side, band) for side in sides), strict=True)
    if (
        min(straight) < _CONFIG.min_edge
        or np.mean(straight) < _CONFIG.mean_edge
        or not all(map(_has_corner, sides))
    ):
        return None
    part = image[top + above : bottom - below, left + before : right - behind]
    sample = part[band:-band:3, band:-band:3]
    background = np.median(sample, (0, 1))
    blank = np.abs(part - background).max(2) <= _CONFIG.same_colour
    for cut in range(band + 1):
        inner = blank[cut : blank.shape[0] - cut, cut : blank.shape[1] - cut]
        corners = inner[[0, 0, -1, -1], [0, -1, 0, -1]]
        if border(inner).mean() >= _CONFIG.blank_border and (corners.all() or cut == band):
            return part[cut : part.shape[0] - cut, cut : part.shape[1] - cut]
    return None


def _find_edge(differs: Mask, band: int) -> tuple[int, float]:
    """The row among the first ones that is the edge, and how much of it differs from the page.

    0 if anything stands out beyond that row, as the lines of squared paper do: then it is no edge.
    """
    off = round(_CONFIG.edge_ends * differs.shape[1])
    fractions = differs[:band, off : differs.shape[1] - off].mean(1)
    row = int((fractions >= _CONFIG.edge_row * fractions.max()).argmax())
    is_edge = fractions[:row].max(initial=0) <= _CONFIG.before_edge
    return row, float(fractions[row]) if is_edge else 0.0


def _has_corner(differs: Mask) -> bool:
    """Whether the component begins close to its first corner, on the diagonal."""
    reach = max(round(_CONFIG.corner * min(differs.shape)), _CONFIG.min_band_px)
    return bool(differs[range(reach), range(reach)].any())


def _is_board(inner: Channels, area: int, alone: bool) -> bool:
    height, width = inner.shape[:2]
    if alone and height * width < _CONFIG.min_area * area:
        return False
    background = np.median(border(inner), 0)
    ink = float((np.abs(inner - background).max(2) > _CONFIG.same_colour).mean())
    least = max(_CONFIG.min_side_px, _CONFIG.min_aspect * max(height, width))
    return bool(min(height, width) >= least and _CONFIG.min_ink < ink < _CONFIG.max_ink)
