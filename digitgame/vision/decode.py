"""Open a stranger's picture: bounded in memory and time by what its header claims, before anything is decoded."""

import io
import logging
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from PIL import Image, UnidentifiedImageError, features

from digitgame.errors import DigitgameError

# Pillow's other formats run other programs or cannot be recognised by their content.
FORMATS: Final = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM", "ICO", "JPEG2000")
# The brands of HEIC files, the format of iPhones' photographs, which Pillow cannot read.
_HEIC: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
# Bytes that the file and its pixels may take while they are decoded and copied.
MAX_MEMORY: Final = 380_000_000
# Bytes a pixel, measured: the image itself and what later steps copy of it, by mode; 9 for a mode that is not here.
_PER_PIXEL: Final = {"1": 5, "L": 2, "P": 6, "I;16": 6, "I;16B": 6, "I;16L": 6}
# What a decoder takes beside that, at most; of a grey picture a quarter.
_DECODER: Final = {"WEBP": 11, "JPEG2000": 14, "TIFF": 8, "AVIF": 8}
# Progressive JPEGs are held whole, in six bytes a pixel, and each of their scans goes over all pixels.
_PROGRESSIVE: Final = 6
_MAX_SCANNED: Final = 600_000_000
_SCAN: Final = b"\xff\xda"
# The longer side, in px, that a JPEG is shrunk to while it is decoded, or up to twice that.
_DRAFT_PX: Final = 3200
# The longer side of a picture in an icon file, in px; Windows has 256.
_MAX_ICON: Final = 1024
_ICON: Final = b"\0\0\1\0"
_PNG: Final = b"\x89PNG"
_log = logging.getLogger(__name__)


class _TooLargeError(Exception):
    """Reading the image would take so many bytes."""


@contextmanager
def opened(stream: BinaryIO, name: str) -> Iterator[Image.Image]:
    """Yield the image in an open file; a very large JPEG in half its size or less.

    Raises DigitgameError, which names `name`, for what is no picture, damaged (even where that is found out in the
    block), or would take more than MAX_MEMORY or several seconds to decode.
    """
    content = stream.read(MAX_MEMORY // 2 + 1)
    if len(content) > MAX_MEMORY // 2:
        raise DigitgameError(f"{name} is larger than {MAX_MEMORY // 2:,} bytes.", "Make the picture smaller.")
    formats = _formats(content, name)
    try:
        with warnings.catch_warnings():
            # Pillow's own limit knows of pixels only.
            warnings.simplefilter("ignore")
            # Pillow decodes these while it opens them.
            if content.startswith(_ICON):
                _check_icons(content)
            with Image.open(io.BytesIO(content), formats=formats) as image:
                _check(image, content)
                yield image
    except (_TooLargeError, Image.DecompressionBombError) as error:
        _log.debug("%s is too large: %s", name, error)
        problem = f"{name} is too large a picture to read."
        raise DigitgameError(problem, "Make it smaller, or save it as JPEG.") from error
    except UnidentifiedImageError as error:
        raise DigitgameError(
            f"{name} is neither a picture nor an ink file, or it is damaged.",
            "Name a picture (PNG, JPEG, ...) or an ink file (.jsonl).",
        ) from error
    except MemoryError as error:
        raise DigitgameError(f"{name} needs more memory than is available.", "Make it smaller.") from error
    # Each decoder has its own exceptions for a damaged file.
    except Exception as error:
        _log.debug("Decoding %s failed", name, exc_info=True)
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DigitgameError(f"{name} is a damaged picture ({reason}).", "Save it again.") from error


def _check(image: Image.Image, content: bytes) -> None:
    """Raise _TooLargeError for an image that would take too much; a large JPEG is decoded smaller."""
    pixels = image.width * image.height
    held = len(content)
    if image.format == "JPEG" and "progressive" in image.info:
        # Nothing else in a JPEG looks like the start of a scan.
        if content.count(_SCAN) * pixels > _MAX_SCANNED:
            raise _TooLargeError(f"{content.count(_SCAN)} scans of {pixels} pixels")
        held += _PROGRESSIVE * pixels
    times = max(image.size) // _DRAFT_PX
    if times > 1 or held + _decoded(image) > MAX_MEMORY:
        # Other formats than JPEG pass over this.
        image.draft(None, (image.width // max(times, 2), image.height // max(times, 2)))
    if held + _decoded(image) > MAX_MEMORY:
        raise _TooLargeError(f"{held + _decoded(image):,} bytes")


def _decoded(image: Image.Image) -> int:
    """The bytes that decoding an image and working on it take."""
    decoder = _DECODER.get(image.format or "", 0) / (4 if image.mode in ("L", "1", "P") else 1)
    return round(image.width * image.height * (_PER_PIXEL.get(image.mode, 9) + decoder))


def _check_icons(content: bytes) -> None:
    """Raise _TooLargeError if a picture in an icon file is larger than icons are: its directory cannot say so."""
    count = struct.unpack_from("<H", content, 4)[0]
    for entry in range(count):
        start = struct.unpack_from("<I", content, 6 + 16 * entry + 12)[0]
        # Width and height of a PNG, or of a bitmap, which is twice as high as its picture.
        form = ">2I" if content[start : start + 4] == _PNG else "<2i"
        size = struct.unpack_from(form, content, start + (16 if form == ">2I" else 4))
        if not (0 < size[0] <= _MAX_ICON and 0 < abs(size[1]) <= 2 * _MAX_ICON):
            raise _TooLargeError(f"an icon of {size}")


def _formats(content: bytes, name: str) -> tuple[str, ...]:
    """The formats to try; raises DigitgameError for an image that only another program can read."""
    is_avif = content[4:8] == b"ftyp" and b"avif" in content[8:48]
    if is_avif and _reads_avif():
        return ("AVIF",)
    if is_avif or (content[4:8] == b"ftyp" and content[8:12] in _HEIC):
        kind = "an AVIF" if is_avif else "a HEIC"
        advice = "Save it as PNG or JPEG" + (
            "." if is_avif else " (iPhone: Camera > Formats > Most Compatible)."
        )
        raise DigitgameError(f"{name} is {kind} picture, which cannot be read here.", advice)
    return FORMATS


def _reads_avif() -> bool:
    """Whether this Pillow was built with AVIF; those before 11.3 don't know the word, and warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return bool(features.check("avif"))
