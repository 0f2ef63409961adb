"""What a person draws: strokes of points on the board."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

# Both sides of the board, in board pixels; x to the right, y down.
BOARD: Final = 300
# The points that a drawing may have: minutes of scribbling.
MAX_POINTS: Final = 10_000
# The changes that `Ink.undo` can take back.
MAX_UNDO: Final = 50
Point = tuple[float, float]
Stroke = Sequence[Point]
Strokes = list[list[Point]]


@dataclass
class Ink:
    """A drawing in progress. Every change raises `revision`, so that the network predicts once per change.

    A stroke in progress (between `begin` and `end`) already counts as ink. A stroke, an erasure (everything erased
    before `end`) and a clear are one step each for `undo` and `redo`. Points are in board pixels.
    """

    strokes: list[list[Point]] = field(default_factory=list)
    revision: int = 0
    drawing: bool = False
    _erasing: bool = False
    # The drawing before each step, and the drawings that undo left; the latest last.
    _undo: list[Strokes] = field(default_factory=list)
    _redo: list[Strokes] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """True once the drawing has `MAX_POINTS` points; further points are ignored."""
        return sum(map(len, self.strokes)) >= MAX_POINTS

    def begin(self, point: Point) -> None:
        """Pen down: start a stroke at `point`, clipped to the board."""
        if self.full:
            return
        self._step([*self.strokes, [_on_board(point)]])
        self.drawing = True

    def extend(self, point: Point) -> None:
        """Pen moved: add `point` to the stroke in progress, if there is one and the point is new."""
        point = _on_board(point)
        if self.drawing and self.strokes[-1][-1] != point and not self.full:
            self.strokes[-1].append(point)
            self.revision += 1

    def end(self) -> None:
        """Pen or eraser up."""
        self.drawing = self._erasing = False

    def undo(self) -> bool:
        """Take back the last step, else the last stroke; False if there is neither."""
        if not self._undo and self.strokes:
            self._undo.append(self.strokes[:-1])
        return self._restore(self._undo, self._redo)

    def redo(self) -> bool:
        """Repeat the step that `undo` took back; False if there is none or the drawing changed since."""
        return self._restore(self._redo, self._undo)

    def clear(self) -> None:
        """Erase the whole drawing."""
        if self.strokes:
            self._step([])
        self.end()

    def renew(self, strokes: Iterable[list[Point]] = ()) -> None:
        """Replace the drawing and forget its undo history."""
        self._undo.clear()
        self._redo.clear()
        self._change(strokes)

    def erase(self, point: Point, radius: float) -> bool:
        """Erase ink within `radius` board pixels of `point`, cutting strokes; True if anything was erased."""
        kept = [piece for stroke in self.strokes for piece in _pieces_outside(stroke, point, radius)]
        if kept == self.strokes:
            return False
        if self._erasing:
            self._change(kept)
        else:
            self._step(kept)
        self._erasing = True
        return True

    def _step(self, strokes: Iterable[list[Point]]) -> None:
        """Change the drawing so that `undo` can take it back."""
        self._undo.append(list(self.strokes))
        if len(self._undo) > MAX_UNDO:
            del self._undo[0]
        self._redo.clear()
        self._change(strokes)

    def _restore(self, steps: list[Strokes], others: list[Strokes]) -> bool:
        """Restore the last of `steps` and push the current drawing on `others`."""
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
        """A frozen copy."""
        return Drawing.of(self.strokes)


@dataclass(frozen=True)
class Drawing:
    """A finished drawing: a line of an ink file. `label` is its digit, if known; `extra` the line's other keys."""

    strokes: tuple[tuple[Point, ...], ...]
    label: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, strokes: Iterable[Stroke], label: int | None = None, **extra: Any) -> Drawing:
        """A drawing of any strokes."""
        return cls(tuple(tuple(map(tuple, stroke)) for stroke in strokes), label, extra)  # type: ignore[arg-type]


def _on_board(point: Point) -> Point:
    return (min(max(point[0], 0), BOARD), min(max(point[1], 0), BOARD))


def _pieces_outside(stroke: list[Point], centre: Point, radius: float) -> list[list[Point]]:
    """The parts of a stroke outside a circle; segments are cut where they cross it."""
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
    """Where a segment enters and leaves a circle, from 0 at `start` to 1 at `end`; (1, 1) if it misses it."""
    run = (end[0] - start[0], end[1] - start[1])
    to_start = (start[0] - centre[0], start[1] - centre[1])
    # Solve |to_start + t * run|^2 = radius^2, that is a t^2 + 2 b t + c = 0.
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


def _between(start: Point, end: Point, t: float) -> Point:
    if t == 1:
        return end
    return (start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1]))
