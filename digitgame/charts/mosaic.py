"""Many digits as one picture."""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

# Pixels a pixel, pixels between digits and around them, and the brightness there, of 255.
_LARGER: Final = 2
_GAP: Final = 4
_GROUND: Final = 40


def mosaic(images: npt.NDArray[np.generic], path: Path | None = None) -> Image.Image:
    """Images [N, H, W] in about as many rows as columns, in their order; also written to `path`, if any.

    uint8 images go up to 255, floats up to 1. Raises ValueError for no images or another shape, OSError or ValueError
    if `path` cannot be written or names an unknown kind of picture.
    """
    if images.ndim != 3 or not len(images):
        raise ValueError(f"a mosaic needs images [N, H, W], not {list(images.shape)}")
    if images.dtype != np.uint8:
        images = np.rint(255 * np.clip(images.astype(np.float32), 0, 1)).astype(np.uint8)
    columns = int(np.ceil(np.sqrt(len(images))))
    rows = -(-len(images) // columns)
    tiles = images.repeat(_LARGER, 1).repeat(_LARGER, 2)
    height, width = tiles.shape[1] + _GAP, tiles.shape[2] + _GAP
    sheet = np.full((rows * height + _GAP, columns * width + _GAP), _GROUND, np.uint8)
    for at, tile in enumerate(tiles):
        y, x = at // columns * height + _GAP, at % columns * width + _GAP
        sheet[y : y + height - _GAP, x : x + width - _GAP] = tile
    picture = Image.fromarray(sheet)
    if path is not None:
        picture.save(path)
    return picture
