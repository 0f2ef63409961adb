"""Frame images of digits (scans, photographs, screenshots, paintings) as `frame` frames ink."""

from typing import BinaryIO, Final

import numpy as np
from PIL import Image

from digitgame.ink.frame import BOX, CENTRE, FRAME, PEN_RADIUS, Frame
from digitgame.vision.background import remove_specks, separate_ink
from digitgame.vision.colour import contrast, to_channels
from digitgame.vision.decode import opened
from digitgame.vision.find_game_board import crop_to_game_board
from digitgame.vision.find_page_board import crop_to_board
from digitgame.vision.find_sheet import crop_to_sheet
from digitgame.vision.join_dots import connect
from digitgame.vision.pixel_art import undo_enlargement
from digitgame.vision.pixels import Grey, crop_to, pen_width, resize
from digitgame.vision.remove_clutter import remove_clutter
from digitgame.vision.rerender import is_crisp, rerender

# The ink at which a soft edge begins, from 0 to 1.
_FAINT_INK: Final = 0.1
# Smaller ink, by its longer side, was drawn larger and scaled down, which made its edges soft.
_SCALED_DOWN_PX: Final = 30
# The longer side of the copy on which a thin pen is widened.
_WIDENING_PX: Final = 160
# The width, in px of the frame, below which a pen is thin: hardly any MNIST digit has a thinner one.
_THIN_PEN: Final = 1.7


def frame_image(image: Image.Image) -> Frame:
    """Frame an image of any size and mode: float32 [28, 28], 0 to 1, white on black.

    Dark ink on light is inverted, transparent pixels count as background, uneven light is evened out, specks are
    removed. The ink is cropped, a thin pen widened, the longer side scaled to 20 px, the centre of mass centred.
    No ink gives an all-black frame.
    """
    return frame_ink(extract_ink(image))


def extract_ink(image: Image.Image) -> Grey:
    """The ink of an image, float32 [height, width], 0 to 1, cropped."""
    board = crop_to_game_board(image)
    # The game's ink is white; by colour, the glow around it would differ more from the board than the ink.
    if board is not image:
        board = board.convert("L")
    grey = undo_enlargement(crop_to_sheet(contrast(crop_to_board(to_channels(board)))))
    return connect(crop(remove_specks(remove_clutter(separate_ink(grey)))))


def crop(ink: Grey) -> Grey:
    """Remove the rows and columns around the ink; [0, 0] if there is none."""
    return crop_to(ink, ink > _FAINT_INK)


def frame_ink(ink: Grey) -> Frame:
    """Frame cropped ink, [height, width], 0 to 1: float32 [28, 28]."""
    if not ink.size:
        return np.zeros((FRAME, FRAME), np.float32)
    # Scans are larger, or scaled to MNIST's own box.
    side = max(ink.shape)
    if is_crisp(ink) or (side <= _SCALED_DOWN_PX and side != round(BOX)):
        return rerender(ink)
    return _centre(resize(_widen(ink), round(BOX)))


def load_frame(stream: BinaryIO, name: str) -> Frame:
    """Frame the image in an open file; raises DigitgameError, which names `name`, if that fails."""
    return frame_ink(load_ink(stream, name))


def load_ink(stream: BinaryIO, name: str) -> Grey:
    """The ink of the image in an open file, as from `extract_ink`; raises DigitgameError if that fails."""
    with opened(stream, name) as image:
        return extract_ink(image)


def _widen(ink: Grey) -> Grey:
    """Widen a pen to MNIST's if the framed ink would be thinner than MNIST's."""
    side = _WIDENING_PX
    large = resize(ink, side)
    # A very thin pen pales when it is scaled down.
    large = large / np.float32(np.percentile(large[large >= large.max() / 2], 75))
    width = pen_width(large > 0.5)
    if width >= _THIN_PEN * side / BOX:
        return ink
    wanted = 2 * PEN_RADIUS * side / BOX
    # A wider pen makes the ink larger, so that it is scaled down further.
    grow = round((wanted - width) / 2 / (1 - wanted / side))
    padded = np.pad(large, 2 * grow)
    height, breadth = (length + 2 * grow for length in large.shape)
    wide = np.zeros((height, breadth), np.float32)
    # A maximum filter with a round window.
    for down, across in np.ndindex(2 * grow + 1, 2 * grow + 1):
        if (down - grow) ** 2 + (across - grow) ** 2 <= grow**2:
            np.maximum(wide, padded[down : down + height, across : across + breadth], out=wide)
    return wide


def _centre(small: Grey) -> Frame:
    """Put an image of at most 20 px a side into a frame, its centre of mass in the centre."""
    mass = float(small.sum()) or 1.0
    rows, columns = np.indices(small.shape) + 0.5
    top = round(CENTRE - float((rows * small).sum()) / mass)
    left = round(CENTRE - float((columns * small).sum()) / mass)
    top = min(max(top, 0), FRAME - small.shape[0])
    left = min(max(left, 0), FRAME - small.shape[1])
    framed = np.zeros((FRAME, FRAME), np.float32)
    framed[top : top + small.shape[0], left : left + small.shape[1]] = np.clip(small, 0, 1)
    return framed
