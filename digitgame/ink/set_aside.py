"""Strokes that may be no part of the digit: underlines, frames around it, stray strokes.

Geometry only proposes them: whether the digit is clearer without them is for the network to say (`Reader`).
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.drawing import BOARD, Stroke

# A drawing of more strokes is a scribble, or dots.
MAX_STROKES: Final = 12
# In longer sides of the rest: the least gap between it and a line or a stray stroke; how far a box may reach into it;
# the least length of a horizontal and of an upright line; the greatest length of a stray stroke.
_MIN_GAP: Final = 0.03
_OVERLAP: Final = 0.05
_MIN_LEVEL: Final = 0.3
_MIN_UPRIGHT: Final = 1.2
_MAX_STRAY: Final = 0.35
_MAX_DOT: Final = 0.05
# How thick a line may be, in its length; how far a box may be off straight sides on average, in its shorter side; how
# far its ends may be apart, in its longer one.
_MAX_THICKNESS: Final = 0.25
_MAX_OFF_SIDES: Final = 0.035
_MIN_FILLED: Final = 0.87
_MAX_OPEN: Final = 0.3
# The tilts of a box, in radians.
_TILTS: Final = (-0.12, -0.06, 0.0, 0.06, 0.12)
# How far the middle of the rest must be from the ends of a line beside it, in its length.
_EDGE: Final = 0.15
# Points of a stroke, evenly along it.
_POINTS: Final = 64

Points = npt.NDArray[np.float64]


def candidates(strokes: Sequence[Stroke]) -> list[tuple[int, ...]]:
    """Sets of strokes, by index, that may be no part of the digit: few, the outermost first."""
    points = {at: _evenly(stroke) for at, stroke in enumerate(strokes) if len(stroke)}
    if not 1 < len(points) <= MAX_STROKES:
        return []
    framing = _framing(points)
    strays = _strays({at: points[at] for at in points if at not in framing})
    found = list(accumulate([at] for at in framing))
    if strays:
        found += [framing + strays, strays]
    return list(dict.fromkeys(tuple(sorted(some)) for some in found))


def without(strokes: Sequence[Stroke], away: Collection[int]) -> list[Stroke]:
    """The strokes whose index is not among those `away`."""
    return [stroke for at, stroke in enumerate(strokes) if at not in away]


def _evenly(stroke: Stroke) -> Points:
    """Points [_POINTS, 2] evenly along a stroke."""
    points = np.asarray(stroke, float)
    along = np.append(0, np.cumsum(np.hypot(*np.diff(points, axis=0).T)))
    return np.stack([np.interp(np.linspace(0, along[-1], _POINTS), along, axis) for axis in points.T], 1)


def _framing(points: Mapping[int, Points]) -> list[int]:
    """The strokes that frame the rest, the outermost first."""
    lines = [at for at, stroke in points.items() if _is_frame(stroke)]
    others = set(points) - set(lines)
    # If all strokes are lines, one of them is the digit.
    cores = [others] if others else [{at} for at in lines]
    found: dict[int, float] = max((_around(points, core, -_OVERLAP) for core in cores), key=len)
    if len(found) < 2:
        found = max((_around(points, core, _MIN_GAP) for core in cores), key=len)
    if len(found) == 1:
        [frame] = found
        rest = np.concatenate([stroke for at, stroke in points.items() if at != frame])
        # A stem beside a corner or something else is more likely a part of a 4.
        if _is_line(points[frame], 1) or (_is_line(rest, 1) and _is_corner(points[frame])):
            return []
    return sorted(found, key=lambda at: -found[at])


def _around(points: Mapping[int, Points], core: set[int], min_gap: float) -> dict[int, float]:
    """The strokes outside of the core that frame all that does not frame it, and the gap of each."""
    gaps = {at: 0.0 for at in points if at not in core}
    while gaps:
        rest = np.concatenate([points[at] for at in points if at not in gaps])
        gaps = {at: _gap(points[at], rest, min_gap) for at in gaps}
        if min(gaps.values()) > -np.inf:
            break
        gaps = {at: gap for at, gap in gaps.items() if gap > -np.inf}
    return gaps


def _is_frame(stroke: Points) -> bool:
    """Whether a stroke is a horizontal or upright line, or runs along two to four sides of its own box."""
    if _is_line(stroke, 0) or _is_line(stroke, 1):
        return True
    # Most strokes are so far off that no tilt helps.
    if _off_sides(stroke, 0.0)[0] > _MAX_OFF_SIDES + max(_TILTS):
        return False
    off_sides, filled = zip(*(_off_sides(stroke, tilt) for tilt in _TILTS), strict=True)
    return bool(min(off_sides) <= _MAX_OFF_SIDES or max(filled) >= _MIN_FILLED)


def _is_line(stroke: Points, along: int) -> bool:
    """Whether a stroke is a horizontal line (`along` 0) or an upright one (1)."""
    size = np.ptp(stroke, axis=0)
    return bool(size[1 - along] <= _MAX_THICKNESS * size[along])


def _is_corner(stroke: Points) -> bool:
    """Whether a frame is open, and no line."""
    size = np.ptp(stroke, axis=0)
    open_ = np.hypot(*(stroke[-1] - stroke[0])) > _MAX_OPEN * size.max()
    return bool(open_ and size.min() > _MAX_THICKNESS * size.max())


def _off_sides(stroke: Points, tilt: float) -> tuple[float, float]:
    """How far a stroke is off the sides of its tilted box, in the shorter one, and the fraction that it encloses."""
    stroke = stroke + tilt * stroke[:, ::-1] * (-1, 1)
    low, high = stroke.min(0), stroke.max(0)
    off_sides = np.minimum(stroke - low, high - stroke).min(1).mean()
    x, y = (stroke - low).T
    area = abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1))) / 2
    return float(off_sides / (high - low).min()), area / float(np.prod(high - low))


def _gap(stroke: Points, rest: Points, min_gap: float) -> float:
    """The gap between a frame and the rest, in the latter's longer side; -inf if it does not frame the rest."""
    low, high, first, last = rest.min(0), rest.max(0), stroke.min(0), stroke.max(0)
    side = max(float((high - low).max()), 1.0)
    size, middle = last - first, (low + high) / 2
    beside = (middle >= first + _EDGE * size) & (middle <= last - _EDGE * size)
    along = int(size.argmax())
    if _is_line(stroke, along):
        # A line must lie beyond a side of the rest, beside its middle.
        gap = float(max(low[1 - along] - last[1 - along], first[1 - along] - high[1 - along])) / side
        long = size[along] >= (_MIN_LEVEL, _MIN_UPRIGHT)[along] * side
        fits = long and beside[along]
        fits &= not _share_border(stroke, rest)
    else:
        gap = float(np.maximum(low - stroke, stroke - high).max(1).min()) / side
        fits = beside.all() and (size >= 0.6 * (high - low)).all()
        min_gap = min_gap if _is_corner(stroke) else -_OVERLAP
    return gap if fits and gap >= min_gap else -np.inf


