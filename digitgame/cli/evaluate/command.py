"""`digitgame evaluate`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digitgame.cli import options
from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.datasets import Dataset
    from digitgame.inference.metrics import Evaluation


@click.command()
@options.data(
    "What to read: mnist, hand, mine, an ink file, a folder, ...; several are told side by side.  "
    "[default: mnist where it is kept, else hand]"
)
@options.model
@click.option(
    "--min-accuracy",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail (exit code 1) where it reads worse.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Draw the confusions, accuracy by digit, certainty, hardest mistakes, learning curves, kernels and "
    "feature maps there, and write the score and a table of the layers.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a data set, a line each, for scripts.")
def evaluate(
    names: tuple[str, ...],
    model_name: str | None,
    min_accuracy: float | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Measure how well a model reads a data set.

    Of MNIST and the like the test part is read, an ink file or a folder of pictures whole, of the built-in hand
    drawings that no training sees. Every drawing needs its label.

    \b
    Examples:
      digitgame evaluate
      digitgame evaluate --data drawings.jsonl
      digitgame evaluate --data mnist --model my-network --json
      digitgame evaluate --data mnist --data hand --data drawings.jsonl
      digitgame evaluate --out report
    """
    from digitgame import ink, model, paths
    from digitgame.cli.evaluate.view import percent, report, side_by_side
    from digitgame.datasets import cache
    from digitgame.inference import Reader
    from digitgame.inference.metrics import expected_calibration_error, score

    shipped = paths.shipped_model()
    network = model.find(model_name, models=paths.models(), shipped=shipped, framing=ink.FRAMING)
    reader = Reader(network)
    wanted = names or ("mnist" if cache.has(paths.data(), "mnist") else "hand",)
    scores: list[tuple[Evaluation, float]] = []
    for digits in _loaded(wanted):
        result = score(reader, digits.test.images, digits.test.labels, digits.name)
        scores.append((result, expected_calibration_error(result.probabilities, digits.test.labels)))
        if out is not None:
            from digitgame.cli.evaluate.report import draw

            folder = out if len(wanted) == 1 else out / _folder_name(len(scores), digits.name)
            draw(*scores[-1], digits.test, reader, folder)
    if as_json:
        for result, error in scores:
            told = {**result.as_json(), "model": network.name, "calibration_error": round(error, 6)}
            click.echo(json.dumps(told))
    elif len(scores) > 1:
        click.echo(f"{network.name} on {len(scores)} data sets:\n{side_by_side(scores)}")
    else:
        click.echo(f"{network.name} on {result.name}{'' if names else ' (choose with --data)'}:")
        click.echo(report(*scores[0]))
    if out is not None and not as_json:
        click.echo(f"\nDrawn in {out}.")
    for result, _ in scores:
        if min_accuracy is not None and 100 * result.accuracy < min_accuracy:
            of = f" on {result.name}" if len(scores) > 1 else ""
            raise DigitgameError(
                f"{percent(result.accuracy)}{of} is less than the {min_accuracy:g} % asked for."
            )


def _loaded(names: tuple[str, ...]) -> list[Dataset]:
    """The data sets, all of them before any is read, so that a wrong name costs no time."""
    from digitgame import paths
    from digitgame.cli.progress import progress
    from digitgame.datasets import load_test

    with progress() as show:
        sets = [
            load_test(name, cache=paths.data(), progress=show, database=paths.database()) for name in names
        ]
    for note in dict.fromkeys(note for digits in sets for note in digits.notes):
        click.echo(note, err=True)
    return sets


def _folder_name(number: int, name: str) -> str:
    """A folder for one of several data sets, whatever its name is made of."""
    return f"{number}-{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)[:40]}"
