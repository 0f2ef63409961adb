"""MNIST itself says whether pictures are framed as MNIST was: its digits, pasted anywhere, must come back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitgame import model
from digitgame.datasets import Images, sources
from digitgame.inference import Reader
from digitgame.inference.reader import Array
from digitgame.vision.picture import frame_image

COUNT = 150


@pytest.fixture(scope="module")
def pictures(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Images:
    test = sources.load_test(str(shared_data / "mnist"), cache=tmp_path_factory.mktemp("cache")).test
    return test[np.random.default_rng(0).choice(len(test), COUNT, replace=False)]


def pasted(
    image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], side: int, rng: np.random.Generator
) -> Image.Image:
    """The digit `side` px large, anywhere on a 300x300 board, dark on light as often as light on dark."""
    board = Image.new("L", (300, 300))
    left, top = rng.integers(0, 301 - side, 2)
    digit = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    board.paste(digit, (int(left), int(top)))
    return board if rng.random() < 0.5 else Image.eval(board, lambda tone: 255 - tone)


def come_back(pictures: Images, least: float, most: float) -> tuple[Array, Array]:
    """The pictures framed anew after being pasted `least` to `most` times as large, and the originals."""
    rng = np.random.default_rng(1)
    sides = rng.integers(round(28 * least), round(28 * most) + 1, len(pictures))
    framed = [
        frame_image(pasted(image, side, rng)) for image, side in zip(pictures.images, sides, strict=True)
    ]
    return np.stack(framed), pictures.images.astype(np.float32) / np.float32(255)


def likeness(one: Array, other: Array) -> Array:
    """The cosine of each pair of pictures: 1 for the same."""
    lengths = np.sqrt((one**2).sum((1, 2)) * (other**2).sum((1, 2)))
    cosine: Array = (one * other).sum((1, 2)) / lengths
    return cosine


def test_at_its_own_size_a_digit_comes_back_to_the_pixel(pictures: Images) -> None:
    framed, originals = come_back(pictures, 1, 1)
    assert np.median(np.abs(framed - originals).max((1, 2))) < 0.02
    # the rest have specks, edges too faint to count as ink, or were centred a pixel off by MNIST itself
    assert (likeness(framed, originals) > 0.999).mean() > 0.95


@pytest.mark.parametrize(("least", "most"), [(0.8, 2), (2, 5), (5, 10)])
def test_at_another_size_a_digit_comes_back_nearly_unchanged(
    pictures: Images, least: float, most: float
) -> None:
    """Nearly: the size is right within half a pixel in twenty, the place within half a pixel."""
    framed, originals = come_back(pictures, least, most)
    alike = likeness(framed, originals)
    assert alike.mean() > 0.93
    assert np.percentile(alike, 5) > 0.75
    assert framed.sum() == pytest.approx(originals.sum(), rel=0.1)


@pytest.mark.parametrize(("least", "most"), [(1, 1), (0.8, 10)])
def test_digits_that_came_back_are_read_as_well(
    pictures: Images, small_model: Path, least: float, most: float
) -> None:
    reader = Reader(model.load(small_model))
    framed, originals = come_back(pictures, least, most)
    before = (reader.read_many(originals).argmax(1) == pictures.labels).mean()
    after = (reader.read_many(framed).argmax(1) == pictures.labels).mean()
    assert after >= before - 0.01
