"""How the opponents of a Duel play: when they answer, how often they are wrong, how often a person beats them.

    python benchmarks/duel.py [--model NAME|FOLDER] [--count 200]

MNIST's test digits where they are at hand, else synthetic ones, each out of the fog of a Duel. The person names every
digit rightly once the fog has lifted by 60 %; "least" is his share of wins for the digit that is hardest to win.
"""

from __future__ import annotations

import argparse
from typing import NamedTuple

import numpy as np
from drawn import SHARED, reader

from digitgame.datasets import cache, drawings
from digitgame.game.modes.duel import evidence
from digitgame.game.modes.reveal import fog_of, revealed
from digitgame.inference.opponents import LoadedOpponent, opponents
from digitgame.ink.frame import Frame
from digitgame.rules.duel import SECONDS, Mind, Skill, hesitations, sharpness

# Readings a second, and how sharp the digit is when the person names it.
FRAMES = 20
PERSON = 0.6


class Outcome(NamedTuple):
    """The digit shown, the opponent's answer, and the seconds until it came (None: no answer)."""

    digit: int
    answer: int | None
    after: float


def main() -> None:
    """Print a line for each opponent."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args()
    digits = _digits(options.count)
    print("opponent     sure  stable  reaction   median  10 % - 90 %   wrong  silent   person wins   least")
    for opponent in opponents(reader(options.model).model):
        loaded, skill = LoadedOpponent(opponent), Skill.of(opponent.strength)
        slow = hesitations(1, len(digits))
        played = [
            _play(loaded, skill, image, digit, at, slow[at]) for at, (image, digit) in enumerate(digits)
        ]
        _print(opponent.name, skill, played)


def _digits(count: int) -> list[tuple[Frame, int]]:
    """`count` images, 0 to 1, with their digits: 0 to 9 in turn."""
    found = cache.sample(SHARED, count, 1) or drawings.synthetic_in_order(count, 1)
    return [
        (image.astype(np.float32) / 255, int(digit))
        for image, digit in zip(found.images, found.labels, strict=True)
    ]


def _play(
    opponent: LoadedOpponent, skill: Skill, image: Frame, digit: int, seed: int, hesitation: float
) -> Outcome:
    """One round: what the opponent answers, frame by frame."""
    mind, fog = Mind(skill, hesitation), fog_of(seed)
    for number in range(round(SECONDS * FRAMES)):
        elapsed = number / FRAMES
        reading = opponent.read(revealed(image, sharpness(elapsed), fog))
        answer = mind.watch(elapsed, reading.digit, max(evidence(reading)))
        if answer is not None:
            return Outcome(digit, answer, elapsed)
    return Outcome(digit, None, SECONDS)


def _print(name: str, skill: Skill, played: list[Outcome]) -> None:
    times = [one.after for one in played]
    lost = [one.answer == one.digit and one.after < PERSON * SECONDS for one in played]
    wins: dict[int, list[bool]] = {digit: [] for digit in range(10)}
    for one, beaten in zip(played, lost, strict=True):
        wins[one.digit].append(not beaten)
    hardest = min(wins, key=lambda digit: np.mean(wins[digit]))
    low, median, high = np.quantile(times, (0.1, 0.5, 0.9))
    wrong = np.mean([one.answer not in (one.digit, None) for one in played])
    silent = np.mean([one.answer is None for one in played])
    print(
        f"{name:<12} {skill.sure:.2f} {skill.stable:6.1f} s {skill.reaction:7.1f} s {median:6.1f} s"
        f"  {low:4.1f} - {high:.1f} s {wrong:7.1%} {silent:7.1%} {float(1 - np.mean(lost)):13.1%}"
        f"   {hardest}: {np.mean(wins[hardest]):.0%}"
    )


if __name__ == "__main__":
    main()
