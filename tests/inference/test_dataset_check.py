"""Data that makes no sense is noticed, and put right only where that is sure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from digitgame import model, paths
from digitgame.datasets import Dataset, Images
from digitgame.datasets.drawings import synthetic_in_order
from digitgame.errors import DigitgameError
from digitgame.inference import Reader, dataset_check
from digitgame.inference.dataset_check import Fault

DIGITS = synthetic_in_order(120, 5)
NONE = Images.none()


@pytest.fixture(autouse=True)
def reader(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    found = Reader(model.load(small_model))
    monkeypatch.setattr(dataset_check, "_bundled", lambda: found)
    return found


@pytest.mark.parametrize("turn", dataset_check._TURNS)
@pytest.mark.parametrize("inverted", [False, True])
def test_each_fault_is_found_and_put_right(turn: str, inverted: bool) -> None:
    fault = Fault(turn, inverted)
    spoilt = DIGITS.images
    # A fault is what its repair undoes: of those turns, only the quarters are not their own opposite.
    for _ in range(3 if "quarter" in turn else 1):
        spoilt = Fault(turn).put_right(spoilt)
    spoilt = 255 - spoilt if inverted else spoilt
    found = dataset_check.checked(Dataset.of("own", Images(spoilt, DIGITS.labels), DIGITS[:0], "scans"))
    assert np.array_equal(found.train.images, DIGITS.images)
    assert len(found.notes) == bool(turn or inverted)
    if found.notes:
        assert f"own: its images are {fault}; they were put right." in found.notes[0]
        assert found.sources != Dataset.of("own", Images(spoilt, DIGITS.labels), NONE, "scans").sources


def test_what_is_not_sure_is_said_and_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_check, "_SURE", 1.01)
    inverted = Dataset.of("own", Images(255 - DIGITS.images, DIGITS.labels), NONE, "scans")
    found = dataset_check.checked(inverted)
    assert np.array_equal(found.train.images, inverted.train.images)
    assert "may be black on white" in found.notes[0]
    assert "used unchanged" in found.notes[0]


def test_half_of_the_images_inverted_is_not_sure() -> None:
    images = DIGITS.images.copy()
    images[::2] = 255 - images[::2]
    found = dataset_check.checked(Dataset.of("own", Images(images, DIGITS.labels), NONE, "scans"))
    assert np.array_equal(found.train.images, images)
    assert len(found.notes) == 1


def test_shuffled_and_renamed_labels_and_no_digits_are_said() -> None:
    rng = np.random.default_rng(1)
    for images, labels, words in (
        (DIGITS.images, rng.permutation(DIGITS.labels), "Are the labels shuffled?"),
        (DIGITS.images, (DIGITS.labels + 1) % 10, "stand for other digits (0 for 9, 1 for 0"),
        (rng.integers(0, 256, DIGITS.images.shape, np.uint8), DIGITS.labels, "Are these digits 0 to 9?"),
    ):
        found = dataset_check.checked(Dataset.of("own", Images(images, labels), NONE, "scans"))
        assert np.array_equal(found.train.images, images)
        assert len(found.notes) == 1
        assert words in found.notes[0]


def test_blank_images_are_counted_and_blank_data_refused() -> None:
    images = DIGITS.images.copy()
    images[3:9] = 200
    found = dataset_check.checked(Dataset.of("own", Images(images, DIGITS.labels), DIGITS[:9], "scans"))
    assert found.notes == ("own: 6 of its 129 images are blank.",)
    blank = Images(np.zeros_like(images), DIGITS.labels)
    with pytest.raises(DigitgameError, match="blank images only"):
        dataset_check.checked(Dataset.of("own", blank, NONE, "scans"))


def test_known_and_small_data_are_left_alone() -> None:
    spoilt = Images(255 - DIGITS.images, DIGITS.labels)
    for name, images in (("mnist", spoilt), ("mine", spoilt), ("hand", spoilt), ("own", spoilt[:40])):
        dataset = Dataset.of(name, images, NONE, "scans")
        assert dataset_check.checked(dataset) is dataset


def test_nothing_is_tried_without_the_bundled_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    dataset_check._bundled.cache_clear()
    monkeypatch.setattr(paths, "shipped_model", lambda: tmp_path)
    dataset = Dataset.of("own", Images(255 - DIGITS.images, DIGITS.labels), NONE, "scans")
    assert dataset_check.checked(dataset) is dataset
    dataset_check._bundled.cache_clear()
