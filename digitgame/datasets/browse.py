"""The dataset browser: pages of data sets, always in the same order, reading only the rows that are shown."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from digitgame.datasets import cache, drawings
from digitgame.datasets.formats import idx
from digitgame.datasets.images import SIDE, Bytes, Images
from digitgame.errors import DigitgameError
from digitgame.ink import Drawing
from digitgame.synth import handwriting

# Images to take at once: as many as a file or the generator gives in a few milliseconds.
_FILE_STEP: Final = 50
_SYNTHETIC_STEP: Final = 4
# The generator is endless; a search goes through so many of its digits.
_SYNTHETIC_SIZE: Final = 1_000
_SYNTHETIC_SEED: Final = 28
# (digit, or None for all; index of the first; count) -> images, fewer at the end of the data set
Take = Callable[[int | None, int, int], Images]


@dataclass(frozen=True)
class BrowsableDataset:
    """One data set to page through. `take` gives `step` images in a few ms; DigitgameError if they are damaged."""

    name: str
    description: str
    take: Take
    step: int
    size: int


def browsable_datasets(folder: Path) -> list[BrowsableDataset]:
    """Every data set of the cache `folder`, MNIST first, and synthetic handwriting last."""
    cached = sorted(cache.cached_datasets(folder), key=lambda one: (one.name != cache.MNIST, one.name))
    found = [_of_cached(one) for one in cached if one.test]
    synthetic = ("hand", "synthetic digits", _take_synthetic, _SYNTHETIC_STEP, _SYNTHETIC_SIZE)
    return [one for one in found if one is not None] + [BrowsableDataset(*synthetic)]


def browse_images(name: str, images: Images) -> BrowsableDataset:
    """Images that are in memory, to page through."""

    def take(digit: int | None, first: int, count: int) -> Images:
        return images[_rows(images.labels, digit)[first : first + count]]

    return BrowsableDataset(name, name, take, _FILE_STEP, len(images))


def _of_cached(cached: cache.CachedDataset) -> BrowsableDataset | None:
    """A cached data set; None if its files are gzipped and would have to be read whole."""
    images_file, labels_file = (cached.folder / name for name in idx.file_names("t10k"))
    if not images_file.is_file() or not labels_file.is_file():
        return None
    # They are read once, at the first page.
    read_labels = lru_cache(idx.read_labels)

    def take(digit: int | None, first: int, count: int) -> Images:
        try:
            labels = read_labels(labels_file)
            rows = _rows(labels, digit)[first : first + count]
            return Images(idx.read_some(images_file, rows.tolist(), (SIDE, SIDE)), labels[rows])
        except (OSError, ValueError) as error:
            problem = f"{images_file} cannot be read, or is cut short."
            raise DigitgameError(problem, "Fetch it again with `digitgame data get`.") from error

    name = "MNIST" if cached.name == cache.MNIST else cached.name
    return BrowsableDataset(cached.name, f"{name} test digits", take, _FILE_STEP, cached.test)


def _rows(labels: Bytes, digit: int | None) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.arange(len(labels)) if digit is None else np.flatnonzero(labels == digit)


def _take_synthetic(digit: int | None, first: int, count: int) -> Images:
    """Digits of the endless generator, each from a seed of its own."""

    def write(index: int) -> Drawing:
        rng = np.random.default_rng((_SYNTHETIC_SEED, 10 if digit is None else digit, index))
        return handwriting.write(index % 10 if digit is None else digit, rng)

    return drawings.framed(list(map(write, range(first, first + count))), "Framing digits")
