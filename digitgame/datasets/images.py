"""Labelled pictures: the values that every source of digits comes down to, and the order to learn them in."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Index = slice | npt.NDArray[np.integer] | npt.NDArray[np.bool_]
# MNIST's and the like, framed by others; drawings as strokes, framed here; pictures of any size, framed here
Kind = Literal["scans", "drawings", "pictures"]
# what is being done, how much of it is done, of how much where that is known
Progress = Callable[[str, int, int | None], None]

SIDE: Final = 28  # px, both sides of a picture
_HELD_OUT: Final = 6  # one in so many is kept to test on


@dataclass(frozen=True)
class Images:
    """Pictures uint8 [N, 28, 28], framed, white on black, and the digits they show, uint8 [N]."""

    images: Bytes
    labels: Bytes

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: Index) -> Images:
        return Images(self.images[index], self.labels[index])

    @classmethod
    def none(cls) -> Images:
        return cls(np.empty((0, SIDE, SIDE), np.uint8), np.empty(0, np.uint8))

    @classmethod
    def joined(cls, parts: Sequence[Images]) -> Images:
        """The pictures of all parts, one after the other; a single part is not copied."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return cls.none()
        return cls(np.concatenate([p.images for p in parts]), np.concatenate([p.labels for p in parts]))


@dataclass(frozen=True)
class Source:
    """Where pictures came from, for a model's card."""

    name: str
    count: int  # pictures to learn from
    sha256: str  # of all its pictures and labels, whatever file format they came in
    tested: int  # pictures kept to test on
    kind: Kind


@dataclass(frozen=True)
class Dataset:
    """A data set: pictures to learn from, others to test on, and what they are."""

    name: str
    train: Images
    test: Images
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()  # what a person must be told, a line each

    @classmethod
    def of(cls, name: str, train: Images, test: Images, kind: Kind) -> Dataset:
        """A data set with one source."""
        source = Source(name, len(train), fingerprint(train, test), len(test), kind)
        return cls(name, train, test, (source,))

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

    def tests(self) -> Iterator[tuple[Source, Images]]:
        """Each source with its own part of `test`."""
        at = 0
        for source in self.sources:
            yield source, self.test[at : at + source.tested]
            at += source.tested


def fingerprint(train: Images, test: Images) -> str:
    """sha256 of what two sets of pictures show, as hex: the same for the same pictures in any file format."""
    digest = hashlib.sha256()
    for part in (train, test):
        digest.update(f"{part.images.shape}".encode())
        digest.update(np.ascontiguousarray(part.images).data)
        digest.update(np.ascontiguousarray(part.labels).data)
    return digest.hexdigest()


def hold_out(pictures: Images) -> tuple[Images, Images]:
    """Split into pictures to learn from and, about one in six, pictures to test on.

    A picture's own checksum decides, so it stays on its side when others come or go, and twins share a side.
    With one picture there is nothing to test on; with more, both parts have at least one.
    """
    apart = np.array([zlib.crc32(image.tobytes()) % _HELD_OUT == 0 for image in pictures.images], bool)
    if len(apart) > 1 and apart.all() != apart.any():
        return pictures[~apart], pictures[apart]
    apart[:] = False
    apart[1:2] = True
    return pictures[~apart], pictures[apart]


def shuffled_batches(count: int, size: int, *, seed: int, epoch: int) -> npt.NDArray[np.int32]:
    """The order of one epoch: indices [steps, size] of `count` pictures, the same for the same seed.

    Each index comes once, but for those from the start of the order that fill the last batch.
    """
    if count < 1 or size < 1:
        raise ValueError(f"no batches of {size} out of {count} pictures")
    order = np.random.default_rng((seed, epoch)).permutation(count).astype(np.int32)
    return np.resize(order, (-(-count // size), size))
