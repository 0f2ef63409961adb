"""From the pointer to ink: what a pen and a rubber do on the board, at its edge and beyond it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from digitgame.ink import BOARD, Ink, Point


@dataclass
class PointerTool:
    """A pen over `ink`. Points are board units and may lie off the board; ink only falls on it.

    A stroke that leaves the board ends at its edge; a pen that comes back, still down, begins another there.
    """

    ink: Ink
    rubber: float  # board units, its radius
    _at: Point | None = None  # where the pen is, while it is down
    _rubbing: Point | None = None

    @property
    def down(self) -> bool:
        return self._at is not None

    def press(self, point: Point) -> bool:
        """Pen down; False where it is off the board, and nothing begins."""
        if clipped(point, point) is None:
            return False
        self.ink.begin(point)
        self._at = point
        return True

    def move(self, point: Point) -> None:
        """The pen moves, drawing if it is down."""
        if self._at is None:
            return
        part = clipped(self._at, point)
        if part is None:
            self.ink.end()
        else:
            entry, exit_ = part
            if not self.ink.drawing:
                self.ink.begin(entry)
            self.ink.extend(exit_)
            if exit_ != point:
                self.ink.end()
        self._at = point

    def lift(self) -> None:
        """Pen and rubber up."""
        self.ink.end()
        self._at = self._rubbing = None

    def press_rubber(self, point: Point) -> bool:
        """Rubber down; False where it is off the board."""
        if clipped(point, point) is None:
            return False
        self.lift()
        self._rubbing = point
        self.ink.erase(point, self.rubber)
        return True

    def move_rubber(self, point: Point) -> bool:
        """Rub out all along the way since the last call; whether the rubber is down."""
        if self._rubbing is None:
            return False
        (x, y), (to_x, to_y) = self._rubbing, point
        steps = max(math.ceil(math.dist(self._rubbing, point) / (self.rubber / 2)), 1)
        for step in range(1, steps + 1):
            self.ink.erase((x + (to_x - x) * step / steps, y + (to_y - y) * step / steps), self.rubber)
        self._rubbing = point
        return True


def clipped(start: Point, end: Point) -> tuple[Point, Point] | None:
    """The part of a straight line that lies on the board; None where none does (Liang and Barsky 1984)."""
    first, last = 0.0, 1.0
    for axis in (0, 1):
        run = end[axis] - start[axis]
        if run == 0:
            if not 0 <= start[axis] <= BOARD:
                return None
            continue
        near, far = sorted(((0 - start[axis]) / run, (BOARD - start[axis]) / run))
        first, last = max(first, near), min(last, far)
    if first > last:
        return None

    def at(share: float) -> Point:
        if share in (0.0, 1.0):
            return end if share else start  # exactly, without a rounding
        return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)

    return at(first), at(last)
