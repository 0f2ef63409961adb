"""The built-in hand: writes endless digits as strokes, as varied as people do.

A drawing starts from one of the digit's allographs. Its control points are displaced, the curve through them is
bent, its proportions shifted, slanted, turned, shaken and sampled as a mouse would sample it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.drawing import BOARD, Drawing, Point
from digitgame.synth.allographs import ALLOGRAPHS
from digitgame.synth.shape_model import Fitted, fitted

_PER_SEGMENT: Final = 6  # points of the curve between two control points
_FITTED: Final = 0.5  # of what is written comes from fitted allographs, the rest from those noted by hand
_MARGIN: Final = 6.0  # board px kept free at the edge
Array = npt.NDArray[np.float64]


def write(digit: int, rng: np.random.Generator) -> Drawing:
    """Write `digit` once, at a random size and place of the board, as a mouse would sample it."""
    shape = shape_of(digit, rng)
    return Drawing(on_board(deformed(shape, rng), shape.strokes, rng), digit)


def write_many(count: int, seed: int) -> list[Drawing]:
    """Write `count` digits, each of the ten as often as the others, in random order; same seed, same drawings."""
    return list(writing(count, seed))


def writing(count: int, seed: int) -> Iterator[Drawing]:
    """The same, one after the other: as strokes a digit takes ten times the memory of its picture."""
    rng = np.random.default_rng(seed)
    for digit in rng.permutation(np.arange(count) % 10):
        yield write(int(digit), rng)


def shape_of(digit: int, rng: np.random.Generator) -> Shape:
    """One of the digit's allographs, the common ones more often."""
    shapes, chances = _shapes(digit)
    return shapes[int(np.searchsorted(chances, rng.random()))]


def deformed(shape: Shape, rng: np.random.Generator) -> Array:
    """The curve [T, 2] of an allograph, about one unit high, as one person would write it once."""
    # what was fitted has the slants and proportions of many people in it already
    much = 1.0 if shape.modes is None else 0.5
    curve = _proportioned(_bent(shape.basis @ _displaced(shape, rng), much, rng), much, rng)
    curve += _tremor(len(curve), rng)
    return curve


def on_board(
    curve: Array, spans: Sequence[tuple[int, int]], rng: np.random.Generator
) -> tuple[tuple[Point, ...], ...]:
    """The strokes that a mouse would sample of a curve, each a span of it, at a random size and place."""
    curve = _placed(curve, rng)
    # how far the pointer moves between two events: slow hands and fast mice, fast hands and slow ones
    step = float(np.exp(rng.normal(1.7, 0.55)))
    strokes = [_sampled(curve[start:stop], step, rng) for start, stop in spans]
    return tuple(part for stroke in strokes for part in _lifted(stroke, rng))


@dataclass(frozen=True)
class Shape:
    """An allograph, ready to deform: `basis` [T, K] turns K control points into the T points of its curve."""

    points: Array  # [K, 2]
    ends: npt.NDArray[np.bool_]  # [K], True where a stroke starts or ends
    stroke_of: npt.NDArray[np.int64]  # [K]
    basis: Array
    strokes: tuple[tuple[int, int], ...]  # where each stroke's points lie in the curve
    modes: Array | None = None  # [M, K, 2]: how people's control points vary together, where that was fitted


@lru_cache(maxsize=10)
def _shapes(digit: int) -> tuple[tuple[Shape, ...], Array]:
    noted = np.array([weight for weight, _ in ALLOGRAPHS[digit]])
    counted = np.sqrt([one.count for one in fitted(digit)])  # what few people write is written too
    weights = np.concatenate([noted / noted.sum() * (1 - _FITTED), counted / counted.sum() * _FITTED])
    shapes = (*(parse(text) for _, text in ALLOGRAPHS[digit]), *map(_fitted_shape, fitted(digit)))
    return shapes, np.cumsum(weights / weights.sum())


def _fitted_shape(one: Fitted) -> Shape:
    rows, strokes, first, drawn, total = [], [], 0, 0, sum(one.strokes)
    for points in one.strokes:
        rows.append(_curve(first, first + points - 1, total, 3))
        strokes.append((drawn, drawn + len(rows[-1])))
        first, drawn = first + points, drawn + len(rows[-1])
    stroke_of = np.repeat(np.arange(len(one.strokes)), one.strokes)
    ends = np.diff(stroke_of, prepend=-1, append=len(one.strokes)) != 0
    return Shape(one.mean, ends[:-1] | ends[1:], stroke_of, np.concatenate(rows), tuple(strokes), one.modes)


def parse(text: str) -> Shape:
    """Read an allograph as `allographs.py` notes them."""
    points: list[tuple[float, float]] = []
    ends: list[bool] = []
    stroke_of: list[int] = []
    rows: list[Array] = []
    strokes: list[tuple[int, int]] = []
    total = sum(len(stroke.split()) for stroke in text.split("/"))
    for number, stroke in enumerate(text.split("/")):
        words = stroke.split()
        first, drawn = len(points), sum(map(len, rows))
        corners = [0, *(i for i, word in enumerate(words) if word.endswith("!")), len(words) - 1]
        for a, b in pairwise(corners):
            if a < b:
                rows.append(_curve(first + a, first + b, total))
        for i, word in enumerate(words):
            x, y = word.rstrip("!").split(",")
            points.append((float(x), float(y)))
            ends.append(i in (0, len(words) - 1))
            stroke_of.append(number)
        strokes.append((drawn, sum(map(len, rows))))
    return Shape(np.array(points), np.array(ends), np.array(stroke_of), np.concatenate(rows), tuple(strokes))


