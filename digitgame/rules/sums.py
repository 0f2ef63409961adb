"""Sums: twenty against the clock, with answers of one or two digits."""

from collections.abc import Iterator
from random import Random
from typing import Final

from digitgame.rules.clock import Clock
from digitgame.rules.timed_run import VERSION, ComboWindow, Prompt, TimedRun

COUNT: Final = 20
# The seconds of a run, and the combo window, by level.
_PACE: Final = {
    "easy": (90.0, ComboWindow(8.0, 4.0)),
    "middle": (120.0, ComboWindow(10.0, 5.0)),
    "hard": (150.0, ComboWindow(14.0, 7.0)),
}
LEVELS: Final = tuple(_PACE)


def sums(clock: Clock, seed: int, level: str = "easy", version: int = VERSION) -> TimedRun:
    """Twenty sums of a level; the same seed gives the same ones."""
    return TimedRun(clock, problems(Random(seed), level, version=version), *_PACE[level], version)


def problems(rng: Random, level: str, count: int = COUNT, version: int = VERSION) -> Iterator[Prompt]:
    """`count` different sums; answers are 0 to 9 (easy), to 20 or small products, or to 99 (hard).

    `version`: that of the rules. Before 6 only two in a row were different, and easy ones could add a 0.
    """
    easy = _easy if version >= 6 else _easy_with_zeros
    seen: set[str] = set()
    while count:
        prompt = {"easy": easy, "middle": _middle, "hard": _hard}[level](rng)
        if prompt.words not in seen:
            if version < 6:
                seen.clear()
            seen.add(prompt.words)
            count -= 1
            yield prompt


def _easy(rng: Random) -> Prompt:
    if rng.random() < 0.5:
        answer = rng.randint(2, 9)
        part = rng.randint(1, answer - 1)
        return Prompt(f"{part} + {answer - part}", answer)
    answer, part = rng.randrange(10), rng.randint(2, 9)
    return Prompt(f"{answer + part} − {part}", answer)


def _easy_with_zeros(rng: Random) -> Prompt:
    answer = rng.randrange(10)
    if rng.random() < 0.5:
        part = rng.randint(0, answer)
        return Prompt(f"{part} + {answer - part}", answer)
    part = rng.randint(1, 9)
    return Prompt(f"{answer + part} − {part}", answer)


def _middle(rng: Random) -> Prompt:
    match rng.randrange(3):
        case 0:
            one, other = rng.randint(2, 10), rng.randint(2, 10)
            return Prompt(f"{one} + {other}", one + other)
        case 1:
            answer, part = rng.randint(1, 12), rng.randint(2, 9)
            return Prompt(f"{answer + part} − {part}", answer)
    one, other = rng.randint(2, 5), rng.randint(2, 5)
    return Prompt(f"{one} × {other}", one * other)


def _hard(rng: Random) -> Prompt:
    match rng.randrange(4):
        case 0:
            answer = rng.randint(31, 99)
            part = rng.randint(11, answer - 11)
            return Prompt(f"{answer - part} + {part}", answer)
        case 1:
            answer, part = rng.randint(11, 60), rng.randint(11, 39)
            return Prompt(f"{answer + part} − {part}", answer)
        case 2:
            one, other = rng.randint(3, 9), rng.randint(4, 9)
            return Prompt(f"{one} × {other}", one * other)
    answer, part = rng.randint(3, 12), rng.randint(3, 9)
    return Prompt(f"{answer * part} ÷ {part}", answer)
