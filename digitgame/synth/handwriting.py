"""Synthetic handwriting: a generator of digits as strokes, as varied as people's.

A drawing starts from one of the digit's allographs. Its control points are displaced; the curve through them is bent,
its proportions changed, slanted, rotated, shaken, and sampled as by a mouse. A few drawings also have a hooked foot
or a bold pen, are cut off at the border, or come from a pointer that reports few points.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.drawing import BOARD, Drawing, Point
from digitgame.synth.glyphs import variants
from digitgame.synth.shape_model import FittedAllograph, fitted_allographs

# Curve points from one control point to the next.
_PER_SEGMENT: Final = 6
# The fraction of digits drawn from fitted allographs; the others come from `assets/glyphs.txt`. Fitted 1s are rarer:
# many have a flag so flat that elsewhere it makes a 7.
_FITTED: Final = 0.5
_FITTED_ONES: Final = 0.3
# The most that the points of a fitted allograph vary, as a root mean square: more comes of clusters of different forms.
_MAX_SPREAD: Final = 0.11
# The margin of the board that stays free, in board px.
_MARGIN: Final = 6.0
# The fractions of digits with each effect, and of those with a strong tremor.
_EFFECTS: Final = {"hook": 0.04, "bold": 0.02, "cut": 0.015, "few points": 0.02, "dots": 0.015}
_TREMBLING: Final = 0.02
# The digits whose foot may hook up.
_HOOKED: Final = frozenset({1, 2, 4, 7, 9})
# The sides (left, right, top, bottom) at which each digit can lose a tenth and still look like no other.
_CUT_SIDES: Final = ("b", "tb", "lt", "lrtb", "rtb", "rb", "t", "lb", "lrtb", "b")
Array = npt.NDArray[np.float64]
Spans = Sequence[tuple[int, int]]


def write(digit: int, rng: np.random.Generator) -> Drawing:
    """One drawing of `digit`, 0 to 9, in board px, at a random size and place, sampled as by a mouse."""
    shape = shape_of(digit, rng)
    curve = deformed(shape, rng)
    spans: Spans = shape.strokes
    spacing = None
    effect = _effect(rng)
    if effect == "hook" and digit in _HOOKED:
        curve, spans = _hooked(curve, spans, rng)
    elif effect == "bold":
        curve, spans = _bold(curve, spans, rng)
    elif effect == "cut":
        spans = _cut(curve, spans, _CUT_SIDES[digit], rng)
    elif effect == "few points":
        spacing = rng.uniform(0.15, 0.35)
    elif effect == "dots":
        spacing = rng.uniform(0.08, 0.16)
    strokes = on_board(curve, spans, rng, spacing)
    if effect == "dots":
        strokes = tuple((point,) for stroke in strokes for point in stroke)
    return Drawing(strokes, digit)


def write_many(count: int, seed: int) -> list[Drawing]:
    """`count` drawings, each digit equally often, in random order; the same seed gives the same drawings."""
    return list(writing(count, seed))


def writing(count: int, seed: int) -> Iterator[Drawing]:
    """Like `write_many`, one at a time: strokes take ten times the memory of their frames."""
    rng = np.random.default_rng(seed)
    for digit in rng.permutation(np.arange(count) % 10):
        yield write(int(digit), rng)


def shape_of(digit: int, rng: np.random.Generator) -> Shape:
    """A random allograph of the digit, the common ones more often."""
    _, chances = _allographs(digit)
    return _shape(digit, bisect(chances, rng.random()))


def deformed(shape: Shape, rng: np.random.Generator) -> Array:
    """A random variation of a shape: its curve [T, 2], about one unit high."""
    # Fitted allographs already vary in slant and proportions.
    much = 1.0 if shape.modes is None else 0.5
    curve = _proportioned(_bent(shape.basis @ _displaced(shape, rng), much, rng), much, rng)
    curve += _tremor(len(curve), rng)
    return curve


def on_board(
    curve: Array, spans: Spans, rng: np.random.Generator, spacing: float | None = None
) -> tuple[tuple[Point, ...], ...]:
    """Strokes in board px, sampled as by a mouse from `spans` of the curve [T, 2], at a random size and place.

    `spacing` is the distance between two points as a fraction of the longer side, by default a random one in px.
    """
    curve = _placed(curve, rng)
    # How far the pointer moves between two events.
    step = float(np.exp(rng.normal(1.7, 0.55)) if spacing is None else spacing * np.ptp(curve, 0).max())
    strokes = [_sampled(curve[start:stop], step, rng) for start, stop in spans]
    return tuple(part for stroke in strokes for part in _interrupted(stroke, rng))


@dataclass(frozen=True)
class Shape:
    """A shape of K control points, ready to deform.

    `points` is [K, 2]; `ends` [K] marks the points at which a stroke starts or ends; `stroke_of` [K] is their stroke.
    `basis` [T, K] maps control points to the T points of the curve, of which `strokes` are spans. `modes` [M, K, 2] are
    the principal deformations of a fitted allograph.
    """

    points: Array
    ends: npt.NDArray[np.bool_]
    stroke_of: npt.NDArray[np.int64]
    basis: Array
    strokes: tuple[tuple[int, int], ...]
    modes: Array | None = None


@lru_cache(maxsize=10)
def _allographs(digit: int) -> tuple[tuple[str | FittedAllograph, ...], list[float]]:
    """The allographs of a digit, as they are noted or fitted, and the cumulative chances of all but the last."""
    noted, fitted = variants(str(digit)), fitted_allographs(digit)
    given = np.array([glyph.weight for glyph in noted])
    # The square root makes rare allographs less rare.
    counted = np.sqrt([allograph.count for allograph in fitted])
    fraction = _FITTED_ONES if digit == 1 else _FITTED
    weights = np.concatenate([given / given.sum() * (1 - fraction), counted / counted.sum() * fraction])
    return (*(glyph.strokes for glyph in noted), *fitted), np.cumsum(weights / weights.sum())[:-1].tolist()


# Each is worked out when it is first written: all of a digit's would take longer than a frame of the game.
@lru_cache(maxsize=256)
def _shape(digit: int, number: int) -> Shape:
    allograph = _allographs(digit)[0][number]
    return parse(allograph) if isinstance(allograph, str) else _fitted_shape(allograph)


def _fitted_shape(allograph: FittedAllograph) -> Shape:
    rows, strokes, first, drawn, total = [], [], 0, 0, sum(allograph.strokes)
    for points in allograph.strokes:
        rows.append(_curve(first, first + points - 1, total, 3))
        strokes.append((drawn, drawn + len(rows[-1])))
        first, drawn = first + points, drawn + len(rows[-1])
    stroke_of = np.repeat(np.arange(len(allograph.strokes)), allograph.strokes)
    ends = np.diff(stroke_of, prepend=-1, append=len(allograph.strokes)) != 0
    spread = np.sqrt((allograph.modes**2).sum() / total)
    modes = allograph.modes * min(1, _MAX_SPREAD / spread)
    return Shape(allograph.mean, ends[:-1] | ends[1:], stroke_of, np.concatenate(rows), tuple(strokes), modes)


@lru_cache(maxsize=512)
def parse(text: str) -> Shape:
    """The shape of strokes noted as in `assets/glyphs.txt`."""
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
    """The basis [T, total] of one smooth curve through the control points `first` to `last` (Catmull-Rom)."""
    t = np.arange(per_segment) / per_segment
    blend = 0.5 * np.stack(
        [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2], 1
    )
    rows = np.zeros(((last - first) * per_segment + 1, total))
    for segment in range(last - first):
        at = slice(segment * per_segment, (segment + 1) * per_segment)
        for tap in range(4):
            point = first + segment + tap - 1
            # Beyond the ends: mirror images, 2 p0 - p1.
            if point < first:
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
    """The control points with noise; more at the ends of strokes (gaps, overshoots, tails)."""
    if shape.modes is not None:
        # Beyond two standard deviations lies what nobody wrote.
        return shape.points + np.tensordot(rng.uniform(-2, 2, len(shape.modes)), shape.modes, 1)
    noise = rng.normal(0, 0.025, shape.points.shape)
    noise += rng.normal(0, 0.03, shape.points.shape) * shape.ends[:, None]
    noise += rng.normal(0, 0.025, (len(shape.strokes), 2))[shape.stroke_of] * (len(shape.strokes) > 1)
    # Many short strokes, such as a calculator's segments, still have to meet.
    return shape.points + noise * (1 if len(shape.strokes) < 4 else 0.4)


def _bent(curve: Array, much: float, rng: np.random.Generator) -> Array:
    """Bend the plane by two slow random waves."""
    # Radians per unit.
    waves = rng.normal(0, 2.2, (2, 2))
    phase = rng.uniform(0, 2 * np.pi, 2)
    push = rng.normal(0, 0.035 * much, (2, 2))
    bent: Array = curve + np.sin(curve @ waves + phase) @ push
    return bent


def _proportioned(curve: Array, much: float, rng: np.random.Generator) -> Array:
    """Shift the waist, widen the top or the bottom, stretch, slant and rotate."""
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
    """Tremor [count, 2]: noise smoothed along the curve, mostly weak, sometimes strong."""
    noise = rng.normal(0, 1, (count + 4, 2))
    smooth: Array = noise[:-4] + 2 * noise[1:-3] + 3 * noise[2:-2] + 2 * noise[3:-1] + noise[4:]
    strength = rng.uniform(0.01, 0.025) if rng.random() < _TREMBLING else rng.exponential(0.005)
    smooth *= strength / np.sqrt(19)
    return smooth


def _effect(rng: np.random.Generator) -> str | None:
    """The name of the effect on one drawing; mostly none."""
    chance = rng.random()
    for name, fraction in _EFFECTS.items():
        chance -= fraction
        if chance < 0:
            return name
    return None


def _hooked(curve: Array, spans: Spans, rng: np.random.Generator) -> tuple[Array, Spans]:
    """The curve and its spans with a hook up from the lowest end of a stroke."""
    foot = max((stop for _, stop in spans), key=lambda stop: float(curve[stop - 1, 1]))
    angle = rng.uniform(0.5, 1.3)
    # Most feet hook to the right; one that already runs to the right goes on so.
    onwards = curve[foot - 1, 0] > curve[foot - 4, 0] + 0.01 or rng.random() < 0.7
    tip = np.array([np.cos(angle) if onwards else -np.cos(angle), -np.sin(angle)]) * rng.uniform(0.07, 0.15)
    hook = curve[foot - 1] + np.linspace(0, 1, 7)[1:, None] * tip
    after = [(a + len(hook) * (a >= foot), b + len(hook) * (b >= foot)) for a, b in spans]
    return np.concatenate([curve[:foot], hook, curve[foot:]]), after


def _bold(curve: Array, spans: Spans, rng: np.random.Generator) -> tuple[Array, Spans]:
    """The curve and its spans drawn twice, a little to the side: thick where it runs down, as in bold print."""
    shift = (rng.uniform(0.05, 0.1), rng.normal(0, 0.02))
    again = [(start + len(curve), stop + len(curve)) for start, stop in spans]
    return np.concatenate([curve, curve + shift]), [*spans, *again]


def _cut(curve: Array, spans: Spans, sides: str, rng: np.random.Generator) -> Spans:
    """The spans of the curve that stay if up to a tenth of it, at one of `sides`, lies beyond the board's border."""
    side = sides[int(rng.integers(len(sides)))]
    along = curve[:, 0 if side in "lr" else 1] * (1 if side in "lt" else -1)
    inside = along > along.min() + rng.uniform(0.03, 0.1) * np.ptp(along)
    kept: list[tuple[int, int]] = []
    for start, stop in spans:
        edges = start + np.flatnonzero(np.diff(inside[start:stop], prepend=False, append=False))
        kept += [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a > 1]
    return kept


def _placed(curve: Array, rng: np.random.Generator) -> Array:
    """Put the curve on the board: 50 to 270 board px on its longer side, at a random place."""
    low = curve.min(0)
    extent = curve.max(0) - low
    size = rng.uniform(50, 270) / float(extent.max())
    room = BOARD - 2 * _MARGIN - extent * size
    placed: Array = (curve - low) * size + _MARGIN + rng.random(2) * room
    return placed


def _sampled(curve: Array, step: float, rng: np.random.Generator) -> tuple[Point, ...]:
    """Whole board px, about every `step` px along the curve, as in a pointer's events."""
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


def _interrupted(stroke: tuple[Point, ...], rng: np.random.Generator) -> tuple[tuple[Point, ...], ...]:
    """The stroke, now and then cut in two, as if the pen left the board for a moment."""
    if len(stroke) < 8 or rng.random() > 0.03:
        return (stroke,)
    at = int(rng.integers(3, len(stroke) - 3))
    return (stroke[:at], stroke[at:] if rng.random() < 0.5 else stroke[at - 1 :])
