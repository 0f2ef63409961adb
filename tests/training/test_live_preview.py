"""What a window shows of a training."""

from __future__ import annotations

import numpy as np
import pytest

from digitgame.datasets import Images

pytestmark = pytest.mark.slow  # TensorFlow


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        ([*range(10)] * 5, sorted([*range(10)] * 2)),
        ([7] * 40 + [*range(9)], [0, 1, 2, 3, 4, 5, 6, *[7] * 12, 8]),  # what one lacks the others fill
        ([3, 10, 1, 3], [1, 3, 3]),
    ],
)
def test_samples_are_of_every_digit(labels: list[int], shown: list[int]) -> None:
    from digitgame.training.live_preview import samples

    mixed = np.random.default_rng(1).permutation(labels)
    images = np.repeat(np.arange(len(mixed), dtype=np.uint8), 784).reshape(-1, 28, 28)
    some = samples(Images(images, mixed.astype(np.uint8)), seed=3)
    assert some.labels.tolist() == shown
    assert (some.labels == mixed[some.images[:, 0, 0]]).all()
