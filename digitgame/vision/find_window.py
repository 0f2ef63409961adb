"""The game's own board in a screenshot: of its window, or of the whole screen with the window anywhere on it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from digitgame.vision.background import label

BOARD_TONE: Final = (15, 24, 33)  # the board's colour: `digitgame.ui.theme.BOARD` (tested)
_NEAR: Final = 5  # of 255, a channel: what displays and JPEG make of a tone; the room's is 11 away
_LARGEST: Final = 3200  # px, the longer side of what is looked through
_COARSE: Final = 320  # px, the longer side of the copy on which patches are told apart
_SAMPLED: Final = 100  # px, the longer side of the copy that tells most pictures to have no board at all
_LEAST: Final = 0.02  # of a picture: a board takes at least that,
_SIDE: Final = 60  # px: and is no smaller than this
_MOST: Final = 8  # blank patches: ink from edge to edge parts the board into some,
_PART: Final = 0.03  # each of at least so much of the largest
_SQUARE: Final = 0.97  # the shorter side of a board, as a share of the longer one: it is square
_LINE: Final = 0.1  # of a line of pixels: with fewer blank ones it is the line around the board, or ink
_EDGE: Final = 0.5  # of the pixels at the board's edge: as many are blank, whatever ink touches it

Mask = npt.NDArray[np.bool_]
Box = tuple[
    int, int, int, int
]  # left, top, right, bottom: the last two are the first that no longer belong to it


def board_in(picture: Image.Image) -> Image.Image:
    """The part of a picture that shows the game's board, by the board's colour; the picture itself without one."""
    if picture.mode not in ("RGB", "RGBA", "P") or (picture.has_transparency_data and _see_through(picture)):
        return picture
    if _blank(_thinned(picture, _SAMPLED)).mean() < _LEAST:
        return picture
    times = _times(picture, _LARGEST)
    blank = _blank(_thinned(picture, _LARGEST))
    found = _square([_grown(blank, box) for box in _parts(blank)], blank)
    if found is None:
        return picture
    left, top, right, bottom = (side * times for side in found)
    return picture.crop((left, top, min(right, picture.width), min(bottom, picture.height)))


def _see_through(picture: Image.Image) -> bool:
    low, _ = picture.convert("RGBA").getchannel("A").getextrema()
    return bool(low < 255)  # type: ignore[operator]


def _times(picture: Image.Image, side: int) -> int:
    return -(-max(picture.size) // side)


def _thinned(picture: Image.Image, side: int) -> Image.Image:
    """Every so many pixels of a picture, so that it is at most `side` px long; tones stay what they are."""
    times = _times(picture, side)
    if times < 2:
        return picture
    size = (-(-picture.width // times), -(-picture.height // times))
    return picture.transform(size, Image.Transform.AFFINE, (times, 0, 0, 0, times, 0))


def _blank(picture: Image.Image) -> Mask:
    """Where a picture has the tone of a board without ink."""
    tones = np.asarray(picture.convert("RGB"))
    low, high = (np.array(BOARD_TONE) + off for off in (-_NEAR, _NEAR))
    return np.asarray(((tones >= low) & (tones <= high)).all(2))


def _parts(blank: Mask) -> list[Box]:
    """The boxes of the largest blank patches, but for their outermost coarse pixels, which may lie half beside them."""
    times = -(-max(blank.shape) // _COARSE)
    height, width = (length // times for length in blank.shape)
    blocks = blank[: height * times, : width * times].reshape(height, times, width, times).mean((1, 3))
    numbers = label(np.asarray(blocks > 0.5))
    sizes = np.bincount(numbers.ravel(), minlength=1)
    sizes[0] = 0
    boxes = []
    for number in np.argsort(-sizes, kind="stable")[:_MOST]:
        if sizes[number] > _PART * sizes.max():
            rows, columns = (np.flatnonzero((numbers == number).any(axis)) for axis in (1, 0))
            low, high = (columns[0] + 1, rows[0] + 1), (columns[-1], rows[-1])
            boxes.append((*(int(side) * times for side in low), *(int(side) * times for side in high)))
    return boxes


def _grown(blank: Mask, box: Box) -> Box:
    """The box with all the lines of pixels around it up to one that is hardly blank."""
    left, top, right, bottom = box
    if left >= right or top >= bottom:
        return box
    while left > 0 and blank[top:bottom, left - 1].mean() >= _LINE:
        left -= 1
    while right < blank.shape[1] and blank[top:bottom, right].mean() >= _LINE:
        right += 1
    while top > 0 and blank[top - 1, left:right].mean() >= _LINE:
        top -= 1
    while bottom < blank.shape[0] and blank[bottom, left:right].mean() >= _LINE:
        bottom += 1
    return left, top, right, bottom


def _square(parts: Sequence[Box], blank: Mask) -> Box | None:
    """The largest square with edges of the parts whose own edge is blank; None where there is none.

    Ink from edge to edge parts a board: then one part has its left edge and another one its right.
    """
    edges = [sorted({part[at] for part in parts}) for at in range(4)]
    best, side = None, _SIDE - 1
    for left, top, right, bottom in product(*edges):
        short, long = sorted((right - left, bottom - top))
        if short > side and short >= _SQUARE * long:
            lines = [*blank[[top, bottom - 1], left:right], *blank[top:bottom, [left, right - 1]].T]
            if np.concatenate(lines).mean() >= _EDGE:
                best, side = (left, top, right, bottom), short
    return best
