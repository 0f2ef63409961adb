"""A folder of ten folders, `0` to `9`, with pictures of that digit in each."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, UnidentifiedImageError

from digitgame.digits.pictures import SIDE, Bytes, Pictures, Progress
from digitgame.errors import DigitgameError
from digitgame.ink import frame_picture

FORMATS: Final = ("PNG", "JPEG", "BMP", "GIF", "WEBP")
SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")
MOST_PIXELS: Final = 50_000_000  # of a picture: a large camera's
_MEND: Final = "Mend it or take it out of the folder."


def holds_digits(folder: Path) -> bool:
    """True where one of the folders 0 to 9 exists."""
    return any((folder / str(digit)).is_dir() for digit in range(10))


def read(folder: Path, progress: Progress | None = None) -> Pictures:
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
    return Pictures(images, np.array([digit for _, digit in files], np.uint8))


def _pictures_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    seen = [
        path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    ]
    return sorted(seen, key=lambda path: path.name)


def _framed(path: Path) -> Bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                framed = frame_picture(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DigitgameError(f"{path} has more than {MOST_PIXELS:,} pixels.", "Make it smaller.") from None
    except UnidentifiedImageError:
        raise DigitgameError(f"{path} is not a picture, or it is damaged.", _MEND) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the system's, with its own reason
            raise
        raise DigitgameError(f"{path} is damaged: it cannot be unpacked.", _MEND) from None
    if not framed.any():
        raise DigitgameError(f"{path} is blank.", _MEND)
    small: Bytes = np.rint(framed * 255).astype(np.uint8)
    return small
