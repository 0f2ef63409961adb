"""The browser tutorial's sprite: a PNG 784 px wide, one digit per row, and one-hot labels, 10 bytes per digit."""

import logging
import struct
from typing import Final

import numpy as np
from PIL import Image

from digitgame.datasets.formats import png
from digitgame.datasets.formats.place import Place
from digitgame.datasets.images import SIDE, Bytes, Images
from digitgame.errors import DigitgameError

IMAGES: Final = "mnist_images.png"
LABELS: Final = "mnist_labels_uint8"
# The tutorial's has 65,000.
MOST_ROWS: Final = 100_000
WIDTH: Final = SIDE * SIDE
# Rows that are unpacked at once.
_BAND: Final = 2_000
_PNG: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_log: Final = logging.getLogger(__name__)
_AGAIN: Final = "Fetch the file again, or name another with --data."


def read(images: Place, labels: Place | None = None) -> tuple[Images, Images]:
    """The sprite's training and test images: the tutorial's split, the first 5/6 and the rest.

    `labels` lie beside the image unless named. Raises DigitgameError if a file is missing, foreign or
    damaged, if the two do not match, and for the first row of labels without exactly one 1.
    """
    labels = labels or images.parent / LABELS
    # First of all, because a file that is not a sprite has no labels that could be missing.
    rows = _rows(images)
    if not labels.is_file():
        problem = f"{labels} is missing: the labels belong beside {images.name}."
        raise DigitgameError(problem, "Put it there.", exit_code=2)
    digits = _labels(labels, images, rows)
    loaded = Images(_images(images, rows), digits)
    cut = rows * 5 // 6
    return loaded[:cut], loaded[cut:]


def _rows(path: Place) -> int:
    """The sprite's height, read from its header before anything is unpacked."""
    with path.open("rb") as file:
        start = file.read(len(_PNG) + 8)
    if not start:
        raise DigitgameError(f"{path} is empty.", _AGAIN)
    if not start.startswith(_PNG[: len(start)]):
        raise DigitgameError(f"{path} is not a PNG image, whatever its name says.", _AGAIN)
    if len(start) < len(_PNG) + 8:
        raise DigitgameError(f"{path} is cut short after {len(start)} bytes.", _AGAIN)
    width, height = struct.unpack(">2I", start[-8:])
    if width != WIDTH:
        hint = "To read one image of a digit use `digitgame predict`."
        raise DigitgameError(f"{path} is {width} px wide: a sprite of digits has {WIDTH}.", hint)
    if not 0 < height <= MOST_ROWS:
        raise DigitgameError(f"{path} has {height:,} rows; 1 to {MOST_ROWS:,} are read.", _AGAIN)
    return int(height)


def _labels(path: Place, images: Place, rows: int) -> Bytes:
    with path.open("rb") as file:
        content = file.read(MOST_ROWS * 10 + 1)
    if len(content) != rows * 10:
        expected = f"the {rows:,} rows of {images.name} take {rows * 10:,}, ten a row"
        raise DigitgameError(f"{path} has {len(content):,} bytes; {expected}.", _AGAIN)
    one_hot = np.frombuffer(content, np.uint8).reshape(rows, 10)
    wrong = np.flatnonzero((one_hot.max(1) > 1) | (one_hot.sum(1) != 1))
    if len(wrong):
        label = " ".join(map(str, one_hot[wrong[0]]))
        problem = f"{path}, row {wrong[0]} is {label}: a label is nine zeros and a single one."
        raise DigitgameError(problem, _AGAIN)
    return np.asarray(one_hot.argmax(1), np.uint8)


def _images(path: Place, rows: int) -> Bytes:
    """Unpack in bands, to avoid a second copy of the whole sprite."""
    images = np.empty((rows, SIDE, SIDE), np.uint8)
    try:
        with path.open("rb") as file:
            png.check(file)
        with path.open("rb") as file, Image.open(file, formats=("PNG",)) as sprite:
            for top in range(0, rows, _BAND):
                band = sprite.crop((0, top, WIDTH, min(top + _BAND, rows)))
                images[top : top + _BAND] = _brightness(band).reshape(-1, SIDE, SIDE)
    # Pillow's decoders have each their own.
    except Exception:
        _log.debug("Unpacking %s failed", path, exc_info=True)
        raise DigitgameError(f"{path} is cut short or damaged: it cannot be unpacked.", _AGAIN) from None
    return images


def _brightness(band: Image.Image) -> Bytes:
    """A band's brightness, uint8: the red channel of a coloured sprite, as in the tutorial."""
    # 16 bits a pixel
    if band.mode.startswith("I"):
        return (np.asarray(band) >> 8).astype(np.uint8)
    if band.mode not in ("L", "LA", "RGB", "RGBA"):
        band = band.convert("RGB")
    return np.asarray(band.getchannel(0))
