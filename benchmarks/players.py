"""Simulated players, each with one odd way to write one digit, for measuring the personal layer.

A player is the generator of synthetic handwriting with one allograph for each digit, or one of the people whose
drawings are on this machine, with the odd digit synthetic. The players to tune on and those to report share neither odd
allographs nor people; the held-out ones were not used before the layer was done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from drawn import people

from digitgame.ink import Drawing
from digitgame.synth import glyphs, handwriting

Odd = Mapping[str, tuple[int, str, dict[int, str]]]
CROSSED: Final = {7: "-.27,.03 .0,.0 .26,.0! .08,.45 -.02,1 / -.16,.5 .05,.5 .24,.48"}
CURLED: Final = {9: ".22,.16 .04,0 -.18,.1 -.22,.34 -.02,.47 .18,.34 .24,.14 .25,.5 .14,.86 -.06,1 -.22,.92"}
# name: the digit, its odd allograph, and the allographs of other digits that are not random
REPORTED: Final[Odd] = {
    "1 like a 7": (1, "-.28,.06 .0,.02 .26,.0! .12,.4 .0,1", CROSSED),
    "4 like a 9": (4, ".2,.05 -.05,.0 -.24,.2 -.05,.42 .2,.3 .22,.05! .2,.5 .17,1", CURLED),
    "9 with a looped tail": (
        9,
        ".2,.12 .0,.0 -.2,.14 -.14,.38 .1,.36 .22,.14! .24,.6 .1,.98 -.2,1 -.24,.8 .0,.66 .3,.56",
        {},
    ),
    "9 like a g": (
        9,
        ".2,.1 .0,.02 -.2,.14 -.16,.4 .06,.42 .2,.24 .2,.04! .22,.6 .16,.92 -.04,1 -.26,.92 -.24,.78 .02,.7 .3,.62",
        {},
    ),
    "7 with a foot": (7, "-.25,.03 .25,.0! .0,1! -.2,1 .22,.99", {}),
    "7 like a 2": (7, "-.26,.14 -.1,.0 .16,.04 .2,.25 .0,.6 -.16,1! .1,.9 .2,1", {}),
    "0 with a bar across": (
        0,
        ".03,.0 -.26,.2 -.3,.5 -.2,.88 .02,1 .24,.86 .3,.5 .22,.12 .0,.01 / -.28,.5 .28,.5",
        {},
    ),
}
TUNED_ON: Final[Odd] = {
    "2 like a z with a bar": (2, "-.26,.03 .26,.0! -.24,1! .26,.97 / -.16,.52 .18,.48", {}),
    "6 like a 0": (6, ".05,.0 -.2,.12 -.3,.5 -.2,.9 .04,1 .26,.84 .28,.5 .14,.36 .02,.44", {}),
    "6 like a delta": (
        6,
        ".24,.02 -.02,.0 -.18,.14 .08,.34 .26,.6 .2,.9 .0,1 -.22,.86 -.2,.6 .0,.46 .16,.5",
        {},
    ),
    "8 like an open S": (8, ".2,.04 -.02,.0 -.2,.12 -.1,.36 .14,.56 .2,.84 -.02,1 -.2,.86 -.06,.66", {}),
    "0 like a 6": (0, ".16,.02 -.14,.14 -.28,.5 -.18,.9 .04,1 .24,.84 .2,.5 .02,.32 -.16,.36", {}),
    "7 with a tail": (7, "-.25,.03 .25,.0! .04,.7 -.04,.96 .1,1 .26,.88", {}),
    "7 like a 1": (7, "-.32,.42 -.14,.22 .07,0! .03,.5 -.02,1", {1: "0,0 0,.5 0,1"}),
    "2 like a 1 with a foot": (
        2,
        "-.2,.22 .02,0! .02,1! -.22,1! .26,.99",
        {1: "-.13,.13 .02,0! .02,.5 .02,1"},
    ),
    "9 like a 4": (9, "-.14,0 -.26,.6! .26,.58 / .1,.3 .06,1", {4: "-.2,.02 -.2,.44 .2,.44 / .2,.02 .2,1"}),
    "6 like a common 0": (
        6,
        "-.02,.02 .2,.1 .3,.5 .2,.9 .0,1 -.22,.88 -.3,.5 -.2,.12 .04,.0",
        {0: "0.03,0 -.2,.1 -.3,.48 -.2,.88 .02,1 .22,.86 .3,.48 .2,.1 .0,.01 / .28,-.02 -.27,1.02"},
    ),
    "9 like an S": (9, ".22,.1 .0,.0 -.2,.14 -.1,.36 .16,.4 .22,.64 .06,.96 -.2,.94", {}),
}
# not used while the layer's rules were made
HELD_OUT: Final[Odd] = {
    "1 like a short 7": (1, "-.24,.12 .22,.0! .04,1", CROSSED),
    "2 like a 7": (2, "-.26,.06 .0,.0 .24,.04 .1,.5 -.24,1 -.1,1 .0,.98", CROSSED),
    "3 like an epsilon": (3, ".22,.1 .0,.0 -.2,.12 -.16,.4 .06,.46! -.2,.56 -.26,.8 -.04,1 .24,.9", {}),
    "5 like a 6": (5, ".24,.0 -.14,.04! -.22,.5 -.18,.9 .06,1 .24,.8 .1,.58 -.18,.68", {}),
    "7 like a gamma": (7, "-.26,.02 -.06,.2 .06,.6 .0,1 -.1,.8 .06,.4 .26,.0", {}),
    "8 like a 0 with a waist": (
        8,
        ".0,.0 -.22,.14 -.14,.45 -.22,.84 .0,1 .22,.84 .14,.45 .22,.14 .02,.0",
        {},
    ),
    "8 like an alpha": (8, "-.2,.0 .2,.66 .18,.94 -.04,1 -.2,.86 -.1,.6 .26,.0", {}),
    "0 like a 9": (0, ".2,.1 .0,.0 -.22,.1 -.24,.36 .0,.46 .2,.3 .22,.1 .24,.4 .22,.8 .0,1", {}),
}
# Odd drawings that a player makes at most until enough were misread.
STREAM: Final = 200
# New drawings to measure on: odd ones, and of each other digit.
NEW: Final = 60
OTHERS: Final = 12


@dataclass(frozen=True)
class Player:
    """What one player draws: in `stream` and `new` the odd digit, in `known` and `others` each of the other nine."""

    digit: int
    stream: Sequence[Drawing]
    new: Sequence[Drawing]
    known: Mapping[int, Sequence[Drawing]]
    others: Sequence[Drawing]


def synthetic(odd: tuple[int, str, dict[int, str]], seeds: Sequence[int]) -> Iterator[Player]:
    """Players with synthetic handwriting, who keep to one of the three commonest allographs of each digit."""
    digit, way, habits = odd
    for seed in seeds:
        rng = np.random.default_rng(seed)
        ways = {other: _way(other, habits, rng) for other in range(10) if other != digit}
        yield Player(
            digit,
            [written(digit, way, rng) for _ in range(STREAM)],
            [written(digit, way, rng) for _ in range(NEW)],
            {other: [written(other, one, rng) for _ in range(4)] for other, one in ways.items()},
            [written(other, one, rng) for other, one in ways.items() for _ in range(OTHERS)],
        )


def by_people(odd: tuple[int, str, dict[int, str]], half: int, seed: int) -> Iterator[Player]:
    """The people of one half (0 or 1) of those on this machine; the odd digit is synthetic."""
    digit, way, _ = odd
    for number, drawings in enumerate(of_half(half)):
        rng = np.random.default_rng(seed + number)
        usual = {other: [d for d in drawings if d.label == other] for other in range(10) if other != digit}
        yield Player(
            digit,
            [written(digit, way, rng) for _ in range(STREAM)],
            [written(digit, way, rng) for _ in range(NEW)],
            {other: some[:4] for other, some in usual.items()},
            [drawing for some in usual.values() for drawing in some[4 : 4 + OTHERS]],
        )


@cache
def of_half(half: int) -> list[list[Drawing]]:
    """The drawings of each person of one half, which is every second person."""
    found: dict[str, list[Drawing]] = defaultdict(list)
    for drawing in people():
        found[str(drawing.extra.get("writer"))].append(drawing)
    return [found[writer] for writer in sorted(found)[half::2]]


def _way(digit: int, habits: Mapping[int, str], rng: np.random.Generator) -> str:
    common = glyphs.variants(str(digit))[:3]
    return habits.get(digit, common[int(rng.integers(len(common)))][1])


def written(digit: int, way: str, rng: np.random.Generator) -> Drawing:
    """One drawing of a digit in one way."""
    shape = handwriting.parse(way)
    return Drawing(handwriting.on_board(handwriting.deformed(shape, rng), shape.strokes, rng), digit)
