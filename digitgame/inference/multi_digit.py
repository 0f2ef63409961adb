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
class StrokeInk:
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


@dataclass(frozen=True)
class Row:
    """A number: a reading of each digit, from left to right, and how many digits stand before each decimal point."""

    readings: list[Reading]
    points: frozenset[int] = frozenset()

    def __str__(self) -> str:
        """The number as text."""
        return "".join(
            "." * (place in self.points) + str(reading.digit) for place, reading in enumerate(self.readings)
        )


def read_rows(reader: Reader, ink: SegmentableInk) -> list[Row]:
    """The numbers, row by row; none without ink.

    If more than half of the digits would be rejected, all ink is read as one digit, which will likely be rejected too.
    Where the digits of a drawing are unsure, strokes that may be no part of them are set aside, if that makes all sure;
    and so is a stray stroke that is read as a digit of its own.
    """
    rows, found = _read_rows(reader, ink)
    if not isinstance(ink, StrokeInk):
        return rows
    sure = all(reading.sure for row in rows for reading in row.readings)
    parts = {stroke for digit in found for stroke in digit}
    for away in candidates(ink.strokes):
        # A decimal point stays.
        if not parts.issuperset(away) or (sure and not ink.is_stray(away, found)):
            continue
        others, _ = _read_rows(reader, StrokeInk(without(ink.strokes, away)))
        if all(reading.sure for row in others for reading in row.readings):
            return [
                replace(row, readings=[replace(reading, set_aside=away) for reading in row.readings])
                for row in others
            ]
    return rows


def _read_rows(reader: Reader, ink: SegmentableInk) -> tuple[list[Row], list[list[int]]]:
    """The numbers, row by row, and the pieces of each of their digits; all ink is part of a digit."""
    pieces = ink.pieces()
    if not len(pieces):
        return [], []
    parts = segment.rows(pieces)
    # A pen may lose touch within a digit: then all its strokes are read as one.
    if len(parts) > 1 and isinstance(ink, StrokeInk) and not reader.read_drawing(ink.strokes).rejected:
        parts = [pieces]
    rows, found = [], list[list[int]]()
    for row in parts:
        runs = _runs(reader, ink, row)
        points = segment.points(row, runs)
        members = [[number for number in row.members(run) if number not in points] for run in runs]
        if isinstance(ink, StrokeInk) and len(runs) == 1 and len(row) == len(pieces):
            readings = [reader.read_drawing(ink.strokes)]
        else:
            readings = [reader.read(frame) for frame in ink.frames(members)]
        rows.append(Row(readings, frozenset(points.values())))
        found += members
    return rows, found


def read_digits(reader: Reader, ink: SegmentableInk) -> list[Reading]:
    """A reading of each digit, row by row and from left to right; none without ink."""
    return [reading for row in read_rows(reader, ink) for reading in row.readings]


def groups(reader: Reader, ink: SegmentableInk) -> list[list[int]]:
    """The pieces of each digit of one row, from left to right; those of a digit in the order they were drawn."""
    pieces = ink.pieces()
    return [pieces.members(run) for run in _runs(reader, ink, pieces)] if len(pieces) else []


def _runs(reader: Reader, ink: SegmentableInk, pieces: segment.Pieces) -> list[segment.Span]:
    """The runs of pieces that are the digits of one row, from left to right."""
    runs = segment.runs(pieces)
    if len(runs) == 1:
        return runs
    readings = reader.read_all(ink.frames([pieces.members(run) for run in runs]))
    likely = (1 - readings.reject_scores) * readings.probabilities.max(1)
    chosen = segment.best(pieces, dict(zip(runs, likely.tolist(), strict=True)))
    rejected = dict(zip(runs, readings.rejected.tolist(), strict=True))
    return runs[:1] if 2 * sum(rejected[run] for run in chosen) > len(chosen) else chosen
