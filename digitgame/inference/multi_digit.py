"""Numbers of several digits: split one drawing or picture into digits and read them from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from digitgame.inference.reader import Reader, Reading
from digitgame.ink import Stroke, frame_many, segment
from digitgame.ink.frame import Frame


class SegmentableInk(Protocol):
    """Ink that falls into numbered pieces: strokes, or the connected components of a picture."""

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
        return frame_many([[self.strokes[index] for index in group] for group in groups])


def read_digits(reader: Reader, ink: SegmentableInk) -> list[Reading]:
    """A reading of each digit, from left to right; none without ink.

    If more than half of the digits would be rejected, all ink is read as one digit, which will likely be rejected too.
    """
    return [reader.read(frame) for frame in ink.frames(groups(reader, ink))]


def groups(reader: Reader, ink: SegmentableInk) -> list[list[int]]:
    """The pieces of each digit, from left to right; those of a digit in the order they were drawn."""
    pieces = ink.pieces()
    if not len(pieces):
        return []
    runs = segment.runs(pieces)
    members = {run: pieces.members(run) for run in runs}
    if len(runs) == 1:
        return [members[runs[0]]]
    readings = reader.read_all(ink.frames(list(members.values())))
    likely = (1 - readings.reject_scores) * readings.probabilities.max(1)
    chosen = segment.best(pieces, dict(zip(runs, likely.tolist(), strict=True)))
    rejected = dict(zip(runs, readings.rejected.tolist(), strict=True))
    if 2 * sum(rejected[run] for run in chosen) > len(chosen):
        chosen = runs[:1]
    return [members[run] for run in chosen]
