"""Two digits drawn at once: the first is taken, the second stays on the board."""

from __future__ import annotations

from dataclasses import dataclass, field

from digitgame.inference import Reader
from digitgame.inference.multi_digit import Strokes, groups
from digitgame.ink import Ink, Point, frame
from digitgame.rules.referee import LATER

Drawn = list[list[Point]]


@dataclass
class Parting:
    """Looks once after each change whether the ink is two digits, and says when the first of them is taken."""

    reader: Reader
    parts: tuple[Drawn, Drawn] | None = None
    digit: int | None = None  # what is read of the first part
    _revision: int = field(default=0)
    _since: float = 0.0

    def look(self, ink: Ink, now: float) -> None:
        """Part the ink, where it is two digits and the pen is up."""
        if self._revision == ink.revision:
            return
        self._revision, self._since, self.parts = ink.revision, now, None
        drawn = list(ink.strokes)
        found = groups(self.reader, Strokes(drawn))
        if len(found) == 2:
            first, second = ([drawn[at] for at in part] for part in found)
            self.parts, self.digit = (first, second), self.reader.read(frame(first)).digit

    def due(self, target: int, now: float) -> bool:
        """Whether the first digit is taken: at once if it is the one asked for, else only after a while."""
        return self.parts is not None and (self.digit == target or now - self._since >= LATER)
