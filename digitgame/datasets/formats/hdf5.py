"""Bounds of HDF5 files, which hold Keras' weights, checked before anything in them is used."""

import io
import math
from typing import Any, Final

import h5py

# Groups within groups, and the bytes of memory that an entry takes besides its values.
_DEEPEST: Final = 60
_ENTRY: Final = 1000


class UnsafeError(ValueError):
    """The file leads out of itself or has no bounds; the text says how."""


def check(content: bytes, most: int) -> None:
    """Raise UnsafeError for a file that leads elsewhere, or unpacks to more than `most` bytes.

    A damaged file raises anything that h5py thinks of.
    """
    left = most

    def look(group: Any, deep: int) -> None:
        nonlocal left
        for name in group:
            # A link may lead to any file of this machine.
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise UnsafeError("its weights lead to another place")
            # A group may also hold one of those above it.
            if not deep:
                raise UnsafeError("its weights are nested too deeply")
            found = group[name]
            left -= _ENTRY
            if isinstance(found, h5py.Group):
                look(found, deep - 1)
            elif found.is_virtual or found.external:
                raise UnsafeError("its weights lie in another file")
            else:
                left -= math.prod(found.shape) * found.dtype.itemsize
            if left < 0:
                raise UnsafeError("its weights are too large")

    with h5py.File(io.BytesIO(content), "r") as file:
        look(file, _DEEPEST)
