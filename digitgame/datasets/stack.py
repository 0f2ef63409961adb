"""Many images as one array: beyond some megabytes it lies on disk, so that no data set needs memory of its own size."""

import logging
import os
import tempfile
from collections.abc import Iterable
from typing import IO, Final

import numpy as np
import numpy.typing as npt

from digitgame import paths
from digitgame.errors import DigitgameError, next_step

# The width and the height of an image, in pixels.
SIDE: Final = 28
# Images that stay in memory, 16 MB.
_IN_MEMORY: Final = 20_000
_log: Final = logging.getLogger(__name__)
Bytes = npt.NDArray[np.uint8]


def stacked(parts: Iterable[Bytes], count: int) -> Bytes:
    """The images uint8 [n, 28, 28] of all parts, `count` in all, one after the other.

    Many of them are written to a file that has no name and goes with the array. The array then is that file, read-only:
    the system keeps in memory what is in use, and takes it back when others need it. Raises DigitgameError where the
    disk fills up meanwhile; one that has no room to begin with leaves the images in memory.
    """
    file = _file(count * SIDE * SIDE) if count > _IN_MEMORY else None
    if file is None:
        return np.concatenate([np.empty((0, SIDE, SIDE), np.uint8), *parts])
    with file:
        for part in parts:
            _write(file, part)
        return np.asarray(np.memmap(file, np.uint8, "r", shape=(count, SIDE, SIDE)))


def _write(file: IO[bytes], part: Bytes) -> None:
    try:
        file.write(np.ascontiguousarray(part).data)
        file.flush()
    except OSError as error:
        problem = f"{paths.data()} has no room for the images: {error.strerror or error}."
        raise DigitgameError(problem, next_step(error)) from None


def _file(size: int) -> IO[bytes] | None:
    """A file without a name that has room for so many bytes; None where there is none.

    It lies with the data sets, as the system's folder for such files may be in memory itself.
    """
    try:
        paths.data().mkdir(parents=True, exist_ok=True)
        file = tempfile.TemporaryFile(dir=paths.data())  # noqa: SIM115 closed by whoever asked
    except OSError as error:
        _log.debug("%d bytes of images stay in memory: %s", size, error)
        return None
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
    except OSError as error:
        _log.debug("%d bytes of images stay in memory: %s", size, error)
        file.close()
        return None
    return file
