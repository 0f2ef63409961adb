"""The modes: their names, their levels, and the rules of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from digitgame.rules import duel, versus
from digitgame.rules.clock import Clock
from digitgame.rules.daily import daily
from digitgame.rules.duel import Duel
from digitgame.rules.fool import VERSION as FOOL_VERSION
from digitgame.rules.fool import Fool, fool
from digitgame.rules.sprint import sprint
from digitgame.rules.sums import LEVELS, sums
from digitgame.rules.timed_run import VERSION, TimedRun


@dataclass(frozen=True)
class ModeInfo:
    """What the menu says of a mode, its levels, if it has any, and the version of its rules."""

    title: str
    description: str
    levels: tuple[str, ...] = ()
    version: int = 1


MODES: Final = {
    "sprint": ModeInfo("Sprint", "One minute. Draw the digit asked for. Keep your combo alive!", (), VERSION),
    "sums": ModeInfo(
        "Sums", "Twenty sums against the clock. Draw the answers, digit by digit.", LEVELS, VERSION
    ),
    "fool": ModeInfo("Fool it", "Trick the AI into seeing a 9 in your 4.", (), FOOL_VERSION),
    "duel": ModeInfo("Duel", "The fog is lifting. Name the digit first!", ("boss",), duel.VERSION),
    "daily": ModeInfo(
        "Daily", "Digits and sums, the same for everyone today. Share your result.", (), VERSION
    ),
    "versus": ModeInfo(
        "Versus", "Two players, one mouse, the same digits. The best of three rounds wins.", (), VERSION
    ),
}
_TITLES: Final = {"free": "Free draw", **{name: info.title for name, info in MODES.items()}}
_LEVEL_TITLES: Final = {
    "easy": "Easy",
    "middle": "Medium",
    "hard": "Hard",
    "boss": "Boss",
    "in the gallery": "Gallery",
}


@dataclass(frozen=True)
class Mode:
    """A name such as "sums", with a level or opponent if it has any; `str()`, which `parse` reads, is "sums hard"."""

    name: str
    level: str = ""

    @classmethod
    def parse(cls, text: str) -> Mode:
        """Any text is a mode, since a newer version may have kept it; `rules` refuses one it does not know."""
        name, _, level = text.partition(" ")
        return cls(name, level)

    def __str__(self) -> str:
        return f"{self.name} {self.level}".rstrip()

    @property
    def title(self) -> str:
        """The mode as a heading, such as "Sums · Hard"."""
        title = _TITLES.get(self.name, self.name.capitalize())
        level = _LEVEL_TITLES.get(self.level, self.level)
        return f"{title} · {level}" if level else title

    @property
    def version(self) -> int:
        """The version of its rules now."""
        return MODES[self.name].version if self.name in MODES else 1

    def rules(self, clock: Clock, seed: int, version: int | None = None) -> TimedRun | Fool | Duel:
        """The rules of a run, of an earlier `version` if that is given; KeyError for an unknown mode."""
        version = version or self.version
        match self.name, self.level:
            case "duel", level if level:
                return duel.duel(clock, seed, version)
            case "fool", "":
                return fool(clock, seed, version)
        return self.timed_run(clock, seed, version)

    def timed_run(self, clock: Clock, seed: int, version: int = VERSION) -> TimedRun:
        """The rules of a new Sprint, Sums or Daily, or of a turn of Versus; KeyError for any other mode."""
        match self.name, self.level:
            case "sprint", "":
                return sprint(clock, seed, version)
            case "sums", level if level in LEVELS:
                return sums(clock, seed, level, version)
            case "daily", "":
                return daily(clock, seed, version)
            case "versus", "":
                return versus.turn(clock, seed, version)
        raise KeyError(str(self))


# Free draw has no runs; its table ranks the players.
FREE_DRAW: Final = Mode("free")
ALL_MODES: Final = tuple(Mode(name, level) for name, info in MODES.items() for level in info.levels or ("",))
VERSUS: Final = Mode("versus")
# The modes whose runs are stored and have a table of scores.
SCORED_MODES: Final = tuple(mode for mode in ALL_MODES if mode != VERSUS)
SPRINT: Final = Mode("sprint")
FOOL: Final = Mode("fool")
DAILY: Final = Mode("daily")
# A short duel on a digit of the gallery.
GALLERY_DUEL: Final = Mode("duel", "in the gallery")
