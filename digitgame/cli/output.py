"""Where text leaves for the terminal."""

import io
import logging
import os
import sys
from typing import Final

import click

from digitgame.formatting import printable, shortened

# Characters of a word in a message, and of a whole one: more would say no more.
LONGEST_WORD: Final = 200
LONGEST: Final = 1000
# The key, in a context's `meta`, of whether to be quiet.
_QUIET: Final = "digitgame.quiet"


class PrintableFormatter(logging.Formatter):
    """Log lines that do nothing to the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def log_steps() -> None:
    """Log every step on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(PrintableFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler])
    logging.getLogger("digitgame").setLevel(logging.DEBUG)


def be_quiet(context: click.Context) -> None:
    """Print results and errors only, in this run of the program."""
    context.meta[_QUIET] = True


def is_quiet() -> bool:
    """Whether the user wants results and errors only."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_QUIET))


def open_closed_streams() -> None:
    """Let standard streams that the shell closed (`<&- >&- 2>&-`) lead nowhere.

    Otherwise the next file that is opened would get a stream's number, and what is printed would go into that file.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    # They stay open as long as the program runs.
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def replace_what_the_terminal_lacks() -> None:
    """Let what the encoding of a stream lacks become a question mark: a Windows code page has no `≠`, nor all names."""
    for stream in (sys.stdout, sys.stderr):
        # A windowed program has no streams.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def note(text: str) -> None:
    """Print on standard error what is good to know, unless the user wants results and errors only."""
    if not is_quiet():
        echo(text, err=True)


def echo(text: str, *, err: bool = False) -> None:
    """Print a text that may hold names from files: no character of it does anything to the terminal."""
    click.echo(printable(text), err=err)


def complain(message: str) -> None:
    """Print a message in one line on standard error."""
    line = shortened(printable(" ".join(message.split()), LONGEST_WORD), LONGEST)
    click.echo(f"digitgame: {line}", err=True)
