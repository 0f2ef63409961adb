"""When a drawing is taken: the reading is certain, it has stood for a moment, and the pen is up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from digitgame.rules.clock import Clock

SURE: Final = 0.8  # certainty from which the digit asked for is taken
VERY_SURE: Final = 0.9  # certainty from which another digit is
SOON: Final = 0.35  # seconds with the pen up before the digit asked for is taken: time for a second stroke
LATER: Final = 1.0  # seconds before another digit is: the drawing may not be finished


@dataclass
class Referee:
    """Watches the readings of one drawing. It is slower to call a misread than a hit."""

    clock: Clock
    _standing: tuple[int, int] | None = field(default=None)  # the ink's revision and the digit read of it
    _since: float = 0.0

    def watch(self, revision: int, digit: int, certainty: float, *, pen_up: bool, target: int) -> bool:
        """Whether the reading `digit` of the ink's `revision` is taken now."""
        standing = (revision, digit) if pen_up else None
        if standing != self._standing:
            self._standing, self._since = standing, self.clock.now
        if standing is None:
            return False
        sure, patience = (SURE, SOON) if digit == target else (VERY_SURE, LATER)
        return certainty >= sure and self.clock.now - self._since >= patience
