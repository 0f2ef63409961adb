"""What each part of a recipe earns: the same training without it, or with what it could have besides.

    python benchmarks/recipe.py [--preset fast] [--epochs 3] [--hand 10000] [--seeds 2] [--only TRIAL ...]

Each line: read right of MNIST's test set, of people's drawings and of the synthetic test digits, averaged over
the seeds. Two trainings that differ by nothing but their seed differ by about 0.1 points on each.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from drawn import SHARED, people

from digitgame import model
from digitgame.datasets import Dataset, load
from digitgame.datasets.drawings import framed
from digitgame.inference import Reader
from digitgame.inference.metrics import score
from digitgame.training import augment, config, train, training_set
from digitgame.training.backend import tf

Tensor = Any
AFFINE: Final = ("_TURN", "_SLANT", "_STRETCH", "_SHIFT")


def main() -> None:
    """Print a line a trial."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--preset", choices=("fast", "best"), default="fast")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--hand", type=int, default=10_000, help="digits that the hand writes")
    parser.add_argument("--seeds", type=int, default=2, help="trainings of each trial")
    parser.add_argument("--only", nargs="*", choices=list(TRIALS), metavar="TRIAL", help=", ".join(TRIALS))
    options = parser.parse_args()
    if not (SHARED / "mnist").is_dir():
        print("skipped: no MNIST at ../shared/data/mnist")
        return
    drawn = framed(people(), "")
    with tempfile.TemporaryDirectory() as home:
        data = [str(SHARED / "mnist"), "hand"]
        digits = load(data, cache=Path(home), seed=1, hand_count=options.hand)
        print(f"{options.preset:<30}{'MNIST':>9}{'people':>9}{'the hand':>10}", flush=True)
        for name in options.only or TRIALS:
            shares = []
            for seed in range(1, options.seeds + 1):
                plan = config.Plan(options.preset, options.epochs, seed=seed)
                reads = _trained(digits, Path(home) / "network", name, plan)
                tests = [part for _, part in digits.tests()]
                tests.insert(1, drawn)
                shares.append([score(reads, t.images, t.labels, "").accuracy for t in tests if len(t)])
            row = "".join(f"{100 * share:>7.2f} %" for share in np.mean(shares, 0))
            print(f"{name:<30}{row}", flush=True)


def _trained(digits: Dataset, folder: Path, trial: str, plan: config.Plan) -> Reader:
    with ExitStack() as stack:
        for change in TRIALS[trial]:
            stack.enter_context(change())
        train.train(digits, plan, folder)
    return Reader(model.load(folder))


Change = Callable[[], Any]  # a context in which a training goes otherwise


def preset(**changes: Any) -> Change:
    """The presets with other values."""
    return lambda: patch.dict(
        config.PRESETS,
        {name: replace(config.PRESETS[name], **changes) for name in ("fast", "best")},
    )


def without(*names: str) -> Change:
    """Deformations of no size."""

    @contextmanager
    def change() -> Iterator[None]:
        with ExitStack() as stack:
            for name in names:
                stack.enter_context(patch.object(augment, name, 0.0))
            yield

    return change


def also(deform: Callable[[Tensor, Tensor], Tensor]) -> Change:
    """A deformation of pictures [N, 28, 28] besides; it gets a seed of its own."""

    def both(pictures: Tensor, seed: Tensor) -> Tensor:
        return deform(augment.augmented(pictures, seed), seed + 7_000_000)

    return lambda: patch.object(training_set, "augmented", both)


def blurred(pictures: Tensor, seed: Tensor) -> Tensor:
    """Every other picture by a 3x3 binomial kernel."""
    kernel = np.outer([1, 2, 1], [1, 2, 1]).astype(np.float32)[..., None, None] / 16
    soft = tf.nn.conv2d(pictures[..., None], kernel, 1, "SAME")[..., 0]
    chosen = tf.random.stateless_uniform([tf.shape(pictures)[0], 1, 1], seed) < 0.5
    return tf.where(chosen, soft, pictures)


def interrupted(pictures: Tensor, seed: Tensor) -> Tensor:
    """A square of 5 px a side is missing from every other picture: strokes with a gap."""
    count = tf.shape(pictures)[0]
    middle = tf.random.stateless_uniform([count, 2, 1], seed, 4.0, 24.0)
    near = tf.abs(tf.range(28.0) - middle) < 2.5
    chosen = tf.random.stateless_uniform([count, 1, 1], seed + 1) < 0.5
    return tf.where(chosen & near[:, 0, :, None] & near[:, 1, None, :], 0.0, pictures)


TRIALS: Final[dict[str, list[Change]]] = {
    "unchanged": [],
    "without label smoothing": [preset(label_smoothing=0.0)],
    "without weight decay": [preset(weight_decay=0.0)],
    "without non-digits": [preset(scraps=0)],
    "not augmented": [preset(augment=False)],
    "without turn, slant, stretch": [without(*AFFINE)],
    "without elastic bends": [without("_BEND")],
    "not sharpened afterwards": [without("_BLUR")],
    "without other pens": [lambda: patch.object(augment, "_pen", lambda pictures, *_: pictures)],
    "and blurred": [also(blurred)],
    "and with gaps": [also(interrupted)],
    "weights averaged": [preset(averaging=3, last_rate=0.2)],
    "weights not averaged": [preset(averaging=0, last_rate=0.0)],
}


if __name__ == "__main__":
    main()
