"""When a drawing counts: it is a digit, the network is confident, its answer has stood for a moment, the pen is up."""

from dataclasses import dataclass
from typing import Final

from digitgame.rules.clock import Clock

# The right digit counts at this confidence, after this many seconds with the pen up: time for a second stroke.
SURE: Final = 0.8
SOON: Final = 0.35
# A wrong digit needs more of both: the drawing may not be finished.
VERY_SURE: Final = 0.9
LATER: Final = 1.0
# The highest reject score, 0 to 1, of ink that may be the digit asked for: that of a scribble is higher.
PLAUSIBLE: Final = 0.9


def accepts(digit: int, target: int, *, rejected: bool, reject_score: float) -> bool:
    """Whether ink that is recognised as `digit` counts as one: if not rejected, or if `target` was drawn plausibly."""
    return not rejected or (digit == target and reject_score <= PLAUSIBLE)


@dataclass
class Referee:
    """Watches how one drawing is read. It calls a misread later than a hit."""

    clock: Clock
    _standing: tuple[int, int] | None = None
    _since: float = 0.0

    def watch(self, revision: int, digit: int, confidence: float, *, pen_up: bool, target: int) -> bool:
        """Whether `digit`, read of the ink at `revision`, counts now."""
        standing = (revision, digit) if pen_up else None
        if standing != self._standing:
            self._standing, self._since = standing, self.clock.now
        if standing is None:
            return False
        sure, patience = (SURE, SOON) if digit == target else (VERY_SURE, LATER)
        return confidence >= sure and self.clock.now - self._since >= patience
