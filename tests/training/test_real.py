"""What the presets come to on MNIST itself, after a part of their training. Skipped where it is not at hand.

The whole of it is measured by `benchmarks/seed_preset.py` and `benchmarks/training_speed.py`.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from digitgame.datasets import Dataset
from digitgame.datasets.sources import load
from digitgame.events import Done
from digitgame.training.config import Plan

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_charts", "without_snapshots")]  # TensorFlow


def accuracy(train: Callable[..., Done], plan: Plan, digits: Dataset, folder: Path) -> float:
    [read] = train(digits, plan, folder / "model").scores.values()
    return read


def test_the_tutorials_network_comes_near_to_what_the_tutorial_reads(
    train: Callable[..., Done], shared_data: Path, tmp_path: Path
) -> None:
    digits = load([str(shared_data / "mnist-sprite")], cache=tmp_path, seed=1)
    # After all of its 100 epochs it reads 94 to 97 %.
    assert 0.9 <= accuracy(train, Plan("seed", epochs=25), digits, tmp_path) <= 0.97


def test_the_fast_network_reads_97_in_a_hundred_after_a_third_of_an_epoch(
    train: Callable[..., Done], shared_data: Path, tmp_path: Path
) -> None:
    digits = load([str(shared_data / "mnist")], cache=tmp_path, seed=1)
    part = Dataset.of("mnist", digits.train[:20_000], digits.test, "scans")
    # After the whole epoch it reads 99 %.
    assert accuracy(train, Plan("fast", epochs=1), part, tmp_path) >= 0.97
