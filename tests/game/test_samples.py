"""The sample digits that a game is given."""

from pathlib import Path

import numpy as np

from digitgame.datasets import Images, cache
from digitgame.game.start import SAMPLES, samples


def test_without_mnist_the_hand_writes_them() -> None:
    source, pictures = samples(3)
    assert source == "synthetic"
    assert len(pictures) == SAMPLES


def test_mnist_is_shown_where_it_is_kept(home: Path) -> None:
    images = np.arange(200 * 28 * 28, dtype=np.uint32).astype(np.uint8).reshape(200, 28, 28)
    kept = Images(images, (np.arange(200) % 10).astype(np.uint8))
    cache.save(home / "data", cache.MNIST, kept, kept)
    source, pictures = samples(3)
    assert "MNIST" in source
    assert pictures.labels.tolist() == [*range(10)]
    assert all(any((picture == image).all() for image in images) for picture in pictures.images)
