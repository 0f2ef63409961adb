"""Several digits in one drawing: which strokes make up which digit, from left to right.

The pieces (strokes, or patches of ink of a picture) are put in order across the page; a number is a way to cut that
order into runs. How far apart the pieces on both sides of a cut stand is told along slanted lines too, since people
write slanted: two strokes have a gap if any of a few slants parts them. Which cuts to make is chosen by `best`, from
the gaps and from how well each run reads as a digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.drawing import Stroke

SLANTS: Final = (-0.25, 0.0, 0.25, 0.5)  # px across a px upwards
MOST_PIECES: Final = 24  # a drawing of more is a scribble, and taken as one
_MOST_IN_RUN: Final = 6  # pieces that one digit may have, but for pieces that no slant parts
_OVERLAP: Final = -0.25  # heights: pieces that overlap more than this are never parted
_WIDE: Final = 0.6  # heights: a gap that no digit has inside
_PARTS: Final = 0.05  # heights: a gap of this width is as likely between digits as inside one
_STEEP: Final = 20.0  # how fast that changes, in log odds a height
_LEAST: Final = 0.002  # of likelihood: a misread digit is still one
_SPECK: Final = 0.12  # of the largest piece: smaller ones go with the piece that they are nearest to
_LOWEST: Final = 0.6  # of the height of all: digits lower than this are less likely,
_LOW: Final = 10.0  # by this much a height
Array = npt.NDArray[np.float64]
Run = tuple[int, int]  # the first piece of the order that belongs to it, and the first that no longer does


@dataclass(frozen=True)
class Pieces:
    """N pieces of ink, ordered from left to right."""

    order: tuple[int, ...]  # the piece at each place, as it was numbered when it was given
    low: Array  # [N, slants]: where a piece begins, measured across the slanted lines
    high: Array  # [N, slants]: where it ends
    top: Array  # [N]
    bottom: Array  # [N]
    specks: tuple[
        tuple[int, int], ...
    ] = ()  # of pieces too small to be one: the speck, the piece that it goes with

    def members(self, run: Run) -> list[int]:
        """The pieces of a run, with the specks that go with them, in the order in which they were numbered."""
        own = set(self.order[slice(*run)])
        return sorted(own | {speck for speck, piece in self.specks if piece in own})

    def __len__(self) -> int:
        return len(self.order)

    @cached_property
    def height(self) -> float:
        """Of all the ink together, at least 1."""
        return float(max(self.bottom.max() - self.top.min(), 1)) if len(self) else 1.0

    @cached_property
    def gaps(self) -> Array:
        """[N - 1]: the widest gap between all before a place and all behind it, in heights; below 0 they overlap."""
        before = np.maximum.accumulate(self.high)[:-1]
        behind = np.minimum.accumulate(self.low[::-1])[::-1][1:]
        gaps: Array = (behind - before).max(1) / self.height
        return gaps

    def tall(self, run: Run) -> float:
        """The height of a run, as a share of the height of all."""
        return float(self.bottom[slice(*run)].max() - self.top[slice(*run)].min()) / self.height


def pieces(strokes: Sequence[Stroke]) -> Pieces:
    """The strokes of a drawing as pieces; strokes without a point are left out."""
    found = [(index, np.asarray(stroke, float)) for index, stroke in enumerate(strokes) if len(stroke)]
    return ordered([index for index, _ in found], [points for _, points in found])


def ordered(numbers: Sequence[int], points: Sequence[Array]) -> Pieces:
    """Pieces, each of points [P, 2], x and y down, put in order; specks are told apart."""
    boxes = np.array([(*some.min(0), *some.max(0)) for some in points]).reshape(-1, 4)
    extent = (boxes[:, 2:] - boxes[:, :2]).max(1) if len(boxes) else np.zeros(0)
    large = np.flatnonzero(extent >= _SPECK * extent.max(initial=0))
    specks = [
        (numbers[at], numbers[large[int(_apart(boxes[at], boxes[large]).argmin())]])
        for at in np.setdiff1d(np.arange(len(points)), large)
    ]
    place = large[np.argsort(boxes[large, 0] + boxes[large, 2], kind="stable")]
    across = [points[at][:, :1] + points[at][:, 1:] * np.array(SLANTS) for at in place]
    low = np.array([some.min(0) for some in across]).reshape(-1, len(SLANTS))
    high = np.array([some.max(0) for some in across]).reshape(-1, len(SLANTS))
    order = tuple(numbers[at] for at in place)
    return Pieces(order, low, high, boxes[place, 1], boxes[place, 3], tuple(specks))


def _apart(box: Array, others: Array) -> Array:
    """How far a box [left, top, right, bottom] is from others [N, 4]; 0 where they touch."""
    between = np.maximum(np.maximum(others[:, :2] - box[2:], box[:2] - others[:, 2:]), 0)
    return np.hypot(between[:, 0], between[:, 1])


def runs(found: Pieces) -> list[Run]:
    """Every run that may be a digit, the whole first; only the whole, where nothing could be cut."""
    count = len(found)
    whole = (0, count)
    if not 1 < count <= MOST_PIECES:
        return [whole]
    cuts = [0, *(np.flatnonzero(found.gaps > _OVERLAP) + 1).tolist(), count]
    some = [(a, b) for a in cuts for b in cuts if a < b <= a + _MOST_IN_RUN and (a, b) != whole]
    return [whole, *(run for run in some if (found.gaps[run[0] : run[1] - 1] < _WIDE).all())]


def best(found: Pieces, likely: dict[Run, float]) -> list[Run]:
    """The runs, from left to right, that make up the likeliest number.

    `likely` tells how likely each run is to be one digit. A number is as likely as its digits all are, as its gaps
    are wide where it is cut and narrow where it is not, and as its digits are of one height.
    """
    count = len(found)
    apart = _STEEP * (np.asarray(found.gaps) - _PARTS) if count > 1 else np.zeros(0)
    cut, joined = np.logaddexp(0, -apart), np.logaddexp(0, apart)
    cost = {0: 0.0}
    begins: dict[int, int] = {}
    for first, behind in sorted(likely, key=lambda run: run[::-1]):
        if first not in cost:
            continue
        total = cost[first] - np.log(max(likely[first, behind], _LEAST)) + joined[first : behind - 1].sum()
        total += _LOW * max(_LOWEST - found.tall((first, behind)), 0) + (cut[first - 1] if first else 0)
        if total < cost.get(behind, np.inf):
            cost[behind], begins[behind] = float(total), first
    chosen = []
    while count:
        chosen.append((begins[count], count))
        count = begins[count]
    return chosen[::-1]
