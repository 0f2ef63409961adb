"""Does it pay to read a frame several times, slanted or moved a little, and to average what is read?

    python benchmarks/averaging.py [--model NAME|FOLDER]

Each line: read right of MNIST's test set and of people's drawings (of the generator's where those are not at
hand), how far the averaged confidence is off (expected calibration error), how many scribbles, letters and the like are
rejected where 98 % of the drawings are accepted, and the time that a reading takes.
"""

from __future__ import annotations

import argparse
import time
from typing import Final

import numpy as np
import numpy.typing as npt
from drawn import SHARED, people, reader

from digitgame.datasets.drawings import framed
from digitgame.datasets.sources import load_test
from digitgame.inference import Reader
from digitgame.inference.metrics import expected_calibration_error
from digitgame.ink import frame_many
from digitgame.synth import handwriting, non_digits

SEED: Final = 31_337  # no training and no fit draws with it
EACH: Final = 150  # non-digits of a kind
Array = npt.NDArray[np.float32]
View = tuple[float, float, float]  # slant, px to the right, px down
VIEWS: Final[dict[str, list[View]]] = {
    "unchanged": [(0, 0, 0)],
    "slanted by 0.1 both ways, and unchanged": [(0, 0, 0), (0.1, 0, 0), (-0.1, 0, 0)],
    "slanted by 0.2 both ways, and unchanged": [(0, 0, 0), (0.2, 0, 0), (-0.2, 0, 0)],
    "slanted by 0.1 and 0.2, and unchanged": [
        (0, 0, 0),
        (0.1, 0, 0),
        (-0.1, 0, 0),
        (0.2, 0, 0),
        (-0.2, 0, 0),
    ],
    "moved by half a px four ways, and unchanged": [
        (0, 0, 0),
        (0, 0.5, 0),
        (0, -0.5, 0),
        (0, 0, 0.5),
        (0, 0, -0.5),
    ],
    "moved by a px four ways, and unchanged": [(0, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)],
    "slanted and moved": [(0, 0, 0), (0.1, 0.5, 0), (-0.1, -0.5, 0), (0.1, 0, 0.5), (-0.1, 0, -0.5)],
}


def main() -> None:
    """Print a line a way of averaging."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model")
    options = parser.parse_args()
    reads = reader(options.model)
    drawn = framed(people() or handwriting.write_many(3000, SEED), "")
    sets = {"drawings": drawn}
    if (SHARED / "mnist").is_dir():
        sets = {"MNIST": load_test(str(SHARED / "mnist"), cache=SHARED).test, **sets}
    strange = [
        d.strokes
        for d in non_digits.write_many(EACH * len(non_digits.KINDS_MEASURED), SEED, non_digits.KINDS_MEASURED)
    ]
    refusable = frame_many(strange)
    for name, views in VIEWS.items():
        scores = []
        for which, pictures in sets.items():
            chances, doubts = averaged(reads, pictures.images.astype(np.float32) / np.float32(255), views)
            right = (chances.argmax(1) == pictures.labels).mean()
            error = expected_calibration_error(chances, pictures.labels)
            scores.append(f"{which} {100 * right:.2f} % (off by {100 * error:.2f} %)")
        limit = np.quantile(doubts, 0.98, method="higher")
        refused = (averaged(reads, refusable, views)[1] > limit).mean()
        print(
            f"{name:<44}{', '.join(scores)}, refused {100 * refused:.2f} %, {1e3 * cost(reads, views):.2f} ms",
            flush=True,
        )


def averaged(reads: Reader, frames: Array, views: list[View]) -> tuple[Array, Array]:
    """The mean probabilities [N, 10] and doubts [N] of several views."""
    readings = [reads.read_all(frames if view == (0, 0, 0) else seen(frames, view)) for view in views]
    chances = np.stack([reading.probabilities for reading in readings]).mean(0)
    return chances, np.stack([reading.reject_scores for reading in readings]).mean(0)


def seen(frames: Array, view: View) -> Array:
    """Frames [N, 28, 28] slanted about their middle and moved, bilinearly."""
    slant, right, down = view
    rows, columns = np.indices((28, 28)).astype(float)
    y, x = rows - down, columns - right + slant * (rows - 14)
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    low, far = (y - top).astype(np.float32), (x - left).astype(np.float32)
    padded = np.pad(frames, ((0, 0), (8, 8), (8, 8)))

    def at(i: int, j: int) -> Array:
        return padded[:, top + i + 8, left + j + 8]

    above = at(0, 0) * (1 - far) + at(0, 1) * far
    below = at(1, 0) * (1 - far) + at(1, 1) * far
    return np.asarray(above * (1 - low) + below * low, np.float32)


def cost(reads: Reader, views: list[View]) -> float:
    """Seconds of processor time that one reading takes, the views made and read together; the median."""
    frame = frame_many([handwriting.write(5, np.random.default_rng(0)).strokes])
    spent = []
    for _ in range(60):
        began = time.process_time()
        several = np.concatenate([frame if view == (0, 0, 0) else seen(frame, view) for view in views])
        reads.read_all(several)
        spent.append(time.process_time() - began)
    return float(np.median(spent))


if __name__ == "__main__":
    main()
