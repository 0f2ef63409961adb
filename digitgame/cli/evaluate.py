"""`digitgame evaluate`."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Final

import click

from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.reading.scoring import Score

_WORST: Final = 5  # confusions told in words


@click.command()
@click.option(
    "--data",
    "data_name",
    metavar="NAME|PATH|URL",
    help="What to read: mnist, hand, mine, an ink file, a folder, ...  [default: mnist where it is kept, else hand]",
)
@click.option(
    "--model",
    "model_name",
    metavar="NAME|FOLDER",
    help="The network that reads  [default: the last one trained]",
)
@click.option(
    "--min-accuracy",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail (exit code 1) where it reads worse.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
def evaluate(
    data_name: str | None, model_name: str | None, min_accuracy: float | None, as_json: bool
) -> None:
    """Measure how well a model reads a data set.

    Of MNIST and the like the test part is read, an ink file or a folder of pictures whole, of the built-in hand
    drawings that no training sees. Every drawing needs its label.

    \b
    Examples:
      digitgame evaluate
      digitgame evaluate --data drawings.jsonl
      digitgame evaluate --data mnist --model my-network --json
    """
    from digitgame import ink, model, paths
    from digitgame.cli.progress import progress
    from digitgame.digits import load_test, shelf
    from digitgame.reading import Reader
    from digitgame.reading.scoring import expected_calibration_error, score

    shipped = paths.shipped_model()
    network = model.find(model_name, models=paths.models(), shipped=shipped, framing=ink.FRAMING)
    reader = Reader(network)
    name = data_name or ("mnist" if shelf.has(paths.data(), "mnist") else "hand")
    with progress() as show:
        digits = load_test(name, cache=paths.data(), progress=show, database=paths.database())
    for note in digits.notes:
        click.echo(note, err=True)
    result = score(reader, digits.test.images, digits.test.labels, digits.name)
    error = expected_calibration_error(result.probabilities, digits.test.labels)
    if as_json:
        click.echo(
            json.dumps({**result.as_json(), "model": network.name, "calibration_error": round(error, 6)})
        )
    else:
        click.echo(f"{network.name} on {result.name}{'' if data_name else ' (choose with --data)'}:")
        click.echo("\n".join((_summary(result, error), _table(result), _confusions(result))))
    if min_accuracy is not None and 100 * result.accuracy < min_accuracy:
        raise DigitgameError(f"{_percent(result.accuracy)} is less than the {min_accuracy:g} % asked for.")


def _summary(score: Score, calibration_error: float) -> str:
    wrong = score.count - int(score.confusion.trace())
    refused = f" {score.refused:,} refused as no digit." if score.refused else ""
    right = f"{_percent(score.accuracy)} of {score.count:,} digits read right"
    first = f"{right}, {wrong:,} wrong, in {score.seconds:.1f} s.{refused}"
    return f"{first}\nIts certainty is off by {_percent(calibration_error)} on average.\n"


def _table(score: Score) -> str:
    """The confusion matrix with the accuracy of each true digit, 77 columns for up to 99,999 of a digit."""
    wide = max(len(str(score.confusion.max())) + 1, 4)
    lines = ["read as" + "".join(f"{digit:>{wide}}" for digit in range(10)) + "     right"]
    for digit, row in enumerate(score.confusion):
        cells = "".join(f"{count or '.':>{wide}}" for count in row.tolist())
        accuracy = score.per_digit[digit]
        lines.append(f"true {digit} {cells}{'none' if math.isnan(accuracy) else _percent(accuracy):>10}")
    return "\n".join(lines) + "\n"


def _confusions(score: Score) -> str:
    """The commonest mistakes in words."""
    worst = score.confusions()[:_WORST]
    if not worst:
        return "Nothing was confused."
    of_each = score.confusion.sum(1)
    lines = [
        f"  {truth} read as {read}: {'once' if count == 1 else f'{count:,} times'},"
        f" {_percent(count / of_each[truth])} of the {truth}s"
        for truth, read, count in worst
    ]
    return "\n".join(["Confused most often:", *lines])


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"