def _strays(points: Mapping[int, Points]) -> list[int]:
    """The dots that touch no stroke, and the short stroke beside all others, if there is only one."""
    sides = {at: float(np.ptp(stroke, axis=0).max()) for at, stroke in points.items()}
    largest = max(sides.values(), default=0.0)
    dots = [at for at, side in sides.items() if side <= _MAX_DOT * largest]
    short = [at for at, side in sides.items() if _MAX_DOT * largest < side <= _MAX_STRAY * largest]
    rest = [stroke for at, stroke in points.items() if sides[at] > _MAX_STRAY * largest]
    if not rest:
        return []
    ink = np.concatenate(rest)
    low, high = ink.min(0), ink.max(0)
    gap = _MIN_GAP * float((high - low).max())
    strays = [at for at in dots if np.hypot(*(ink[:, None] - points[at]).transpose(2, 0, 1)).min() >= gap]
    for stroke in [points[at] for at in short] if len(short) == 1 else []:
        beside = np.maximum(low - stroke, stroke - high).max(1).min() >= gap
        strays += short if beside and not _share_border(stroke, ink) else []
    return strays


def _share_border(stroke: Points, rest: Points) -> bool:
    """Whether both end at the same border of the board, which may have cut them apart."""
    low, high = np.maximum(stroke.min(0), rest.min(0)), np.minimum(stroke.max(0), rest.max(0))
    return bool((low <= 1).any() or (high >= BOARD - 1).any())
