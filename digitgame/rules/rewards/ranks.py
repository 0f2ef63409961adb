"""The rank of a run, and what to do better in the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from digitgame.formatting import counted
from digitgame.rules.fool import FOOLED
from digitgame.rules.modes import Mode
from digitgame.rules.timed_run import POINTS

Rank = Literal["S", "A", "B", "C"]
# The score that each rank takes, by mode. Simulated players (`benchmarks/ranks.py`), a slow, a middling and a quick
# one, score 2,900, 9,100 and 26,400 in Sprint, 3,800, 9,800 and 10,500 in Daily: C is for a first run, B for a decent
# one, A for a good one, and S is rare. In Sums, where they never err, they score 4,100 to 8,100, 13,800 to 18,000 and
# 24,700 to 27,900. C takes the points of a right digit, in Fool it one challenge that is won.
RANKS: Final[Mapping[str, tuple[tuple[int, Rank], ...]]] = {
    mode: ((s, "S"), (a, "A"), (b, "B"), (c, "C"))
    for mode, s, a, b, c in (
        ("sprint", 28_000, 12_000, 5_000, POINTS),
        ("sums easy", 8_100, 7_000, 4_500, POINTS),
        ("sums middle", 19_500, 16_000, 12_000, POINTS),
        ("sums hard", 29_500, 27_000, 20_000, POINTS),
        ("daily", 11_000, 10_000, 5_500, POINTS),
        ("fool", 4_500, 3_000, 1_500, FOOLED),
        ("duel", 1_200, 800, 400, 1),
        # Three digits instead of ten, for 200 points each at most; one of them is known beforehand.
        ("duel in the gallery", 480, 320, 210, 1),
    )
}
STARS: Final[Mapping[Rank, int]] = {"S": 3, "A": 2, "B": 1, "C": 0}
# What is worth a word: one digit not seen so often, skipped digits or wrong answers, seconds a digit.
_OFTEN: Final = 2
_MANY: Final = 3
_SLOW: Final = 2.0


def ranks_of(mode: Mode) -> tuple[tuple[int, Rank], ...]:
    """The scores that the ranks of a mode take, the highest first; none for a mode without ranks."""
    return RANKS.get(str(mode), RANKS.get(mode.name, ()))


def rank_of(mode: Mode, score: int) -> Rank | None:
    """The rank of a finished run; None below rank C, or in a mode without ranks."""
    return next((rank for least, rank in ranks_of(mode) if score >= least), None)


def next_rank_words(mode: Mode, score: int) -> str:
    """What the next rank takes; "" in a mode without ranks."""
    higher = [
        f"Rank {rank} from {counted(least, 'point')}" for least, rank in ranks_of(mode) if least > score
    ]
    return higher[-1] if higher else "The highest rank" if ranks_of(mode) else ""


@dataclass(frozen=True)
class RunFacts:
    """What advice is based on: finished digits, those skipped, wrong answers, the longest combo.

    `missed`: by the digit asked for, how often the network saw something else; nobody knows what was drawn.
    """

    seconds: float
    asked: int
    skipped: int
    longest: int
    wrong: int = 0
    missed: Mapping[int, int] = field(default_factory=dict)


def advice(mode: Mode, score: int, facts: RunFacts) -> str:
    """What cost most points, in one sentence, with a key in braces; else the next rank."""
    timed = mode.name not in ("fool", "duel")
    worst = max(facts.missed, key=facts.missed.__getitem__, default=0)
    if timed and facts.missed.get(worst, 0) >= _OFTEN:
        times = facts.missed[worst]
        return f"The {worst} was hardest: the AI saw something else {times} times. Choose one to see why."
    if timed and facts.wrong >= _MANY:
        return f"{facts.wrong} wrong answers, and each breaks your combo. Take a little more time."
    if timed and facts.skipped >= _MANY:
        return f"You skipped {facts.skipped} digits, and each skip breaks your combo."
    if timed and 2 * facts.longest < facts.asked:
        return f"Your best combo was {facts.longest} of {facts.asked} digits. Keep it alive: it multiplies points."
    if mode.name == "sprint" and facts.asked and facts.seconds / facts.asked > _SLOW:
        return f"{facts.seconds / facts.asked:.1f} s a digit. Faster digits earn up to twice the points."
    if score == 0:
        return "No points this time. {keys} says how to play."
    missing = [(least - score, rank) for least, rank in ranks_of(mode) if least > score]
    if not missing:
        return "The highest rank!"
    points, rank = missing[-1]
    return f"{counted(points, 'more point')} to reach rank {rank}."
