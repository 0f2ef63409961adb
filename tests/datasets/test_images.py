from __future__ import annotations

import numpy as np
import pytest

from digitgame.datasets import Dataset, Images, shuffled_batches
from digitgame.datasets.images import hold_out

from .making import noise, same


def test_batches_hold_each_index_once_and_fill_the_last_from_the_start() -> None:
    batches = shuffled_batches(10, 4, seed=3, epoch=0)
    order = batches.ravel()
    assert batches.shape == (3, 4)
    assert batches.dtype == np.int32
    assert sorted(order[:10]) == list(range(10))
    assert list(order[10:]) == list(order[:2])


def test_batches_larger_than_the_set_go_round_it() -> None:
    order = shuffled_batches(3, 8, seed=0, epoch=0).ravel()
    assert len(order) == 8
    assert list(order[3:6]) == list(order[:3])


def test_batches_are_the_same_for_a_seed_and_an_epoch_and_different_for_others() -> None:
    first = shuffled_batches(100, 10, seed=1, epoch=2)
    assert np.array_equal(first, shuffled_batches(100, 10, seed=1, epoch=2))
    assert not np.array_equal(first, shuffled_batches(100, 10, seed=2, epoch=2))
    assert not np.array_equal(first, shuffled_batches(100, 10, seed=1, epoch=3))


@pytest.mark.parametrize(("count", "size"), [(0, 5), (5, 0)])
def test_no_batches_of_nothing(count: int, size: int) -> None:
    with pytest.raises(ValueError, match="no batches"):
        shuffled_batches(count, size, seed=0, epoch=0)


def test_a_held_out_picture_stays_held_out_when_others_come() -> None:
    few, many = noise(200, 1), Images.joined([noise(300, 2), noise(200, 1)])
    _, test = hold_out(few)
    train_of_many, test_of_many = hold_out(many)
    held = {image.tobytes() for image in test_of_many.images}
    assert {image.tobytes() for image in test.images} <= held
    assert not held & {image.tobytes() for image in train_of_many.images}
    assert len(train_of_many) + len(test_of_many) == 500
    assert 50 <= len(test_of_many) <= 120  # about a sixth


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_few_pictures_still_give_something_to_test_on(count: int) -> None:
    for seed in range(20):
        train, test = hold_out(noise(count, seed))
        assert len(train) >= 1
        assert len(test) >= 1


def test_one_picture_is_learned_from() -> None:
    assert [len(part) for part in hold_out(noise(1))] == [1, 0]


def test_pictures_are_sliced_and_picked_with_their_labels() -> None:
    pictures = noise(12)
    assert same(pictures[3:5], Images(pictures.images[3:5], pictures.labels[3:5]))
    assert list(pictures[np.array([11, 0])].labels) == [1, 0]


def test_joined_digits_keep_order_sources_and_notes() -> None:
    one = Dataset.of("one", noise(4, 1), noise(2, 2), "scans")
    two = Dataset.of("two", noise(3, 3), noise(5, 4), "drawings")
    both = Dataset.joined([one, two], ["look"])
    assert (both.name, both.notes) == ("one+two", ("look",))
    assert same(both.train, Images.joined([one.train, two.train]))
    parts = list(both.tests())
    assert [(source.name, source.count, source.tested, source.kind) for source, _ in parts] == [
        ("one", 4, 2, "scans"),
        ("two", 3, 5, "drawings"),
    ]
    assert same(parts[0][1], one.test)
    assert same(parts[1][1], two.test)


def test_the_fingerprint_changes_with_a_pixel_a_label_and_the_split() -> None:
    pictures = noise(6)
    prints = {Dataset.of("a", pictures[:4], pictures[4:], "scans").sources[0].sha256}
    prints.add(Dataset.of("a", pictures[:3], pictures[3:], "scans").sources[0].sha256)
    images, labels = pictures.images.copy(), pictures.labels.copy()
    images[0, 0, 0] ^= 1
    labels[0] ^= 1
    for other in (Images(images, pictures.labels), Images(pictures.images, labels)):
        prints.add(Dataset.of("a", other[:4], other[4:], "scans").sources[0].sha256)
    assert len(prints) == 4
