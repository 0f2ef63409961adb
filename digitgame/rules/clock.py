"""The clock of a run. The scene moves it, so tests and replays can too."""

from dataclasses import dataclass


@dataclass
class Clock:
    """Seconds of play since a run began. Only `tick` moves it; in a pause nobody calls that."""

    now: float = 0.0

    def tick(self, seconds: float) -> None:
        self.now += seconds
