"""Numpy's own files: an .npz, such as Keras' `mnist.npz`, or a folder of .npy files, with arrays of the usual names."""

import zipfile
import zlib
from collections.abc import Iterable
from functools import partial
from typing import IO, Any, Final

import numpy as np
from numpy.lib import format as npy

from digitgame.datasets.formats.arrays import AGAIN, Array, Described, parts
from digitgame.datasets.formats.place import MOST, MOST_BYTES, Packed, Place
from digitgame.datasets.images import Images
from digitgame.errors import DigitgameError

FILE: Final = "mnist.npz"
_SUFFIX: Final = ".npy"


def read(path: Place, *, only_test: bool = False) -> tuple[Images, Images]:
    """The training and test images of an .npz file, such as x_train, y_train, x_test, y_test; either may be empty.

    Runs no code from the file. Raises DigitgameError if it is not such a zip file, is damaged, or lacks arrays of
    images and labels.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as packed:
            entries = [entry for entry in packed.infolist() if entry.filename.endswith(_SUFFIX)]
            if sum(entry.file_size for entry in packed.infolist()) > MOST_BYTES:
                raise DigitgameError(f"{path} would unpack to more than {MOST:,} images.", AGAIN)
            names = [entry.filename for entry in entries]
            return _parts(packed, names, path, only_test)
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, MemoryError, RuntimeError, OverflowError):
        problem = f"{path} is not a .npz file of plain numbers, or it is damaged."
        raise DigitgameError(problem, AGAIN) from None


def read_folder(files: Iterable[Place], folder: Place, *, only_test: bool = False) -> tuple[Images, Images]:
    """The training and test images of .npy files. Raises DigitgameError as `read`."""
    by_name = {file.name.removesuffix(_SUFFIX): file for file in files}
    try:
        described = {name: _described(name, file) for name, file in by_name.items()}
        return parts(described, str(folder), only_test=only_test)
    except (ValueError, EOFError, MemoryError, RuntimeError, OverflowError):
        problem = f"{folder} holds .npy files that are damaged, or hold more than plain numbers."
        raise DigitgameError(problem, AGAIN) from None


def holds_arrays(packed: Packed | None) -> bool:
    """Whether a zip archive is an .npz file, whatever its name says."""
    return packed is not None and any(name.endswith(_SUFFIX) for name in packed.tree[packed.inside])


def _parts(
    packed: zipfile.ZipFile, names: Iterable[str], path: Place, only_test: bool
) -> tuple[Images, Images]:
    described = {}
    for full in names:
        name = full.removesuffix(_SUFFIX)
        with packed.open(full) as file:
            shape = _shape(file)
        described[name] = Described(name, shape, partial(_load, packed, full))
    return parts(described, str(path), only_test=only_test)


def _described(name: str, file: Place) -> Described:
    with file.open("rb") as opened:
        shape = _shape(opened)

    def load() -> Array:
        with file.open("rb") as opened:
            return _checked(opened)

    return Described(name, shape, load)


def _load(packed: zipfile.ZipFile, name: str) -> Array:
    with packed.open(name) as file:
        return _checked(file)


def _checked(file: IO[bytes]) -> Array:
    return np.asarray(npy.read_array(file, allow_pickle=False))


def _shape(file: IO[bytes]) -> tuple[int, ...]:
    """The shape in the header of an .npy file; raises ValueError for objects, and for one too large."""
    version = npy.read_magic(file)
    read_header: Any = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, _, kind = read_header(file)
    if kind.hasobject or int(np.prod(shape, dtype=object)) * kind.itemsize > MOST_BYTES:
        raise ValueError("objects, or too large")
    return tuple(shape)
