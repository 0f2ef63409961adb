"""Time: the clock of a run, which the scene moves, so that tests and replays can too; the periods of a scoreboard."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# The periods of a scoreboard, and how each is headed.
PERIOD_TITLES: Final = {"today": "Today", "week": "This week", "ever": "All time"}
PERIODS: Final = tuple(PERIOD_TITLES)


@dataclass
class Clock:
    """Seconds of play since a run began. Only `tick` moves it; in a pause nobody calls that."""

    now: float = 0.0

    def tick(self, seconds: float) -> None:
        self.now += seconds


def since(period: str, now: datetime) -> float:
    """When a period of the scoreboard began, in seconds since 1970: today, this week (from Monday), or ever."""
    if period == "ever":
        return 0.0
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - timedelta(days=midnight.weekday() if period == "week" else 0)).timestamp()
