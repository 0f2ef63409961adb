"""The personal layer: a player with one odd way to write a digit corrects it three times, then draws on.

    python benchmarks/personal.py [--model NAME|FOLDER] [--players 6] [--known 2 0] [--tuned|--held-out] [--seed N ...]

The players are simulated (players.py): synthetic handwriting with one allograph for each digit, and people's own
drawings, each with one digit in an odd allograph that the network hardly recognises. Their first three misread drawings
of it are corrected; of every other digit two drawings were confirmed before, or none. Measured on new drawings: the
accuracy on the odd digit, and how many of the others are lost and won: wrong or right only with the layer. `--tuned`
measures on the players that the layer's constants were tuned on; the reported ones share neither odd allographs, nor
people, nor seeds with them. `--held-out` measures on odd allographs that were not used while the layer was made.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from drawn import reader
from players import (
    CROSSED,
    HELD_OUT,
    NEW,
    REPORTED,
    STREAM,
    TUNED_ON,
    Player,
    by_people,
    synthetic,
    written,
)

from digitgame.inference import Reader
from digitgame.inference.personal.layer import Personal
from digitgame.ink import Drawing, frame
from digitgame.synth import handwriting

CORRECTIONS: Final = 3
# Confirmed drawings of each other digit.
KNOWN: Final = (2, 0)
# Seeds of the first player.
SEED: Final = 2_000
SEED_TUNED_ON: Final = 100


class Result(NamedTuple):
    """One player: the accuracy on the odd digit without and with the layer, and counts of other drawings.

    `lost` are wrong only with the layer, `won` only without it; `right` are right without it.
    """

    alone: float
    layer: float
    lost: int
    won: int
    drawings: int
    right: int


def main() -> None:
    """Print one line per odd allograph, for players who confirmed drawings before and for those who did not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--players", type=int, default=6, help="of each kind, for each odd allograph")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--tuned", action="store_true", help="measure on the players that were tuned on")
    which.add_argument("--held-out", action="store_true", help="measure on the held-out odd allographs")
    parser.add_argument(
        "--known",
        type=int,
        nargs="+",
        default=KNOWN,
        help="confirmed drawings of each other digit, at most 4",
    )
    parser.add_argument(
        "--seed", type=int, nargs="+", help="of the first player; several are measured together"
    )
    options = parser.parse_args()
    reads = reader(options.model)
    odd_ways = TUNED_ON if options.tuned else HELD_OUT if options.held_out else REPORTED
    firsts = options.seed or [SEED_TUNED_ON if options.tuned else SEED]
    for kind in ("synthetic", "people"):
        results: dict[str, list[list[Result]]] = {}
        for name, odd in odd_ways.items():
            results[name] = []
            for first in firsts:
                seeds = range(first, first + options.players)
                half = 0 if options.tuned else 1
                players = synthetic(odd, seeds) if kind != "people" else by_people(odd, half, first)
                results[name] += [
                    played(reads, player, options.known) for player in islice(players, options.players)
                ]
        if all(results.values()):
            for at, before in enumerate(options.known):
                print(
                    f"{kind}, after {CORRECTIONS} corrections, and {before} confirmed drawings of each other digit:"
                )
                print_table({name: [one[at] for one in some] for name, some in results.items()})
    first = firsts[0]
    accuracies = [alike(reads, seed) for seed in range(first, first + options.players)]
    shares = " %, ".join(f"{100 * share:.1f}" for share in np.mean(accuracies, 0))
    print(
        f"who writes 1 and 7 the same way and corrects three 1s: accuracy on 7s, without the layer {shares} %"
    )
    print("with it, and once one 7 has been corrected as well, then two")
    judging, reading, taking_in = (1e3 * seconds for seconds in cost(reads))
    print(
        f"with 200 drawings known: {judging:.2f} ms to judge a reading, {reading:.2f} ms with framing and reading"
    )
    print(
        f"(99 of 100 within that), {taking_in:.1f} ms of processor time for the slowest step of taking one in"
    )


