"""Several digits in one drawing: which strokes belong to which digit, row by row and from left to right.

The pieces (strokes, or connected components of an image) are ordered from left to right; a number cuts that order
into runs, one per digit. The gap at a cut is measured along a few slanted lines too, because people write slanted.
`best` chooses the cuts from the gaps and from how probable the network finds each run to be a digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.curve import median
from digitgame.ink.drawing import Stroke

# A drawing of more pieces is a scribble, and never cut.
MAX_PIECES: Final = 24
Array = npt.NDArray[np.float64]
# The places of a run in the order: its first piece, and the first behind it.
Span = tuple[int, int]
# Thresholds; a "height" is the height of all the ink.
# The lines along which gaps are measured: px to the right per px upwards.
_SLANTS: Final = (-0.25, 0.0, 0.25, 0.5)
# Pieces of one digit, except for pieces that no cut can separate.
_MAX_PIECES_IN_DIGIT: Final = 6
# Pieces that overlap by more than this, in heights, are never cut apart; no digit has a wider gap inside.
_MIN_GAP: Final = -0.25
_MAX_GAP_IN_DIGIT: Final = 0.6
# A gap of this many heights is as probable between digits as inside one; the log odds per height beyond.
_EVEN_GAP: Final = 0.05
_GAP_LOG_ODDS: Final = 20.0
# The least probability of a run: a misread digit is still a digit.
_MIN_PROBABILITY: Final = 0.002
# A piece smaller than this fraction of the largest one goes with the nearest piece.
_SPECK: Final = 0.17
# Rows, in heights of the tallest piece: the least height of a piece that makes a row; the least gap between rows, and
# between two that may be the halves of one digit. Two pieces are in one row if this fraction of the lower one's height
# lies beside the other one. The tallest piece has at least this fraction of the height of all the ink.
_ROW_PIECE: Final = 0.45
_ROW_GAP: Final = 0.1
_DIGIT_GAP: Final = 0.4
_BESIDE: Final = 0.3
_MIN_ROW: Final = 0.15
# A decimal point, in heights of its row: its largest side, how far its middle lies from the line that the digits stand
# on, and how far it may reach over or under the digits beside it.
_POINT: Final = 0.2
_OFF_LINE: Final = 0.2
_OVERLAP: Final = 0.1
# Digits lower than this, in heights, cost this much log probability per missing height.
_MIN_HEIGHT: Final = 0.6
_LOW_PENALTY: Final = 10.0


@dataclass(frozen=True)
class Pieces:
    """N pieces of ink, ordered from left to right.

    `order` holds the numbers that the pieces were given with. `low` and `high` [N, slants] are where each begins and
    ends, measured across the slanted lines; `top` and `bottom` are [N]. `specks` are pairs: the number of a piece too
    small to count, and of the piece that it goes with; `speck_boxes` [S, 4] are their left, top, right and bottom.
    """

    order: tuple[int, ...]
    low: Array
    high: Array
    top: Array
    bottom: Array
    specks: tuple[tuple[int, int], ...] = ()
    speck_boxes: Array = field(default_factory=lambda: np.zeros((0, 4)))

    def subset(self, places: npt.NDArray[np.intp]) -> "Pieces":
        """The pieces at these places of the order, with their specks."""
        order = tuple(self.order[at] for at in places)
        own = [at for at, (_, piece) in enumerate(self.specks) if piece in order]
        specks = tuple(self.specks[at] for at in own)
        low, high, top, bottom = (side[places] for side in (self.low, self.high, self.top, self.bottom))
        return Pieces(order, low, high, top, bottom, specks, self.speck_boxes[own])

    def members(self, run: Span) -> list[int]:
        """The numbers of a run's pieces and of their specks, in ascending order."""
        own = set(self.order[slice(*run)])
        return sorted(own | {speck for speck, piece in self.specks if piece in own})

    def __len__(self) -> int:
        return len(self.order)

    @cached_property
    def height(self) -> float:
        """The height of all the ink, at least 1."""
        return float(max(self.bottom.max() - self.top.min(), 1)) if len(self) else 1.0

    @cached_property
    def gaps(self) -> Array:
        """The widest gap at each cut between neighbours [N - 1], in heights; negative where they overlap."""
        before = np.maximum.accumulate(self.high)[:-1]
        behind = np.minimum.accumulate(self.low[::-1])[::-1][1:]
        return np.asarray((behind - before).max(1) / self.height)

    def height_of(self, run: Span) -> float:
        """A run's height, as a fraction of the height of all the ink."""
        return float(self.bottom[slice(*run)].max() - self.top[slice(*run)].min()) / self.height


def pieces(strokes: Sequence[Stroke]) -> Pieces:
    """The strokes of a drawing as pieces, without empty strokes."""
    found = [(index, np.asarray(stroke, float)) for index, stroke in enumerate(strokes) if len(stroke)]
    return ordered([index for index, _ in found], [points for _, points in found])


