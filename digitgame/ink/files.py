"""Ink files: a drawing a line, as JSON. `{"label": 7, "strokes": [[[x, y], ...], ...]}`

Lines of Quick, Draw! are read too: `{"word": ..., "drawing": [[[x, ...], [y, ...]], ...]}`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final

from digitgame import atomic
from digitgame.errors import DigitgameError
from digitgame.ink.drawing import BOARD, MOST_POINTS, Drawing, Point

LONGEST: Final = 1_000_000  # characters of a line: more than MOST_POINTS take
FARTHEST: Final = 100_000  # board pixels from its corner; strokes may leave the board, but not by that much
_SHAPE = 'An ink file holds a drawing a line: {"label": 7, "strokes": [[[x, y], ...], ...]}.'


def read_ink(source: Path | IO[str], name: str | None = None) -> Iterator[Drawing]:
    """Yield the drawings of an ink file, a path or an open text stream; blank lines are passed over.

    Raises DigitgameError with the file's name and the line's number where a line is not a drawing.
    """
    for _, drawing in numbered_ink(source, name):
        yield drawing


def numbered_ink(source: Path | IO[str], name: str | None = None) -> Iterator[tuple[int, Drawing]]:
    """`read_ink` with the number of each drawing's line, from 1."""
    if isinstance(source, (str, os.PathLike)):
        path = Path(source)
        with path.open(encoding="utf-8-sig") as lines:  # some editors put a mark at the start
            yield from numbered_ink(lines, name or str(path))
        return
    name = name or getattr(source, "name", "ink")
    try:
        for number, line in enumerate(iter(lambda: source.readline(LONGEST), ""), 1):
            if len(line) == LONGEST:
                raise DigitgameError(f"{name}, line {number} is too long to be a drawing.", _SHAPE)
            if line.strip():
                yield number, parse_drawing(line, f"{name}, line {number}")
    except UnicodeDecodeError:
        raise DigitgameError(f"{name} is not an ink file: it is not text.", _SHAPE) from None


def parse_drawing(line: str, where: str = "ink") -> Drawing:
    """One line of an ink file. `where` stands in the DigitgameError raised if it is not a drawing."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise DigitgameError(f"{where} is not JSON.", _SHAPE) from None
    if isinstance(record, dict) and "strokes" not in record and isinstance(record.get("drawing"), list):
        record["strokes"] = [_in_points(stroke) for stroke in record.pop("drawing")]
    if not isinstance(record, dict) or not isinstance(record.get("strokes"), list):
        raise DigitgameError(f"{where} has no strokes.", _SHAPE)
    label = record.pop("label", None)
    if label is not None and (isinstance(label, bool) or label not in range(10)):
        raise DigitgameError(f"{where}: the label {label!r} is not a digit 0 to 9.", _SHAPE)
    strokes = tuple(_stroke(stroke, where) for stroke in record.pop("strokes"))
    if sum(map(len, strokes)) > MOST_POINTS:
        raise DigitgameError(f"{where} has more than {MOST_POINTS:,} points.", "No digit takes as many.")
    return Drawing(tuple(s for s in strokes if s), None if label is None else int(label), record)


def _in_points(stroke: Any) -> list[Any] | None:
    """A stroke as Quick, Draw! has it, `[[x, ...], [y, ...]]` or with times behind, as points; None for any other."""
    if not isinstance(stroke, list) or len(stroke) < 2 or not all(isinstance(some, list) for some in stroke):
        return None
    across, down = stroke[:2]
    return [list(point) for point in zip(across, down, strict=True)] if len(across) == len(down) else None


def _stroke(points: Any, where: str) -> tuple[Point, ...]:
    if not isinstance(points, list) or not all(_is_point(point) for point in points):
        raise DigitgameError(f"{where}: a stroke is not a list of [x, y].", _SHAPE)
    # integers are compared before they become floats: there are some that no float can hold
    if not all(-FARTHEST <= value <= FARTHEST for point in points for value in point):
        raise DigitgameError(f"{where}: a point lies nowhere near the board, 0 to {BOARD}.", _SHAPE)
    return tuple((float(x), float(y)) for x, y in points)


def _is_point(point: Any) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(type(value) in (int, float) for value in point)


def format_drawing(drawing: Drawing) -> str:
    """The line of an ink file for a drawing, without the line's end."""
    label = {} if drawing.label is None else {"label": drawing.label}
    strokes = [[[_short(x), _short(y)] for x, y in stroke] for stroke in drawing.strokes]
    return json.dumps({**label, **drawing.extra, "strokes": strokes}, separators=(",", ":"))


def write_ink(path: Path, drawings: Iterable[Drawing]) -> None:
    """Write an ink file; where that fails, an earlier one stays."""
    with atomic.file(path) as beside, beside.open("w", encoding="utf-8") as out:
        out.writelines(format_drawing(drawing) + "\n" for drawing in drawings)


def _short(value: float) -> float | int:
    """A hundredth of a board pixel is finer than any pointer."""
    value = round(value, 2)
    return int(value) if value == int(value) else value
