"""Nearest neighbours: the sample digits that are most like a drawing, as the network sees them.

The distance of two digits is that of their `features`, the input of the network's last layer, each scaled to length 1:
0 to the square root of 2. The samples are read once, some at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.inference.reader import Reader, Reading

if TYPE_CHECKING:
    from digitgame.datasets import Images

# Samples to compare with.
MOST: Final = 1000
# What loads the samples, imported one a step: each takes as long as some samples.
_MODULES: Final = (
    "digitgame.datasets.images",
    "digitgame.datasets.formats.arrays",
    "digitgame.datasets.cache",
    "digitgame.datasets.drawings",
)
# Seed of the first samples; the gallery's pages begin at 0.
_SEED: Final = 770_001
Array = npt.NDArray[np.float32]
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Neighbour:
    """A sample digit, its uint8 [28, 28] image, its index among the samples, and its distance from a drawing."""

    index: int
    image: npt.NDArray[np.uint8]
    digit: int
    distance: float


@dataclass
class Neighbours:
    """Samples, read by one reader; they belong to the reader's thread.

    `samples` gives a few digits for a seed and says where they are from, which is the `source` after the first ones.
    """

    reader: Reader
    samples: Callable[[int], tuple[str, Images]]
    source: str = ""
    _imported: int = 0
    _batches: int = 0
    _hashes: set[int] = field(default_factory=set)
    _unread: Images | None = None
    _images: npt.NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 28, 28), np.uint8))
    _labels: npt.NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, np.uint8))
    _features: Array = field(default_factory=lambda: np.empty((0, 0), np.float32))
    _ended: bool = False

    def __len__(self) -> int:
        return len(self._labels)

    @property
    def done(self) -> bool:
        return self._ended or len(self) >= MOST

    def work(self) -> bool:
        """Load a few samples or read those loaded, for a few milliseconds; returns whether there is more to do."""
        if self._imported < len(_MODULES):
            import_module(_MODULES[self._imported])
            self._imported += 1
        elif self._unread is not None:
            self._read(self._unread)
            self._unread = None
        elif not self.done:
            try:
                self.source, self._unread = self.samples(_SEED + self._batches)
            except DigitgameError as error:
                _log.debug("No more samples: %s", error)
                self._ended = True
            self._batches += 1
        return not self.done

    def nearest(self, reading: Reading, digit: int | None, count: int) -> list[Neighbour]:
        """The `count` samples nearest to a drawing, of one digit or of all, the nearest first."""
        features = reading.layers.get("features")
        if features is None or not len(self):
            return []
        rows = np.arange(len(self)) if digit is None else np.flatnonzero(self._labels == digit)
        squares = 2 - 2 * self._features[rows] @ _unit(features.reshape(1, -1))[0]
        found = []
        for rank in np.argsort(squares, kind="stable")[:count].tolist():
            index, distance = int(rows[rank]), max(float(squares[rank]), 0.0) ** 0.5
            found.append(Neighbour(index, self._images[index], int(self._labels[index]), distance))
        return found

    def _read(self, samples: Images) -> None:
        """Read samples, each only once: two batches may share some."""
        hashes = [hash(image.tobytes()) for image in samples.images]
        new = [row for row, one in enumerate(hashes) if one not in self._hashes and one not in hashes[:row]]
        self._hashes.update(hashes)
        fresh = samples[np.array(new, np.int64)]
        features = self.reader.read_all(fresh.images.astype(np.float32) / np.float32(255)).features
        # No new ones, or no features to compare.
        self._ended |= not new or not features.shape[1]
        if self._ended:
            return
        self._images = np.concatenate([self._images, fresh.images])
        self._labels = np.concatenate([self._labels, fresh.labels])
        self._features = np.concatenate([self._features.reshape(-1, features.shape[1]), _unit(features)])


def _unit(rows: Array) -> Array:
    """Each row scaled to length 1."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
