"""`digitgame play`."""

from __future__ import annotations

import re
from typing import Final

import click

SMALLEST: Final = (320, 200)
LARGEST: Final = (16384, 16384)


def size(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, int]:
    """A window's size, such as 960x600."""
    found = re.fullmatch(r"(\d{1,5})[xX×](\d{1,5})", value.strip())
    if not found:
        raise click.BadParameter(f"{value!r} is not a size such as 960x600.", ctx, param)
    width, height = int(found[1]), int(found[2])
    if not (SMALLEST[0] <= width <= LARGEST[0] and SMALLEST[1] <= height <= LARGEST[1]):
        raise click.BadParameter(f"{value} is not between 320x200 and 16384x16384.", ctx, param)
    return width, height


def _mode(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A mode with its level; one that has levels begins with its first."""
    from digitgame.rules.modes import all_modes

    if value is None:
        return None
    wanted = " ".join(value.split()).casefold()
    found = [mode for mode in ("free", *all_modes()) if mode == wanted or mode.startswith(wanted + " ")]
    if not found:
        raise click.BadParameter(
            f"There is no mode {value}. Known: free, {', '.join(all_modes())}.", ctx, param
        )
    return found[0]


@click.command()
@click.option(
    "--model",
    "model_name",
    metavar="NAME|FOLDER",
    help="The network that reads  [default: the last one trained]",
)
@click.option(
    "--player", metavar="NAME", help="Who plays; each has a score of their own  [default: the last one]"
)
@click.option(
    "--size",
    metavar="WxH",
    default="960x600",
    show_default=True,
    callback=size,
    help="The window's size in pixels.",
)
@click.option("--fullscreen", is_flag=True, help="Take the whole screen; F11 goes back.")
@click.option("--mute", is_flag=True, help="Start without sound; M switches it.")
@click.option("--reduced-motion", is_flag=True, help="No dust, no shake, nothing that pulses.")
@click.option(
    "--mode",
    metavar="MODE",
    callback=_mode,
    help="Begin with it: free, sprint, daily, sums easy (middle, hard), fool, duel.",
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
    from digitgame.play.start import play as run  # pygame and LiteRT: --help must not load them

    job = run(
        model_name=model_name,
        player=player,
        size=size,
        full_screen=fullscreen,
        muted=mute,
        reduced_motion=reduced_motion,
        mode=mode,
    )
    if job is not None:  # a training that goes on here, now that the window is closed
        from digitgame.cli.train_watch import finished

        context.exit(finished(job))
