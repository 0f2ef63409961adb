"""What each part of a recipe earns: the same training without it, or with what it could have besides.

    python benchmarks/recipe.py [--preset fast] [--epochs 3] [--hand 10000] [--seeds 2] [--only TRIAL ...]

Each line: the accuracy on MNIST's test set, people's drawings and the synthetic test digits, the accepted accuracy on
the drawings, and the size of the network, averaged over the seeds. Two trainings that differ by nothing but their seed
differ by about 0.1 points on each.
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

from digitgame import model, paths
from digitgame.datasets import Dataset
from digitgame.datasets.drawings import framed
from digitgame.datasets.sources import load
from digitgame.inference import Reader
from digitgame.inference.metrics import score
from digitgame.model import KERAS, TFLITE
from digitgame.processes.worker import Worker
from digitgame.training import augment, config, networks, train, training_set
from digitgame.training.backend import keras, tf
from digitgame.training.request import Inputs

Tensor = Any
AFFINE: Final = ("_TURN", "_SLANT", "_STRETCH", "_SHIFT")


def main() -> None:
    """Print a line a trial."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--preset", choices=("fast", "best"), default="fast")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--hand", type=int, default=10_000, help="synthetic digits beside MNIST")
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
        print(
            f"{options.preset:<36}{'MNIST':>9}{'people':>9}{'accepted':>9}{'synthetic':>10}{'size':>9}",
            flush=True,
        )
        for name in options.only or TRIALS:
            rows = []
            for seed in range(1, options.seeds + 1):
                plan = config.Plan(options.preset, options.epochs, seed=seed)
                reads = _trained(digits, Path(home) / "network", name, plan)
                mnist, synthetic = (score(reads, t.images, t.labels, "").accuracy for _, t in digits.tests())
                of_people = score(reads, drawn.images, drawn.labels, "")
                size = (Path(home) / "network" / TFLITE).stat().st_size
                rows.append([mnist, of_people.accuracy, of_people.accepted, synthetic, size])
            *shares, size = np.mean(rows, 0)
            row = "".join(f"{100 * share:>7.2f} %" for share in shares)
            print(f"{name:<36}{row}{size / 1000:>7.0f} kB", flush=True)


def _trained(digits: Dataset, folder: Path, trial: str, plan: config.Plan) -> Reader:
    with ExitStack() as stack:
        for change in TRIALS[trial]:
            stack.enter_context(change())
        with Worker() as worker:
            train.train(digits, plan, folder, inputs=Inputs.begin(worker, plan))
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


def larger(times: float) -> Change:
    """Network `best` with so many times the filters and features."""

    def scaled() -> list[Any]:
        made = []
        for layer in usual():
            settings = layer.get_config()
            for key in ("filters", "units"):
                if key in settings and layer.name != "logits":
                    settings[key] = round(settings[key] * times)
            made.append(type(layer).from_config(settings))
        return made

    usual = networks.NETWORKS["best"]
    return lambda: patch.dict(networks.NETWORKS, {"best": scaled})


@contextmanager
def taught() -> Iterator[None]:
    """Half of each target is what the bundled model says of the deformed image (Hinton et al. 2015, soft targets)."""
    with keras.device("cpu"):
        teacher = networks.build("best")
    teacher.load_weights(paths.shipped_model() / KERAS)
    plain = training_set.batches

    def both(*arguments: Any, **more: Any) -> Any:
        return plain(*arguments, **more).map(soft)

    def soft(frames: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        says = teacher(frames, training=False)
        digit = says["probabilities"] * (1 - says["doubt"])
        return frames, (targets + tf.concat([digit, says["doubt"]], 1)) / 2

    with patch.object(train, "batches", both):
        yield


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
    "soft targets of the bundled model": [taught],
    "soft targets, no label smoothing": [taught, preset(label_smoothing=0.0)],
    "1.4 times the filters": [larger(1.4)],
    "0.7 times the filters": [larger(0.7)],
    "2,000 non-digits": [preset(scraps=2_000)],
    "40,000 non-digits": [preset(scraps=40_000)],
    "batches of 64": [preset(batch_size=64)],
    "batches of 256, rate 6e-3": [preset(batch_size=256, learning_rate=6e-3)],
    "weights averaged": [preset(averaging=3, last_rate=0.2)],
    "weights not averaged": [preset(averaging=0, last_rate=0.0)],
}


if __name__ == "__main__":
    main()
