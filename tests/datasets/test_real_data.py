"""MNIST itself and the tutorial's own sprite, where they lie beside the checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digitgame.datasets import Dataset, Images, cache
from digitgame.datasets.formats import idx
from digitgame.datasets.sources import load, load_test

from .making import SHARED, same

real = pytest.mark.skipif(not SHARED.is_dir(), reason=f"needs the test data in {SHARED}")


@pytest.fixture(scope="module")
def mnist(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load([str(SHARED / "mnist")], cache=tmp_path_factory.mktemp("cache"), seed=0)


@real
def test_mnist_has_its_digests_and_its_name(mnist: Dataset) -> None:
    arrays = (mnist.train.images, mnist.train.labels, mnist.test.images, mnist.test.labels)
    assert [idx.sha256(array) for array in arrays] == list(cache.MNIST_SHA256.values())
    assert mnist.name == "mnist"
    assert (len(mnist.train), len(mnist.test)) == (60_000, 10_000)
    assert list(mnist.train.labels[:8]) == [5, 0, 4, 1, 9, 2, 1, 3]


@real
def test_the_sprite_is_mnist_digit_for_digit(mnist: Dataset, tmp_path: Path) -> None:
    sprite = load([str(SHARED / "mnist-sprite")], cache=tmp_path, seed=0)
    assert (len(sprite.train), len(sprite.test)) == (54_166, 10_834)
    whole = Images.joined([mnist.train, mnist.test])[:65_000]
    assert same(sprite.train, whole[:54_166])
    assert same(sprite.test, whole[54_166:])
    assert sprite.name == "mnist-sprite"


@real
def test_a_cached_mnist_is_checked_and_gives_samples_without_being_read_whole(
    mnist: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.save(tmp_path, "mnist", mnist.train, mnist.test)
    kept = load(["mnist"], cache=tmp_path, seed=0)
    assert kept.sources == mnist.sources
    monkeypatch.delattr(idx, "read_images")
    shown = cache.sample(tmp_path, 20, 1)
    assert shown is not None
    assert list(shown.labels) == [*range(10), *range(10)]
    tested = {image.tobytes() for image in mnist.test.images}
    assert all(image.tobytes() in tested for image in shown.images)


@real
def test_the_drawings_of_thirty_people_are_all_framed(tmp_path: Path) -> None:
    whole = load_test(str(SHARED / "drawings" / "pen-30-writers.jsonl"), cache=tmp_path).test
    assert len(whole) == 7_494
    assert whole.images.any(axis=(1, 2)).all()
    assert np.bincount(whole.labels).min() > 700


@real
@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="a process's own peak memory is read from /proc"
)
def test_the_sprite_takes_less_than_400_megabytes() -> None:
    code = (
        "from pathlib import Path\n"
        "from digitgame.datasets.sources import load\n"
        f"digits = load([{str(SHARED / 'mnist-sprite')!r}], cache=Path('unused'), seed=0)\n"
        # not getrusage: what it reports of a child on Linux holds the parent's memory too
        "status = Path('/proc/self/status').read_text()\n"
        "print(len(digits.train), status.split('VmHWM:')[1].split()[0])\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert int(printed[0]) == 54_166
    assert 50_000 < int(printed[1]) < 400_000  # kB; 50,000 are the images alone


def test_samples_pay_for_neither_the_web_nor_other_formats(tmp_path: Path) -> None:
    """They are loaded between two frames of the game."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from digitgame.datasets import cache, drawings\n"
        f"assert cache.sample(Path({str(tmp_path)!r}), 10, 0) is None\n"
        "assert len(drawings.synthetic_in_order(10, 0)) == 10\n"
        "unwanted = {'PIL', 'tensorflow', 'matplotlib', 'click', 'rich', 'pygame', 'http.client', 'ssl', 'sqlite3'}\n"
        "print(sorted(unwanted & set(sys.modules)))\n"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "[]\n"
