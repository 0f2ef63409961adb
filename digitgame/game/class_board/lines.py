"""What the lines of a class's table say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from digitgame.formatting import percent
from digitgame.rules.modes import Mode
from digitgame.scoreboard.names import folded
from digitgame.scoreboard.server import Arrival, Entry
from digitgame.scoreboard.tables import Table
from digitgame.store.runs import DOUBTFUL

# The names of the columns after rank, player and machine, for a mode by its first word.
COLUMNS: Final = {
    "fool": ("fooled", "rate", "best trick", "points"),
    "duel": ("won", "rate", "in a row", "points"),
}
RUN_COLUMNS: Final = ("digits", "accuracy", "best combo", "points")


@dataclass(frozen=True)
class Line:
    """A line of the table: rank, player, machine, the values of the columns; `own`: it is the present player's."""

    rank: int
    player: str
    machine: str
    values: tuple[str, str, str, str]
    own: bool
    player_id: int


def lines(entries: Sequence[Entry], player: str = "") -> list[Line]:
    """The lines of a table of one mode. A question mark stands beside a score that verification doubts."""
    wanted = folded(player)
    found = []
    for rank, one in enumerate(entries, 1):
        marked = " ?" if one.verdict == DOUBTFUL else ""
        values = (
            f"{one.hits} of {one.asked}",
            percent(one.accuracy),
            f"{one.best:,}",
            f"{one.score:,}{marked}",
        )
        own = bool(wanted) and folded(one.player) == wanted
        found.append(Line(rank, one.player, one.machine, values, own, one.player_id))
    return found


def mark_words(shown: Sequence[Line]) -> str:
    """What the question mark beside a score means, where one stands there."""
    return "? A check doubts this score." if any(line.values[-1].endswith("?") for line in shown) else ""


def age_line(table: Table | None, now: float) -> str:
    """How old the table is, and why it is no newer; "" while it is fresh."""
    if table is None:
        return "Loading"
    age = table.age(now)
    if not table.trouble:
        return f"As of {age}" if age else ""
    return f"Not connected · as of {age}" if table.as_of and age else "Not connected"


def arrival_line(arrival: Arrival) -> tuple[str, str]:
    """A run that came in: who, and what."""
    return arrival.player, f"{Mode.parse(arrival.mode).title} · {arrival.score:,}"
