"""A class that has played, for the demo screens: tables that no server has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from digitgame.rules.modes import SCORED_MODES
from digitgame.scoreboard.server import Arrival, Entry, Query
from digitgame.scoreboard.tables import Table
from digitgame.store.runs import DOUBTFUL

# Players, their machines and their points in a Sprint, the best first; the last one is doubted.
_PLAYED: Final = (
    ("Maja", "pc-04", 16_877),
    ("Łukasz", "pc-11", 15_302),
    ("Zoë van den Berg", "pc-02", 13_798),
    ("Ada", "pc-07", 13_341),
    ("Émile", "pc-09", 11_553),
    ("Ben", "pc-12", 10_364),
    ("Grace", "pc-01", 9_246),
    ("Alan", "laptop-of-alan-3", 7_671),
    ("Ines", "pc-05", 6_726),
    ("Tom", "pc-06", 5_182),
)
# When they played, in seconds since 1970.
_DAY: Final = 1_773_480_000.0
# Seconds after which Tom has a better run, for a screen that moves.
_BETTER_AT: Final = 1.2


@dataclass
class ClassTables:
    """Gives the tables of that class; `seconds` have passed since it was first looked at."""

    seconds: float = 0.0

    def look(self, query: Query) -> Table:
        points = {name: score for name, _, score in _PLAYED}
        late = self.seconds > _BETTER_AT
        if late:
            points["Tom"] = 13_930
        machines = {name: machine for name, machine, _ in _PLAYED}
        ranked = sorted(points, key=lambda name: -points[name])
        entries = [_entry(name, machines[name], points[name], query.mode or "sprint") for name in ranked]
        if query.machine is not None:
            entries = [one for one in entries if one.machine == query.machine]
        came = [
            Arrival(20 - number, name, machines[name], mode, points[name], _number(name))
            for number, (name, mode) in enumerate(
                (
                    ("Ben", "sprint"),
                    ("Maja", "sums hard"),
                    ("Ada", "duel boss"),
                    ("Ines", "daily"),
                    ("Maja", "fool"),
                )
            )
        ]
        if late:
            came.insert(0, Arrival(21, "Tom", "pc-06", "sprint", 13_930, _number("Tom")))
        modes = tuple(sorted(map(str, SCORED_MODES)))
        return Table(tuple(entries[: query.limit]), tuple(came), modes, _DAY)


@dataclass
class MovingTables(ClassTables):
    """The same class, for which time passes with each look, a frame each, twice as fast as on the clock."""

    step: float = 2 / 60

    def look(self, query: Query) -> Table:
        self.seconds += self.step
        return super().look(query)


def _number(name: str) -> int:
    return next(number for number, (player, *_) in enumerate(_PLAYED) if player == name)


def _entry(name: str, machine: str, score: int, mode: str) -> Entry:
    asked = 20 + score // 700
    entry = Entry(
        nr=_number(name),
        uid="",
        player=name,
        machine=machine,
        mode=mode,
        score=score,
        hits=asked - 2 - _number(name) // 2,
        asked=asked,
        best=4 + score // 1_400,
        seconds=60.0,
        seed=1,
        model="",
        rules=1,
        played=_DAY,
        arrived=_DAY,
        started=_DAY,
        utc_offset=0,
        verdict=None,
        reason=None,
        player_id=_number(name),
    )
    return replace(entry, verdict=DOUBTFUL) if name == "Ines" else entry
