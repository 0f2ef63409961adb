"""Time as the rules know it: seconds of play that somebody else lets pass."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Clock:
    """Seconds since a run began; they move only through `tick`, so a pause is a clock that nobody ticks."""

    now: float = 0.0

    def tick(self, seconds: float) -> None:
        self.now += seconds
