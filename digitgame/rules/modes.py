"""The modes that have runs: their names, their levels, and their rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from digitgame.rules.clock import Clock
from digitgame.rules.daily import daily
from digitgame.rules.duel import Duel, duel
from digitgame.rules.fool import Fool, fool
from digitgame.rules.sprint import sprint
from digitgame.rules.sums import LEVELS, sums
from digitgame.rules.timed_run import TimedRun

FREE: Final = "free"  # free draw: it has no runs, and its table is of players


@dataclass(frozen=True)
class Mode:
    """A mode as the menu shows it."""

    name: str
    words: str  # what it is, for someone who has never seen it
    levels: tuple[str, ...] = ()


MODES: Final = {
    mode.name: mode
    for mode in (
        Mode("sprint", "One minute. Draw the digit asked for, as many as you can. Keep the combo warm."),
        Mode("sums", "Twenty sums against the clock. Draw the answers, digit by digit.", LEVELS),
        Mode("fool", "Make the network doubt: turn a 4 into a 9 in its eyes, or leave it torn between two."),
        Mode(
            "duel", "A digit sharpens out of the fog. Press its key before the network knows it.", ("boss",)
        ),
        Mode("daily", "Digits and sums: the same run for everyone today. Share your result."),
    )
}


def title(mode: str) -> str:
    """A mode with its level as a heading."""
    return {"fool": "Fool it", FREE: "Free draw"}.get(mode, mode.capitalize())


def rules(mode: str, clock: Clock, seed: int) -> TimedRun | Fool | Duel:
    """The rules of a mode with its level, such as "sums hard"; KeyError where there is no such mode."""
    name, _, level = mode.partition(" ")
    if name == "duel" and level:  # any opponent
        return duel(clock, seed)
    if name == "fool" and not level:
        return fool(clock, seed)
    return course(mode, clock, seed)


def course(mode: str, clock: Clock, seed: int) -> TimedRun:
    """The rules of a mode that is a course; KeyError where it is none."""
    name, _, level = mode.partition(" ")
    if name not in ("sprint", "sums", "daily") or level not in (MODES[name].levels or ("",)):
        raise KeyError(mode)
    if name == "sprint":
        return sprint(clock, seed)
    if name == "sums":
        return sums(clock, seed, level)
    return daily(clock, seed)


def all_modes() -> list[str]:
    """Every mode with each of its levels."""
    return [f"{mode.name} {level}".strip() for mode in MODES.values() for level in mode.levels or ("",)]
