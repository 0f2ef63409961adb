"""What a person draws: strokes of points on the board."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

MOST_POINTS: Final = 10_000  # of a drawing: minutes of scribbling; then the pen runs dry
MOST_STEPS: Final = 50  # that can be taken back
BOARD: Final = 300  # board pixels, both ways; x to the right, y down
Point = tuple[float, float]
Stroke = Sequence[Point]
Strokes = list[list[Point]]


@dataclass
class Ink:
    """A drawing in the making. Every change raises `revision`, so that a reading is made once a change.

    A stroke that is still being drawn (between `begin` and `end`) already counts as ink. A stroke, a rub-out (all
    that is erased before `end`) and a clear are one step each, which `undo` takes back and `redo` makes again.
    """

    strokes: list[list[Point]] = field(default_factory=list)
    revision: int = 0
    drawing: bool = False
    _rubbing: bool = False  # the last step is a rub-out that may go on
    _past: list[Strokes] = field(default_factory=list)  # what was there before each step, the latest last
    _undone: list[Strokes] = field(default_factory=list)  # what was taken back, the latest last

    @property
    def full(self) -> bool:
        """True where there is so much ink that the pen leaves no more."""
        return sum(map(len, self.strokes)) >= MOST_POINTS

    def begin(self, point: Point) -> None:
        """Pen down: start a stroke at `point`, clipped to the board."""
        if self.full:
            return
        self._step([*self.strokes, [_on_board(point)]])
        self.drawing = True

    def extend(self, point: Point) -> None:
        """Pen moved: add `point` to the stroke begun; nothing while the pen is up or has not moved."""
        point = _on_board(point)
        if self.drawing and self.strokes[-1][-1] != point and not self.full:
            self.strokes[-1].append(point)
            self.revision += 1

    def end(self) -> None:
        """Pen or rubber up."""
        self.drawing = self._rubbing = False

    def undo(self) -> bool:
        """Take back the last step, of strokes that were there from the start the last one; False on a blank board."""
        if not self._past and self.strokes:
            self._past.append(self.strokes[:-1])
        return self._back(self._past, self._undone)

    def redo(self) -> bool:
        """Make the step again that was taken back last; False where something else was done since."""
        return self._back(self._undone, self._past)

    def clear(self) -> None:
        """A blank board."""
        if self.strokes:
            self._step([])
        self.end()

    def renew(self, strokes: Iterable[list[Point]] = ()) -> None:
        """Another drawing: these strokes, and no steps that led to them."""
        self._past.clear()
        self._undone.clear()
        self._change(strokes)

    def erase(self, point: Point, radius: float) -> bool:
        """Rub out what lies within `radius` board pixels of `point`; strokes cut through fall apart.

        True where something was rubbed out.
        """
        kept = [piece for stroke in self.strokes for piece in _pieces_outside(stroke, point, radius)]
        if kept == self.strokes:
            return False
        if self._rubbing:
            self._change(kept)
        else:
            self._step(kept)
        self._rubbing = True
        return True

    def _step(self, strokes: Iterable[list[Point]]) -> None:
        """Change the drawing so that it can be taken back."""
        self._past.append(list(self.strokes))
        if len(self._past) > MOST_STEPS:
            del self._past[0]
        self._undone.clear()
        self._change(strokes)

    def _back(self, steps: list[Strokes], others: list[Strokes]) -> bool:
        """Go to the last of `steps`; from there the way back is the last of `others`."""
        if not steps:
            return False
        others.append(list(self.strokes))
        self._change(steps.pop())
        return True

    def _change(self, strokes: Iterable[list[Point]]) -> None:
        self.strokes[:] = strokes
        self.end()
        self.revision += 1

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
