"""Goals across runs, the pens and boards that they open, and the medals that stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from digitgame.rules.modes import DAILY, FOOL, SCORED_MODES, SPRINT, Mode
from digitgame.rules.rewards.ranks import Rank, rank_of
from digitgame.rules.rewards.rivals import RIVALS


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
    """`pen`, `board`: what it opens, if anything."""

    name: str
    words: str
    reached: Callable[[Career], bool]
    pen: str = ""
    board: str = ""

    @property
    def opens(self) -> str:
        """What it opens, in words."""
        return f"{self.pen} pen" if self.pen else f"{self.board} board" if self.board else ""


_TIMED: Final = ("sprint", "sums", "daily")
_PIP, _DOT, _MAX, _BOSS = RIVALS
# The easiest first.
GOALS: Final = (
    Goal("First steps", "Finish a run", lambda done: bool(done.modes)),
    Goal("Ten in a row", "A combo of 10", lambda done: done.combo >= 10, "Mint"),
    Goal(
        "Bye, Pip",
        "Beat Pip in Sprint",
        lambda done: done.of(SPRINT).score > _PIP.score(SPRINT),
        board="Blueprint",
    ),
    Goal("Con artist", "Fool the AI three times in a run", lambda done: done.of(FOOL).hits >= 3, "Rose"),
    Goal("Quarter century", "A combo of 25", lambda done: done.combo >= 25, "Gold"),
    Goal(
        "All-rounder",
        "Play every mode",
        lambda done: _names(done) >= {mode.name for mode in SCORED_MODES},
        board="Forest",
    ),
    Goal(
        "Max out",
        "Beat Max in Sprint",
        lambda done: done.of(SPRINT).score > _MAX.score(SPRINT),
        board="Night",
    ),
    Goal("Well read", "100 right guesses in free draw", lambda done: done.right >= 100),
    Goal("Regular", "Play Daily on three days", lambda done: done.of(DAILY).runs >= 3, "Violet"),
    Goal(
        "Mental arithmetic",
        "Rank A in Sums, hard",
        lambda done: _rank(done, Mode("sums", "hard")) in ("S", "A"),
    ),
    Goal(
        "Quick eye",
        "Win 6 rounds of 10 against the boss",
        lambda done: done.of(Mode("duel", "boss")).hits >= 6,
    ),
    Goal(
        "Beat the Boss",
        "Beat the Boss in Sprint",
        lambda done: done.of(SPRINT).score > _BOSS.score(SPRINT),
        "Flame",
    ),
)


def medals(career: Career) -> dict[Mode, Rank]:
    """The best rank in each mode that has one."""
    found = {mode: rank_of(mode, feats.score) for mode, feats in career.modes.items()}
    return {mode: rank for mode, rank in found.items() if rank is not None}


def reached(career: Career) -> list[Goal]:
    """The goals that a player has reached."""
    return [goal for goal in GOALS if goal.reached(career)]


def _names(career: Career) -> set[str]:
    return {mode.name for mode in career.modes}


def _rank(career: Career, mode: Mode) -> str | None:
    return rank_of(mode, career.of(mode).score)
