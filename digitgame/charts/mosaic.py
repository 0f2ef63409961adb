"""Many digits as one picture."""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

_LARGER: Final = 2  # pixels a pixel
_GAP: Final = 4  # pixels between digits, and round them
_GROUND: Final = 40  # of 255


def mosaic(images: npt.NDArray[np.uint8], path: Path) -> tuple[int, int]:
    """Draw images [N, H, W], N > 0, in their order in about as many rows as columns; how many of each.

    Raises OSError or ValueError where `path` cannot be written, or names a kind of picture that is not known.
    """
    columns = int(np.ceil(np.sqrt(len(images))))
    rows = -(-len(images) // columns)
    tiles = images.repeat(_LARGER, 1).repeat(_LARGER, 2)
    height, width = tiles.shape[1] + _GAP, tiles.shape[2] + _GAP
    sheet = np.full((rows * height + _GAP, columns * width + _GAP), _GROUND, np.uint8)
    for at, tile in enumerate(tiles):
        y, x = at // columns * height + _GAP, at % columns * width + _GAP
        sheet[y : y + height - _GAP, x : x + width - _GAP] = tile
    Image.fromarray(sheet).save(path)
    return rows, columns
