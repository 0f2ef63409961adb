"""Where text leaves for the terminal."""

import logging
from typing import Final

import click

from digitgame.formatting import printable, shortened

# Characters of a word in a message, and of a whole one: more would say no more.
LONGEST_WORD: Final = 200
LONGEST: Final = 1000


class PrintableFormatter(logging.Formatter):
    """Log lines that do nothing to the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def echo(text: str, *, err: bool = False) -> None:
    """Print a text that may hold names from files: no character of it does anything to the terminal."""
    click.echo(printable(text), err=err)


def complain(message: str) -> None:
    """Print a message in one line on standard error."""
    line = shortened(printable(" ".join(message.split()), LONGEST_WORD), LONGEST)
    click.echo(f"digitgame: {line}", err=True)
