"""Join the dots that a canvas left to the strokes that were drawn.

Many web canvases stamp a dot at every reported pointer position: a fast stroke becomes a row of dots. Dots follow each
other where they are close and the line goes straight on (Wertheimer's laws of proximity and good continuation).
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digitgame.vision.pixels import Grey, Mask, component_boxes, distance_to_edge, downscale, label_components

Array = npt.NDArray[np.float64]
# The longer sides of the copies: to measure dots on, and to rule out most ink.
_COPY_PX: Final = 200
_SAMPLE_PX: Final = 100
# Connected components of ink, of which more are chalk or grain, and dots among them that touch no other.
_MIN_COMPONENTS: Final = 4
_MAX_COMPONENTS: Final = 150
_MIN_DOTS: Final = 3
# A dot's sides differ by no more than this fraction of the longer one, or by 2 px; it fills this part of its box,
# which a 0 does not.
_MAX_DIFFERENCE: Final = 0.25
_MIN_FILL: Final = 0.65
# Ink thinner than this fraction of a dot was drawn by another pen.
_MIN_THICKNESS: Final = 0.7
# A dot's side: at least so many px, at most this fraction of the ink's longer side.
_MIN_SIDE_PX: Final = 3
_MAX_SIDE: Final = 0.25
# Points are no further from the middle of a dot or an overlapping row than this leaves of a dot's radius, and no
# closer to each other than this fraction of a dot's side.
_CORE: Final = 0.8
_SPACING: Final = 0.6
# Dots more than so many times the distance to the nearest one apart belong to different strokes.
_MAX_DISTANCE: Final = 2.6
# The neighbours that a dot is compared with, and how much longer a right angle counts (a reversal: twice that).
_NEIGHBOURS: Final = 8
_BEND: Final = 1.0


def connect(ink: Grey) -> Grey:
    """Draw lines from dot to dot if the ink, [height, width], 0 to 1, cropped, is made of dots; else return it."""
    if not ink.size:
        return ink
    sample = downscale(ink, _SAMPLE_PX) > 0.5
    if label_components(sample).max(initial=0) < _MIN_COMPONENTS:
        return ink
    small = downscale(ink, _COPY_PX)
    dots = _dots(small > 0.5)
    if dots is None:
        return ink
    places, side = dots
    times = max(ink.shape) / max(small.shape)
    canvas = Image.fromarray((ink > 0.5).astype(np.uint8) * 255)
    draw = ImageDraw.Draw(canvas)
    for pair in _connections(places, side):
        ends = (places[list(pair), ::-1] + 0.5) * times
        draw.line([tuple(end) for end in ends.tolist()], fill=255, width=round(side * times))
    return np.maximum(ink, np.asarray(canvas, np.float32) / 255)


def are_dots(solid: Mask) -> bool:
    """Whether ink is made of dots."""
    return _dots(solid) is not None


def _dots(solid: Mask) -> tuple[Array, float] | None:
    """The centres of the dots that the ink is made of, [P, 2] (row, column), and a dot's side; None for other ink."""
    labels = label_components(solid)
    low, high = component_boxes(labels)
    short, long = np.sort((high - low).astype(float)).T
    fill = np.bincount(labels.ravel(), minlength=1)[1:] / (short * long)
    large = long >= _MIN_SIDE_PX
    if len(long) > _MAX_COMPONENTS or large.sum() < _MIN_COMPONENTS:
        return None
    short, long, fill = short[large], long[large], fill[large]
    dots = (long - short <= np.maximum(_MAX_DIFFERENCE * long, 2)) & (fill >= _MIN_FILL)
    if not dots.any():
        return None
    # Dots that touch may have a square box too, but a larger one.
    side = float(np.percentile(long[dots], 25))
    dots &= abs(long - side) <= max(_MAX_DIFFERENCE * side, 2)
    too_large = side > _MAX_SIDE * max(solid.shape)
    if dots.sum() < _MIN_DOTS or too_large or (short < _MIN_THICKNESS * side).any():
        return None
    return _centres(distance_to_edge(np.pad(solid, 1))[1:-1, 1:-1], side), side


def _centres(inside: Grey, side: float) -> Array:
    """The centres of dots and points along overlapping rows; `inside` is each pixel's distance to the edge."""
    places = np.argwhere(inside >= _CORE * (side / 2) - 0.5)
    places = places[np.argsort(-inside[tuple(places.T)], kind="stable")].astype(float)
    chosen = []
    while len(places):
        chosen.append(places[0])
        places = places[np.hypot(*(places - places[0]).T) > _SPACING * side]
    return np.array(chosen)


def _connections(places: Array, side: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs of points to connect.

    Each point names the two that it best lies between: close, and in a straight line. Points that name each other are
    connected first; then, the closest first, points of parts that are not yet connected.
    """
    apart = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    named = np.zeros(apart.shape, bool)
    for at, row in enumerate(apart):
        nearest = np.argsort(row, kind="stable")[: min(_NEIGHBOURS, len(row) - 1)]
        named[at, _between(places - places[at], nearest)] = True
    both = named & named.T
    reach = _MAX_DISTANCE * np.maximum(apart.min(1), side)
    a, b = np.nonzero(np.triu(apart <= np.maximum(reach[:, None], reach)))
    part = np.arange(len(places))
    for at in np.lexsort((apart[a, b], ~both[a, b])):
        one, other = int(a[at]), int(b[at])
        if both[one, other] or part[one] != part[other]:
            part[part == part[other]] = part[one]
            yield one, other


def _between(offsets: Array, near: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The two of the points `near` that a point best lies between; `offsets` lead from it to each point."""
    if len(near) < 2:
        return near
    long = np.hypot(*offsets[near].T)
    # 0 is straight on, 2 a reversal.
    turn = 1 + (offsets[near] @ offsets[near].T) / (long[:, None] * long)
    cost = (long[:, None] + long) * (1 + _BEND * turn)
    np.fill_diagonal(cost, np.inf)
    return near[list(np.unravel_index(cost.argmin(), cost.shape))]
