"""Reading a number: the digits of one drawing or picture, from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from digitgame.inference.reader import Reader, Reading
from digitgame.ink import Stroke, frame_many, segment
from digitgame.ink.frame import Frame


class Inked(Protocol):
    """Ink that falls into numbered pieces: strokes, or the patches of a picture."""

    def pieces(self) -> segment.Pieces: ...

    def frames(self, groups: Sequence[Sequence[int]]) -> Frame:
        """A frame of each group of pieces, [N, 28, 28]."""
        ...


@dataclass(frozen=True)
class Strokes:
    """A drawing; its pieces are its strokes."""

    strokes: Sequence[Stroke]

    def pieces(self) -> segment.Pieces:
        return segment.pieces(self.strokes)

    def frames(self, groups: Sequence[Sequence[int]]) -> Frame:
        return frame_many([[self.strokes[at] for at in group] for group in groups])


def read_number(reader: Reader, strokes: Sequence[Stroke]) -> list[tuple[int, Reading]]:
    """The digits of a drawing, each with its reading, from left to right; no ink gives none.

    Where more than half of the digits would be refused, all the ink is read as one, which is refused most likely too.
    """
    return read_inked(reader, Strokes(strokes))


def read_inked(reader: Reader, ink: Inked) -> list[tuple[int, Reading]]:
    """As `read_number`, of any ink."""
    frames = ink.frames(groups(reader, ink))
    readings = [reader.read(frame) for frame in frames]
    return [(reading.digit, reading) for reading in readings]


def groups(reader: Reader, ink: Inked) -> list[list[int]]:
    """The pieces that make up each digit, from left to right, each digit's in the order they were drawn."""
    found = ink.pieces()
    if not len(found):
        return []
    runs = segment.runs(found)
    parts = {run: found.members(run) for run in runs}
    if len(runs) == 1:
        return [parts[runs[0]]]
    readings = reader.read_all(ink.frames(list(parts.values())))
    likely = (1 - readings.doubts) * readings.probabilities.max(1)
    chosen = segment.best(found, dict(zip(runs, likely.tolist(), strict=True)))
    refused = dict(zip(runs, readings.refused.tolist(), strict=True))
    if 2 * sum(refused[run] for run in chosen) > len(chosen):
        chosen = runs[:1]
    return [parts[run] for run in chosen]
