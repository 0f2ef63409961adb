"""The trade-off of rejection: how many digits are accepted, and how many non-digits are rejected, by threshold.

    python benchmarks/rejection.py [--model NAME|FOLDER] [--each 300] [--picture FILE.png]

Digits are those of MNIST's test set, of people (where they are at hand) and synthetic ones; non-digits are of every
kind. No training and no fit generates from this benchmark's seed. Below each threshold stand the accepted accuracy of
each source of digits (right and not rejected) and the fraction rejected of non-digits, on average and of the worst
kind: of those that people draw most, and of all. `--picture` draws both against the threshold.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from drawn import SHARED, people, reader

from digitgame.charts.style import BLUE, INK, ORANGE, chart, image
from digitgame.datasets.sources import load_test
from digitgame.inference import Reader, rejection
from digitgame.inference.reader import Array
from digitgame.ink import Drawing, frame_many
from digitgame.synth import handwriting, non_digits
from digitgame.synth.strangers import non_digit_frames
from digitgame.training.rejection import non_digit_scores

SEED = 31_337
THRESHOLDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
# The range of the picture.
DRAWN = np.geomspace(0.01, 0.5, 100)
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
# So many of its lines are named.
NAMED = 6


def main() -> None:
    """Print the trade-off and each kind at the card's threshold, and how fast non-digits are generated."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--each", type=int, default=300)
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    reads = reader(options.model)
    digits = _digits(reads)
    others = non_digit_scores(reads, non_digit_frames(options.each, SEED))
    card = rejection.threshold(reads.model)
    _table(digits, others, card)
    rejected = {kind: float((scores > card).mean()) for kind, scores in others.items()}
    for name, kinds in (
        ("seen in training", non_digits.KINDS_LEARNT),
        ("never seen", non_digits.KINDS_HELD_OUT),
    ):
        rates = ", ".join(f"{kind} {rejected[kind]:.1%}" for kind in kinds if kind in rejected)
        print(f"rejected, {name}: {rates}")
    if options.picture:
        _draw(options.picture, digits, others, card)
    started = time.process_time()
    frame_many([drawing.strokes for drawing in non_digits.write_many(2000, SEED)])
    seconds = time.process_time() - started
    print(f"{2000 / seconds:,.0f} non-digits generated and framed per second of processor time")


def _digits(reads: Reader) -> dict[str, Array]:
    """The reject scores of digits, by source; infinite for those that are misread."""
    scores = {"synthetic": _of_drawings(reads, handwriting.write_many(3000, SEED))}
    if (SHARED / "mnist").is_dir():
        test = load_test(str(SHARED / "mnist"), cache=SHARED).test
        scores["MNIST"] = _scores(reads, test.images.astype(np.float32) / np.float32(255), test.labels)
    if drawings := people():
        scores["people"] = _of_drawings(reads, drawings)
    return scores


def _of_drawings(reads: Reader, drawings: Sequence[Drawing]) -> Array:
    frames = frame_many([drawing.strokes for drawing in drawings])
    return _scores(reads, frames, [drawing.label for drawing in drawings])


def _scores(reads: Reader, frames: Array, labels: object) -> Array:
    readings = reads.read_all(frames)
    return np.where(readings.probabilities.argmax(1) == np.asarray(labels), readings.reject_scores, np.inf)


def _table(digits: Mapping[str, Array], others: Mapping[str, Array], card: float) -> None:
    print(
        f"{'threshold':<12}"
        + "".join(f"{name:>11}" for name in digits)
        + f"{'most drawn':>16}{'all kinds':>16}"
    )
    limits = sorted({*THRESHOLDS, *([card] if card < np.inf else [])})
    for limit in limits:
        accepted = "".join(f"{(scores <= limit).mean():>11.2%}" for scores in digits.values())
        rejected = {kind: (scores > limit).mean() for kind, scores in others.items()}
        most, every = [rejected[kind] for kind in non_digits.KINDS_MEASURED], list(rejected.values())
        pairs = "".join(f"{f'{np.mean(some):.2%} / {min(some):.1%}':>16}" for some in (most, every))
        print(f"{limit:<7.4f}{'card' if limit == card else '':<5}{accepted}{pairs}")


def _draw(path: Path, digits: Mapping[str, Array], others: Mapping[str, Array], card: float) -> None:
    """Accepted accuracy of digits and the fraction rejected of each kind of non-digit, against the threshold."""
    accepted = {name: [100 * (scores <= limit).mean() for limit in DRAWN] for name, scores in digits.items()}
    rejected = {kind: [100 * (scores > limit).mean() for limit in DRAWN] for kind, scores in others.items()}
    rejected["mean of all"] = np.mean(list(rejected.values()), 0).tolist()
    with chart(9.8, 4.8) as page:
        place = {"left": 0.065, "right": 0.86, "top": 0.9, "bottom": 0.13, "wspace": 0.5}
        for axes, title, curves, colour in zip(
            page.subplots(1, 2, gridspec_kw=place),
            ("Digits right and accepted", "Non-digits rejected"),
            (accepted, rejected),
            (BLUE, ORANGE),
            strict=True,
        ):
            axes.set(title=title, xscale="log", xlabel="threshold", xlim=(DRAWN[0], DRAWN[-1]))
            axes.set_xticks(TICKS, TICKS)
            axes.minorticks_off()
            axes.yaxis.set_major_formatter("{x:g} %")
            for name, values in curves.items():
                width, alpha = (2.4, 1) if name in ("people", "mean of all") else (1, 0.5)
                axes.plot(DRAWN, values, color=colour, alpha=alpha, lw=width, clip_on=False)
            low = min(map(min, curves.values()))
            axes.set_ylim(low, 100)
            _name_lines(axes, {name: values[-1] for name, values in curves.items()}, (100 - low) / 24)
            if card < np.inf:
                axes.axvline(card, color=INK, lw=1, ls="--")
                axes.annotate(f"{card:.3f}", (card, low), (4, 6), textcoords="offset points")
        image(page, path)


def _name_lines(axes: Any, ends: Mapping[str, float], gap: float) -> None:
    """Write the names of the lowest lines at their right ends, each at least `gap` above the one below."""
    at = -np.inf
    lowest = sorted(ends, key=lambda name: ends[name])[:NAMED]
    words = [*lowest, *([f"{len(ends) - NAMED} others"] if len(ends) > NAMED else [])]
    for name in words:
        at = max(ends.get(name, 100), at + gap)
        place = {"textcoords": "offset points", "va": "center", "annotation_clip": False}
        axes.annotate(name, (DRAWN[-1], at), (6, 0), size=8, **place)


if __name__ == "__main__":
    main()
