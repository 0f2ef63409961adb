"""Sprint: a minute of digits."""

from collections.abc import Iterator
from random import Random
from typing import Final

from digitgame.rules.clock import Clock
from digitgame.rules.timed_run import VERSION, ComboWindow, Prompt, TimedRun

SECONDS: Final = 60.0
PACE: Final = ComboWindow(first=5.0, least=2.0)


def sprint(clock: Clock, seed: int, version: int = VERSION) -> TimedRun:
    """One digit after another for a minute; the same seed gives the same digits."""
    return TimedRun(clock, digits(Random(seed)), SECONDS, PACE, version)


def digits(rng: Random) -> Iterator[Prompt]:
    """Endless digits: every ten hold each digit once, and none comes twice in a row."""
    last = -1
    while True:
        ten = rng.sample(range(10), 10)
        if ten[0] == last:
            ten.reverse()
        for digit in ten:
            yield Prompt(str(digit), digit)
        last = ten[-1]
