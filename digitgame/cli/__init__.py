"""The commands: each parses, calls one function and prints. Heavy imports wait inside the command."""

from __future__ import annotations

import click

from digitgame import __version__
from digitgame.cli.app import App


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="digitgame")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Draw a digit, train the network that reads it, play against it.

    \b
    Start here:
      digitgame play     draw digits and have them read
      digitgame train    watch a network learn, then play with it
    """
