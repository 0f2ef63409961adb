"""What can be read from a file or a stream: the drawings of an ink file, or a picture, told apart by content."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from digitgame.errors import DigitgameError
from digitgame.inference.multi_digit import Inked, Strokes
from digitgame.ink import numbered_ink
from digitgame.ink.frame import Frame
from digitgame.vision.components import Components
from digitgame.vision.picture import load_ink

_KINDS: Final = "Name a picture (PNG, JPEG, ...) or an ink file (.jsonl)."


@dataclass(frozen=True)
class Found:
    """One drawing, ready to be read."""

    file: str
    line: int | None  # of an ink file, from 1; None for a picture
    ink: Inked

    @property
    def frame(self) -> Frame:
        """All of it, framed as one digit."""
        found = self.ink.pieces()
        framed: Frame = self.ink.frames([found.members((0, len(found)))])[0]
        return framed

    @property
    def blank(self) -> bool:
        return not len(self.ink.pieces())


def read_file(path: Path) -> Iterator[Found]:
    """Yield what a file holds. Raises DigitgameError or OSError where it is missing, foreign or damaged."""
    if path.is_dir():
        raise DigitgameError(f"{path} is a folder without pictures or ink files.", _KINDS)
    with path.open("rb") as stream:
        yield from read_stream(stream, str(path))


def read_stream(stream: BinaryIO, name: str) -> Iterator[Found]:
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
        yield Found(name, None, Components(load_ink(buffered, name)))


def _is_ink(start: bytes, name: str) -> bool:
    """An ink file begins with a JSON object; its name decides where it does not."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text[:1] == b"{" or name.lower().endswith((".jsonl", ".ndjson"))


def _drawings(stream: io.BufferedReader, name: str) -> Iterator[Found]:
    lines = io.TextIOWrapper(stream, encoding="utf-8-sig")
    line = None
    for line, drawing in numbered_ink(lines, name):
        yield Found(name, line, Strokes(drawing.strokes))
    if line is None:
        raise DigitgameError(f"{name} holds no drawing.", _KINDS)
