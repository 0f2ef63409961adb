"""Find the game's own board in a screenshot of its window, or of a screen with the window on it."""

from collections.abc import Sequence
from itertools import product
from typing import Final

import numpy as np
from PIL import Image

from digitgame.vision.pixels import Mask, border, component_boxes, label_components

# The board's colour: `digitgame.ui.theme.BOARD` (tested).
BOARD_COLOUR: Final = (15, 24, 33)
# Left, top, right, bottom; the last two are the first column and row behind it.
Box = tuple[int, int, int, int]
# How far displays and JPEG shift a channel of the colour, of 255; the window's background is 11 away.
_MAX_SHIFT: Final = 5
# The longer sides of the copies: to search, to find components on, and to rule out most images.
_MAX_PX: Final = 3200
_COPY_PX: Final = 320
_SAMPLE_PX: Final = 100
# The least fraction of the image that is blank board.
_MIN_AREA: Final = 0.02
_MIN_SIDE_PX: Final = 60
# The blank components tried (ink from edge to edge cuts the board), and their least size, of the largest one's.
_MAX_COMPONENTS: Final = 8
_MIN_COMPONENT: Final = 0.03
# The shorter side as a fraction of the longer one.
_MIN_ASPECT: Final = 0.97
# A row with a smaller fraction of blank pixels is the line around the board, or ink.
_BLANK_ROW: Final = 0.1
# The least fraction of the board's border that is blank, whatever ink touches it.
_BLANK_BORDER: Final = 0.5


def crop_to_game_board(image: Image.Image) -> Image.Image:
    """The part of an image that shows the game's board, found by its colour; the image itself if there is none."""
    if image.mode not in ("RGB", "RGBA", "P") or (image.has_transparency_data and _is_transparent(image)):
        return image
    if _blank(_subsample(image, _SAMPLE_PX)).mean() < _MIN_AREA:
        return image
    times = _step(image, _MAX_PX)
    blank = _blank(_subsample(image, _MAX_PX))
    board = _largest_square([_grow(blank, box) for box in _component_boxes(blank)], blank)
    if board is None:
        return image
    left, top, right, bottom = (side * times for side in board)
    return image.crop((left, top, min(right, image.width), min(bottom, image.height)))


def _is_transparent(image: Image.Image) -> bool:
    rgba = image if image.mode == "RGBA" else image.convert("RGBA")
    low, _ = rgba.getchannel("A").getextrema()
    return bool(low < 255)  # type: ignore[operator]


def _step(image: Image.Image, side: int) -> int:
    return -(-max(image.size) // side)


def _subsample(image: Image.Image, side: int) -> Image.Image:
    """Every n-th pixel, so that the image is at most `side` px long and its colours stay exact."""
    times = _step(image, side)
    if times < 2:
        return image
    size = (-(-image.width // times), -(-image.height // times))
    return image.transform(size, Image.Transform.AFFINE, (times, 0, 0, 0, times, 0))


def _blank(image: Image.Image) -> Mask:
    """Where an image has the colour of the board without ink."""
    rgb = np.asarray(image.convert("RGB"))
    low, high = (np.array(BOARD_COLOUR) + shift for shift in (-_MAX_SHIFT, _MAX_SHIFT))
    return np.asarray(((rgb >= low) & (rgb <= high)).all(2))


def _component_boxes(blank: Mask) -> list[Box]:
    """The boxes of the largest blank components, without their outermost coarse pixels, which may be half blank."""
    times = -(-max(blank.shape) // _COPY_PX)
    height, width = (length // times for length in blank.shape)
    blocks = blank[: height * times, : width * times].reshape(height, times, width, times).mean((1, 3))
    labels = label_components(np.asarray(blocks > 0.5))
    sizes = np.bincount(labels.ravel(), minlength=1)[1:]
    low, high = component_boxes(labels)
    boxes = np.hstack([low + 1, high - 1])[:, [1, 0, 3, 2]] * times
    largest = np.argsort(-sizes, kind="stable")[:_MAX_COMPONENTS]
    return [tuple(boxes[at].tolist()) for at in largest if sizes[at] > _MIN_COMPONENT * sizes.max()]


def _grow(blank: Mask, box: Box) -> Box:
    """Grow a box on each side up to a row or column that is hardly blank."""
    left, top, right, bottom = box
    if left >= right or top >= bottom:
        return box
    least = _BLANK_ROW
    while left > 0 and blank[top:bottom, left - 1].mean() >= least:
        left -= 1
    while right < blank.shape[1] and blank[top:bottom, right].mean() >= least:
        right += 1
    while top > 0 and blank[top - 1, left:right].mean() >= least:
        top -= 1
    while bottom < blank.shape[0] and blank[bottom, left:right].mean() >= least:
        bottom += 1
    return left, top, right, bottom


def _largest_square(boxes: Sequence[Box], blank: Mask) -> Box | None:
    """The largest square with a blank border, its edges those of any boxes: ink from edge to edge cuts a board."""
    edges = [sorted({box[at] for box in boxes}) for at in range(4)]
    best, side = None, _MIN_SIDE_PX - 1
    for left, top, right, bottom in product(*edges):
        short, long = sorted((right - left, bottom - top))
        is_square = short > side and short >= _MIN_ASPECT * long
        if is_square and border(blank[top:bottom, left:right]).mean() >= _BLANK_BORDER:
            best, side = (left, top, right, bottom), short
    return best
