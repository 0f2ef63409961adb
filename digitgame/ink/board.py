"""What a person draws: strokes of points on the board."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

MOST_POINTS: Final = 10_000  # of a drawing: minutes of scribbling; then the pen runs dry
BOARD: Final = 300  # board pixels, both ways; x to the right, y down
Point = tuple[float, float]
Stroke = Sequence[Point]


@dataclass
class Ink:
    """A drawing in the making. Every change raises `revision`, so that a reading is made once a change.

    A stroke that is still being drawn (between `begin` and `end`) already counts as ink.
    """

    strokes: list[list[Point]] = field(default_factory=list)
    revision: int = 0
    drawing: bool = False

    @property
    def full(self) -> bool:
        """True where there is so much ink that the pen leaves no more."""
        return sum(map(len, self.strokes)) >= MOST_POINTS

    def begin(self, point: Point) -> None:
        """Pen down: start a stroke at `point`, clipped to the board."""
        if self.full:
            return
        self.strokes.append([_on_board(point)])
        self.drawing = True
        self.revision += 1

    def extend(self, point: Point) -> None:
        """Pen moved: add `point` to the stroke begun; nothing while the pen is up or has not moved."""
        point = _on_board(point)
        if self.drawing and self.strokes[-1][-1] != point and not self.full:
            self.strokes[-1].append(point)
            self.revision += 1

    def end(self) -> None:
        """Pen up."""
        self.drawing = False

    def undo(self) -> bool:
        """Take back the last stroke; False where there is none."""
        if not self.strokes:
            return False
        self.strokes.pop()
        self.drawing = False
        self.revision += 1
        return True

    def clear(self) -> None:
        """A blank board."""
        self.strokes.clear()
        self.drawing = False
        self.revision += 1

    def erase(self, point: Point, radius: float) -> bool:
        """Rub out what lies within `radius` board pixels of `point`; strokes cut through fall apart.

        True where something was rubbed out.
        """
        kept = [piece for stroke in self.strokes for piece in _pieces_outside(stroke, point, radius)]
        if kept == self.strokes:
            return False
        self.strokes[:] = kept
        self.drawing = False
        self.revision += 1
        return True

    def __bool__(self) -> bool:
        return bool(self.strokes)

    def drawn(self) -> Drawing:
        """A copy that no longer changes."""
        return Drawing.of(self.strokes)


@dataclass(frozen=True)
class Drawing:
    """A finished drawing: a line of an ink file."""

    strokes: tuple[tuple[Point, ...], ...]
    label: int | None = None  # the digit it is, where known
    extra: dict[str, Any] = field(default_factory=dict)  # other keys of the line, kept

    @classmethod
    def of(cls, strokes: Iterable[Stroke], label: int | None = None, **extra: Any) -> Drawing:
        return cls(tuple(tuple(map(tuple, stroke)) for stroke in strokes), label, extra)  # type: ignore[arg-type]


def _on_board(point: Point) -> Point:
    return (min(max(point[0], 0), BOARD), min(max(point[1], 0), BOARD))


def _pieces_outside(stroke: list[Point], centre: Point, radius: float) -> list[list[Point]]:
    """What is left of a stroke outside a circle; lines between distant points are cut where they cross it."""
    if len(stroke) == 1:
        return [] if math.dist(stroke[0], centre) <= radius else [stroke]
    pieces: list[list[Point]] = [[]]
    for start, end in pairwise(stroke):
        enters, leaves = _crossing(start, end, centre, radius)
        if enters > 0:
            pieces[-1] += [] if pieces[-1] else [start]
            pieces[-1].append(_between(start, end, enters))
        if enters < 1:
            pieces.append([])
        if leaves < 1:
            pieces[-1] += [_between(start, end, leaves), end]
    return [piece for piece in pieces if len(piece) > 1]


def _crossing(start: Point, end: Point, centre: Point, radius: float) -> tuple[float, float]:
    """The parts of the way from `start` to `end` at which it enters and leaves a circle: (1, 1) if it does not."""
    run = (end[0] - start[0], end[1] - start[1])
    to_start = (start[0] - centre[0], start[1] - centre[1])
    # |to_start + t * run|^2 = radius^2, halved: a t^2 + 2 b t + c = 0
    a = run[0] ** 2 + run[1] ** 2
    b = to_start[0] * run[0] + to_start[1] * run[1]
    c = to_start[0] ** 2 + to_start[1] ** 2 - radius**2
    square = b * b - a * c
    if a == 0 or square < 0:
        return (0.0, 1.0) if c <= 0 else (1.0, 1.0)
    enters, leaves = (-b - square**0.5) / a, (-b + square**0.5) / a
    if enters >= 1 or leaves <= 0:
        return 1.0, 1.0
    return max(enters, 0.0), min(leaves, 1.0)


def _between(start: Point, end: Point, part: float) -> Point:
    if part == 1:
        return end
    return (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
