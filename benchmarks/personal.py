"""The personal layer: a player with one odd way to write a digit corrects it three times, then draws on.

    python benchmarks/personal.py [--model NAME|FOLDER] [--players 6]

A simulated player writes each digit in one way of the built-in hand's, as unevenly as the hand writes, and one digit in
a way that the network hardly reads. Their first three misread drawings of it are corrected; drawings of every other
digit (by default two) have been answered before. Measured on new drawings: of the odd digit, and of the others.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from typing import Final

import numpy as np
from drawn import reader

from digitgame.ink import Drawing, frame, hand
from digitgame.ink.allographs import ALLOGRAPHS
from digitgame.reading import Reader
from digitgame.reading.personal import Personal

CORRECTIONS: Final = 3
CROSSED: Final = {7: "-.27,.03 .0,.0 .26,.0! .08,.45 -.02,1 / -.16,.5 .05,.5 .24,.48"}
CURLED: Final = {9: ".22,.16 .04,0 -.18,.1 -.22,.34 -.02,.47 .18,.34 .24,.14 .25,.5 .14,.86 -.06,1 -.22,.92"}
ODD: Final = {  # name: the digit, how it is written, and how another is, where that is not left to chance
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


def main() -> None:
    """Print a line an odd way of writing, for players who have answered before and for those who have not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--players", type=int, default=6)
    options = parser.parse_args()
    reads = reader(options.model)
    for before in (2, 0):
        print(f"after {CORRECTIONS} corrections, and {before} answers about each other digit:")
        told = {name: play(reads, name, options.players, before) for name in ODD}
        for name, figures in (*told.items(), ("on average", np.mean(list(told.values()), 0))):
            odd, better, others, same = (100 * float(figure) for figure in figures)
            print(f"  {name:21} {odd:5.1f} % -> {better:5.1f} %   others {others:5.1f} % -> {same:5.1f} %")
    judging, taking_in = (1e3 * seconds for seconds in cost(reads))
    spent = f"{judging:.2f} ms a reading, {taking_in:.1f} ms a step to take one in"
    print(f"with 200 drawings known, of processor time: {spent}")


def play(reads: Reader, name: str, players: int, before: int) -> tuple[float, ...]:
    """The shares read right: odd drawings without and with the layer, others without and with it."""
    digit, odd, habits = ODD[name]
    shares = []
    for seed in range(players):
        rng = np.random.default_rng(seed)
        ways = {other: _way(other, habits, rng) for other in range(10) if other != digit}
        layer = Personal(reads)
        for _ in range(before):
            for other, way in ways.items():
                layer.add(written(other, way, rng))
        corrected = 0
        for _ in range(200):
            drawing = written(digit, odd, rng)
            if corrected < CORRECTIONS and reads.read(frame(drawing.strokes)).digit != digit:
                layer.add(drawing)
                corrected += 1
        others = [written(other, way, rng) for other, way in ways.items() for _ in range(12)]
        shares.append(
            (
                *_right(reads, layer, [written(digit, odd, rng) for _ in range(60)]),
                *_right(reads, layer, others),
            )
        )
    return tuple(np.mean(shares, 0).tolist())


def _way(digit: int, habits: dict[int, str], rng: np.random.Generator) -> str:
    common = ALLOGRAPHS[digit][:3]
    return habits.get(digit, common[int(rng.integers(len(common)))][1])


def written(digit: int, way: str, rng: np.random.Generator) -> Drawing:
    """One drawing of a digit in one way."""
    shape = hand.parse(way)
    return Drawing(hand.on_board(hand.deformed(shape, rng), shape.strokes, rng), digit)


def _right(reads: Reader, layer: Personal, drawings: Sequence[Drawing]) -> tuple[float, float]:
    """The shares of drawings read right by the network, and by the layer."""
    readings = [reads.read(frame(drawing.strokes)) for drawing in drawings]
    while layer.work():
        pass
    alone = [reading.digit == drawing.label for reading, drawing in zip(readings, drawings, strict=True)]
    told = [layer.judge(reading).digit for reading in readings]
    return float(np.mean(alone)), float(np.mean([a == b.label for a, b in zip(told, drawings, strict=True)]))


def cost(reads: Reader) -> tuple[float, float]:
    """Seconds of processor time: of a judgement, the median; of a step of taking in a drawing, the slowest."""
    rng = np.random.default_rng(0)
    digit, odd, habits = ODD["1 like a 7"]
    ways = {other: _way(other, habits, rng) for other in range(10) if other != digit}
    usual = [written(other, way, rng) for other, way in ways.items() for _ in range(21)]
    layer = Personal.of(reads, [*usual, *(written(digit, odd, rng) for _ in range(10))])
    readings = [reads.read(frame(written(digit, odd, rng).strokes)) for _ in range(100)]
    while layer.work():
        pass
    spent = []
    for reading in readings:
        began = time.process_time()
        layer.judge(reading)
        spent.append(time.process_time() - began)
    steps = []
    for _ in range(10):
        layer.add(written(digit, odd, rng))
        more = True
        while more:
            began = time.process_time()
            more = layer.work()
            steps.append(time.process_time() - began)
    return float(np.median(spent)), max(steps)


if __name__ == "__main__":
    main()
