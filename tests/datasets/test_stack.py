"""Many images as one array: what is in it, and where it lies."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from digitgame import paths
from digitgame.datasets import Images, sources, stack
from digitgame.datasets.formats import idx
from digitgame.datasets.stack import Bytes, stacked
from digitgame.errors import DigitgameError


def some(count: int) -> Bytes:
    return np.random.default_rng(count).integers(0, 256, (count, 28, 28), dtype=np.uint8)


def lies_on_disk(images: Bytes) -> bool:
    """Whether an array, or what it is a view of, is a mapped file."""
    while images is not None:
        if isinstance(images, np.memmap):
            return True
        images = images.base if isinstance(images.base, np.ndarray) else None  # type: ignore[assignment]
    return False


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few images are many."""
    monkeypatch.setattr(stack, "_IN_MEMORY", 10)


@pytest.mark.usefixtures("small")
def test_many_images_lie_on_disk_and_leave_nothing_there() -> None:
    parts = [some(7), some(0), some(5).transpose(0, 2, 1)]
    images = stacked(iter(parts), 12)
    np.testing.assert_array_equal(images, np.concatenate(parts))
    assert lies_on_disk(images)
    assert not images.flags.writeable
    if os.name == "posix":
        assert list(paths.data().iterdir()) == []
    assert not lies_on_disk(stacked([some(7), some(3)], 10))


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_data_sets_of_every_kind_lie_there(tmp_path: Path) -> None:
    written = sources.load(["hand"], cache=tmp_path, seed=1, hand_count=40).train
    joined = Images.joined([written, written])
    assert [lies_on_disk(one.images) for one in (written, joined)] == [True, True]
    np.testing.assert_array_equal(joined.images[40:], written.images)
    file = tmp_path / "train-images-idx3-ubyte"
    idx.write(file, joined.images)
    again = idx.read_images(file)
    assert lies_on_disk(again)
    np.testing.assert_array_equal(again, joined.images)
    file.with_suffix(".gz").write_bytes(gzip.compress(file.read_bytes()[:-10]))
    with pytest.raises(DigitgameError, match="cut short: 62,710 of 62,720 bytes are there"):
        idx.read_images(file.with_suffix(".gz"))


@pytest.mark.usefixtures("small")
def test_without_room_on_disk_they_stay_in_memory(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    assert not lies_on_disk(stacked([some(12)], 12))
    monkeypatch.undo()
    monkeypatch.setattr(stack, "_IN_MEMORY", 10)
    monkeypatch.setenv("DIGITGAME_HOME", str(home / "a file"))
    (home / "a file").write_text("")
    images = stacked([some(12)], 12)
    assert not lies_on_disk(images)
    np.testing.assert_array_equal(images, some(12))


@pytest.mark.usefixtures("small")
def test_a_disk_that_fills_up_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(stack, "_file", lambda _: Full())
    with pytest.raises(DigitgameError, match="has no room for the images: No space left on device"):
        stacked([some(12)], 12)


@pytest.mark.usefixtures("small")
def test_what_fails_while_images_are_read_is_not_the_disks_fault() -> None:
    def parts() -> Iterator[Bytes]:
        yield some(6)
        raise gzip.BadGzipFile("not a gzip file")

    with pytest.raises(gzip.BadGzipFile):
        stacked(parts(), 12)
