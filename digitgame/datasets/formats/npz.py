"""Numpy's own files: an .npz, such as Keras' `mnist.npz`, or a folder of .npy files, with arrays of the usual names."""

import errno
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.lib import format as npy

from digitgame.datasets.formats import zips
from digitgame.datasets.formats.arrays import AGAIN, Array, Described, parts
from digitgame.datasets.formats.place import MOST_BYTES, Packed, Place
from digitgame.datasets.images import Images
from digitgame.errors import DigitgameError

FILE: Final = "mnist.npz"
_SUFFIX: Final = ".npy"
# Bytes that a file may unpack to. They are read in blocks, so eight bytes a pixel take no more memory than one.
_MOST_UNPACKED: Final = 8 * MOST_BYTES
# Bytes that are read at once.
_BLOCK: Final = 4 << 20
# Bytes of a header. numpy reads all that one claims, and then refuses longer ones.
_LONGEST_HEADER: Final = 10_000
# Opens the file of an array.
_Open = Callable[[], AbstractContextManager[IO[bytes]]]
_log: Final = logging.getLogger(__name__)


def read(path: Place, *, only_test: bool = False) -> tuple[Images, Images]:
    """The training and test images of an .npz file, such as x_train, y_train, x_test, y_test; either may be empty.

    Runs no code from the file. Raises DigitgameError if it is not such a zip file, is damaged, or lacks arrays of
    images and labels.
    """
    with _explained(f"{path} is not a .npz file of plain numbers, or it is damaged."), _opened(path) as file:
        source = path if isinstance(path, Path) else file
        with closing(zips.open_bounded(source, _MOST_UNPACKED, str(path))) as packed:
            # Arrays may be shorter than their files, so reading them alone may miss a checksum.
            if packed.testzip() is not None:
                raise ValueError("a checksum is wrong")
            names = [name for name in packed.namelist() if name.endswith(_SUFFIX)]
            described = {name: _described(name, partial(packed.open, name)) for name in names}
            return parts(described, str(path), only_test=only_test)


def read_folder(files: Iterable[Place], folder: Place, *, only_test: bool = False) -> tuple[Images, Images]:
    """The training and test images of .npy files. Raises DigitgameError as `read`."""
    with _explained(f"{folder} holds .npy files that are damaged, or hold more than plain numbers."):
        described = {file.name: _described(file.name, partial(_opened, file)) for file in files}
        return parts(described, str(folder), only_test=only_test)


def holds_arrays(packed: Packed) -> bool:
    """Whether a zip archive is an .npz file, whatever its name says."""
    return any(name.endswith(_SUFFIX) for name in packed.tree[packed.inside])


def _opened(file: Place) -> AbstractContextManager[IO[bytes]]:
    return file.open("rb")


@contextmanager
def _explained(problem: str) -> Iterator[None]:
    try:
        yield
    # Numpy, zipfile and the parser of numpy's headers have each their own for a damaged file. Disks have OSErrors, and
    # so has a file that leads to a place before its own start.
    except Exception as error:
        sought = isinstance(error, OSError) and error.errno == errno.EINVAL
        if isinstance(error, (DigitgameError, OSError)) and not sought:
            raise
        _log.debug("Reading arrays failed", exc_info=True)
        raise DigitgameError(problem, AGAIN) from None


def _described(name: str, opened: _Open) -> Described:
    with opened() as file:
        shape, _, kind = _header(file)
    return Described(name.removesuffix(_SUFFIX), shape, kind, partial(_blocks, opened))


def _blocks(opened: _Open) -> Iterator[Array]:
    """The rows of an array, some at a time. Raises ValueError if it is cut short."""
    with opened() as file:
        shape, by_columns, kind = _header(file)
        row = int(np.prod(shape[1:], dtype=int)) * kind.itemsize
        if by_columns and len(shape) > 1:
            if row * shape[0] > MOST_BYTES:
                raise ValueError("too large to be read by columns")
            yield np.frombuffer(file.read(row * shape[0]), kind).reshape(shape, order="F")
            return
        for start in range(0, shape[0], max(_BLOCK // row, 1)):
            count = min(max(_BLOCK // row, 1), shape[0] - start)
            yield np.frombuffer(file.read(count * row), kind).reshape(count, *shape[1:])


class _HeaderFile:
    """A file of which only a header is read: one that claims to be long is refused before."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        if size > _LONGEST_HEADER:
            raise ValueError("a long header")
        return self._file.read(size)


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether by columns, and type of an .npy file; raises ValueError for one that would need a pickle."""
    read_header: Any = (
        npy.read_array_header_1_0 if npy.read_magic(file) == (1, 0) else npy.read_array_header_2_0
    )
    shape, by_columns, kind = read_header(_HeaderFile(file))
    if kind.hasobject or not shape:
        raise ValueError("objects, or a single number")
    return tuple(shape), by_columns, kind
