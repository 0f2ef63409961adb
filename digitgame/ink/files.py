"""Ink files: one drawing per line, as JSON. `{"label": 7, "strokes": [[[x, y], ...], ...]}`

Lines in Quick, Draw! format are read too: `{"word": ..., "drawing": [[[x, ...], [y, ...]], ...]}`.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final

from digitgame import atomic
from digitgame.errors import DigitgameError
from digitgame.ink.drawing import BOARD, MAX_POINTS, Drawing, Point, Stroke

# Characters in a line: more than `MAX_POINTS` points take.
MAX_LINE: Final = 1_000_000
# Strokes may leave the board, but not by more than this many board pixels.
MAX_COORDINATE: Final = 100_000
# A hundredth of a board pixel is finer than any pointer.
_DECIMALS: Final = 2
_FORMAT: Final = 'An ink file holds one drawing per line: {"label": 7, "strokes": [[[x, y], ...], ...]}.'


def read_ink(path: Path) -> Iterator[Drawing]:
    """Yield the drawings of an ink file, skipping blank lines.

    Raises DigitgameError with the file's name and the line number if a line is not a drawing.
    """
    # Some editors put a byte order mark at the start.
    with path.open(encoding="utf-8-sig") as lines:
        for _, drawing in numbered_ink(lines, str(path)):
            yield drawing


def numbered_ink(lines: IO[str], name: str) -> Iterator[tuple[int, Drawing]]:
    """Like `read_ink`, from an open file of that name, with each drawing's line number, counted from 1."""
    try:
        for number, line in enumerate(iter(lambda: lines.readline(MAX_LINE), ""), 1):
            if len(line) == MAX_LINE:
                raise DigitgameError(f"{name}, line {number} is too long for a drawing.", _FORMAT)
            if line.strip():
                yield number, parse_drawing(line, f"{name}, line {number}")
    except UnicodeDecodeError as error:
        raise DigitgameError(f"{name} is not an ink file: it is not text.", _FORMAT) from error


def parse_drawing(line: str, where: str = "ink") -> Drawing:
    """Parse a line of an ink file; raises DigitgameError, which names `where`, if it is not a drawing."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DigitgameError(f"{where} is not JSON.", _FORMAT) from error
    if isinstance(record, dict) and "strokes" not in record and isinstance(record.get("drawing"), list):
        record["strokes"] = [_quick_draw_points(stroke) for stroke in record.pop("drawing")]
    if not isinstance(record, dict) or not isinstance(record.get("strokes"), list):
        raise DigitgameError(f"{where} has no strokes.", _FORMAT)
    label = record.pop("label", None)
    if label is not None and (isinstance(label, bool) or label not in range(10)):
        raise DigitgameError(f"{where}: the label {label!r:.40} is not a digit 0 to 9.", _FORMAT)
    strokes = tuple(_stroke(stroke, where) for stroke in record.pop("strokes"))
    if sum(map(len, strokes)) > MAX_POINTS:
        raise DigitgameError(f"{where} has more than {MAX_POINTS:,} points.", "No digit needs that many.")
    return Drawing(tuple(s for s in strokes if s), None if label is None else int(label), record)


def _quick_draw_points(stroke: Any) -> list[Any] | None:
    """The points of a Quick, Draw! stroke, `[[x, ...], [y, ...]]`, with or without times; None for anything else."""
    if not isinstance(stroke, list) or len(stroke) < 2 or not all(isinstance(axis, list) for axis in stroke):
        return None
    across, down = stroke[:2]
    return [list(point) for point in zip(across, down, strict=True)] if len(across) == len(down) else None


def _stroke(points: Any, where: str) -> tuple[Point, ...]:
    if not isinstance(points, list) or not all(_is_point(point) for point in points):
        raise DigitgameError(f"{where}: a stroke is not a list of [x, y].", _FORMAT)
    # Compare before converting: some integers are too large for a float.
    if not all(-MAX_COORDINATE <= value <= MAX_COORDINATE for point in points for value in point):
        raise DigitgameError(f"{where}: a point lies nowhere near the board, 0 to {BOARD}.", _FORMAT)
    return tuple((float(x), float(y)) for x, y in points)


def _is_point(point: Any) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(type(value) in (int, float) for value in point)


def format_drawing(drawing: Drawing) -> str:
    """A drawing as a line of an ink file, without the newline."""
    label = {} if drawing.label is None else {"label": drawing.label}
    strokes = [[[_short(x), _short(y)] for x, y in stroke] for stroke in drawing.strokes]
    return json.dumps({**label, **drawing.extra, "strokes": strokes}, separators=(",", ":"))


def rounded(strokes: Iterable[Stroke]) -> list[list[Point]]:
    """Strokes as an ink file and the store keep them."""
    return [[(round(x, _DECIMALS), round(y, _DECIMALS)) for x, y in stroke] for stroke in strokes]


def write_ink(path: Path, drawings: Iterable[Drawing]) -> None:
    """Write an ink file; where that fails, an earlier one stays."""
    with atomic.file(path) as beside, beside.open("w", encoding="utf-8") as out:
        out.writelines(format_drawing(drawing) + "\n" for drawing in drawings)


def _short(value: float) -> float | int:
    value = round(value, _DECIMALS)
    return int(value) if value == int(value) else value
