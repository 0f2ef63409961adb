"""Two digits drawn at once: the game submits the first, the second stays on the board."""

from __future__ import annotations

from dataclasses import dataclass, field

from digitgame.inference import Reader
from digitgame.inference.multi_digit import Strokes, groups
from digitgame.ink import Ink, Point, frame
from digitgame.rules.referee import LATER

Drawn = list[list[Point]]


@dataclass
class Parting:
    """Checks once after each change whether the ink is two digits, and says when to submit the first of them.

    `parts`: the strokes of both, if it is two; `digit`: the first one's reading.
    """

    reader: Reader
    parts: tuple[Drawn, Drawn] | None = None
    digit: int | None = None
    _revision: int = field(default=0)
    _since: float = 0.0

    def update(self, ink: Ink, now: float) -> None:
        """Split the ink if it is two digits, once it has changed."""
        if self._revision == ink.revision:
            return
        self._revision, self._since, self.parts = ink.revision, now, None
        drawn = list(ink.strokes)
        found = groups(self.reader, Strokes(drawn))
        if len(found) == 2:
            first, second = ([drawn[at] for at in part] for part in found)
            self.parts, self.digit = (first, second), self.reader.read(frame(first)).digit

    def due(self, target: int, now: float) -> bool:
        """Whether to submit the first digit: at once if it is the right one, else only after a while."""
        return self.parts is not None and (self.digit == target or now - self._since >= LATER)
