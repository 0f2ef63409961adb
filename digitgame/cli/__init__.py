"""The commands: each parses, calls one function and prints. Heavy imports stay inside the command."""

import os
from typing import Final

import click

from digitgame import __version__, folders, paths
from digitgame.cli.app import App
from digitgame.cli.output import log_steps

_DEBUG: Final = "DIGITGAME_DEBUG"


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(__version__, "-V", "--version", prog_name="digitgame")
@click.option("--debug", is_flag=True, help="Log every step and show tracebacks.")
def main(debug: bool) -> None:
    """Draw a digit, train the network that reads it, play against it.

    \b
    Start here:
      digitgame play     draw digits and let the AI read them
      digitgame train    train your own network, then play with it

    \b
    Environment:
      DIGITGAME_HOME     folder of models, data sets, scores and settings
      DIGITGAME_OFFLINE  1: never download anything
      DIGITGAME_SEED     a number: every run asks for the same digits, for a fair match
      DIGITGAME_DEBUG    1: as --debug
      NO_COLOR           1: no colours
    """
    if debug or os.environ.get(_DEBUG):
        # A training that the game starts inherits the variable.
        os.environ[_DEBUG] = "1"
        log_steps()
    # What a process that was killed had moved out of the way comes back before any command looks for it.
    for folder in (paths.models(), paths.data()):
        folders.recover(folder)