def ordered(numbers: Sequence[int], shapes: Sequence[Array]) -> Pieces:
    """Order pieces, each an array of points [P, 2] (x, and y down), and set specks aside."""
    boxes = np.array([(*piece.min(0), *piece.max(0)) for piece in shapes]).reshape(-1, 4)
    extent = (boxes[:, 2:] - boxes[:, :2]).max(1) if len(boxes) else np.zeros(0)
    large = np.flatnonzero(extent >= _SPECK * extent.max(initial=0))
    small = np.flatnonzero(extent < _SPECK * extent.max(initial=0))
    specks = [
        (numbers[at], numbers[large[int(_distance(boxes[at], boxes[large]).argmin())]])
        for at in small.tolist()
    ]
    place = large[np.argsort(boxes[large, 0] + boxes[large, 2], kind="stable")]
    across = [shapes[at][:, :1] + shapes[at][:, 1:] * np.array(_SLANTS) for at in place]
    low = np.array([piece.min(0) for piece in across]).reshape(-1, len(_SLANTS))
    high = np.array([piece.max(0) for piece in across]).reshape(-1, len(_SLANTS))
    order = tuple(numbers[at] for at in place)
    return Pieces(order, low, high, boxes[place, 1], boxes[place, 3], tuple(specks), boxes[small])


def _distance(box: Array, others: Array) -> Array:
    """The distance [N] from a box [left, top, right, bottom] to others [N, 4]; 0 where they touch."""
    between = np.maximum(np.maximum(others[:, :2] - box[2:], box[:2] - others[:, 2:]), 0)
    return np.hypot(between[:, 0], between[:, 1])


def rows(found: Pieces) -> list[Pieces]:
    """The rows of numbers, from top to bottom, each with its pieces; one if no gap parts them."""
    tall = found.bottom - found.top
    if not 1 < len(found) <= MAX_PIECES or tall.max() < _MIN_ROW * found.height:
        return [found]
    above = found.top[:, None]
    overlap = np.minimum(found.bottom[:, None], found.bottom) - np.maximum(above, found.top)
    beside = overlap > _BESIDE * np.minimum(tall[:, None], tall)
    large = np.flatnonzero(tall >= _ROW_PIECE * tall.max())
    row = np.arange(len(found))
    for at in large:
        row[np.isin(row, row[large[beside[at, large]]])] = row[at]
    # A small piece goes with the large one that is nearest.
    upright = _SLANTS.index(0)
    left, right = found.low[:, upright], found.high[:, upright]
    boxes = np.stack([left, found.top, right, found.bottom], 1)
    for at in np.flatnonzero(tall < _ROW_PIECE * tall.max()):
        row[at] = row[large[int(_distance(boxes[at], boxes[large]).argmin())]]
    parts = [np.flatnonzero(row == number) for number in sorted(set(row.tolist()))]
    parts.sort(key=lambda part: float((found.top[part] + found.bottom[part]).mean()))
    is_number = len(large) > len(parts) or len(parts) > 2
    least = (_ROW_GAP if is_number else _DIGIT_GAP) * float(tall.max())
    for upper, lower in pairwise(parts):
        over = (left[upper][:, None] < right[lower]) & (left[lower] < right[upper][:, None])
        gaps = (found.top[lower] - found.bottom[upper][:, None])[over] if over.any() else np.zeros(1)
        if gaps.min() < least:
            return [found]
    return [found.subset(part) for part in parts]


def points(found: Pieces, chosen: Sequence[Span]) -> dict[int, int]:
    """The decimal points of one row: the number of the speck -> how many of the `chosen` runs stand before it."""
    upright = _SLANTS.index(0)
    line, height = median(found.bottom), found.height
    where = {}
    for (speck, _), (left, top, right, bottom) in zip(found.specks, found.speck_boxes, strict=True):
        middle = (left + right) / 2
        is_low = abs((top + bottom) / 2 - line) <= _OFF_LINE * height
        if not is_low or max(right - left, bottom - top) > _POINT * height:
            continue
        for place, (before, behind) in enumerate(pairwise(chosen), 1):
            after = found.high[slice(*before), upright].max() - _OVERLAP * height
            until = found.low[slice(*behind), upright].min() + _OVERLAP * height
            if after < middle < until:
                where[speck] = place
    return where


def runs(found: Pieces) -> list[Span]:
    """Every run that may be a digit, the whole drawing first."""
    count = len(found)
    whole = (0, count)
    if not 1 < count <= MAX_PIECES:
        return [whole]
    cuts = [0, *(np.flatnonzero(found.gaps > _MIN_GAP) + 1).tolist(), count]
    parts = [(a, b) for a in cuts for b in cuts if a < b <= a + _MAX_PIECES_IN_DIGIT and (a, b) != whole]
    return [whole, *((a, b) for a, b in parts if (found.gaps[a : b - 1] < _MAX_GAP_IN_DIGIT).all())]


def best(found: Pieces, probabilities: dict[Span, float]) -> list[Span]:
    """The runs, from left to right, of the most probable number.

    `probabilities` gives how probably each run is one digit. A number is more probable with wide gaps at its cuts,
    narrow gaps inside its digits, and digits of one height (dynamic programming over the cuts).
    """
    count = len(found)
    odds = _GAP_LOG_ODDS * (np.asarray(found.gaps) - _EVEN_GAP) if count > 1 else np.zeros(0)
    cut, joined = np.logaddexp(0, -odds), np.logaddexp(0, odds)
    cost = {0: 0.0}
    begins: dict[int, int] = {}
    for first, behind in sorted(probabilities, key=lambda run: run[::-1]):
        if first not in cost:
            continue
        probability = max(probabilities[first, behind], _MIN_PROBABILITY)
        missing = max(_MIN_HEIGHT - found.height_of((first, behind)), 0)
        total = cost[first] - np.log(probability) + joined[first : behind - 1].sum()
        total += _LOW_PENALTY * missing + (cut[first - 1] if first else 0)
        if total < cost.get(behind, np.inf):
            cost[behind], begins[behind] = float(total), first
    chosen = []
    while count:
        chosen.append((begins[count], count))
        count = begins[count]
    return chosen[::-1]