def _curve(first: int, last: int, total: int, per_segment: int = _PER_SEGMENT) -> Array:
    """The rows of the basis for one smooth run through the control points `first` to `last`."""
    t = np.arange(per_segment) / per_segment
    blend = 0.5 * np.stack(
        [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2], 1
    )
    rows = np.zeros(((last - first) * per_segment + 1, total))
    for segment in range(last - first):
        at = slice(segment * per_segment, (segment + 1) * per_segment)
        for tap in range(4):
            point = first + segment + tap - 1
            if point < first:  # before the first point: its mirror image, 2 p0 - p1
                rows[at, first] += 2 * blend[:, tap]
                rows[at, first + 1] -= blend[:, tap]
            elif point > last:
                rows[at, last] += 2 * blend[:, tap]
                rows[at, last - 1] -= blend[:, tap]
            else:
                rows[at, point] += blend[:, tap]
    rows[-1, last] = 1
    return rows


def _displaced(shape: Shape, rng: np.random.Generator) -> Array:
    """The control points, each a little off; stroke ends more so (gaps, overshoots, tails)."""
    if shape.modes is not None:
        return shape.points + np.tensordot(rng.normal(0, 1.1, len(shape.modes)), shape.modes, 1)
    points = shape.points + rng.normal(0, 0.025, shape.points.shape)
    points += rng.normal(0, 0.03, shape.points.shape) * shape.ends[:, None]
    points += rng.normal(0, 0.025, (len(shape.strokes), 2))[shape.stroke_of] * (len(shape.strokes) > 1)
    return points


def _bent(curve: Array, much: float, rng: np.random.Generator) -> Array:
    """Bend the plane that the digit stands on in two slow random waves."""
    waves = rng.normal(0, 2.2, (2, 2))  # radians a unit
    phase = rng.uniform(0, 2 * np.pi, 2)
    push = rng.normal(0, 0.035 * much, (2, 2))
    bent: Array = curve + np.sin(curve @ waves + phase) @ push
    return bent


def _proportioned(curve: Array, much: float, rng: np.random.Generator) -> Array:
    """Shift the waist, widen the head or the foot, stretch, slant and turn."""
    x, y = curve[:, 0], curve[:, 1]
    y = y + rng.normal(0, 0.06 * much) * np.sin(np.pi * y)
    x = x * (1 + rng.normal(0, 0.2 * much) * (y - 0.5)) * np.exp(rng.normal(0, 0.22 * much))
    x = x + rng.normal(0.3 * (much - 0.5), 0.24 * much) * (0.5 - y)
    turn = rng.normal(0, 0.09 * much)
    cos, sin = np.cos(turn), np.sin(turn)
    turned = np.empty_like(curve)
    turned[:, 0], turned[:, 1] = cos * x - sin * (y - 0.5), sin * x + cos * (y - 0.5)
    return turned


def _tremor(count: int, rng: np.random.Generator) -> Array:
    """A hand that shakes: noise smoothed along the curve, most hands hardly, some a lot."""
    noise = rng.normal(0, 1, (count + 4, 2))
    smooth: Array = noise[:-4] + 2 * noise[1:-3] + 3 * noise[2:-2] + 2 * noise[3:-1] + noise[4:]
    smooth *= rng.exponential(0.005) / np.sqrt(19)
    return smooth


def _placed(curve: Array, rng: np.random.Generator) -> Array:
    """Put the digit on the board: 50 to 270 board px high or wide, anywhere that it fits."""
    low, high = curve.min(0), curve.max(0)
    size = rng.uniform(50, 270) / float((high - low).max())
    size = min(size, (BOARD - 2 * _MARGIN) / float((high - low).max()))
    room = BOARD - 2 * _MARGIN - (high - low) * size
    placed: Array = (curve - low) * size + _MARGIN + rng.random(2) * room
    return placed


def _sampled(curve: Array, step: float, rng: np.random.Generator) -> tuple[Point, ...]:
    """Whole board px, about every `step` px along the curve, as a pointer's events come."""
    run = curve[1:] - curve[:-1]
    along = np.zeros(len(curve))
    np.cumsum(np.hypot(run[:, 0], run[:, 1]), out=along[1:])
    count = max(int(along[-1] / step), 1)
    at = np.arange(count + 1, dtype=float)
    at[1:-1] += rng.uniform(-0.3, 0.3, count - 1)
    at = at / count * along[-1]
    x = np.rint(np.interp(at, along, curve[:, 0]))
    y = np.rint(np.interp(at, along, curve[:, 1]))
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def _lifted(stroke: tuple[Point, ...], rng: np.random.Generator) -> tuple[tuple[Point, ...], ...]:
    """Now and then the pen leaves the board for a moment."""
    if len(stroke) < 8 or rng.random() > 0.03:
        return (stroke,)
    at = int(rng.integers(3, len(stroke) - 3))
    return (stroke[:at], stroke[at:] if rng.random() < 0.5 else stroke[at - 1 :])
