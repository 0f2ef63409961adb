"""`digitgame gallery`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digitgame.cli import options, window
from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.datasets import Dataset


@click.command()
@options.data(
    "What to look at: mnist, hand, mine, an ink file, a folder, ...; several are looked at together.  "
    "[default: in the window all that is kept; else mnist where it is kept, or hand]"
)
@click.option("--digit", type=click.IntRange(0, 9), help="This one only.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write one picture of many digits (.png, .jpg, ...) and open no window.",
)
@click.option(
    "--count", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Digits in that picture."
)
@options.model
@window.size
@click.pass_context
def gallery(
    context: click.Context,
    names: tuple[str, ...],
    digit: int | None,
    out: Path | None,
    count: int,
    model_name: str | None,
    size: tuple[int, int],
) -> None:
    """Look at digits, in the game's gallery or as one picture of many.

    In the window the network reads each of them: page through them, look at those that it misreads, enlarge one.
    Of MNIST and the like the test part is shown.

    \b
    Examples:
      digitgame gallery
      digitgame gallery --data drawings.jsonl --digit 4
      digitgame gallery --data mnist --digit 7 --out sevens.png
    """
    if out is not None:
        click.echo(_written(_loaded(names), digit, count, out))
        return
    from digitgame.datasets.browse import album_of
    from digitgame.game.start import gallery as scenes
    from digitgame.game.start import play

    digits = _loaded(names) if names else None
    album = None if digits is None else album_of(digits.name, digits.test)
    job = play(
        model_name=model_name, size=size, begins=lambda game: scenes(game, album, digit), tell=window.notify
    )
    window.closed(context, job)


def _loaded(names: tuple[str, ...]) -> Dataset:
    from digitgame import paths
    from digitgame.cli.progress import progress
    from digitgame.datasets import cache, load_test
    from digitgame.datasets.images import Dataset

    wanted = names or ("mnist" if cache.has(paths.data(), "mnist") else "hand",)
    with progress() as show:
        sets = [
            load_test(name, cache=paths.data(), progress=show, database=paths.database()) for name in wanted
        ]
    return Dataset.joined(sets)


def _written(digits: Dataset, digit: int | None, count: int, out: Path) -> str:
    """Draw them; what to tell."""
    import numpy as np

    from digitgame.charts.mosaic import mosaic

    labels = digits.test.labels
    rows = np.arange(len(labels)) if digit is None else np.flatnonzero(labels == digit)
    if not len(rows):
        raise DigitgameError(f"There is no {digit} in {digits.name}.", "Name another digit or other data.")
    chosen = digits.test.images[rows[:count]]
    try:
        mosaic(chosen, out)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = "Name another place with --out, such as digits.png."
        raise DigitgameError(f"{out} cannot be written: {reason}.", hint) from error
    what = "digits" if digit is None else f"{digit}s"
    return f"Wrote {out}: {len(chosen):,} {what} of {digits.name}."
