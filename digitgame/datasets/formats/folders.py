"""A folder of ten folders, `0` to `9`, with pictures of that digit in each."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from digitgame.datasets.images import SIDE, Bytes, Images, Progress
from digitgame.errors import DigitgameError
from digitgame.vision.picture import load_frame

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".jp2")
_MEND: Final = "Mend it or take it out of the folder."


def holds_digits(folder: Path) -> bool:
    """True where one of the folders 0 to 9 exists."""
    return any((folder / str(digit)).is_dir() for digit in range(10))


def read(folder: Path, progress: Progress | None = None) -> Images:
    """Every picture in the folders 0 to 9, framed as `digitgame predict` frames pictures, sorted by name.

    Raises DigitgameError where there are none, and for a picture that is damaged, too large or blank.
    """
    files = [(path, digit) for digit in range(10) for path in _pictures_in(folder / str(digit))]
    if not files:
        kinds = ", ".join(suffix[1:] for suffix in SUFFIXES)
        raise DigitgameError(f"{folder} has no pictures in its folders 0 to 9.", f"Put some there ({kinds}).")
    images = np.empty((len(files), SIDE, SIDE), np.uint8)
    for number, (path, _) in enumerate(files):
        images[number] = _framed(path)
        if progress:
            progress(f"Framing {folder.name}", number + 1, len(files))
    return Images(images, np.array([digit for _, digit in files], np.uint8))


def _pictures_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    seen = [
        path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    ]
    return sorted(seen, key=lambda path: path.name)


def _framed(path: Path) -> Bytes:
    with path.open("rb") as stream:
        framed = load_frame(stream, str(path))
    if not framed.any():
        raise DigitgameError(f"{path} is blank.", _MEND)
    small: Bytes = np.rint(framed * 255).astype(np.uint8)
    return small
