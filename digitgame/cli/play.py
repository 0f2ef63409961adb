"""`digitgame play`."""

from __future__ import annotations

import click

from digitgame.cli import options, window


def _mode(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    return None if value is None else window.named(value, ["free"], ctx, param)


@click.command()
@options.model
@click.option(
    "--player", metavar="NAME", help="Who plays; each has a score of their own  [default: the last one]"
)
@window.size
@click.option("--fullscreen", is_flag=True, help="Take the whole screen; F11 goes back.")
@click.option("--mute", is_flag=True, help="Start without sound; M switches it.")
@window.reduced_motion
@click.option(
    "--mode",
    metavar="MODE",
    callback=_mode,
    help="Begin with it: free, sprint, sums easy (middle, hard), fool, duel, daily.",
)
@click.pass_context
def play(
    context: click.Context,
    model_name: str | None,
    player: str | None,
    size: tuple[int, int],
    fullscreen: bool,
    mute: bool,
    reduced_motion: bool,
    mode: str | None,
) -> None:
    """Open the arcade: draw digits, have them read, race the clock, keep score.

    \b
    On the board Space guesses, C clears, Ctrl+Z undoes, Y and N say whether the guess was right, X looks
    inside the network, H shows all keys. The menu has the modes, and Train, where a network learns while you
    watch or play; a training that is not over when the window is closed goes on in the terminal.

    \b
    Examples:
      digitgame play
      digitgame play --player Ann --fullscreen
      digitgame play --model my-network
      digitgame play --mode sprint
      digitgame play --mode "sums hard"
    """
    from digitgame.game.start import play as run  # pygame and LiteRT: --help must not load them

    job = run(
        model_name=model_name,
        player=player,
        size=size,
        full_screen=fullscreen,
        muted=mute,
        reduced_motion=reduced_motion,
        mode=mode,
        tell=window.told,
    )
    window.closed(context, job)
