"""From the pointer to ink: what the pen and the eraser do on the board, at its edge and beyond it."""

import math
from dataclasses import dataclass

from digitgame.ink import BOARD, Ink, Point


@dataclass
class PointerTool:
    """A pen and an eraser over `ink`. Points are board units and may lie off the board; ink only falls on it.

    A stroke that leaves the board ends at its edge; a pen that comes back, still down, begins another there.
    `rubber` is the eraser's radius, `_at` the point of whichever is down.
    """

    ink: Ink
    rubber: float
    _at: Point | None = None
    _erasing: bool = False

    @property
    def drawing(self) -> bool:
        """The pen is down."""
        return self._at is not None and not self._erasing

    def press(self, point: Point, *, erase: bool = False) -> None:
        """Pen or eraser down; off the board nothing begins."""
        if clipped(point, point) is None:
            return
        self.lift()
        self._at, self._erasing = point, erase
        if erase:
            self.ink.erase(point, self.rubber)
        else:
            self.ink.begin(point)

    def move(self, point: Point) -> float:
        """Draw or erase up to a point, if the pen or the eraser is down; how far it moved."""
        if self._at is None:
            return 0.0
        far = math.dist(self._at, point)
        if self._erasing:
            self._erase(self._at, point)
        else:
            self._draw(self._at, point)
        self._at = point
        return far

    def lift(self) -> None:
        """Pen and eraser up."""
        self.ink.end()
        self._at = None

    def _draw(self, start: Point, end: Point) -> None:
        part = clipped(start, end)
        if part is None:
            self.ink.end()
            return
        if not self.ink.drawing:
            self.ink.begin(part[0])
        self.ink.extend(part[1])
        if part[1] != end:
            self.ink.end()

    def _erase(self, start: Point, end: Point) -> None:
        (x, y), (to_x, to_y) = start, end
        steps = max(math.ceil(math.dist(start, end) / (self.rubber / 2)), 1)
        for step in range(1, steps + 1):
            self.ink.erase((x + (to_x - x) * step / steps, y + (to_y - y) * step / steps), self.rubber)


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
        # The ends exactly, without rounding.
        if share in (0.0, 1.0):
            return end if share else start
        return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)

    return at(first), at(last)
