"""Numbers of several digits: split one drawing or picture into digits and read them from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np

from digitgame.inference.reader import Reader, Reading
from digitgame.ink import Stroke, frame_many, segment
from digitgame.ink.frame import Frame
from digitgame.ink.set_aside import candidates, without

# A stray stroke is lower than this fraction of a number.
_MAX_STRAY: Final = 0.5


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

    def is_stray(self, away: Sequence[int], digits: Sequence[Sequence[int]]) -> bool:
        """Whether some low strokes make up a digit of their own."""
        heights = [
            np.ptp(np.concatenate([self.strokes[at] for at in some])[:, 1])
            for some in (away, [at for digit in digits for at in digit])
        ]
        low = heights[0] < _MAX_STRAY * heights[1]
        return bool(low and any(set(digit) <= set(away) for digit in digits))


def read_digits(reader: Reader, ink: SegmentableInk) -> list[Reading]:
    """A reading of each digit, from left to right; none without ink.

    If more than half of the digits would be rejected, all ink is read as one digit, which will likely be rejected too.
    Where the digits of a drawing are unsure, strokes that may be no part of them are set aside, if that makes all sure;
    and so is a stray stroke that is read as a digit of its own.
    """
    found = groups(reader, ink)
    if not isinstance(ink, Strokes):
        return [reader.read(frame) for frame in ink.frames(found)]
    if len(found) == 1:
        readings = [reader.read_drawing(ink.strokes)]
    else:
        readings = [reader.read(frame) for frame in ink.frames(found)]
    sure = all(reading.sure for reading in readings)
    for away in candidates(ink.strokes):
        if sure and not ink.is_stray(away, found):
            continue
        rest = Strokes(without(ink.strokes, away))
        others = [reader.read(frame) for frame in rest.frames(groups(reader, rest))]
        if all(reading.sure for reading in others):
            return [replace(reading, set_aside=away) for reading in others]
    return readings


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
