"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.datasets import Dataset
    from digitgame.inference import Reader

Command = TypeVar("Command", bound=Callable[..., Any])

model = click.option(
    "--model", "model_name", metavar="NAME|FOLDER", help="Model to use  [default: the last one trained]"
)


def data(words: str) -> Callable[[Command], Command]:
    """`--data`, which may be given more than once; `words` are its help."""
    return click.option("--data", "names", multiple=True, metavar="NAME|PATH|URL", help=words)


def load_tests(names: Sequence[str]) -> list[Dataset]:
    """The test images that `--data` names, or those of the default, with a progress bar."""
    from digitgame import paths
    from digitgame.cli.progress import progress
    from digitgame.datasets import sources

    with progress() as show:
        return sources.load_tests(names, cache=paths.data(), progress=show, database=paths.database())


def load_reader(model_name: str | None) -> Reader:
    """The reader of the model that `--model` names."""
    from digitgame import ink, model, paths
    from digitgame.inference import Reader

    shipped = paths.shipped_model()
    return Reader(model.find(model_name, models=paths.models(), shipped=shipped, framing=ink.FRAMING))


def sure(question: str, *, yes: bool) -> bool:
    """Whether the user agrees to `question`, or has with `--yes`. DigitgameError if nobody can answer."""
    try:
        return yes or click.confirm(question)
    except click.Abort:
        # The line of the question is still open.
        click.echo(err=True)
        raise DigitgameError("No confirmation, nothing removed.", "Use --yes in scripts.") from None
