"""`digitgame demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from digitgame.cli.play import size as size_option

SCREENS: Final = (
    *("title", "menu", "free", "gallery", "copy", "lab", "tutorial", "calibration"),
    *("train", "keys", "scores", "settings", "controls", "results"),
)


def _screen(ctx: click.Context, param: click.Parameter, value: str) -> str:
    from digitgame.rules.modes import all_modes

    known = [*SCREENS, *all_modes()]
    wanted = " ".join(value.split()).casefold()
    found = [mode for mode in known if mode == wanted or mode.startswith(wanted + " ")]
    if not found:
        raise click.BadParameter(f"There is no {value}. Known: {', '.join(known)}.", ctx, param)
    return found[0]


@click.command()
@click.option("--mode", default="title", show_default=True, callback=_screen, help="What it plays or shows.")
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
@click.option(
    "--size", metavar="WxH", default="960x600", show_default=True, callback=size_option, help="In pixels."
)
@click.option("--rate", type=click.IntRange(1, 60), default=20, show_default=True, help="Pictures a second.")
@click.option("--xray", is_flag=True, help="Look inside the network meanwhile.")
@click.option("--reduced-motion", is_flag=True, help="No dust, no shake, nothing that pulses.")
@click.option("--model", "model_name", metavar="NAME|FOLDER", help="The network that reads.")
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
    Examples:
      digitgame demo
      digitgame demo --mode sprint --seconds 12 --out sprint.gif
      digitgame demo --mode free --xray --seconds 2 --out xray.png --size 1920x1200
    """
    from digitgame import model, paths
    from digitgame.ink import FRAMING
    from digitgame.play.demo import run
    from digitgame.reading import Reader

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
