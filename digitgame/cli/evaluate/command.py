"""`digitgame evaluate`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digitgame.cli import options
from digitgame.cli.output import echo, note
from digitgame.errors import DigitgameError, require
from digitgame.formatting import percent, score_label

if TYPE_CHECKING:
    from digitgame.datasets import Dataset
    from digitgame.inference.metrics import Evaluation


@click.command()
@options.data(
    "Test data: mnist, hand (synthetic), mine, an ink file, a folder, ...; several are compared side by side.  "
    "[default: mnist if it is cached, else hand]"
)
@options.player
@options.models
@click.option(
    "--min-accuracy",
    type=options.FiniteRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 if accuracy is below PERCENT.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write a report there: confusion matrix, accuracy by digit, calibration, most confident mistakes, "
    "learning curves, kernels and feature maps as images, the scores, and a table of the layers.",
)
@click.option(
    "--chart",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the league table as a chart (.png).",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, model and data set.")
def evaluate(
    names: tuple[str, ...],
    player: str | None,
    model_names: tuple[str, ...],
    min_accuracy: float | None,
    out: Path | None,
    chart: Path | None,
    as_json: bool,
) -> None:
    """Measure a model's accuracy on a data set, or compare several models in a league table.

    MNIST and the like: the test part. An ink file or a folder of images: all of it. hand: synthetic digits that
    no training sees. Every drawing needs its label.

    \b
    Examples:
      digitgame evaluate
      digitgame evaluate --data drawings.jsonl
      digitgame evaluate --data mnist --model my-network --json
      digitgame evaluate --data mnist --data hand --data drawings.jsonl
      digitgame evaluate --model ann --model ben --chart league.png
      digitgame evaluate --model all --data mnist --data hand
      digitgame evaluate --out report
    """
    if out is not None:
        require("A report", "matplotlib")
    if chart is not None:
        require("A chart", "matplotlib")
    models = options.found_models(model_names)
    if len(models) > 1 or chart is not None:
        if out is not None:
            raise click.UsageError("--out reports on one model: name one, or leave it out.")
        from digitgame.cli.evaluate.league import compare

        compare(models, _tests(names, player), min_accuracy=min_accuracy, chart=chart, as_json=as_json)
        return
    from digitgame.cli.evaluate.view import report, side_by_side
    from digitgame.inference.metrics import score

    reader = options.load_reader(models[0])
    model = reader.model.name
    # All of them before the first is scored, so that a wrong name costs no time.
    sets = _tests(names, player)
    results: list[Evaluation] = []
    for dataset in sets:
        test = dataset.test
        results.append(score(reader, test.images, test.labels, dataset.name, test.drawings))
        if out is not None:
            from digitgame.cli.evaluate.report import write_report

            folder = out if len(sets) == 1 else out / _folder_name(len(results), dataset.name)
            write_report(results[-1], test, reader, folder)
    if as_json:
        for result in results:
            click.echo(json.dumps(result.as_json() | {"model": model}))
    elif len(results) > 1:
        echo(f"{model} on {len(results)} data sets:\n{side_by_side(results)}")
    else:
        hint = "" if names else " (choose with --data)"
        echo(f"{model} on {score_label(results[0].name)}{hint}:\n{report(results[0])}")
    if out is not None and not as_json:
        echo(f"\nReport written to {out}.")
    for result in results:
        if min_accuracy is not None and 100 * result.accuracy < min_accuracy:
            on = f" on {result.name}" if len(results) > 1 else ""
            accuracy = percent(result.accuracy, 2)
            raise DigitgameError(f"Accuracy {accuracy}{on} is below the {min_accuracy:g} % asked for.")


def _tests(names: tuple[str, ...], player: str | None) -> list[Dataset]:
    """The data sets to measure on, with what there is to know of them said."""
    sets = options.load_tests(names, player)
    for line in dict.fromkeys(line for one in sets for line in one.notes):
        note(line)
    return sets


def _folder_name(number: int, name: str) -> str:
    """A folder for one of several data sets, whatever its name is made of."""
    return f"{number}-{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)[:40]}"
