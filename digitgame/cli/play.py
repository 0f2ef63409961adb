"""`digitgame play`."""

from typing import Any

import click

from digitgame.cli import options, window
from digitgame.rules.modes import Mode


def _mode(ctx: click.Context, param: click.Parameter, value: str | None) -> Mode | None:
    return None if value is None else Mode.parse(window.named(value, ["free"], ctx, param))


@click.command()
@options.model
@click.option(
    "--player", metavar="NAME", help="Who plays; each player has a score  [default: the last player]"
)
@window.size
@click.option("--fullscreen", "full_screen", is_flag=True, help="Start in full screen; F11 leaves it.")
@click.option("--mute", "muted", is_flag=True, help="Start without sound; M turns it on.")
@window.reduced_motion
@click.option(
    "--mode",
    metavar="MODE",
    callback=_mode,
    shell_complete=window.complete_modes,
    help="Start in this mode: free, sprint, sums easy (middle, hard), fool, duel, daily, versus.",
)
@click.pass_context
def play(context: click.Context, /, **choices: Any) -> None:
    """Open the arcade: draw digits, let the AI read them, race the clock, keep score.

    \b
    Space asks for a guess, C clears the board, Ctrl+Z undoes, Y and N say whether the guess was right, X shows
    the inside of the network, H lists all keys. The menu has all modes. In Train you watch your own network
    learn; if you close the window while it does, the training continues in the terminal.

    \b
    Examples:
      digitgame play
      digitgame play --player Ann --fullscreen
      digitgame play --model my-network
      digitgame play --mode sprint
      digitgame play --mode "sums hard"
    """
    # pygame and LiteRT are slow to import, and --help needs neither.
    from digitgame.game.start import play as run

    window.closed(context, run(**choices, notify=window.notify))
