"""Which images are learnt from, and in which order."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from digitgame.datasets import Images
from digitgame.training.config import PRESETS

pytestmark = pytest.mark.slow  # TensorFlow

SMALL = replace(PRESETS["fast"], batch_size=4)


def some(count: int) -> Images:
    rng = np.random.default_rng(count)
    return Images(
        rng.integers(0, 256, (count, 28, 28), dtype=np.uint8), np.arange(count, dtype=np.uint8) % 11
    )


def taken(images: Images, count: int, **wishes: Any) -> list[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
    from digitgame.training.training_set import batches

    dataset = batches(
        images, **{"preset": SMALL, "classes": 11, "steps": 3, "at_once": 1, "seed": 1, "first": 0, **wishes}
    )
    return [(frames.numpy(), targets.numpy()) for frames, targets in islice(dataset, count)]


def test_every_epoch_shows_each_image_in_another_order() -> None:
    images = some(12)
    plain = replace(SMALL, augment=False)
    epochs = taken(images, 6, preset=plain)
    seen = [np.concatenate([frames for frames, _ in part]) for part in (epochs[:3], epochs[3:])]
    expected = images.images.astype(np.float32)[..., None] / np.float32(255)
    for frames in seen:
        order = np.lexsort(frames.reshape(12, -1).T)
        np.testing.assert_allclose(frames[order], expected[np.lexsort(expected.reshape(12, -1).T)], atol=1e-6)
    assert not np.array_equal(seen[0], seen[1])
    frames, targets = epochs[0]
    for frame, target in zip(frames, targets, strict=True):
        [number] = np.flatnonzero(np.isclose(expected, frame, atol=1e-6).all((1, 2, 3)))
        assert target.tolist() == np.eye(11)[images.labels[number]].tolist()


def test_what_comes_depends_on_seed_and_step_alone() -> None:
    images = some(12)
    whole = taken(images, 9)
    resumed = taken(images, 3, first=2)
    for (frames, targets), (others, other_targets) in zip(whole[6:], resumed, strict=True):
        np.testing.assert_array_equal(frames, others)
        np.testing.assert_array_equal(targets, other_targets)
    assert not np.array_equal(whole[0][0], taken(images, 1, seed=2)[0][0])
    for steps, at_once in ((3, 3), (6, 3), (6, 2)):
        one_by_one = taken(images, 12, steps=steps, first=1)
        together = taken(images, 12, steps=steps, first=1, at_once=at_once)
        for (frames, targets), (others, other_targets) in zip(one_by_one, together, strict=True):
            np.testing.assert_array_equal(frames, others)
            np.testing.assert_array_equal(targets, other_targets)


@pytest.mark.parametrize(
    ("count", "batch", "per_call", "expected"),
    [
        (66_000, 128, 3_200, (518, 14)),  # of 516 steps: two are added
        (1_000, 50, 1_000, (20, 20)),
        (130, 10, 60, (15, 5)),  # 13 steps: two more fill the last call
        (3, 128, 3_200, (1, 1)),
        (100, 10, 1, (10, 1)),
    ],
)
def test_an_epoch_is_a_whole_number_of_calls(
    count: int, batch: int, per_call: int, expected: tuple[int, int]
) -> None:
    from digitgame.training.training_set import steps_of

    assert steps_of(count, replace(SMALL, batch_size=batch, images_per_call=per_call)) == expected


def test_no_image_validates_whose_twin_is_learnt_from() -> None:
    from digitgame.training.training_set import split

    rng = np.random.default_rng(9)
    images = rng.integers(0, 256, (60, 28, 28), dtype=np.uint8)
    images[:40] = np.repeat(images[:10], 4, 0)  # ten drawings, four times each
    pictures = Images(images, np.zeros(60, np.uint8))
    chosen, validation = split(pictures, replace(PRESETS["fast"], validation=12), seed=2, has_duplicates=True)
    learnt = {image.tobytes() for image in chosen[np.arange(len(chosen))].images}
    assert not any(image.tobytes() in learnt for image in validation.images)
    assert len(chosen) == 48
    assert 0 < len(validation) < 12


def test_a_training_set_is_its_digits_and_the_non_digits_after_them() -> None:
    from digitgame.training.training_set import TrainingSet

    digits, others = some(9), some(4)
    rows = np.array([7, 2, 5])
    drawn: list[int] = []

    def non_digits() -> Images:
        drawn.append(1)
        return others

    whole = TrainingSet(digits, rows, 4, non_digits)
    joined = Images.joined([digits[rows], others])
    assert len(whole) == 7
    assert not drawn, "how many there are is known before they are drawn"
    for index in (np.arange(7), np.array([6, 0, 3, 0]), np.array([1]), np.array([4])):
        np.testing.assert_array_equal(whole[index].images, joined[index].images)
        np.testing.assert_array_equal(whole[index].labels, joined[index].labels)
