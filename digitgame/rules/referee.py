"""When a drawing counts: the network is confident, its answer has not changed for a moment, and the pen is up."""

from dataclasses import dataclass
from typing import Final

from digitgame.rules.clock import Clock

# The right digit counts at this confidence, after this many seconds with the pen up: time for a second stroke.
SURE: Final = 0.8
SOON: Final = 0.35
# A wrong digit needs more of both: the drawing may not be finished.
VERY_SURE: Final = 0.9
LATER: Final = 1.0


@dataclass
class Referee:
    """Watches how one drawing is read. It calls a misread later than a hit."""

    clock: Clock
    _standing: tuple[int, int] | None = None
    _since: float = 0.0

    def watch(self, revision: int, digit: int, certainty: float, *, pen_up: bool, target: int) -> bool:
        """Whether `digit`, read of the ink at `revision`, counts now."""
        standing = (revision, digit) if pen_up else None
        if standing != self._standing:
            self._standing, self._since = standing, self.clock.now
        if standing is None:
            return False
        sure, patience = (SURE, SOON) if digit == target else (VERY_SURE, LATER)
        return certainty >= sure and self.clock.now - self._since >= patience
