"""What a drawing is like: the sample digits that are nearest to it, as the network sees them.

How far two digits are apart is measured between their `features`, what the network's last layer decides by, each
scaled to length 1: 0 to the square root of 2. The samples are read once, some at a time.
"""

from __future__ import annotations

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

MOST: Final = 1000  # samples
_SEED: Final = 770_001  # of the first samples; the gallery's pages begin at 0
Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Neighbour:
    """A sample digit and how far it is from a drawing."""

    number: int  # among the samples
    picture: npt.NDArray[np.uint8]  # [28, 28]
    digit: int
    distance: float


@dataclass
class Neighbours:
    """Samples, read by one reader. They belong to the reader's thread."""

    reader: Reader
    samples: Callable[[int], tuple[str, Images]]  # some sample digits and where they are from, for a seed
    source: str = ""  # where they are from; "" before the first ones
    _loaded: bool = False  # what the samples need
    _asked: int = 0  # sets of samples
    _known: set[int] = field(default_factory=set)  # the hash of each picture
    _waiting: Images | None = None  # not yet read
    _images: npt.NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 28, 28), np.uint8))
    _labels: npt.NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, np.uint8))
    _features: Array = field(default_factory=lambda: np.empty((0, 0), np.float32))  # of length 1
    _ended: bool = False  # there are no more, or the network has no features

    def __len__(self) -> int:
        return len(self._labels)

    @property
    def done(self) -> bool:
        return self._ended or len(self) >= MOST

    def work(self) -> bool:
        """Fetch some samples or read those that were fetched, a few milliseconds; whether that was not yet all."""
        if not self._loaded:
            import_module("digitgame.datasets")  # a step of its own: it takes as long as some samples
            self._loaded = True
        elif self._waiting is not None:
            self._read(self._waiting)
            self._waiting = None
        elif not self.done:
            try:
                self.source, self._waiting = self.samples(_SEED + self._asked)
            except DigitgameError:  # a data set that is damaged: what there is has to do
                self._ended = True
            self._asked += 1
        return not self.done

    def nearest(self, reading: Reading, digit: int | None, count: int) -> list[Neighbour]:
        """The `count` samples nearest to a drawing, of one digit or of all, the nearest first."""
        features = reading.layers.get("features")
        if features is None or not len(self):
            return []
        of_it = np.arange(len(self)) if digit is None else np.flatnonzero(self._labels == digit)
        squares = 2 - 2 * self._features[of_it] @ _unit(features.reshape(1, -1))[0]
        found = []
        for at in np.argsort(squares, kind="stable")[:count].tolist():
            number, away = int(of_it[at]), max(float(squares[at]), 0.0) ** 0.5
            found.append(Neighbour(number, self._images[number], int(self._labels[number]), away))
        return found

    def _read(self, pictures: Images) -> None:
        """Take in samples, each only once: two sets may share some."""
        prints = [hash(image.tobytes()) for image in pictures.images]
        new = [at for at, mark in enumerate(prints) if mark not in self._known and mark not in prints[:at]]
        self._known.update(prints)
        fresh = pictures[np.array(new, np.int64)]
        features = self.reader.read_all(fresh.images.astype(np.float32) / np.float32(255)).features
        self._ended |= not new or not features.shape[1]  # no more of them, or nothing to compare them by
        if self._ended:
            return
        self._images = np.concatenate([self._images, fresh.images])
        self._labels = np.concatenate([self._labels, fresh.labels])
        self._features = np.concatenate([self._features.reshape(-1, features.shape[1]), _unit(features)])


def _unit(rows: Array) -> Array:
    """Each row scaled to length 1."""
    unit: Array = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
