"""What can be read from a file or a stream: the drawings of an ink file, or a picture, told apart by content."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from PIL import Image, UnidentifiedImageError

from digitgame.errors import DigitgameError
from digitgame.ink import frame, frame_picture, numbered_ink
from digitgame.ink.frame import Frame

# what a picture of a digit may come as; Pillow's other formats run other programs or are not told by their content
FORMATS: Final = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM", "ICO", "JPEG2000")
MOST_PIXELS: Final = 100_000_000  # of a picture: the largest cameras'
MOST_BYTES: Final = 500_000_000  # of a picture's file
_KINDS: Final = "Name a picture (PNG, JPEG, ...) or an ink file (.jsonl)."


@dataclass(frozen=True)
class Framed:
    """One drawing, ready to be read."""

    file: str
    line: int | None  # of an ink file, from 1; None for a picture
    frame: Frame

    @property
    def blank(self) -> bool:
        return not self.frame.any()


def read_file(path: Path) -> Iterator[Framed]:
    """Yield what a file holds. Raises DigitgameError or OSError where it is missing, foreign or damaged."""
    if path.is_dir():
        raise DigitgameError(f"{path} is a folder.", "Name the files in it.")
    with path.open("rb") as stream:
        yield from read_stream(stream, str(path))


def read_stream(stream: BinaryIO, name: str) -> Iterator[Framed]:
    """Yield what a stream holds, each drawing of an ink file as soon as its line is there."""
    buffered = (
        stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    )
    start = buffered.peek(64)[:64]
    if not start:
        raise DigitgameError(f"{name} is empty.", _KINDS)
    if _is_ink(start, name):
        yield from _drawings(buffered, name)
    else:
        yield Framed(name, None, _picture(buffered, name))


def _is_ink(start: bytes, name: str) -> bool:
    """An ink file begins with a JSON object; its name decides where it does not."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text[:1] == b"{" or name.lower().endswith((".jsonl", ".ndjson"))


def _drawings(stream: io.BufferedReader, name: str) -> Iterator[Framed]:
    lines = io.TextIOWrapper(stream, encoding="utf-8-sig")
    line = None
    for line, drawing in numbered_ink(lines, name):
        yield Framed(name, line, frame(drawing.strokes))
    if line is None:
        raise DigitgameError(f"{name} holds no drawing.", _KINDS)


def _picture(stream: io.BufferedReader, name: str) -> Frame:
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DigitgameError(f"{name} is larger than {MOST_BYTES:,} bytes.", "Make the picture smaller.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is lower; ours is checked before unpacking
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                return frame_picture(picture)
    except Image.DecompressionBombError:
        raise DigitgameError(f"{name} has more than {MOST_PIXELS:,} pixels.", "Make it smaller.") from None
    except UnidentifiedImageError:
        raise DigitgameError(
            f"{name} is neither a picture nor an ink file, or it is damaged.", _KINDS
        ) from None
    except MemoryError:
        raise DigitgameError(f"{name} takes more memory than there is.", "Make it smaller.") from None
    except Exception as error:  # each decoder has its own ways to fail on a damaged file
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DigitgameError(f"{name} is a damaged picture ({reason}).", "Save it again.") from error
