"""Labelled images, the values that every data set consists of, and the order in which a training sees them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from digitgame.datasets.stack import SIDE as SIDE
from digitgame.datasets.stack import Bytes as Bytes
from digitgame.datasets.stack import stacked
from digitgame.ink import Stroke

Index = slice | npt.NDArray[np.integer] | npt.NDArray[np.bool_]
# MNIST and the like, framed by others; drawings as strokes; image files of any size.
Kind = Literal["scans", "drawings", "images"]
# What is being done, how much of it is done, and of how much, None if that is unknown.
ProgressCallback = Callable[[str, int, int | None], None]

# One image in so many is held out for testing.
_HELD_OUT: Final = 6


@dataclass(frozen=True)
class Images:
    """Images uint8 [N, 28, 28], framed, white on black, and the digits they show, uint8 [N].

    `drawings`, the strokes of each, are only there for drawings that have just been framed.
    """

    images: Bytes
    labels: Bytes
    drawings: Sequence[Sequence[Stroke]] = ()

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: Index) -> Images:
        return Images(self.images[index], self.labels[index])

    @classmethod
    def none(cls) -> Images:
        return cls(np.empty((0, SIDE, SIDE), np.uint8), np.empty(0, np.uint8))

    @classmethod
    def joined(cls, parts: Sequence[Images]) -> Images:
        """The images of all parts, one after the other; a single part is not copied."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return cls.none()
        images = stacked((part.images for part in parts), sum(map(len, parts)))
        return cls(images, np.concatenate([part.labels for part in parts]))


class Loaded(NamedTuple):
    """What a reader found at a place: either part may be empty. `notes` are lines to show to the user."""

    kind: Kind
    train: Images
    test: Images
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataSource:
    """Where images came from, for a model's card: `count` training and `tested` test images.

    `sha256` is that of all images and labels, whatever file format they came in.
    """

    name: str
    count: int
    sha256: str
    tested: int
    kind: Kind


@dataclass(frozen=True)
class Dataset:
    """A data set: training images, test images, and their sources. `notes` are lines to show to the user."""

    name: str
    train: Images
    test: Images
    sources: tuple[DataSource, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, train: Images, test: Images, kind: Kind, notes: Sequence[str] = ()) -> Dataset:
        """A data set with one source."""
        source = DataSource(name, len(train), fingerprint(train, test), len(test), kind)
        return cls(name, train, test, (source,), tuple(notes))

    def with_notes(self, notes: Sequence[str]) -> Dataset:
        """The same data set with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    @classmethod
    def joined(cls, sets: Sequence[Dataset], notes: Sequence[str] = ()) -> Dataset:
        """Several data sets as one, in their order."""
        return cls(
            "+".join(one.name for one in sets),
            Images.joined([one.train for one in sets]),
            Images.joined([one.test for one in sets]),
            tuple(source for one in sets for source in one.sources),
            (*notes, *(note for one in sets for note in one.notes)),
        )

    def tests(self) -> Iterator[tuple[DataSource, Images]]:
        """Each source with its own part of `test`."""
        start = 0
        for source in self.sources:
            yield source, self.test[start : start + source.tested]
            start += source.tested


def fingerprint(*parts: Images) -> str:
    """sha256 of images and labels, as hex: the same for the same images in any file format."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part.images.shape}".encode())
        digest.update(np.ascontiguousarray(part.images).data)
        digest.update(np.ascontiguousarray(part.labels).data)
    return digest.hexdigest()


def hold_out(images: Images) -> tuple[Images, Images]:
    """Split into training images and, about one in six, test images.

    An image's own checksum decides, so it stays on its side when others come or go, and duplicates share a side.
    A single image is for training; of more, both parts have at least one.
    """
    held_out = np.array([zlib.crc32(image.tobytes()) % _HELD_OUT == 0 for image in images.images], bool)
    if len(held_out) < 2 or held_out.all() == held_out.any():
        held_out[:] = False
        held_out[1:2] = True
    return images[~held_out], images[held_out]


def shuffled_batches(count: int, size: int, *, seed: int, epoch: int) -> npt.NDArray[np.int32]:
    """The order of one epoch: indices int32 [steps, size] of `count` images, the same for the same seed.

    Each index comes once, except that the first ones come again to fill the last batch.
    Raises ValueError if there are no images, or none in a batch.
    """
    if count < 1 or size < 1:
        raise ValueError(f"no batches of {size} out of {count} images")
    order = np.random.default_rng((seed, epoch)).permutation(count).astype(np.int32)
    return np.resize(order, (-(-count // size), size))
