"""Data sets to page through: always in the same order, and no more of them in memory than is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from digitgame.datasets import cache as shelf
from digitgame.datasets import drawings
from digitgame.datasets.formats import idx
from digitgame.datasets.images import SIDE, Bytes, Images
from digitgame.errors import DigitgameError
from digitgame.synth import handwriting

_READ: Final = 50  # pictures that are read from a file and by a network at once, in a few milliseconds
_WRITTEN: Final = 4  # and digits that the hand writes in that time
_HAND: Final = 1_000  # of its digits that a search goes through; it writes endless ones
_HAND_SEED: Final = 28
# a digit, or None for all; where to begin; how many: fewer come where the album ends
Take = Callable[[int | None, int, int], Images]


@dataclass(frozen=True)
class Album:
    """One data set. `take` raises DigitgameError where the data set is damaged."""

    name: str
    words: str  # where its digits are from
    take: Take
    step: int  # pictures to take at once, so that nobody waits
    size: int  # pictures that a search goes through


def albums(cache: Path) -> list[Album]:
    """Every data set that there is to look at: MNIST first where it is kept, the built-in hand last."""
    kept = sorted(shelf.kept(cache), key=lambda kept: (kept.name != shelf.MNIST, kept.name))
    found = [_kept(one) for one in kept if one.test]
    by_hand = Album("hand", "written by the built-in hand", _written, _WRITTEN, _HAND)
    return [album for album in found if album is not None] + [by_hand]


def album_of(name: str, pictures: Images) -> Album:
    """Pictures that are in memory, to page through."""

    def take(digit: int | None, first: int, count: int) -> Images:
        rows = np.arange(len(pictures)) if digit is None else np.flatnonzero(pictures.labels == digit)
        return pictures[rows[first : first + count]]

    return Album(name, name, take, _READ, len(pictures))


def _kept(kept: shelf.Kept) -> Album | None:
    """A data set on the shelf; None where its files are packed and would have to be read whole."""
    images, labels = (kept.folder / name for name in idx.file_names("t10k"))
    if not images.is_file() or not labels.is_file():
        return None
    words = "MNIST's test digits" if kept.name == shelf.MNIST else f"test digits of {kept.name}"
    return Album(kept.name, words, _Files(images, labels).take, _READ, kept.test)


@dataclass
class _Files:
    """Two idx files."""

    images: Path
    labels: Path

    @cached_property
    def known(self) -> Bytes:
        return idx.read_labels(self.labels)

    def take(self, digit: int | None, first: int, count: int) -> Images:
        try:
            rows = np.arange(len(self.known)) if digit is None else np.flatnonzero(self.known == digit)
            some = rows[first : first + count]
            return Images(idx.read_some(self.images, some.tolist(), (SIDE, SIDE)), self.known[some])
        except (OSError, ValueError) as error:
            problem = f"{self.images} cannot be read, or is cut short."
            raise DigitgameError(problem, "Fetch it again with `digitgame data get`.") from error


def _written(digit: int | None, first: int, count: int) -> Images:
    """Digits `first` and on of the endless ones that the hand writes: each has a seed of its own."""
    written = []
    for at in range(first, first + count):
        rng = np.random.default_rng((_HAND_SEED, 10 if digit is None else digit, at))
        written.append(handwriting.write(at % 10 if digit is None else digit, rng))
    return drawings.framed(written, "Framing digits")
