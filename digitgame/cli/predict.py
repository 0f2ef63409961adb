"""`digitgame predict`."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from digitgame.cli import options
from digitgame.cli.output import complain, echo, note
from digitgame.errors import DigitgameError
from digitgame.formatting import percent

if TYPE_CHECKING:
    from digitgame.inference import Reader, Reading
    from digitgame.inference.input_files import InputDrawing
    from digitgame.inference.multi_digit import Row
    from digitgame.ink import Drawing

# Files in a folder with these endings are read.
_SUFFIXES: Final = (
    *(".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".jp2", ".ppm", ".pgm", ".ico"),
    *(".avif", ".heic", ".heif"),
    *(".jsonl", ".ndjson"),
)
_NO_INK: Final = "no ink"
_NO_DIGIT: Final = "not a digit"
_REJECTED: Final = f"{_NO_DIGIT}?"
_CROP: Final = "(If a picture shows more than the digit and its board, crop it to the board.)"
_log: Final = logging.getLogger(__name__)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.model
@click.option(
    "--export",
    "form",
    type=click.Choice(["png", "ink"]),
    help="Also write what was read into --out: each digit as a 28x28 PNG, in a folder of its label; or the drawings "
    "of ink files with their labels, as an ink file.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The folder (png) or file (ink) for --export.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line and drawing.")
@click.pass_context
def predict(
    context: click.Context,
    files: tuple[str, ...],
    model_name: str | None,
    form: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Predict the digits in pictures or ink files.

    FILE is a picture (PNG, JPEG, ...), an ink file (.jsonl, one drawing per line), a folder of these (in the order
    of their names), or - for a picture or an ink file on standard input.
    Prints one line per drawing: the digit, the model's confidence, and the runner-up. Digits next to each other are
    one number; rows are read from top to bottom, and a decimal point is shown; what does not look like a digit is
    marked.

    With --json each line is an object: "file", "line" (of an ink file, else null), "digits" ("7", "204", "3.14",
    "40 17" for two rows; "" without ink), "refused" and why ("reason"), "probabilities" (ten, of all ink as one
    digit), "each" (ten for every digit), "doubt" (reject score, 0 to 1: the highest of its digits), "set_aside" (the
    strokes, from 0, that were no part of the digits, such as an underline; missing if there are none).

    A file that cannot be read is reported on standard error, the others are still read, and the exit code is 1.

    \b
    Examples:
      digitgame predict seven.png photos/*.jpg
      digitgame predict --json drawings.jsonl
      digitgame predict photos
      digitgame predict - < seven.png
      digitgame predict photos --export png --out digits
    """
    from digitgame.inference.multi_digit import read_rows

    if (form is None) != (out is None):
        raise click.UsageError("Give --export and --out together.")
    exported = None if form is None or out is None else _Export(form, out)
    reader = options.load_reader(model_name)
    failed = rejected_picture = False
    for file in _each(files):
        try:
            for drawing in _drawings(file):
                rows = read_rows(reader, drawing.ink)
                echo(_as_json(drawing, rows, reader) if as_json else _as_text(drawing, rows))
                if exported:
                    exported.add(drawing, rows)
                rejected_picture |= drawing.line is None and any(one.rejected for one in _each_digit(rows))
        except DigitgameError as error:
            complain(str(error))
            failed = True
    if exported:
        note(exported.close())
    if rejected_picture and not as_json:
        note(_CROP)
    context.exit(1 if failed else 0)


class _Export:
    """Writes what was read, with its predictions as labels: digits as PNG files, or drawings as an ink file."""

    def __init__(self, form: str, out: Path) -> None:
        from digitgame.datasets.export import check_free

        check_free(out)
        self._form, self._out = form, out
        self._drawings: list[Drawing] = []
        self._count = self._left_out = 0

    def add(self, drawing: InputDrawing, rows: Sequence[Row]) -> None:
        """Take a drawing and the numbers in it."""
        if self._form == "png":
            self._add_images(drawing, _each_digit(rows))
        else:
            self._add_ink(drawing, rows)

    def close(self) -> str:
        """Write what is left to write; returns a line about it."""
        from digitgame.datasets.export import write_drawings

        if self._drawings:
            self._count = len(self._drawings)
            write_drawings(self._drawings, self._out)
        pictures = "1 picture has" if self._left_out == 1 else f"{self._left_out:,} pictures have"
        left_out = f" {pictures} no strokes: use --export png." if self._left_out else ""
        if not self._count:
            return f"Nothing to write to {self._out}.{left_out}"
        what = "digits" if self._form == "png" else "drawings"
        return f"Wrote {self._count:,} {what} to {self._out}, labelled as predicted: check them.{left_out}"

    def _add_images(self, drawing: InputDrawing, readings: Sequence[Reading]) -> None:
        from digitgame.datasets.export import save_digit

        stem = re.sub(r"[^A-Za-z0-9-]+", "-", Path(drawing.file).stem)[:40].strip("-") or "digit"
        for reading in readings:
            self._count += 1
            label = "rejected" if reading.rejected else str(reading.digit)
            save_digit(reading.frame, self._out, label, f"{stem}-{self._count:05}")

    def _add_ink(self, drawing: InputDrawing, rows: Sequence[Row]) -> None:
        from digitgame.inference.multi_digit import StrokeInk
        from digitgame.ink import Drawing

        if not isinstance(drawing.ink, StrokeInk):
            self._left_out += 1
            return
        readings = _each_digit(rows)
        is_digit = len(readings) == 1 and not readings[0].rejected
        label = readings[0].digit if is_digit else None
        more = {"read": " ".join(map(str, rows))} if readings and not is_digit else {}
        self._drawings.append(Drawing.of(drawing.ink.strokes, label, **more))


