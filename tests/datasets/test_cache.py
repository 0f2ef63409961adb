"""Keeping data sets on this machine, and fetching MNIST from its mirrors."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from digitgame.datasets import Images, cache
from digitgame.errors import DigitgameError

from .conftest import Web, full_disk
from .making import idx_bytes, idx_files, noise, put, put_npz, same

TRAIN, TEST = noise(30, 1), noise(20, 2)


@pytest.fixture
def small_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let TRAIN and TEST be MNIST: the real one has 11 MB."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in idx_files(TRAIN, TEST).items()}
    monkeypatch.setattr(cache, "MNIST_SHA256", digests)


def test_what_is_saved_comes_back_as_idx_files(tmp_path: Path) -> None:
    folder = cache.save(tmp_path, "mine", TRAIN, TEST)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == idx_files(TRAIN, TEST)
    train, test = cache.read(tmp_path, "mine")
    assert same(train, TRAIN)
    assert same(test, TEST)
    assert [(one.name, one.train, one.test) for one in cache.cached_datasets(tmp_path)] == [("mine", 30, 20)]
    cache.remove(tmp_path, "mine")
    assert cache.cached_datasets(tmp_path) == []


def test_saving_again_replaces(tmp_path: Path) -> None:
    cache.save(tmp_path, "mine", TEST, TRAIN)
    cache.save(tmp_path, "mine", TRAIN, TEST)
    assert same(cache.read(tmp_path, "mine")[0], TRAIN)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    cache.save(tmp_path, "mine", TRAIN, TEST)
    with full_disk(20_000), pytest.raises(DigitgameError, match="mine cannot be written") as caught:
        cache.save(tmp_path, "mine", noise(100), TEST)
    assert "DIGITGAME_HOME" in caught.value.hint
    assert same(cache.read(tmp_path, "mine")[0], TRAIN)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "a\\b", "c:", ".hidden", "x" * 100])
def test_no_name_leads_out_of_the_cache(tmp_path: Path, name: str) -> None:
    put(tmp_path, idx_files(TRAIN, TEST))
    assert not cache.is_name(name)
    assert not cache.has(tmp_path / "cache", name)


@pytest.mark.usefixtures("small_mnist")
def test_mnist_comes_from_the_first_mirror_that_gives_it_whole(tmp_path: Path, web: Web) -> None:
    good = idx_files(TRAIN, TEST, gz=True)
    cut = web.serve("cut", good)
    web.cut = {"/cut/train-images-idx3-ubyte.gz"}
    altered = web.serve("altered", idx_files(TRAIN, Images(noise(20, 9).images, TEST.labels)))
    mirrors = [f"{web.url}/missing", cut, altered, web.serve("good", good), web.serve("never", good)]
    folder = tmp_path / "cache"
    assert cache.fetch_mnist(folder, mirrors=mirrors) == folder / "mnist"
    assert not any(path.startswith("/never") for path in web.asked)
    train, test = cache.read(folder, "mnist")
    assert same(train, TRAIN)
    assert same(test, TEST)
    assert [path.name for path in folder.iterdir()] == ["mnist"]


@pytest.mark.usefixtures("small_mnist")
def test_mnist_comes_as_npz_too(tmp_path: Path, web: Web) -> None:
    mirror = web.serve("d", {"mnist.npz": put_npz(tmp_path / "a.npz", TRAIN, TEST).read_bytes()})
    cache.fetch_mnist(tmp_path / "cache", mirrors=[f"{mirror}/mnist.npz"])
    assert same(cache.read(tmp_path / "cache", "mnist")[0], TRAIN)


def test_if_no_mirror_has_mnist_the_error_lists_each_reason(tmp_path: Path, web: Web) -> None:
    other = web.serve("other", idx_files(TRAIN, TEST))
    with pytest.raises(DigitgameError, match="MNIST cannot be fetched") as caught:
        cache.fetch_mnist(tmp_path, mirrors=[f"{web.url}/none", other])
    assert f"{web.url}/none/ holds no digits" in caught.value.problem
    assert f"The train-images-idx3-ubyte of {other} is not MNIST's" in caught.value.problem
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("small_mnist")
def test_an_altered_mnist_is_an_error_that_says_how_to_fetch_it_again(tmp_path: Path) -> None:
    cache.save(tmp_path, "mnist", TRAIN, TEST)
    labels = tmp_path / "mnist" / "t10k-labels-idx1-ubyte"
    labels.write_bytes(idx_bytes(TEST.labels[::-1].copy()))
    with pytest.raises(DigitgameError, match="t10k-labels-idx1-ubyte has been altered") as caught:
        cache.read(tmp_path, "mnist")
    labels.write_bytes(labels.read_bytes()[:-1])
    with pytest.raises(DigitgameError, match="cut short") as also:
        cache.read(tmp_path, "mnist")
    assert caught.value.hint == also.value.hint == "Fetch it again with `digitgame data get mnist`."


def test_samples_of_mnist_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    cache.save(tmp_path, "mnist", TRAIN, TEST)
    shown, again, others = (cache.sample(tmp_path, 20, seed) for seed in (4, 4, 5))
    assert shown is not None
    assert again is not None
    assert others is not None
    assert list(shown.labels) == [*range(10), *range(10)]
    known = {(image.tobytes(), label) for image, label in zip(TEST.images, TEST.labels, strict=True)}
    assert {
        (image.tobytes(), label) for image, label in zip(shown.images, shown.labels, strict=True)
    } <= known
    assert same(shown, again)
    assert not same(shown, others)


@pytest.mark.parametrize("damage", [None, b"", b"hello"])
def test_there_are_no_samples_of_mnist_if_it_is_missing_or_damaged(
    tmp_path: Path, damage: bytes | None
) -> None:
    if damage is not None:
        cache.save(tmp_path, "mnist", TRAIN, TEST)
        (tmp_path / "mnist" / "t10k-images-idx3-ubyte").write_bytes(damage)
    assert cache.sample(tmp_path, 20, 4) is None
