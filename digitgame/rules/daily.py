"""Daily: one scored run a day, the same for everyone, and its result as a short text to share."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Final

from digitgame.rules.clock import Clock
from digitgame.rules.record import Move, replay
from digitgame.rules.sprint import digits
from digitgame.rules.sums import problems
from digitgame.rules.timed_run import VERSION, ComboWindow, Mark, Prompt, TimedRun

SECONDS: Final = 120.0
PACE: Final = ComboWindow(first=7.0, least=3.5)
# Prompts of each of the four parts, and of a whole run.
_PART: Final = 5
PROMPTS: Final = 4 * _PART
# Squares in a line of the shared text.
_ROW: Final = 10
_SQUARES: Final = {Mark.HIT: "🟦", Mark.WRONG: "🟥", Mark.DISPUTED: "🟨", Mark.SKIPPED: "⬛"}


def seed_of(day: date) -> int:
    """The seed that everyone plays on a day."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_words(seed: int) -> str:
    """The day of a seed, such as 2026-11-29."""
    return f"{seed // 10_000:04}-{seed // 100 % 100:02}-{seed % 100:02}"


def streak(seeds: Collection[int], day: date) -> int:
    """How many days in a row were played, up to `day`, by the seeds of all that were."""
    count = 0
    while seed_of(day - timedelta(days=count)) in seeds:
        count += 1
    return count


def daily(clock: Clock, seed: int, version: int = VERSION) -> TimedRun:
    """Five digits, five easy sums, five digits, five medium sums."""
    return TimedRun(clock, _prompts(Random(seed), version), SECONDS, PACE, version)


def _prompts(rng: Random, version: int) -> Iterator[Prompt]:
    single = digits(rng)
    yield from islice(single, _PART)
    yield from problems(rng, "easy", _PART, version)
    yield from islice(single, _PART)
    yield from problems(rng, "middle", _PART, version)


def share(seed: int, score: int, seconds: float, marks: Sequence[Mark], note: str = "") -> str:
    """The result as text: the day, the points, and one square per digit; `note`: why it is not the day's result."""
    squares = "".join(_SQUARES[mark] for mark in marks)
    rows = [squares[at : at + _ROW] for at in range(0, len(squares), _ROW)]
    hits = list(marks).count(Mark.HIT)
    return "\n".join(
        [
            f"digitgame daily {day_words(seed)}: {score:,} points{f' ({note})' if note else ''}",
            f"{hits} digits in {seconds:.0f} s",
            *rows,
        ]
    )


def share_again(
    seed: int, score: int, seconds: float, moves: Sequence[Move], read: Sequence[int], version: int
) -> str:
    """The text of a run that was stored: its moves, and the digit of each drawing; "" where they are damaged."""
    run = daily(Clock(), seed, version)
    if not replay(run, moves, read):
        return ""
    return share(seed, score, seconds, run.marks, "given up" if run.given_up else "")
