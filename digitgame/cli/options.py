"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from digitgame.errors import DigitgameError

if TYPE_CHECKING:
    from digitgame.datasets import Dataset

Command = TypeVar("Command", bound=Callable[..., Any])

model = click.option(
    "--model", "model_name", metavar="NAME|FOLDER", help="Model to use  [default: the last one trained]"
)


def data(words: str) -> Callable[[Command], Command]:
    """`--data`, which may be given more than once; `words` are its help."""
    return click.option("--data", "names", multiple=True, metavar="NAME|PATH|URL", help=words)


def load_tests(names: Sequence[str]) -> list[Dataset]:
    """The test images that `--data` names, or those of the default, with a progress bar."""
    from digitgame import datasets, paths
    from digitgame.cli.progress import progress

    with progress() as show:
        return datasets.load_tests(names, cache=paths.data(), progress=show, database=paths.database())


def sure(question: str, *, yes: bool) -> bool:
    """Whether the user agrees to `question`, or has with `--yes`. DigitgameError if nobody can answer."""
    try:
        return yes or click.confirm(question)
    except click.Abort:
        # The line of the question is still open.
        click.echo(err=True)
        raise DigitgameError("No confirmation, nothing removed.", "Use --yes in scripts.") from None
