"""Data sets to page through."""

from pathlib import Path

import numpy as np
import pytest

from digitgame.datasets import Images, cache
from digitgame.datasets.browse import BrowsableDataset, browsable_datasets
from digitgame.errors import DigitgameError


def some(count: int, start: int = 0) -> Images:
    images = np.arange(count * 28 * 28, dtype=np.uint32).astype(np.uint8).reshape(count, 28, 28)
    return Images(images, ((np.arange(count) + start) % 10).astype(np.uint8))


def named(found: list[BrowsableDataset], name: str) -> BrowsableDataset:
    (dataset,) = (dataset for dataset in found if dataset.name == name)
    return dataset


def test_mnist_comes_first_and_synthetic_digits_last(tmp_path: Path) -> None:
    assert [dataset.name for dataset in browsable_datasets(tmp_path / "none")] == ["hand"]
    for name in ("zip-codes", "mnist", "apples"):
        cache.save(tmp_path, name, some(30), some(25))
    cache.save(tmp_path, "nothing-to-test-on", some(30), Images.none())
    found = browsable_datasets(tmp_path)
    assert [dataset.name for dataset in found] == ["mnist", "apples", "zip-codes", "hand"]
    assert [dataset.size for dataset in found[:3]] == [25] * 3
    assert found[0].description == "MNIST test digits"
    assert "apples" in found[1].description


def test_an_album_is_paged_through_in_its_order_and_ends(tmp_path: Path) -> None:
    kept = some(25)
    cache.save(tmp_path, "apples", some(3), kept)
    dataset = named(browsable_datasets(tmp_path), "apples")
    first, second, last = dataset.take(None, 0, 20), dataset.take(None, 20, 20), dataset.take(None, 40, 20)
    assert (len(first), len(second), len(last)) == (20, 5, 0)
    assert (np.concatenate([first.images, second.images]) == kept.images).all()
    threes = dataset.take(3, 1, 20)
    assert threes.labels.tolist() == [3, 3]
    assert (threes.images == kept.images[[13, 23]]).all()


def test_the_hand_writes_the_same_digits_again_and_others_further_on(tmp_path: Path) -> None:
    hand = named(browsable_datasets(tmp_path), "hand")
    page = hand.take(None, 0, 12)
    assert page.labels.tolist() == [*range(10), 0, 1]
    assert (hand.take(None, 4, 3).images == page.images[4:7]).all()
    fours = hand.take(4, 0, 3)
    assert fours.labels.tolist() == [4, 4, 4]
    assert len(np.unique(fours.images.reshape(3, -1), axis=0)) == 3


def test_packed_files_are_left_out(tmp_path: Path) -> None:
    cache.save(tmp_path, "apples", some(3), some(25))
    file = tmp_path / "apples" / "t10k-images-idx3-ubyte"
    file.rename(file.with_name(file.name + ".gz"))
    assert [dataset.name for dataset in browsable_datasets(tmp_path)] == ["hand"]


def test_a_file_that_is_cut_short_is_told(tmp_path: Path) -> None:
    cache.save(tmp_path, "apples", some(3), some(25))
    file = tmp_path / "apples" / "t10k-images-idx3-ubyte"
    file.write_bytes(file.read_bytes()[:9000])
    with pytest.raises(DigitgameError, match="cut short"):
        named(browsable_datasets(tmp_path), "apples").take(None, 0, 20)
