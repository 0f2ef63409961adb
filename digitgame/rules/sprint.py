"""Sprint: a minute of digits, asked for in harder and harder ways."""

from collections.abc import Iterator
from random import Random
from typing import Final

from digitgame.rules.clock import Clock
from digitgame.rules.timed_run import VERSION, ComboWindow, Prompt, PromptForm, TimedRun

SECONDS: Final = 60.0
PACE: Final = ComboWindow(first=5.0, least=2.0)
WORDS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Easy prompts before the first word, and before the first of the other harder ones.
WORDS_AFTER: Final = 10
ALL_AFTER: Final = 20
# How often a prompt is a harder one from then on, 0 to 1.
_SOME: Final = 0.35
_MANY: Final = 0.5
# These look the same in a mirror, or nearly.
_SYMMETRIC: Final = (0, 1, 8)


def sprint(clock: Clock, seed: int, version: int = VERSION) -> TimedRun:
    """One prompt after another for a minute; the same seed gives the same ones. Version 1 has digits alone."""
    rng = Random(seed)
    return TimedRun(clock, digits(rng) if version == 1 else prompts(rng), SECONDS, PACE, version)


def prompts(rng: Random) -> Iterator[Prompt]:
    """`digits`, some of them as words from the 11th prompt on, and in any harder form from the 21st on."""
    last = -1
    for number, prompt in enumerate(digits(rng)):
        digit = prompt.answer
        if number >= ALL_AFTER and rng.random() < _MANY:
            prompt = rng.choice(_harder(digit, last, rng))
        elif number >= WORDS_AFTER and rng.random() < _SOME:
            prompt = _word(digit)
        yield prompt
        last = digit


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


def _word(digit: int) -> Prompt:
    return Prompt(WORDS[digit], digit, extra=0.5)


def _harder(digit: int, last: int, rng: Random) -> list[Prompt]:
    """Every harder prompt for a digit, `last` being the one before it. No sum and no pattern gives the digit away."""
    first = rng.choice([one for one in range(1, 10) if one not in (digit, last)])
    found = [_word(digit), Prompt(f"{first} {digit}", 10 * first + digit, extra=0.5)]
    if digit > 0:
        found.append(Prompt("•" * digit, digit, PromptForm.DOTS, 1.0))
    if digit > 1:
        part = rng.randint(1, digit - 1)
        found.append(Prompt(f"{part} + {digit - part}", digit, extra=1.5))
    if digit not in _SYMMETRIC:
        found.append(Prompt(str(digit), digit, PromptForm.MIRRORED, 0.5))
    return found
