"""`digitgame demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from digitgame.cli import options, window

SCREENS: Final = (
    *("title", "tutorial", "menu", "free", "help", "pause", "results", "digits", "scores"),
    *("gallery", "enlarged", "copy", "hiding", "lab", "calibration"),
    *("train", "training", "leaving", "name", "settings", "controls"),
)


def _screen(ctx: click.Context, param: click.Parameter, value: str) -> str:
    return window.named(value, SCREENS, ctx, param)


@click.command()
@click.option(
    "--mode",
    metavar="MODE",
    default="title",
    show_default=True,
    callback=_screen,
    help="What it plays or shows: one of those above.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A .gif, a .png (the last frame) or a folder of frames  [default: on the screen]",
)
@click.option(
    "--seconds", type=click.FloatRange(0.02, 600), default=10.0, show_default=True, help="How long."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same pictures."
)
@window.size
@click.option("--rate", type=click.IntRange(1, 60), default=20, show_default=True, help="Pictures a second.")
@click.option("--xray", is_flag=True, help="Look inside the network meanwhile.")
@window.reduced_motion
@options.model
def demo(
    mode: str,
    out: Path | None,
    seconds: float,
    seed: int,
    size: tuple[int, int],
    rate: int,
    xray: bool,
    reduced_motion: bool,
    model_name: str | None,
) -> None:
    """Let the built-in hand play, on the screen or into a GIF, a PNG or a folder of frames.

    With --out it needs no screen. Nothing that it plays is kept.

    \b
    Modes that it plays:
      free, sprint, sums easy, sums middle, sums hard, fool, duel boss, daily,
      calibration, tutorial, lab, copy and hiding (a duel), both on a digit of
      the gallery
    Screens that it shows:
      title, menu, help, pause (in a Sprint), results (of a Sprint), digits
      (from Sprint to Sprint), scores, gallery, enlarged (one of the gallery),
      train, training (a recorded one), leaving (while it runs), name (who
      plays), settings, controls (the keys)

    \b
    Examples:
      digitgame demo
      digitgame demo --mode sprint --seconds 12 --out sprint.gif
      digitgame demo --mode free --xray --seconds 2 --out xray.png --size 1920x1200
    """
    from digitgame import model, paths
    from digitgame.demo.run import run
    from digitgame.inference import Reader
    from digitgame.ink import FRAMING

    chosen = model.find(model_name, models=paths.models(), shipped=paths.shipped_model(), framing=FRAMING)
    written = run(
        reader=Reader(chosen),
        screen=mode,
        seconds=seconds,
        seed=seed,
        size=size,
        out=out,
        rate=rate,
        xray=xray,
        reduced_motion=reduced_motion,
    )
    if out is not None:
        click.echo(f"Wrote {out}: {written} {'picture' if written == 1 else 'pictures'}.")
