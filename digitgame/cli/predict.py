"""`digitgame predict`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digitgame.cli import options
from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.inference import Reader, Reading
    from digitgame.inference.inputs import Found

_PICTURES = ".png .jpg .jpeg .bmp .gif .webp .tif .tiff .jp2 .ppm .pgm .ico"
_KINDS = frozenset([*_PICTURES.split(), ".jsonl", ".ndjson"])  # of the files in a folder that are read
_NO_INK = "no ink"
_NO_DIGIT = "not a digit"
_DOUBTED = f"{_NO_DIGIT}?"
_CROP = "(Where a picture shows more than the digit and its board, crop it to the board.)"


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.model
@click.option("--json", "as_json", is_flag=True, help="One JSON object a drawing, for scripts.")
@click.pass_context
def predict(context: click.Context, files: tuple[str, ...], model_name: str | None, as_json: bool) -> None:
    """Read pictures or ink files.

    FILE is a picture (PNG, JPEG, ...), an ink file (.jsonl, a drawing a line), a folder of these (read in the order
    of their names), or - for a picture or an ink file on standard input.
    Each drawing gives a line: the digit, how sure the network is, and the next likeliest. Digits next to each
    other are read as a number; what does not look like a digit is marked so.

    With --json each is an object: "file", "line" (of an ink file, else null), "digits" ("7", "204"; "" without
    ink), "refused" and why ("reason"), "probabilities" (ten, of all the ink as one digit), "each" (ten for every
    digit in it), "doubt" (0 to 1, that it is no digit: the worst of them).

    A file that cannot be read is reported on standard error, the others are read all the same, and the exit code
    is 1.

    \b
    Examples:
      digitgame predict seven.png photos/*.jpg
      digitgame predict --json drawings.jsonl
      digitgame predict photos
      digitgame predict - < seven.png
    """
    from digitgame import ink, model, paths
    from digitgame.inference import Reader

    shipped = paths.shipped_model()
    reader = Reader(model.find(model_name, models=paths.models(), shipped=shipped, framing=ink.FRAMING))
    show: Callable[[Found, Reader], str] = _as_json if as_json else _in_words
    failed = doubted = False
    for file in _each(files):
        try:
            for found in _found(file):
                told = show(found, reader)
                click.echo(told)  # what fails here is the output's fault, not the file's
                doubted |= found.line is None and _DOUBTED in told[len(found.file) :]
        except DigitgameError as error:
            click.echo(f"digitgame: {error}", err=True)
            failed = True
    if doubted and not as_json:
        click.echo(_CROP, err=True)
    context.exit(1 if failed else 0)


def _each(names: tuple[str, ...]) -> Iterator[str]:
    """The files that the names mean: those in a folder, those of a pattern that the shell has left as it is."""
    for name in names:
        path = Path(name)
        found: Iterable[Path] = ()
        with suppress(OSError, ValueError):  # a name that no file can have is told where it is opened
            if name != "-" and path.is_dir():
                found = [file for file in path.iterdir() if file.suffix.lower() in _KINDS]
            elif not path.exists() and any(sign in path.name for sign in "*?["):  # Windows' shells
                found = path.parent.glob(path.name)
            found = [file for file in found if not file.name.startswith(".") and file.is_file()]
        yield from [str(file) for file in sorted(found, key=_by_name)] or [name]


def _by_name(file: Path) -> list[str]:
    """`scan2` before `scan10`."""
    return [part.zfill(20) for part in re.split(r"(\d+)", file.name)]


def _found(file: str) -> Iterator[Found]:
    from digitgame.inference.inputs import read_file, read_stream

    try:
        yield from read_stream(sys.stdin.buffer, file) if file == "-" else read_file(Path(file))
    except OSError as error:
        hint = "Name a picture (PNG, JPEG, ...) or an ink file (.jsonl) that is there and that you may read."
        raise DigitgameError(f"{file} cannot be read: {error.strerror or error}.", hint) from error


def _in_words(found: Found, reader: Reader) -> str:
    from digitgame.inference.multi_digit import read_inked

    where = found.file if found.line is None else f"{found.file}:{found.line}"
    number = read_inked(reader, found.ink)
    if not number:
        return f"{where}: {_NO_INK}"
    if len(number) > 1:
        each = ", ".join(f"{digit}: {_sure(reading)}" for digit, reading in number)
        return f"{where}: {_text(number)} (sure of {each})"
    digit, reading = number[0]
    sure = _percent(reading.certainty)
    if reading.refused:
        return f"{where}: {_DOUBTED} (at best {digit}, {sure} sure)"
    next_best = int(reading.probabilities.argsort()[-2])
    less = _percent(reading.probabilities[next_best])
    return f"{where}: {digit}, {sure} sure (then {next_best}, {less})"


def _sure(reading: Reading) -> str:
    return _DOUBTED if reading.refused else _percent(reading.certainty)


def _text(number: list[tuple[int, Reading]]) -> str:
    return "".join(str(digit) for digit, _ in number)


def _percent(chance: float) -> str:
    percent = 100 * float(chance)
    if percent >= 99.95:
        return ">99.9 %"
    return f"{percent:.1f} %" if percent >= 0.05 else "<0.1 %"


def _as_json(found: Found, reader: Reader) -> str:
    """`probabilities` are of all the ink as one digit, `each` of every digit in it."""
    from digitgame.inference.multi_digit import read_inked

    answer: dict[str, Any] = {"file": found.file, "line": found.line}
    number = read_inked(reader, found.ink)
    if not number:  # nothing was read, so no digit is likelier than another
        answer |= {"digits": "", "refused": True, "reason": _NO_INK, "probabilities": [0.1] * 10, "each": []}
        return json.dumps(answer | {"doubt": 1.0})
    whole = number[0][1] if len(number) == 1 else reader.read(found.frame)
    refused = any(reading.refused for _, reading in number)
    answer |= {"digits": _text(number), "refused": refused}
    answer |= {"reason": _NO_DIGIT} if refused else {}
    answer["probabilities"] = _rounded(whole)
    answer["each"] = [_rounded(reading) for _, reading in number]
    answer["doubt"] = round(max(reading.doubt for _, reading in number), 6)
    return json.dumps(answer)


def _rounded(reading: Reading) -> list[float]:
    return [round(float(chance), 6) for chance in reading.probabilities]
