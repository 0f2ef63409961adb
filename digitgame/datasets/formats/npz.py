"""`mnist.npz`: MNIST as four numpy arrays in a zip file."""

import errno
import logging
from pathlib import Path
from typing import Final

import numpy as np

from digitgame.datasets.formats import idx, zips
from digitgame.datasets.images import SIDE, Images
from digitgame.errors import DigitgameError

FILE: Final = "mnist.npz"
_log: Final = logging.getLogger(__name__)
_AGAIN: Final = "Fetch the file again, or name another with --data."


def read(path: Path) -> tuple[Images, Images]:
    """The training and test images: x_train, y_train, x_test, y_test.

    Runs no code from the file. Raises DigitgameError if it is not such a zip file, is damaged, or lacks an array
    of the right shape and type.
    """
    try:
        with zips.open_bounded(path, 2 * idx.MOST * SIDE * SIDE) as packed:
            # Numpy reads no further than its arrays go, and so may miss a checksum.
            if packed.testzip() is not None:
                raise ValueError("a checksum is wrong")
        with np.load(path, allow_pickle=False) as arrays:
            return _part(arrays, "train", path), _part(arrays, "test", path)
    # Numpy, zipfile and the parser of numpy's headers have each their own for a damaged file. Disks have OSErrors, and
    # so has a file that leads to a place before its own start.
    except Exception as error:
        sought = isinstance(error, OSError) and error.errno == errno.EINVAL
        if isinstance(error, (DigitgameError, OSError)) and not sought:
            raise
        _log.debug("Reading %s failed", path, exc_info=True)
        problem = f"{path} is not a .npz file of plain numbers, or it is damaged."
        raise DigitgameError(problem, _AGAIN) from None


def _part(arrays: np.lib.npyio.NpzFile, part: str, path: Path) -> Images:
    for key in (f"x_{part}", f"y_{part}"):
        if key not in arrays.files:
            raise DigitgameError(f"{path} has no array {key!r}.", _AGAIN)
    images, labels = np.asarray(arrays[f"x_{part}"]), np.asarray(arrays[f"y_{part}"])
    where = f"{path}, y_{part}"
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE) or images.dtype != np.uint8:
        problem = f"{path}, x_{part} is {images.dtype} {list(images.shape)}, not uint8 [N, {SIDE}, {SIDE}]."
        raise DigitgameError(problem, _AGAIN)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        problem = f"{where} is {labels.dtype} {list(labels.shape)}, not whole numbers [N]."
        raise DigitgameError(problem, _AGAIN)
    if len(images) != len(labels):
        raise DigitgameError(f"{where} has {len(labels):,} labels for {len(images):,} images.", _AGAIN)
    idx.check_labels(labels, where)
    return Images(images, np.asarray(labels, np.uint8))
