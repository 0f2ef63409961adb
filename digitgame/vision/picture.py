"""Framing a picture of a digit, scanned, photographed or painted, as `frame` frames ink."""

from __future__ import annotations

import io
import warnings
from typing import BinaryIO, Final

import numpy as np
from PIL import Image, UnidentifiedImageError

from digitgame.errors import DigitgameError
from digitgame.ink.frame import BOX, CENTRE, FRAME, PEN, Frame
from digitgame.vision import background, join_dots
from digitgame.vision.background import Grey, fitted, ink_on, outline, without_specks
from digitgame.vision.colour import contrast, tones_of
from digitgame.vision.find_board import board_of
from digitgame.vision.find_sheet import sheet_of
from digitgame.vision.find_window import board_in
from digitgame.vision.pixel_art import unsquared
from digitgame.vision.rerender import is_crisp, redrawn

# what a picture of a digit may come as; Pillow's other formats run other programs or are not told by their content
FORMATS: Final = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM", "ICO", "JPEG2000")
MOST_PIXELS: Final = 100_000_000  # of a picture: the largest cameras'
MOST_BYTES: Final = 500_000_000  # of a picture's file
_WORK: Final = 160  # px, the longer side of the ink while its pen is widened
_FAINT: Final = 0.1  # of full ink: where its soft edge begins
_SHRUNK: Final = 30  # px, the longer side of the ink
_THIN: Final = 1.7  # px of the frame: hardly an MNIST digit has a thinner pen


def frame_picture(picture: Image.Image) -> Frame:
    """Frame one picture of any size and mode: float32 [28, 28], 0 to 1, white on black.

    Dark on light is inverted, see-through counts as paper, uneven light is evened, specks are passed over.
    The ink is cropped, a thin pen widened, the longer side fitted to 20 px, the centre of mass put in the centre.
    No ink gives an all-black picture.
    """
    return frame_grey(ink_of(picture))


def ink_of(picture: Image.Image) -> Grey:
    """The ink of a picture, [height, width], 0 to 1, cropped."""
    board = board_in(picture)
    if board is not picture:
        board = board.convert("L")  # its ink is white: by colour the glow around it is farther from the board
    grey = unsquared(sheet_of(contrast(board_of(tones_of(board)))))
    return join_dots.joined(cropped(without_specks(ink_on(grey))))


def cropped(ink: Grey) -> Grey:
    """Without the rows and columns around it that have none; [0, 0] where none has."""
    return background.cropped(ink, ink > _FAINT)


def frame_grey(ink: Grey) -> Frame:
    """Frame ink that is cropped."""
    if not ink.size:
        return np.zeros((FRAME, FRAME), np.float32)
    if is_crisp(ink) or _is_shrunk(ink):
        return redrawn(ink)
    return _centred(fitted(_widened(ink), round(BOX)))


def _is_shrunk(ink: Grey) -> bool:
    """Whether ink is so small that it must have been painted larger and scaled down, which made its edges soft.

    Scans come larger, or scaled to MNIST's own box.
    """
    return bool(max(ink.shape) <= _SHRUNK and max(ink.shape) != round(BOX))


def read_picture(stream: BinaryIO, name: str) -> Frame:
    """Frame the picture in an open file. Raises DigitgameError, with `name` in it, where that is not to be had."""
    return frame_grey(read_grey(stream, name))


def read_grey(stream: BinaryIO, name: str) -> Grey:
    """The ink of the picture in an open file, cropped, as `ink_of` gives it; errors as `read_picture`'s."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DigitgameError(f"{name} is larger than {MOST_BYTES:,} bytes.", "Make the picture smaller.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is lower; ours is checked before unpacking
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                return ink_of(picture)
    except Image.DecompressionBombError:
        raise DigitgameError(f"{name} has more than {MOST_PIXELS:,} pixels.", "Make it smaller.") from None
    except UnidentifiedImageError:
        raise DigitgameError(
            f"{name} is neither a picture nor an ink file, or it is damaged.",
            "Name a picture (PNG, JPEG, ...) or an ink file (.jsonl).",
        ) from None
    except MemoryError:
        raise DigitgameError(f"{name} takes more memory than there is.", "Make it smaller.") from None
    except Exception as error:  # each decoder has its own ways to fail on a damaged file
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DigitgameError(f"{name} is a damaged picture ({reason}).", "Save it again.") from error


def _widened(ink: Grey) -> Grey:
    """The ink, its pen as wide as MNIST's where it would be thinner than any of MNIST's once framed."""
    large = fitted(ink, _WORK)
    large = large / np.float32(
        np.percentile(large[large >= large.max() / 2], 75)
    )  # a hair-thin pen pales when it is scaled down
    solid = large > 0.5
    width = (
        2 * int(solid.sum()) / max(int(outline(solid).sum()), 1)
    )  # px of the copy; a long stroke has two sides
    if width >= _THIN * _WORK / BOX:
        return ink
    wanted = 2 * PEN * _WORK / BOX
    grow = round((wanted - width) / 2 / (1 - wanted / _WORK))  # growing makes the ink larger, fitting smaller
    padded = np.pad(large, 2 * grow)
    height, breadth = (length + 2 * grow for length in large.shape)
    wide = np.zeros((height, breadth), np.float32)
    for down, across in np.ndindex(2 * grow + 1, 2 * grow + 1):
        if (down - grow) ** 2 + (across - grow) ** 2 <= grow**2:  # a round pen
            np.maximum(wide, padded[down : down + height, across : across + breadth], out=wide)
    return wide


def _centred(small: Grey) -> Frame:
    """Put a picture of at most 20 px a side into the 28x28 frame, its centre of mass in the centre."""
    mass = float(small.sum()) or 1.0
    rows, columns = np.indices(small.shape) + 0.5
    top = round(CENTRE - float((rows * small).sum()) / mass)
    left = round(CENTRE - float((columns * small).sum()) / mass)
    top = min(max(top, 0), FRAME - small.shape[0])
    left = min(max(left, 0), FRAME - small.shape[1])
    framed = np.zeros((FRAME, FRAME), np.float32)
    framed[top : top + small.shape[0], left : left + small.shape[1]] = np.clip(small, 0, 1)
    return framed
