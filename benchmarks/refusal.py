"""How many digits are accepted, and how many non-digits are rejected.

    python benchmarks/refusal.py [--model NAME|FOLDER] [--each 300]

Two thresholds: the card's, if it has one, and the one that accepts 98 % of the drawings by people (of synthetic ones
if there are none).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping

import numpy as np
from drawn import SHARED, people, reader

from digitgame.inference import Reader, rejection
from digitgame.inference.reader import Array
from digitgame.ink import frame_many
from digitgame.synth import handwriting, non_digits
from digitgame.training.rejection import non_digit_frames, non_digit_scores

SEED = 31_337  # no training and no fit generates from it


def main() -> None:
    """Print the fractions, and how fast non-digits are generated."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--each", type=int, default=300)
    options = parser.parse_args()
    reads = reader(options.model)
    digits = _digits(reads)
    others = non_digit_scores(reads, non_digit_frames(options.each, SEED))
    limits = {
        "98 % of the last accepted": float(np.quantile(list(digits.values())[-1], 0.98, method="higher"))
    }
    if "refusal" in reads.model.card:
        limits = {"the card's": rejection.threshold(reads.model), **limits}
    for name, limit in limits.items():
        _print(f"threshold {limit:.4f} ({name})", digits, others, limit)
    started = time.process_time()
    frame_many([drawing.strokes for drawing in non_digits.write_many(2000, SEED)])
    print(
        f"{2000 / (time.process_time() - started):,.0f} non-digits generated and framed per second of processor time"
    )


def _digits(reads: Reader) -> dict[str, Array]:
    """The reject scores of digits, by source."""
    from digitgame.datasets import load_test

    scores = {"hand": _scores(reads, [drawing.strokes for drawing in handwriting.write_many(3000, SEED)])}
    if (SHARED / "mnist").is_dir():
        pictures = load_test(str(SHARED / "mnist"), cache=SHARED).test
        scores["mnist"] = reads.read_all(pictures.images.astype(np.float32) / np.float32(255)).reject_scores
    if drawings := people():
        scores["people"] = _scores(reads, [drawing.strokes for drawing in drawings])
    return scores


def _scores(reads: Reader, drawings: list[tuple[tuple[tuple[float, float], ...], ...]]) -> Array:
    return reads.read_all(frame_many(drawings)).reject_scores


def _print(title: str, digits: Mapping[str, Array], others: Mapping[str, Array], limit: float) -> None:
    print(title)
    print("  accepted: ", ", ".join(f"{name} {(some <= limit).mean():.2%}" for name, some in digits.items()))
    rejected = {kind: float((some > limit).mean()) for kind, some in others.items()}
    for name, kinds in (
        ("seen in training", non_digits.KINDS_LEARNT),
        ("never seen", non_digits.KINDS_HELD_OUT),
    ):
        rates = ", ".join(f"{kind} {rejected[kind]:.1%}" for kind in kinds if kind in rejected)
        print(f"  rejected, {name}: {rates}")
    mean = np.mean([rejected[kind] for kind in non_digits.KINDS_MEASURED])
    print(f"  rejected of {', '.join(non_digits.KINDS_MEASURED)}: {mean:.2%} on average")


if __name__ == "__main__":
    main()
