"""Ink that is no part of the digit: accuracy with underlines, frames, stray strokes and dots added to drawings.

    python benchmarks/set_aside.py [--model NAME|FOLDER] [--each 1000] [--seed 0]

Each drawing is read whole, and by `read_drawing`, which may set strokes aside. The plain drawings, synthetic digits
and non-digits show the cost.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from drawn import people, reader

from digitgame.inference import Reader
from digitgame.inference.reader import Readings
from digitgame.ink import BOARD, Drawing, Stroke, frame_many
from digitgame.synth import handwriting, non_digits

Points = npt.NDArray[np.float64]
Change = Callable[[list[Points], np.random.Generator], list[Points]]

# Of synthetic digits and non-digits: no training and no fit generates from it.
SEED: Final = 31_337
CUT_OFF: Final = "cut off at the border"


def main() -> None:
    """Print a line for each kind of addition, and one for each kind of drawing that needs none."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    reads = reader(options.model)
    rng = np.random.default_rng(options.seed)
    drawn = people()
    print(f"{'right / accepted':24}{'whole':>18}{'set aside':>18}{'changed':>10}")
    for name, change in KINDS.items():
        chosen = rng.choice(len(drawn), min(options.each, len(drawn)), replace=False)
        _print_digits(name, reads, [changed(drawn[at], name, change, rng) for at in chosen])
    _print_digits("people's drawings", reads, drawn)
    _print_digits("synthetic digits", reads, handwriting.write_many(5 * options.each, SEED))
    print(f"\n{'refused':24}{'whole':>18}{'set aside':>18}{'changed':>10}")
    for kind in (*non_digits.KINDS_LEARNT, *non_digits.KINDS_HELD_OUT):
        _print_refused(kind, reads, non_digits.write_many(options.each, SEED, [kind]))


def _print_digits(name: str, reads: Reader, drawings: Sequence[Drawing]) -> None:
    labels = np.array([drawing.label for drawing in drawings])
    row = f"{name:24}"
    whole, parts, changes = _read_both(reads, drawings)
    for readings in (whole, parts):
        right = readings.probabilities.argmax(1) == labels
        row += f"{right.mean():9.2%} {(right & ~readings.rejected).mean():8.2%}"
    print(f"{row}{changes:10.2%}", flush=True)


def _print_refused(kind: str, reads: Reader, drawings: Sequence[Drawing]) -> None:
    whole, parts, changes = _read_both(reads, drawings)
    print(f"{kind:24}{whole.rejected.mean():18.2%}{parts.rejected.mean():18.2%}{changes:10.2%}", flush=True)


def _read_both(reads: Reader, drawings: Sequence[Drawing]) -> tuple[Readings, Readings, float]:
    """The readings of the whole drawings, those with strokes set aside, and the fraction that this concerned."""
    whole = reads.read_all(frame_many([drawing.strokes for drawing in drawings]))
    readings = [reads.read_drawing(drawing.strokes) for drawing in drawings]
    parts = Readings(
        np.stack([reading.probabilities for reading in readings]),
        np.array([reading.reject_score for reading in readings]),
        np.array([reading.rejected for reading in readings]),
        np.empty((len(readings), 0), np.float32),
    )
    return whole, parts, float(np.mean([bool(reading.set_aside) for reading in readings]))


def changed(drawing: Drawing, name: str, change: Change, rng: np.random.Generator) -> Drawing:
    """The drawing with its longer side at 30 to 60 % of the board, something added, and all of it on the board."""
    lines = [np.asarray(stroke, np.float64) for stroke in drawing.strokes]
    low, high = _box(lines)
    size = rng.uniform(0.3, 0.6) * BOARD
    lines = [(line - low) / (high - low).max() * size for line in lines]
    lines = change(lines, rng)
    low, high = _box(lines)
    if name == CUT_OFF:
        strokes = _cut_off(lines, rng)
    else:
        place = rng.uniform(0, np.maximum(BOARD - (high - low), 1)) - low
        strokes = [np.clip(np.rint(line + place), 0, BOARD).tolist() for line in lines]
    return Drawing.of(strokes, drawing.label)


def _box(lines: Sequence[Points]) -> tuple[Points, Points]:
    points = np.concatenate(lines)
    return points.min(0), points.max(0)


def _line(start: Points, end: Points, size: float, rng: np.random.Generator) -> Points:
    """A line as a hand draws it, with two points or many, bent a little."""
    count = 2 if rng.random() < 0.5 else int(rng.integers(3, 30))
    along = np.linspace(0, 1, count)[:, None]
    bend = np.array([start[1] - end[1], end[0] - start[0]]) * rng.normal(0, 0.03)
    points: Points = start + (end - start) * along + bend * np.sin(np.pi * along)
    return points + rng.normal(0, 0.004 * size, points.shape)


def _level(lines: list[Points], rng: np.random.Generator, *, below: bool) -> Points:
    """A line from left to right below or above the ink."""
    low, high = _box(lines)
    side = (high - low).max()
    middle = (low[0] + high[0]) / 2 + rng.normal(0, 0.08) * side
    half = max((high - low)[0] * rng.uniform(0.7, 1.8), 0.4 * side) / 2
    gap = rng.uniform(0.04, 0.25) * side
    y = high[1] + gap if below else low[1] - gap
    rise = rng.normal(0, 0.05) * half
    return _line(np.array([middle - half, y + rise]), np.array([middle + half, y - rise]), side, rng)


def underlined(lines: list[Points], rng: np.random.Generator) -> list[Points]:
    """One line below the digit, or two."""
    lines = [*lines, _level(lines, rng, below=True)]
    return lines if rng.random() < 0.8 else [*lines, _level(lines, rng, below=True)]


