"""The commands: each parses, calls one function and prints. Heavy imports stay inside the command."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import Final

import click

from digitgame import __version__
from digitgame.cli.app import App

_DEBUG: Final = "DIGITGAME_DEBUG"  # set for the training that a command starts, so that it logs too


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="digitgame")
@click.option("--debug", is_flag=True, help="Log every step and show tracebacks.")
@click.pass_context
def main(context: click.Context, debug: bool) -> None:
    """Draw a digit, train the network that reads it, play against it.

    \b
    Start here:
      digitgame play     draw digits and let the AI read them
      digitgame train    train your own network, then play with it
    """
    if debug or os.environ.get(_DEBUG):
        context.call_on_close(_log_to_stderr())


def _log_to_stderr() -> Callable[[], None]:
    """Print the program's log on standard error; a function that ends it."""
    logger, handler = logging.getLogger("digitgame"), logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False

    def end() -> None:
        logger.removeHandler(handler)
        logger.level, logger.propagate = before
        os.environ.pop(_DEBUG, None)

    os.environ[_DEBUG] = "1"
    return end
