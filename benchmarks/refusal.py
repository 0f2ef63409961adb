"""How many digits are accepted, and how many non-digits are rejected.

    python benchmarks/refusal.py [--model NAME|FOLDER] [--each 300]

Two thresholds: the card's, where it has one, and the one that accepts 98 % of the drawings by people (of the
synthetic ones if those are missing).
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

SEED = 31_337  # no training and no fit draws with it


def main() -> None:
    """Print the shares, and how fast non-digits are generated."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--each", type=int, default=300)
    options = parser.parse_args()
    reads = reader(options.model)
    digits = _digits(reads)
    strange = rejection.scrap_doubts(reads, rejection.scrap_frames(options.each, SEED))
    limits = {
        "98 % of the last accepted": float(np.quantile(list(digits.values())[-1], 0.98, method="higher"))
    }
    if "refusal" in reads.model.card:
        limits = {"the card's": rejection.threshold(reads.model), **limits}
    for name, limit in limits.items():
        _tell(f"threshold {limit:.4f} ({name})", digits, strange, limit)
    began = time.process_time()
    frame_many([drawing.strokes for drawing in non_digits.write_many(2000, SEED)])
    print(
        f"{2000 / (time.process_time() - began):,.0f} non-digits generated and framed per second of processor time"
    )


def _digits(reads: Reader) -> dict[str, Array]:
    """The doubts about digits, by where they are from."""
    from digitgame.datasets import load_test

    scores = {"hand": _doubts(reads, [drawing.strokes for drawing in handwriting.write_many(3000, SEED)])}
    if (SHARED / "mnist").is_dir():
        pictures = load_test(str(SHARED / "mnist"), cache=SHARED).test
        scores["mnist"] = reads.read_all(pictures.images.astype(np.float32) / np.float32(255)).doubts
    if drawings := people():
        scores["people"] = _doubts(reads, [drawing.strokes for drawing in drawings])
    return scores


def _doubts(reads: Reader, drawings: list[tuple[tuple[tuple[float, float], ...], ...]]) -> Array:
    return reads.read_all(frame_many(drawings)).doubts


def _tell(title: str, digits: Mapping[str, Array], strange: Mapping[str, Array], limit: float) -> None:
    print(title)
    print("  accepted: ", ", ".join(f"{name} {(some <= limit).mean():.2%}" for name, some in digits.items()))
    refused = {kind: float((some > limit).mean()) for kind, some in strange.items()}
    for name, kinds in (("learnt", non_digits.KINDS_LEARNT), ("never learnt", non_digits.KINDS_HELD_OUT)):
        rates = ", ".join(f"{kind} {refused[kind]:.1%}" for kind in kinds if kind in refused)
        print(f"  rejected, {name}: {rates}")
    mean = np.mean([refused[kind] for kind in non_digits.KINDS_MEASURED])
    print(f"  rejected of {', '.join(non_digits.KINDS_MEASURED)}: {mean:.2%} on average")


if __name__ == "__main__":
    main()