def overlined(lines: list[Points], rng: np.random.Generator) -> list[Points]:
    return [*lines, _level(lines, rng, below=False)]


def _corners(lines: list[Points], rng: np.random.Generator) -> Points:
    """The corners [5, 2] of a box around the ink, tilted a little, the first one again at its end."""
    low, high = _box(lines)
    side = (high - low).max()
    low, high = low - rng.uniform(0.06, 0.4, 2) * side, high + rng.uniform(0.06, 0.4, 2) * side
    corners = np.array([[low[0], low[1]], [high[0], low[1]], high, [low[0], high[1]], [low[0], low[1]]])
    tilt = rng.normal(0, 0.03)
    middle = corners.mean(0)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    tilted: Points = (corners - middle) @ turn + middle
    return tilted + rng.normal(0, 0.015 * side, corners.shape)


def _sides(corners: Points, rng: np.random.Generator) -> list[Points]:
    size = float(np.ptp(corners, axis=0).max())
    return [_line(start, end, size, rng) for start, end in pairwise(corners)]


def boxed(lines: list[Points], rng: np.random.Generator) -> list[Points]:
    """A box in one stroke, before or after the digit."""
    box = np.concatenate(_sides(_corners(lines, rng), rng))
    return [*lines, box] if rng.random() < 0.7 else [box, *lines]


def boxed_by_lines(lines: list[Points], rng: np.random.Generator) -> list[Points]:
    """A box in four strokes, or in two with a corner each."""
    top, right, bottom, left = _sides(_corners(lines, rng), rng)
    if rng.random() < 0.5:
        return [*lines, np.concatenate([top, right]), np.concatenate([bottom, left])]
    return [*lines, top, right, bottom, left]


def two_sides(lines: list[Points], rng: np.random.Generator) -> list[Points]:
    """Lines at two sides, opposite ones or next to each other, in one stroke or two."""
    sides = _sides(_corners(lines, rng), rng)
    first = int(rng.integers(4))
    if rng.random() < 0.5:
        return [*lines, sides[first], sides[(first + 2) % 4]]
    pair = [sides[first], sides[(first + 1) % 4]]
    return [*lines, np.concatenate(pair)] if rng.random() < 0.5 else [*lines, *pair]


def stray_beside(lines: list[Points], rng: np.random.Generator) -> list[Points]:
    """A short stroke at any angle outside of the ink's box."""
    low, high = _box(lines)
    side = (high - low).max()
    angle, reach = rng.uniform(0, np.pi), rng.uniform(0.06, 0.3) * side / 2
    arm = np.array([np.cos(angle), np.sin(angle)]) * reach
    middle = rng.uniform(low, high)
    axis, gap = int(rng.integers(2)), rng.uniform(0.05, 0.3) * side
    middle[axis] = (
        low[axis] - gap - abs(arm[axis]) if rng.random() < 0.5 else high[axis] + gap + abs(arm[axis])
    )
    return [*lines, _line(middle - arm, middle + arm, side, rng)]


def stray_across(lines: list[Points], rng: np.random.Generator) -> list[Points]:
    """A short stroke at any angle across the ink."""
    side = float(np.subtract(*_box(lines)[::-1]).max())
    angle, reach = rng.uniform(0, np.pi), rng.uniform(0.08, 0.3) * side / 2
    arm = np.array([np.cos(angle), np.sin(angle)]) * reach
    points = np.concatenate(lines)
    middle = points[rng.integers(len(points))] + rng.normal(0, reach / 3, 2)
    return [*lines, _line(middle - arm, middle + arm, side, rng)]


def dotted(lines: list[Points], rng: np.random.Generator) -> list[Points]:
    """One to three dots anywhere near."""
    low, high = _box(lines)
    side = (high - low).max()
    dots = rng.uniform(low - 0.3 * side, high + 0.3 * side, (int(rng.integers(1, 4)), 1, 2))
    return [*lines, *(dot + np.cumsum(rng.normal(0, 0.6, (int(rng.integers(1, 5)), 2)), 0) for dot in dots)]


def _cut_off(lines: list[Points], rng: np.random.Generator) -> list[Stroke]:
    """The pieces that stay on the board where a tenth of the ink lies beyond its border."""
    low, high = _box(lines)
    size = high - low
    place = rng.uniform(0, np.maximum(BOARD - size, 1))
    axis = int(rng.integers(2))
    place[axis] = -0.1 * size[axis] if rng.random() < 0.5 else BOARD - 0.9 * size[axis]
    strokes: list[Stroke] = []
    for line in lines:
        points = np.rint(line - low + place)
        inside = (points.min(1) >= 0) & (points.max(1) <= BOARD)
        pieces = np.split(np.arange(len(points)), np.flatnonzero(np.diff(inside)) + 1)
        strokes += [points[piece].tolist() for piece in pieces if len(piece) and inside[piece[0]]]
    return strokes


def few_points(lines: list[Points], rng: np.random.Generator) -> list[Points]:
    """Five to ten points of each stroke, as a slow machine reports them."""
    count = int(rng.integers(5, 11))
    return [line[np.unique(np.linspace(0, len(line) - 1, count).round().astype(int))] for line in lines]


def unchanged(lines: list[Points], _rng: np.random.Generator) -> list[Points]:
    return lines


KINDS: Final[dict[str, Change]] = {
    "underlined": underlined,
    "overlined": overlined,
    "in a box": boxed,
    "in a box of lines": boxed_by_lines,
    "lines at two sides": two_sides,
    "stray stroke beside": stray_beside,
    "stray stroke across": stray_across,
    "dots": dotted,
    CUT_OFF: unchanged,
    "few points": few_points,
}


if __name__ == "__main__":
    main()
