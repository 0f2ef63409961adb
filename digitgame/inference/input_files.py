"""Drawings from a file or a stream: those of an ink file, or a picture, whichever the content is."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from digitgame.errors import DigitgameError
from digitgame.inference.multi_digit import SegmentableInk, StrokeInk
from digitgame.ink import numbered_ink
from digitgame.ink.frame import Frame

_KINDS: Final = "Name a picture (PNG, JPEG, ...) or an ink file (.jsonl)."


@dataclass(frozen=True)
class InputDrawing:
    """One drawing to predict. `line` is that of an ink file, from 1; None for a picture."""

    file: str
    line: int | None
    ink: SegmentableInk

    @property
    def frame(self) -> Frame:
        """All ink framed as one digit, float32 [28, 28], 0 to 1."""
        pieces = self.ink.pieces()
        framed: Frame = self.ink.frames([pieces.members((0, len(pieces)))])[0]
        return framed


def read_file(path: Path) -> Iterator[InputDrawing]:
    """Yield the drawings of a file; raises DigitgameError or OSError if it is missing, foreign or damaged."""
    if path.is_dir():
        raise DigitgameError(f"{path} is a folder without pictures or ink files.", _KINDS)
    with path.open("rb") as stream:
        yield from read_stream(stream, str(path))


def read_stream(stream: BinaryIO, name: str) -> Iterator[InputDrawing]:
    """Yield the drawings of a stream as they arrive; DigitgameError if it is empty, foreign or damaged."""
    buffered = (
        stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    )
    start = buffered.peek(64)[:64]
    if not start:
        raise DigitgameError(f"{name} is empty.", _KINDS)
    if _is_ink(start, name):
        yield from _drawings(buffered, name)
    else:
        # Only pictures need Pillow and the search for the digit in them; the game starts sooner without.
        from digitgame.vision.components import Components
        from digitgame.vision.picture import load_ink

        yield InputDrawing(name, None, Components(load_ink(buffered, name)))


def _is_ink(start: bytes, name: str) -> bool:
    """True if it begins with a JSON object, or has the name of an ink file."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text[:1] == b"{" or name.lower().endswith((".jsonl", ".ndjson"))


def _drawings(stream: io.BufferedReader, name: str) -> Iterator[InputDrawing]:
    lines = io.TextIOWrapper(stream, encoding="utf-8-sig")
    line = None
    for line, drawing in numbered_ink(lines, name):
        yield InputDrawing(name, line, StrokeInk(drawing.strokes))
    if line is None:
        raise DigitgameError(f"{name} has no drawings.", _KINDS)
