"""Dots that a board left where the pointer was, joined to the line that it drew.

Many a canvas stamps a dot for every place that the pointer tells and joins none: a fast stroke is a row of dots. Which
follow each other is told by how near they are and how straight the line goes on (Wertheimer's laws of proximity and of
good continuation).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digitgame.vision.background import Grey, Mask, label
from digitgame.vision.distance import to_edge
from digitgame.vision.downscale import small_copy

_FINE: Final = 200  # px, the longer side of the copy on which dots are measured, at most
_LOOK: Final = 100  # px, of the one that tells most ink to have none
_LEAST: Final = 4  # patches of ink,
_ALONE: Final = 3  # and dots among them that touch no other,
_MOST: Final = 150  # patches: more are chalk or the grain of paper
_SQUARE: Final = 0.25  # a dot's sides differ by no more than this share of the longer one, or by 2 px
_FULL: Final = 0.65  # of its box: so much of it a dot fills, a 0 does not
_THINNEST: Final = 0.7  # of a dot's side: ink that is thinner was drawn by another pen
_SMALLEST: Final = 3  # px of the copy: a dot is no grain
_LARGEST: Final = 0.25  # of the ink's side
_CORE: Final = 0.8  # of a dot's radius: nearer to the middle of a dot, or of a row that overlaps, than that
_FAR: Final = 2.6  # times the distance to the nearest: dots further away were drawn by another stroke
_STEP: Final = 0.6  # of a dot's side: points nearer to each other are one
_NEAREST: Final = 8  # points that a point looks at,
_BEND: Final = 1.0  # of the way: how much longer a right angle makes it count; back, twice as much
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Dots:
    """The middles of dots, or of rows of dots that overlap: pixels of the copy."""

    places: Array  # [P, 2], row and column
    side: float  # of one dot


def joined(ink: Grey) -> Grey:
    """Ink, [height, width], 0 to 1, cropped, with lines from dot to dot where it is made of dots."""
    if not ink.size or label(small_copy(ink, _LOOK) > 0.5).max(initial=0) < _LEAST:
        return ink
    small = small_copy(ink, _FINE)
    dots = _dots(small > 0.5)
    if dots is None:
        return ink
    times = max(ink.shape) / max(small.shape)
    sheet = Image.fromarray((ink > 0.5).astype(np.uint8) * 255)
    draw = ImageDraw.Draw(sheet)
    for pair in _joins(dots.places, dots.side):
        ends = (dots.places[list(pair), ::-1] + 0.5) * times
        draw.line([tuple(end) for end in ends.tolist()], fill=255, width=round(dots.side * times))
    return np.maximum(ink, np.asarray(sheet, np.float32) / 255)


def _dots(solid: Mask) -> _Dots | None:
    """The dots that ink is made of; None where it is not."""
    numbers = label(solid)
    count = int(numbers.max(initial=0))
    boxes = [_box(numbers == number) for number in range(1, count + 1)] if count <= _MOST else []
    boxes = [box for box in boxes if max(box[:2]) >= _SMALLEST]
    if len(boxes) < _LEAST:
        return None
    short, long, full = np.array(boxes, float).T
    alone = (long - short <= np.maximum(_SQUARE * long, 2)) & (full >= _FULL)
    if not alone.any():
        return None
    side = float(np.percentile(long[alone], 25))  # some that touch make a square box too
    alike = alone & (abs(long - side) <= max(_SQUARE * side, 2))
    if alike.sum() < _ALONE or side > _LARGEST * max(solid.shape) or (short < _THINNEST * side).any():
        return None
    return _Dots(_middles(to_edge(np.pad(solid, 1))[1:-1, 1:-1], side), side)


def _middles(inside: Grey, side: float) -> Array:
    """The middles of dots and, along rows that overlap, points no nearer to each other than most dots are.

    `inside` is how far each pixel lies from the edge.
    """
    places = np.argwhere(inside >= _CORE * (side / 2) - 0.5)
    places = places[np.argsort(-inside[tuple(places.T)], kind="stable")].astype(float)
    chosen = []
    while len(places):
        chosen.append(places[0])
        places = places[np.hypot(*(places - places[0]).T) > _STEP * side]
    return np.array(chosen)


def _box(patch: Mask) -> tuple[int, int, float]:
    """The shorter and the longer side of a patch's box, and how much of the box it fills."""
    rows, columns = (np.flatnonzero(patch.any(axis)) for axis in (1, 0))
    height, width = int(rows[-1] - rows[0] + 1), int(columns[-1] - columns[0] + 1)
    return min(height, width), max(height, width), float(patch.sum()) / (height * width)


def _joins(places: Array, side: float) -> Iterator[tuple[int, int]]:
    """Which of the points are joined.

    The line goes on from a point as straight, and to points as near, as can be: each names the two that it would lie
    between. Who name each other are joined; then, the nearest first, what is not yet joined.
    """
    apart = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    named = np.zeros(apart.shape, bool)
    for at, row in enumerate(apart):
        nearest = np.argsort(row, kind="stable")[: min(_NEAREST, len(row) - 1)]
        named[at, _between(places - places[at], nearest)] = True
    both = named & named.T
    reach = _FAR * np.maximum(apart.min(1), side)
    a, b = np.nonzero(np.triu(apart <= np.maximum(reach[:, None], reach)))
    part = np.arange(len(places))
    for at in np.lexsort((apart[a, b], ~both[a, b])):
        one, other = int(a[at]), int(b[at])
        if both[one, other] or part[one] != part[other]:
            part[part == part[other]] = part[one]
            yield one, other


def _between(ways: Array, near: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The two of the points `near` that a point would lie between; `ways` lead there from it."""
    if len(near) < 2:
        return near
    long = np.hypot(*ways[near].T)
    turn = 1 + (ways[near] @ ways[near].T) / (long[:, None] * long)  # 0 straight on, 2 back
    cost = (long[:, None] + long) * (1 + _BEND * turn)
    np.fill_diagonal(cost, np.inf)
    return near[list(np.unravel_index(cost.argmin(), cost.shape))]
