"""Goals across runs, the pens and boards that they open, and the medals that stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from digitgame.rules.modes import DAILY, FOOL, GALLERY_DUEL, MODES, SCORED_MODES, SPRINT, Mode
from digitgame.rules.rewards.ranks import Rank, rank_of
from digitgame.rules.rewards.rivals import RIVALS, Rival


@dataclass(frozen=True)
class Feats:
    """A player's runs in one mode: how many, and the highest score, hits and combo among them."""

    runs: int = 0
    score: int = 0
    hits: int = 0
    best: int = 0


@dataclass(frozen=True)
class Career:
    """All that a player did: runs by mode, and right guesses in free draw."""

    modes: Mapping[Mode, Feats]
    right: int = 0

    def of(self, mode: Mode) -> Feats:
        """The feats in a mode; none before its first run."""
        return self.modes.get(mode, Feats())

    @property
    def combo(self) -> int:
        """The longest combo of a timed run."""
        return max((feats.best for mode, feats in self.modes.items() if mode.name in _TIMED), default=0)


@dataclass(frozen=True)
class Goal:
    """It is reached once `count` of what a player did is `needed`. `pen`, `board`: what it opens, if anything."""

    name: str
    words: str
    needed: int
    count: Callable[[Career], int]
    pen: str = ""
    board: str = ""

    def reached(self, career: Career) -> bool:
        return self.count(career) >= self.needed

    def progress(self, career: Career) -> str:
        """How far a player is, in words; "" where there is nothing in between."""
        return f"{self.count(career):,} of {self.needed:,}" if self.needed > 1 else ""

    @property
    def opens(self) -> str:
        """What it opens, in words."""
        return f"{self.pen} pen" if self.pen else f"{self.board} board" if self.board else ""


def _beat(rival: Rival) -> tuple[int, Callable[[Career], int]]:
    """More points in a Sprint than a rival has."""
    return rival.score(SPRINT) + 1, lambda done: done.of(SPRINT).score


_TIMED: Final = ("sprint", "sums", "daily")
_PIP, _DOT, _MAX, _BOSS = RIVALS
_MODES: Final = tuple(dict.fromkeys(mode.name for mode in SCORED_MODES))
*_FIRST, _LAST = (MODES[name].title for name in _MODES)
_EVERY_MODE: Final = f"Score in {', '.join(_FIRST)} and {_LAST}"
_HARD_SUMS: Final = Mode("sums", "hard")
_BOSS_DUEL: Final = Mode("duel", "boss")
# The easiest first.
GOALS: Final = (
    Goal("First steps", "Finish a run", 1, lambda done: len(done.modes)),
    Goal("Ten in a row", "A combo of 10 in Sprint, Sums or Daily", 10, lambda done: done.combo, "Mint"),
    Goal("Bye, Pip", "Beat Pip in Sprint", *_beat(_PIP), board="Blueprint"),
    Goal("Con artist", "Fool the AI three times in a run", 3, lambda done: done.of(FOOL).hits, "Rose"),
    Goal("Quarter century", "A combo of 25 in Sprint, Sums or Daily", 25, lambda done: done.combo, "Gold"),
    Goal(
        "All-rounder",
        _EVERY_MODE,
        len(_MODES),
        lambda done: len(_names(done).intersection(_MODES)),
        board="Forest",
    ),
    Goal("Max out", "Beat Max in Sprint", *_beat(_MAX), board="Night"),
    Goal("Well read", "100 right guesses in free draw", 100, lambda done: done.right),
    Goal("Regular", "Play Daily on three days", 3, lambda done: done.of(DAILY).runs, "Violet"),
    Goal(
        "Mental arithmetic",
        "Rank A in Sums, hard",
        1,
        lambda done: int(_rank(done, _HARD_SUMS) in ("S", "A")),
    ),
    Goal("Quick eye", "Win 6 rounds of 10 against the boss", 6, lambda done: done.of(_BOSS_DUEL).hits),
    Goal("Beat the Boss", "Beat the Boss in Sprint", *_beat(_BOSS), "Flame"),
)


def medals(career: Career) -> dict[Mode, Rank]:
    """The best rank in each mode that has one."""
    found = {mode: rank_of(mode, feats.score) for mode, feats in career.modes.items()}
    return {mode: rank for mode, rank in found.items() if rank is not None}


def reached(career: Career) -> list[Goal]:
    """The goals that a player has reached."""
    return [goal for goal in GOALS if goal.reached(career)]


def _names(career: Career) -> set[str]:
    """The modes with a point; a duel in the gallery, on a digit that one knows, is none of them."""
    return {mode.name for mode, feats in career.modes.items() if feats.score and mode != GALLERY_DUEL}


def _rank(career: Career, mode: Mode) -> str | None:
    return rank_of(mode, career.of(mode).score)
