"""`digitgame gallery`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digitgame.cli import options, window
from digitgame.cli.output import echo, note
from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.datasets import Dataset


@click.command()
@options.data(
    "Digits to show: mnist, hand (synthetic), mine, an ink file, a folder, ...; several are shown together.  "
    "[default: in the window every cached data set; with --out mnist if it is cached, else hand]"
)
@click.option("--digit", type=click.IntRange(0, 9), help="Show only this digit.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write one image of many digits (.png, .jpg, ...) and open no window.",
)
@click.option("--count", type=click.IntRange(1, 10_000), default=100, help="Digits in that image.")
@options.player
@options.model
@window.size
@click.pass_context
def gallery(
    context: click.Context,
    names: tuple[str, ...],
    digit: int | None,
    out: Path | None,
    count: int,
    player: str | None,
    model_name: str | None,
    size: tuple[int, int] | None,
) -> None:
    """Browse digits, in the game's gallery or as one image of many.

    In the window the network predicts each of them: page through them, show only mistakes, enlarge one.
    MNIST and the like: the test part.

    \b
    Examples:
      digitgame gallery
      digitgame gallery --data drawings.jsonl --digit 4
      digitgame gallery --data mnist --digit 7 --out sevens.png
    """
    from digitgame.datasets import Dataset

    sets = options.load_tests(names, player) if names or out is not None else []
    for line in dict.fromkeys(line for one in sets for line in one.notes):
        note(line)
    if out is not None:
        echo(_write_mosaic(Dataset.joined(sets), digit, count, out))
        return
    from digitgame.datasets.browse import browse_images
    from digitgame.game.start import gallery as scenes
    from digitgame.game.start import play

    shown = None
    if names:
        joined = Dataset.joined(sets)
        shown = browse_images(joined.name, joined.test)
    first = partial(scenes, dataset=shown, digit=digit)
    window.closed(context, play(model_name=model_name, size=size, first=first, notify=window.notify))


def _write_mosaic(dataset: Dataset, digit: int | None, count: int, out: Path) -> str:
    """Write the image of many digits; returns the line to print."""
    from digitgame.charts import mosaic

    images = dataset.test.images
    chosen = (images if digit is None else images[dataset.test.labels == digit])[:count]
    if not len(chosen):
        raise DigitgameError(f"There is no {digit} in {dataset.name}.", "Name another digit or other data.")
    try:
        mosaic(chosen, out)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = "Name another place with --out, such as digits.png."
        raise DigitgameError(f"{out} cannot be written: {reason}.", hint) from error
    what = "digits" if digit is None else f"{digit}s"
    return f"Wrote {out}: {len(chosen):,} {what} of {dataset.name}."
