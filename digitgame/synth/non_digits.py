"""Non-digits: drawings that a network must learn to reject, and is tested with.

`KINDS_LEARNT` are for training. `KINDS_HELD_OUT` share no letter, shape or method with them, so that they measure
rejection. Non-digits are deformed, placed and sampled like synthetic digits. None is meant to be legible as a digit.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.drawing import BOARD, Drawing, Point
from digitgame.synth.curves import rotate, scribble, spiral, tangle, wave, zigzag
from digitgame.synth.doodles import doodle
from digitgame.synth.glyphs import variants
from digitgame.synth.handwriting import deformed, on_board, parse, shape_of

Array = npt.NDArray[np.float64]
Strokes = tuple[tuple[Point, ...], ...]
Maker = Callable[[np.random.Generator], Strokes]

# The fraction of a digit's line that is drawn.
_HALVES: Final = {
    0: (0.3, 0.45),
    2: (0.25, 0.33),
    3: (0.2, 0.33),
    5: (0.27, 0.36),
    8: (0.22, 0.34),
    9: (0.22, 0.32),
}


def write(rng: np.random.Generator, kinds: Sequence[str] | None = None) -> Drawing:
    """A drawing, in board px, of one of `kinds` (by default `KINDS_LEARNT`), which `extra["kind"]` names."""
    names, chances = _chances(KINDS_LEARNT if kinds is None else tuple(kinds))
    kind = names[int(np.searchsorted(chances, rng.random()))]
    return Drawing(_KINDS[kind][1](rng), None, {"kind": kind})


def write_many(count: int, seed: int, kinds: Sequence[str] | None = None) -> list[Drawing]:
    """`count` drawings; the same seed gives the same drawings."""
    return list(writing(count, seed, kinds))


def writing(count: int, seed: int, kinds: Sequence[str] | None = None) -> Iterator[Drawing]:
    """Like `write_many`, one at a time."""
    rng = np.random.default_rng(seed)
    return (write(rng, kinds) for _ in range(count))


@lru_cache(maxsize=64)
def _chances(kinds: tuple[str, ...]) -> tuple[tuple[str, ...], Array]:
    weights = np.array([_KINDS[kind][0] for kind in kinds])
    return kinds, np.cumsum(weights / weights.sum())


def _glyph(name: str, angles: tuple[float, float] | None = None, min_aspect: float = 0.0) -> Maker:
    """Draws a glyph called `name`, rotated by a random angle between two, in radians, if given.

    One whose width is less than `min_aspect` times its height is widened.
    """

    def make(rng: np.random.Generator) -> Strokes:
        shapes = variants(name)
        shape = parse(shapes[int(rng.integers(len(shapes)))][1])
        curve = deformed(shape, rng)
        if angles is not None:
            curve = rotate(curve, rng.uniform(*angles))
        width, height = np.ptp(curve, axis=0)
        curve[:, 0] *= max(1.0, min_aspect * height / width)
        return on_board(curve, shape.strokes, rng)

    return make


def _line(curve_of: Callable[[np.random.Generator], Array]) -> Maker:
    """Draws a curve in one stroke, stretched and rotated a little."""

    def make(rng: np.random.Generator) -> Strokes:
        curve = rotate(curve_of(rng) * np.exp(rng.normal(0, 0.2, 2)), rng.normal(0, 0.3))
        curve = curve + rng.normal(0, 0.006, curve.shape)
        return on_board(curve, ((0, len(curve)),), rng)

    return make


def _dot(rng: np.random.Generator) -> Strokes:
    """A point, a few points close together, or a small blot."""
    centre = rng.uniform(12, BOARD - 12, 2)
    style = rng.random()
    if style < 0.4:
        points = centre[None]
    elif style < 0.7:
        points = centre + np.cumsum(rng.normal(0, 0.8, (int(rng.integers(2, 6)), 2)), 0)
    else:
        points = centre + np.clip(rng.normal(0, rng.uniform(1.5, 6), (int(rng.integers(15, 40)), 2)), -10, 10)
    return (tuple((float(x), float(y)) for x, y in np.rint(points)),)


def _dash(rng: np.random.Generator) -> Strokes:
    """A horizontal line, or one a little down or up to the right: a steeper one is a 1."""
    long = float(np.exp(rng.uniform(np.log(10), np.log(200))))
    angle = rng.uniform(-0.5, 0.7)
    along = np.linspace(0, 1, int(max(long / np.exp(rng.normal(1.7, 0.55)), 1)) + 1)
    bow = rng.normal(0, 0.05) * np.sin(np.pi * along)
    points = rotate(np.stack([along, bow], 1) * long, angle)
    low, high = points.min(0), points.max(0)
    points += rng.uniform(6 - low, BOARD - 6 - high)
    return (tuple((float(x), float(y)) for x, y in np.rint(points)),)


def _half(rng: np.random.Generator) -> Strokes:
    """An unfinished digit that is no other digit."""
    while True:
        digit = int(rng.choice(list(_HALVES)))
        shape = shape_of(digit, rng)
        curve = deformed(shape, rng)
        run = np.hypot(*np.diff(curve, axis=0, prepend=curve[:1]).T)
        for start, _ in shape.strokes:
            # The pen is up between strokes.
            run[start] = 0
        along = np.cumsum(run)
        stop = max(int(np.searchsorted(along, rng.uniform(*_HALVES[digit]) * along[-1])), 3)
        if not _like_a_digit(curve[:stop]):
            spans = [(a, min(b, stop)) for a, b in shape.strokes if a < stop - 1]
            return on_board(curve[:stop], spans, rng)


def _like_a_digit(line: Array) -> bool:
    """Whether a person may read an unfinished digit [T, 2] as a 1, a 7 or a round digit."""
    if line[0, 1] > line[-1, 1]:
        line = line[::-1]
    size = np.ptp(line, axis=0).max()
    chord = (line[-1] - line[0]) / size
    length = max(float(np.hypot(*chord)), 1e-6)
    # How far the line runs right of its chord, as a fraction of its size; above it where the chord is horizontal.
    right = (line - line[0]) @ np.array([chord[1], -chord[0]]) / length / size
    one = np.ptp(right) < 0.4 and chord[1] > 0.6 * abs(chord[0])
    # The last leg of a 7, or of a 1 with a flag, ends well below the start.
    seven = right.mean() > 0.05 and chord[1] > 0.2
    middle = len(line) // 2
    gaps = [line[:middle] - line[-1], line[middle:] - line[0]]
    closed = min(np.hypot(*gap.T).min() for gap in gaps) < 0.4 * size
    return bool(one or seven or closed)


def _pile(rng: np.random.Generator) -> Strokes:
    """Two digits that overlap, each too far from the other to be a part of it."""
    first, second = rng.choice((0, 2, 3, 4, 5, 6, 7, 8, 9), 2)
    shift = np.array([rng.uniform(0.3, 0.45) * rng.choice((-1, 1)), rng.normal(0, 0.12)])
    return _together([(int(first), np.zeros(2), 1.0), (int(second), shift, rng.uniform(0.8, 1.25))], rng)


def _row(rng: np.random.Generator) -> Strokes:
    """Two or three digits next to each other: a number, not a digit."""
    parts: list[tuple[int, Array, float]] = []
    right = 0.0
    gap = rng.uniform(0.04, 0.35)
    for digit in rng.integers(0, 10, 2 if rng.random() < 0.7 else 3):
        size = float(np.exp(rng.normal(0, 0.08)))
        half = size * (0.12 if digit == 1 else 0.28)
        parts.append((int(digit), np.array([right + half, rng.normal(0, 0.05)]), size))
        right += 2 * half + gap
    return _together(parts, rng)


def _together(parts: Sequence[tuple[int, Array, float]], rng: np.random.Generator) -> Strokes:
    """One drawing of several digits, each with its place and size."""
    curves: list[Array] = []
    spans: list[tuple[int, int]] = []
    for digit, place, size in parts:
        shape = shape_of(digit, rng)
        drawn = sum(map(len, curves))
        spans += [(drawn + a, drawn + b) for a, b in shape.strokes]
        curves.append(deformed(shape, rng) * size + place)
    return on_board(np.concatenate(curves), spans, rng)


def _nothing(_: np.random.Generator) -> Strokes:
    return ()


def _doodle(rng: np.random.Generator) -> Strokes:
    """A little drawing of several parts."""
    strokes = doodle(rng)
    ends = np.cumsum([len(stroke) for stroke in strokes]).tolist()
    return on_board(np.concatenate(strokes), list(zip([0, *ends[:-1]], ends, strict=True)), rng)


def _hatching(rng: np.random.Generator) -> Strokes:
    """Three to eight lines in one direction, or in two."""
    count = int(rng.integers(3, 9))
    angle = rng.uniform(0, np.pi)
    across = np.linspace(-0.5, 0.5, count) + rng.normal(0, 0.04, count)
    lines = []
    for number, at in enumerate(across):
        ends = np.array([[-0.5, at], [0.5, at]]) + rng.normal(0, 0.06, (2, 2))
        crossing = np.pi / 2 if count > 4 and number % 2 else 0.0
        lines.append(rotate(ends[0] + np.linspace(0, 1, 9)[:, None] * (ends[1] - ends[0]), angle + crossing))
    return on_board(np.concatenate(lines), [(9 * i, 9 * i + 9) for i in range(count)], rng)


# Angles in radians: any, and those of arrows, of which one pointing up looks like a 1.
_ANY: Final = (0.0, 2 * np.pi)
_NOT_UP: Final = (-0.4, np.pi + 0.4)
# How often each kind is drawn, compared with the others, and by which function.
_KINDS: Final[dict[str, tuple[float, Maker]]] = {
    "scribble": (2, _line(scribble)),
    "dot": (1, _dot),
    "dash": (0.6, _dash),
    "tick": (1, _glyph("tick")),
    "cross": (1, _glyph("cross")),
    "spiral": (1, _line(spiral)),
    "zigzag": (0.6, _line(zigzag)),
    "wave": (0.6, _line(wave)),
    "star": (0.5, _glyph("star")),
    "arrow": (0.6, _glyph("arrow", _NOT_UP)),
    "heart": (0.4, _glyph("heart")),
    "triangle": (0.5, _glyph("triangle", _ANY)),
    "square": (0.4, _glyph("square", min_aspect=1.1)),
    "doodle": (3, _doodle),
    "letter": (6, _glyph("letter")),
    "half": (1, _half),
    "pile": (0.8, _pile),
    "row": (2, _row),
    "empty": (0.1, _nothing),
    "tangle": (1, _line(tangle)),
    "hatching": (1, _hatching),
    "other letter": (4, _glyph("other-letter")),
    "other shape": (2, _glyph("other-shape")),
    "sign": (1, _glyph("sign")),
}
KINDS_HELD_OUT: Final = ("tangle", "hatching", "other letter", "other shape", "sign")
KINDS_LEARNT: Final = tuple(kind for kind in _KINDS if kind not in KINDS_HELD_OUT)
# What people most often draw instead of a digit.
KINDS_MEASURED: Final = ("scribble", "tangle", "dot", "tick", "cross", "spiral", "letter", "other letter")
