"""The house's rivals: four networks with a fixed score in every mode that has ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from digitgame.rules.clock import Clock
from digitgame.rules.modes import Mode
from digitgame.rules.record import Move, replay
from digitgame.rules.rewards.ranks import ranks_of


@dataclass(frozen=True)
class Rival:
    """A network of the house; `share`: its score as a part of what rank S takes."""

    name: str
    network: str
    share: float

    def score(self, mode: Mode) -> int:
        """Its score in a mode, in whole tens; 0 in a mode without ranks."""
        ranks = ranks_of(mode)
        return round(ranks[0][0] * self.share / 10) * 10 if ranks else 0


# The weakest first.
RIVALS: Final = (
    Rival("Pip", "epoch 1", 0.12),
    Rival("Dot", "epoch 3", 0.4),
    Rival("Max", "epoch 9", 0.7),
    Rival("Boss", "boss", 1.0),
)


# The part of a rival's score that a score lacks at most which is nearly as high.
_NEARLY: Final = 0.1


def next_rival(mode: Mode, score: int) -> Rival | None:
    """The one to beat next; None above them all, or in a mode without ranks."""
    return next((rival for rival in RIVALS if rival.score(mode) > score), None)


def short_of(mode: Mode, score: int) -> tuple[Rival, int] | None:
    """The rival whom a score nearly reaches, and how many points it lacks; None where it lacks many."""
    rival = next_rival(mode, score)
    lacks = rival.score(mode) - score if rival else 0
    return (rival, lacks) if rival and lacks <= _NEARLY * rival.score(mode) else None


def overtaken(mode: Mode, before: int, score: int) -> Rival | None:
    """The strongest rival whom a score passes that was `before`."""
    beaten = [rival for rival in RIVALS if before <= rival.score(mode) < score]
    return beaten[-1] if beaten and ranks_of(mode) else None


def score_curve(
    mode: Mode, seed: int, version: int, moves: Sequence[Move], read: Sequence[int]
) -> list[tuple[float, int]]:
    """A timed run's score after each of its moves: (seconds of its time used, points).

    `read`: the digit of each drawing. While the clock waits at a misread, no time is used.
    """
    run = mode.timed_run(Clock(), seed, version)
    curve = []
    for move in moves:
        if not replay(run, [move], read):
            break
        curve.append((run.used, run.score))
    return curve


def score_at(curve: Sequence[tuple[float, int]], seconds: float) -> int:
    """The score that a run had once so many seconds of its time were used."""
    return next((score for at, score in reversed(curve) if at <= seconds), 0)