def print_table(results: Mapping[str, Sequence[Result]]) -> None:
    """Print one line per odd allograph, then the mean and the sum of them all."""
    print(f"  {'odd digit':23} {'alone':>7} {'layer':>7}   other digits: {'lost':>4} {'won':>4} {'of':>7}")
    means = []
    for name, some in results.items():
        alone, layer = (
            100 * float(np.mean(shares)) for shares in zip(*(one[:2] for one in some), strict=True)
        )
        lost, won, count = (sum(one[at] for one in some) for at in (2, 3, 4))
        means.append((alone, layer))
        print(f"  {name:23} {alone:5.1f} % {layer:5.1f} % {'':17}{lost:4} {won:4} {count:7}")
    alone, layer = np.mean(means, 0)
    everyone = [one for some in results.values() for one in some]
    lost, won, right, count = (sum(one[at] for one in everyone) for at in (2, 3, 5, 4))
    shares = f"{100 * right / count:.2f} % -> {100 * (right - lost + won) / count:.2f} % right"
    print(
        f"  {'all of them':23} {alone:5.1f} % {layer:5.1f} % {'':17}{lost:4} {won:4} {count:7}   {shares}",
        flush=True,
    )


def played(reads: Reader, player: Player, known: Sequence[int]) -> list[Result]:
    """A result for each number of confirmed drawings of each other digit."""
    misread = [d for d in player.stream if reads.read(frame(d.strokes)).digit != player.digit][:CORRECTIONS]
    results = []
    for before in known:
        layer = Personal.of(reads, [*(d for some in player.known.values() for d in some[:before]), *misread])
        odd, others = _right(reads, layer, player.new), _right(reads, layer, player.others)
        lost, won = (int((others[:, one] & ~others[:, 1 - one]).sum()) for one in (0, 1))
        shares = odd.mean(0).tolist()
        results.append(Result(shares[0], shares[1], lost, won, len(others), int(others[:, 0].sum())))
    return results


def alike(reads: Reader, seed: int) -> list[float]:
    """The accuracy on 7s written just like the odd 1s: of the network; of the layer that knows three 1s only, then
    one of the 7s that it took for 1s as well, then two.
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
        predicted = [
            layer.judge(reading, d.strokes).digit for reading, d in zip(readings, sevens, strict=True)
        ]
        shares.append(float(np.mean([digit == 7 for digit in predicted])))
        known += [seven for seven, digit in zip(sevens, predicted, strict=True) if digit == 1][:1]
    return shares


def _right(reads: Reader, layer: Personal, drawings: Sequence[Drawing]) -> npt.NDArray[np.bool_]:
    """Which drawings the network, and the layer, recognise: [N, 2]."""
    readings = [reads.read(frame(drawing.strokes)) for drawing in drawings]
    while layer.work():
        pass
    judged = [layer.judge(reading, d.strokes) for reading, d in zip(readings, drawings, strict=True)]
    predicted = [(one.digit, other.digit) for one, other in zip(readings, judged, strict=True)]
    right: npt.NDArray[np.bool_] = np.array(predicted) == np.array([[drawing.label] for drawing in drawings])
    return right


def cost(reads: Reader) -> tuple[float, float, float]:
    """Seconds: the median judgement; the 99th percentile of reading and judging; the slowest step."""
    rng = np.random.default_rng(0)
    digit, way, _ = REPORTED["1 like a 7"]
    usual = [
        handwriting.write(other, rng) for other in range(10) if other not in (digit, 7) for _ in range(21)
    ]
    sevens = [written(7, CROSSED[7], rng) for _ in range(22)]
    layer = Personal.of(reads, [*usual, *sevens, *(written(digit, way, rng) for _ in range(10))])
    while layer.work():
        pass
    alone, together = [], []
    for drawing in [written(digit, way, rng) for _ in range(500)]:
        started = time.process_time()
        reading = reads.read(frame(drawing.strokes))
        read = time.process_time()
        layer.judge(reading, drawing.strokes)
        ended = time.process_time()
        alone.append(ended - read)
        together.append(ended - started)
    steps = []
    for _ in range(10):
        layer.add(written(digit, way, rng))
        more = True
        while more:
            started = time.process_time()
            more = layer.work()
            steps.append(time.process_time() - started)
    return float(np.median(alone)), float(np.quantile(together, 0.99)), max(steps)


if __name__ == "__main__":
    main()
