"""A folder of ten folders, `0` to `9`, each with image files of that digit."""

from pathlib import Path
from typing import Final

import numpy as np

from digitgame.datasets.images import SIDE, Images, ProgressCallback
from digitgame.errors import DigitgameError
from digitgame.vision.picture import load_frame

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".jp2")


def holds_digits(folder: Path) -> bool:
    """True if one of the folders 0 to 9 exists."""
    return any((folder / str(digit)).is_dir() for digit in range(10))


def read(folder: Path, progress: ProgressCallback | None = None) -> Images:
    """Every image file in the folders 0 to 9, framed as `digitgame predict` frames images, sorted by name.

    Raises DigitgameError if there are none, and for an image that is damaged, too large or blank.
    """
    files = [(path, digit) for digit in range(10) for path in _image_files(folder / str(digit))]
    if not files:
        kinds = ", ".join(suffix[1:] for suffix in SUFFIXES)
        raise DigitgameError(f"{folder} has no images in its folders 0 to 9.", f"Put some there ({kinds}).")
    images = np.empty((len(files), SIDE, SIDE), np.uint8)
    for index, (path, _) in enumerate(files):
        with path.open("rb") as stream:
            framed = load_frame(stream, str(path))
        if not framed.any():
            raise DigitgameError(f"{path} is blank.", "Repair it or take it out of the folder.")
        images[index] = np.rint(framed * 255)
        if progress:
            progress(f"Framing {folder.name}", index + 1, len(files))
    return Images(images, np.array([digit for _, digit in files], np.uint8))


def _image_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    visible = (path for path in folder.iterdir() if path.name[0] != "." and path.suffix.lower() in SUFFIXES)
    # Opening a pipe would wait for ever.
    return sorted(filter(Path.is_file, visible), key=lambda path: path.name)
