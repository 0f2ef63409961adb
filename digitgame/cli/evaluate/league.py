"""Several models measured on the same digits: a league table, best first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from digitgame.cli.output import complain, echo
from digitgame.errors import DigitgameError
from digitgame.formatting import percent, score_label

if TYPE_CHECKING:
    from digitgame.datasets import Dataset
    from digitgame.inference.metrics import Evaluation

# Characters of a name.
_LONGEST: Final = 30


@dataclass(frozen=True)
class Row:
    """One model: its name, its results on each data set, and how many parameters it has, None if that is unknown."""

    name: str
    results: tuple[Evaluation, ...]
    parameters: int | None

    @property
    def accuracy(self) -> float:
        """The mean accuracy over the data sets."""
        return sum(one.accuracy for one in self.results) / len(self.results)


def compare(
    names: Sequence[str | None],
    sets: Sequence[Dataset],
    *,
    min_accuracy: float | None,
    chart: Path | None,
    as_json: bool,
) -> None:
    """Measure models on the same data sets and print them, the most accurate first.

    A model that cannot be loaded is reported and left out, and ends the command with an error.
    """
    rows, failed = measured(names, sets)
    if as_json:
        for row in rows:
            for result in row.results:
                click.echo(json.dumps(result.as_json() | {"model": row.name}))
    elif rows:
        echo(table(rows))
    if chart is not None and rows:
        from digitgame import charts

        on = {one.name: score_label(one.name) for one in sets}
        scores = {row.name: {on[one.name]: one.accuracy for one in row.results} for row in rows}
        charts.league(scores, f"Accuracy on {' and '.join(on.values())}", chart)
        if not as_json:
            echo(f"\nChart written to {chart}.")
    if failed:
        raise DigitgameError(f"{failed} of {len(names)} models could not be measured.")
    for row in rows:
        for result in row.results:
            if min_accuracy is not None and 100 * result.accuracy < min_accuracy:
                accuracy = percent(result.accuracy, 2)
                below = f"is below the {min_accuracy:g} % asked for"
                raise DigitgameError(f"{row.name}: accuracy {accuracy} on {result.name} {below}.")


def measured(names: Sequence[str | None], sets: Sequence[Dataset]) -> tuple[list[Row], int]:
    """A row for each model, the most accurate first, and how many could not be measured."""
    from digitgame.cli.progress import progress
    from digitgame.inference import untrusted
    from digitgame.inference.metrics import readers_of, score

    rows: list[Row] = []
    failed = 0
    with progress() as show:
        for number, name in enumerate(names):
            show("Measuring", number, len(names))
            try:
                readers = readers_of(untrusted.find(name))
                results = tuple(
                    score(readers, one.test.images, one.test.labels, one.name, one.test.drawings)
                    for one in sets
                )
            except DigitgameError as error:
                complain(f"{name}: {error}")
                failed += 1
                continue
            card = readers[0].model.card
            rows.append(Row(_unused(readers[0].model.name, rows), results, card.get("parameters")))
    return sorted(rows, key=lambda row: (-row.accuracy, row.name)), failed


def table(rows: Sequence[Row]) -> str:
    """One line per model: accuracy on each data set, accepted accuracy, calibration error, speed and size."""
    labels = [score_label(one.name) for one in rows[0].results]
    several = len(labels) > 1
    titles = [*labels, *(["mean"] if several else []), "accepted", "ECE", "per digit", "parameters"]
    cells = []
    for row in rows:
        results = row.results
        count = len(results)
        values = [percent(one.accuracy, 2) for one in results]
        values += [percent(row.accuracy, 2)] if several else []
        values.append(percent(sum(one.accepted for one in results) / count, 2))
        values.append(percent(sum(one.calibration_error for one in results) / count, 2))
        spent = sum(one.seconds for one in results) / sum(one.count for one in results)
        values += [f"{1000 * spent:.2f} ms", "–" if row.parameters is None else f"{row.parameters:,}"]
        cells.append(values)
    names = [row.name if len(row.name) <= _LONGEST else f"{row.name[: _LONGEST - 1]}…" for row in rows]
    wide = max(5, *map(len, names))
    widths = [max(len(title), *(len(row[at]) for row in cells)) + 2 for at, title in enumerate(titles)]
    digits = " and ".join(f"{one.count:,} of {score_label(one.name)}" for one in rows[0].results)
    lines = [
        f"     {'model':<{wide}}"
        + "".join(f"{title:>{width}}" for title, width in zip(titles, widths, strict=True))
    ]
    for rank, (name, values) in enumerate(zip(names, cells, strict=True), 1):
        lines.append(
            f"{rank:>3}  {name:<{wide}}"
            + "".join(f"{cell:>{width}}" for cell, width in zip(values, widths, strict=True))
        )
    return "\n".join([*lines, "", f"Measured on {digits}; best first."])


def _unused(name: str, rows: Sequence[Row]) -> str:
    """The name of a model, numbered where another one of that name was measured before: folders may hold the same."""
    used = {row.name for row in rows}
    names = (name, *(f"{name} ({number})" for number in range(2, len(rows) + 3)))
    return next(one for one in names if one not in used)