def _each(names: tuple[str, ...]) -> Iterator[str]:
    """The files that the names mean: those in a folder, and those of a pattern that the shell did not expand."""
    for name in names:
        path = Path(name)
        found: Iterable[Path] = ()
        try:
            if name != "-" and path.is_dir():
                found = [file for file in path.iterdir() if file.suffix.lower() in _SUFFIXES]
            # Windows' shells leave patterns to the program.
            elif not path.exists() and any(sign in path.name for sign in "*?["):
                found = path.parent.glob(path.name)
            found = [file for file in found if not file.name.startswith(".") and file.is_file()]
        # A name that no file can have: opening it gives the error.
        except (OSError, ValueError) as error:
            _log.debug("%r: %s", name, error)
        yield from [str(file) for file in sorted(found, key=_by_name)] or [name]


def _by_name(file: Path) -> list[str]:
    """`scan2` before `scan10`."""
    return [part.zfill(20) for part in re.split(r"(\d+)", file.name)]


def _drawings(file: str) -> Iterator[InputDrawing]:
    from digitgame.inference.input_files import read_file, read_stream

    try:
        yield from read_stream(sys.stdin.buffer, file) if file == "-" else read_file(Path(file))
    except OSError as error:
        hint = "Name a picture (PNG, JPEG, ...) or an ink file (.jsonl) that is there and that you may read."
        raise DigitgameError(f"{file} cannot be read: {error.strerror or error}.", hint) from error


def _each_digit(rows: Sequence[Row]) -> list[Reading]:
    return [reading for row in rows for reading in row.readings]


def _as_text(drawing: InputDrawing, rows: Sequence[Row]) -> str:
    readings = _each_digit(rows)
    where = drawing.file if drawing.line is None else f"{drawing.file}:{drawing.line}"
    if not readings:
        return f"{where}: {_NO_INK}"
    away = readings[0].set_aside
    without = f" without {len(away)} other stroke{'s' * (len(away) > 1)}" if away else ""
    if len(readings) > 1:
        each = [_REJECTED if one.rejected else _percent(one.confidence) for one in readings]
        each = [f"{one.digit}: {text}" for one, text in zip(readings, each, strict=True)]
        return f"{where}: {' / '.join(map(str, rows))}{without} (sure of {', '.join(each)})"
    [reading] = readings
    sure = f"{_percent(reading.confidence)} sure"
    if reading.rejected:
        return f"{where}: {_REJECTED} (at best {reading.digit}, {sure})"
    second = int(reading.probabilities.argsort()[-2])
    return f"{where}: {reading.digit}{without}, {sure} (then {second}, {_percent(reading.probabilities[second])})"


def _percent(probability: float) -> str:
    return percent(float(probability), 1)


def _as_json(drawing: InputDrawing, rows: Sequence[Row], reader: Reader) -> str:
    """One line of JSON: `probabilities` are of all ink as one digit, `each` of every digit in it."""
    readings = _each_digit(rows)
    answer: dict[str, Any] = {"file": drawing.file, "line": drawing.line}
    if not readings:
        # Nothing was read, so no digit is more probable than another.
        answer |= {"digits": "", "refused": True, "reason": _NO_INK, "probabilities": [0.1] * 10, "each": []}
        return json.dumps(answer | {"doubt": 1.0})
    whole = readings[0] if len(readings) == 1 else reader.read(drawing.frame)
    rejected = any(reading.rejected for reading in readings)
    answer |= {"digits": " ".join(map(str, rows)), "refused": rejected}
    answer |= {"reason": _NO_DIGIT} if rejected else {}
    answer["probabilities"] = _rounded(whole)
    answer["each"] = [_rounded(reading) for reading in readings]
    answer["doubt"] = round(max(reading.reject_score for reading in readings), 6)
    answer |= {"set_aside": list(readings[0].set_aside)} if readings[0].set_aside else {}
    return json.dumps(answer)


def _rounded(reading: Reading) -> list[float]:
    return [round(float(probability), 6) for probability in reading.probabilities]
