"""The personal layer: a player with one odd way to write a digit corrects it three times, then draws on.

    python benchmarks/personal.py [--model NAME|FOLDER] [--players 6] [--tuned|--held-out] [--seed N]

The players are simulated (players.py): the built-in hand that keeps to one way for each digit, and people whose own
drawings are at hand, each with one digit written in a way that the network hardly reads. Their first three misread
drawings of it are corrected; of every other digit two drawings have been answered before, or none. Measured on new
drawings: of the odd digit, and of the others. `--tuned` measures on the players that the layer's constants were
tuned on; those that are reported share neither odd ways, nor people, nor seeds with them. `--held-out` measures on odd
ways that nobody looked at while the layer was made.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from itertools import islice
from typing import Final

import numpy as np
from drawn import reader
from players import (
    CROSSED,
    HELD_OUT,
    NEW,
    REPORTED,
    STREAM,
    TUNED_ON,
    Player,
    by_hand,
    by_people,
    written,
)

from digitgame.ink import Drawing, frame, hand
from digitgame.reading import Reader
from digitgame.reading.personal import Personal

CORRECTIONS: Final = 3
KNOWN: Final = (2, 0)  # answers about each other digit
SEED: Final = 2_000  # of the first player that is reported
SEED_TUNED_ON: Final = 100


def main() -> None:
    """Print a line an odd way of writing, for players who have answered before and for those who have not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--players", type=int, default=6, help="of each kind, for each odd way of writing")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--tuned", action="store_true", help="measure on the players that were tuned on")
    which.add_argument(
        "--held-out", action="store_true", help="measure on odd ways that were never looked at"
    )
    parser.add_argument("--seed", type=int, help="of the first player; others for each")
    options = parser.parse_args()
    reads = reader(options.model)
    odd_ways = TUNED_ON if options.tuned else HELD_OUT if options.held_out else REPORTED
    usual = SEED_TUNED_ON if options.tuned else SEED
    first = usual if options.seed is None else options.seed
    for kind in ("the built-in hand", "people"):
        told = {}
        for name, odd in odd_ways.items():
            seeds = range(first, first + options.players)
            players = (
                by_hand(odd, seeds) if kind != "people" else by_people(odd, 0 if options.tuned else 1, first)
            )
            told[name] = [played(reads, player) for player in islice(players, options.players)]
        if not all(told.values()):
            continue
        for at, before in enumerate(KNOWN):
            print(f"{kind}, after {CORRECTIONS} corrections, and {before} answers about each other digit:")
            rows = {name: np.mean([figures[at] for figures in some], 0) for name, some in told.items()}
            for name, figures in (*rows.items(), ("on average", np.mean(list(rows.values()), 0))):
                before_it, better, others, same = (100 * float(figure) for figure in figures)
                print(
                    f"  {name:23} {before_it:5.1f} % -> {better:5.1f} %   others {others:6.2f} % -> {same:6.2f} %"
                )
    told_of = [alike(reads, seed) for seed in range(first, first + options.players)]
    shares = " %, ".join(f"{100 * share:.1f}" for share in np.mean(told_of, 0))
    print(
        f"who writes 1 and 7 the same way and corrects three 1s: 7s read right, without the layer {shares} %"
    )
    print("with it, and once one 7 has been corrected as well, then two")
    judging, reading, taking_in = (1e3 * seconds for seconds in cost(reads))
    print(
        f"with 200 drawings known: {judging:.2f} ms to judge a reading, {reading:.2f} ms with framing and reading"
    )
    print(
        f"(99 of 100 within that), {taking_in:.1f} ms of processor time for the slowest step of taking one in"
    )


def played(reads: Reader, player: Player) -> list[tuple[float, ...]]:
    """For each of KNOWN, the shares read right: odd drawings without and with the layer, others without and with it."""
    misread = [d for d in player.stream if reads.read(frame(d.strokes)).digit != player.digit][:CORRECTIONS]
    shares: list[tuple[float, ...]] = []
    for before in KNOWN:
        layer = Personal.of(reads, [*(d for some in player.known.values() for d in some[:before]), *misread])
        shares.append((*_right(reads, layer, player.new), *_right(reads, layer, player.others)))
    return shares


def alike(reads: Reader, seed: int) -> list[float]:
    """The shares of 7s read right, of one written just like the odd 1s: by the network; by the layer, which knows
    nothing but three 1s, then one of the 7s that it took for 1s, then two.
    """
    rng = np.random.default_rng(seed)
    digit, way, _ = REPORTED["1 like a 7"]
    odd = (written(digit, way, rng) for _ in range(STREAM))
    known = list(islice((d for d in odd if reads.read(frame(d.strokes)).digit == 7), CORRECTIONS))
    sevens = [written(7, way, rng) for _ in range(NEW)]
    readings = [reads.read(frame(seven.strokes)) for seven in sevens]
    shares = [float(np.mean([reading.digit == 7 for reading in readings]))]
    for _ in range(3):
        layer = Personal.of(reads, known)
        while layer.work():
            pass
        told = [layer.judge(reading, d.strokes).digit for reading, d in zip(readings, sevens, strict=True)]
        shares.append(float(np.mean([digit == 7 for digit in told])))
        known += [seven for seven, digit in zip(sevens, told, strict=True) if digit == 1][:1]
    return shares


def _right(reads: Reader, layer: Personal, drawings: Sequence[Drawing]) -> tuple[float, float]:
    """The shares of drawings read right by the network, and by the layer."""
    readings = [reads.read(frame(drawing.strokes)) for drawing in drawings]
    while layer.work():
        pass
    alone = [reading.digit == drawing.label for reading, drawing in zip(readings, drawings, strict=True)]
    judged = zip(readings, drawings, strict=True)
    told = [layer.judge(reading, drawing.strokes).digit for reading, drawing in judged]
    return float(np.mean(alone)), float(np.mean([a == b.label for a, b in zip(told, drawings, strict=True)]))


def cost(reads: Reader) -> tuple[float, float, float]:
    """Seconds that a judgement takes, the median; a reading with it, 99 of 100; a step, the slowest."""
    rng = np.random.default_rng(0)
    digit, way, _ = REPORTED["1 like a 7"]
    usual = [hand.write(other, rng) for other in range(10) if other not in (digit, 7) for _ in range(21)]
    sevens = [written(7, CROSSED[7], rng) for _ in range(22)]
    layer = Personal.of(reads, [*usual, *sevens, *(written(digit, way, rng) for _ in range(10))])
    while layer.work():
        pass
    alone, together = [], []
    for drawing in [written(digit, way, rng) for _ in range(500)]:
        began = time.process_time()
        reading = reads.read(frame(drawing.strokes))
        read = time.process_time()
        layer.judge(reading, drawing.strokes)
        ended = time.process_time()
        alone.append(ended - read)
        together.append(ended - began)
    steps = []
    for _ in range(10):
        layer.add(written(digit, way, rng))
        more = True
        while more:
            began = time.process_time()
            more = layer.work()
            steps.append(time.process_time() - began)
    return float(np.median(alone)), float(np.quantile(together, 0.99)), max(steps)


if __name__ == "__main__":
    main()
