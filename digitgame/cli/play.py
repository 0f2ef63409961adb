"""`digitgame play`."""

import gc
from typing import Any

import click

from digitgame.cli import options, window
from digitgame.rules.modes import Mode


def _mode(ctx: click.Context, param: click.Parameter, value: str | None) -> Mode | None:
    if value is None:
        return None
    kind, _, opponent = " ".join(value.split()).partition(" ")
    if kind.casefold() == "duel" and opponent and opponent.casefold() != "boss":
        return _duel(opponent, ctx, param)
    return Mode.parse(window.named(value, ["free"], ctx, param))


def _duel(opponent: str, ctx: click.Context, param: click.Parameter) -> Mode:
    """A duel against one of the models on this machine, such as a classmate's."""
    from digitgame import model, paths

    known = model.names(paths.models())
    if opponent not in known:
        names = ", ".join(["boss", *known])
        raise click.BadParameter(f"There is no model {opponent} to duel with. Known: {names}.", ctx, param)
    return Mode("duel", opponent)


@click.command()
@options.model
@click.option(
    "--player", metavar="NAME", help="Who plays; each player has a score  [default: the last player]"
)
@window.size
@click.option("--fullscreen", "full_screen", is_flag=True, help="Start in full screen; F11 leaves it.")
@click.option("--mute", "muted", is_flag=True, help="Start without sound; M turns it on.")
@window.reduced_motion
@options.mode(
    "Start in this mode: free, sprint, sums easy (middle, hard), fool, duel (or duel MODEL), daily, versus.",
    callback=_mode,
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(0, 2**63 - 1),
    help="Play this run each time: the same digits and sums for everyone with the same N.",
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
      digitgame play --mode sprint --seed 7
      digitgame play --mode "duel anns-network"
    """
    # What is imported is needed to the end: the garbage collector would only look through it, until the first frame.
    gc.disable()
    try:
        # pygame and LiteRT are slow to import, and --help needs neither.
        from digitgame.game.start import play as run

        window.closed(context, run(**choices, notify=window.notify))
    finally:
        gc.enable()
