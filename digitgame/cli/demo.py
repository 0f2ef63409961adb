"""`digitgame demo`."""

from pathlib import Path
from typing import Any

import click

from digitgame.cli import options, window
from digitgame.cli.output import echo
from digitgame.formatting import counted


def _screen(ctx: click.Context, param: click.Parameter, value: str) -> str:
    # It imports pygame, which --help does not need.
    from digitgame.demo.screens import SCREENS

    return window.named(value, [*SCREENS], ctx, param)


def _complete(context: click.Context, option: click.Parameter, begun: str) -> list[str]:
    """The modes and screens that begin so, for the shell."""
    from digitgame.demo.screens import SCREENS

    modes = options.complete_modes(context, option, begun)
    return list(dict.fromkeys([*modes, *(name for name in SCREENS if name.startswith(begun))]))


@click.command()
@click.option(
    "--mode",
    "screen",
    metavar="MODE",
    shell_complete=_complete,
    default="title",
    callback=_screen,
    help="Mode or screen to show (see the lists above).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write an .mp4 (with sound), a .gif, a .png (the last frame) or a folder of frames  "
    "[default: on the screen]",
)
@click.option("--seconds", type=options.FiniteRange(0.02, 600), default=10.0, help="Length of the demo.")
@click.option("--seed", type=click.IntRange(min=0), default=1, help="The same seed gives the same pictures.")
@window.size
@click.option("--rate", type=click.IntRange(1, 60), default=20, help="Frames per second.")
@click.option("--xray", is_flag=True, help="Press X first: the inside of the network.")
@window.reduced_motion
@options.model
def demo(model_name: str | None, out: Path | None, **choices: Any) -> None:
    """Let a bot play, on the screen or into a film, a GIF, a PNG or a folder of frames.

    With --out it needs no screen. Its scores are not kept. A film needs ffmpeg; without it the pictures become a GIF
    and the sound a WAV.

    \b
    Modes:
      free, sprint, sums easy, sums middle, sums hard, fool, duel boss, daily,
      versus, calibration, tutorial, lab (kernels), inside, close-up, chances, why and
      compare (inside the network), copy (a digit of the gallery),
      hiding (a duel on a digit of the gallery)
    Screens:
      title, menu, help, goals, pause, initials, results (of a Sprint), digits (over several
      Sprints), scores, class, projector (the scores of a class), turn, between, winner
      (all three of Versus), gallery, enlarged (a digit of the gallery), train,
      training (a recorded one), confusion, network, outcome (pages of it),
      leaving (during a training), name (of the player), settings, controls (to
      change the keys), keys (the help on them)
    Lessons:
      learn (all of them), pixels, kernel, kernels, relu, pooling, depth, softmax,
      gradient, epochs, overfitting, limits

    \b
    Examples:
      digitgame demo
      digitgame demo --mode sprint --seconds 12 --out sprint.gif
      digitgame demo --mode sprint --seconds 70 --rate 30 --out sprint.mp4
      digitgame demo --mode inside --seconds 2.5 --out inside.png --size 1920x1200
    """
    from digitgame.demo.run import run

    written = run(reader=options.load_reader(model_name), out=out, **choices)
    if out is not None:
        frames = counted(written, "frame")
        if out.exists():
            echo(f"Wrote {out}: {frames}.")
        else:
            gif, sound = out.with_suffix(".gif"), out.with_suffix(".wav")
            echo(f"There is no ffmpeg to make a film. Wrote {gif}: {frames}, and its sound, {sound}.")
