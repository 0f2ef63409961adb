"""`digitgame predict`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.reading import Reader
    from digitgame.reading.inputs import Framed

_NO_INK = "no ink"
_NO_DIGIT = "not a digit"


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--model",
    "model_name",
    metavar="NAME|FOLDER",
    help="The network that reads  [default: the last one trained]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a drawing, for scripts.")
@click.pass_context
def predict(context: click.Context, files: tuple[str, ...], model_name: str | None, as_json: bool) -> None:
    """Read pictures or ink files.

    FILE is a picture of one digit (PNG, JPEG, ...), an ink file (.jsonl, a drawing a line), or - for either on
    standard input. Each drawing gives a line: the digit, how sure the network is, and the next likeliest. What
    does not look like a digit is marked so.

    A file that cannot be read is reported on standard error, the others are read all the same, and the exit code
    is 1.

    \b
    Examples:
      digitgame predict seven.png photos/*.jpg
      digitgame predict --json drawings.jsonl
      digitgame predict - < seven.png
    """
    from digitgame import ink, model, paths
    from digitgame.reading import Reader

    shipped = paths.shipped_model()
    reader = Reader(model.find(model_name, models=paths.models(), shipped=shipped, framing=ink.FRAMING))
    show: Callable[[Framed, Reader], str] = _as_json if as_json else _in_words
    failed = False
    for file in files:
        try:
            for framed in _framed(file):
                click.echo(show(framed, reader))
        except BrokenPipeError:
            raise
        except DigitgameError as error:
            click.echo(f"digitgame: {error}", err=True)
            failed = True
        except OSError as error:
            click.echo(f"digitgame: {file} cannot be read: {error.strerror or error}.", err=True)
            failed = True
    context.exit(1 if failed else 0)


def _framed(file: str) -> Iterator[Framed]:
    from digitgame.reading.inputs import read_file, read_stream

    if file == "-":
        return read_stream(sys.stdin.buffer, file)
    return read_file(Path(file))


def _in_words(framed: Framed, reader: Reader) -> str:
    where = framed.file if framed.line is None else f"{framed.file}:{framed.line}"
    if framed.blank:
        return f"{where}: {_NO_INK}"
    reading = reader.read(framed.frame)
    chances = reading.probabilities
    digit, next_best = (int(place) for place in chances.argsort()[:-3:-1])
    sure, less = _percent(chances[digit]), _percent(chances[next_best])
    if reading.refused:
        return f"{where}: not a digit? (at best {digit}, {sure} sure)"
    return f"{where}: {digit}, {sure} sure (then {next_best}, {less})"


def _percent(chance: float) -> str:
    percent = 100 * float(chance)
    if percent >= 99.95:
        return ">99.9 %"
    return f"{percent:.1f} %" if percent >= 0.05 else "<0.1 %"


def _as_json(framed: Framed, reader: Reader) -> str:
    answer: dict[str, Any] = {"file": framed.file, "line": framed.line}
    if framed.blank:  # nothing was read, so no digit is likelier than another
        answer |= {"digits": "", "refused": True, "reason": _NO_INK, "probabilities": [0.1] * 10}
    else:
        reading = reader.read(framed.frame)
        chances = [round(float(chance), 6) for chance in reading.probabilities]
        answer |= {"digits": str(reading.digit), "refused": reading.refused, "probabilities": chances}
        answer["doubt"] = round(reading.doubt, 6)
        if reading.refused:
            answer["reason"] = _NO_DIGIT
    return json.dumps(answer)
