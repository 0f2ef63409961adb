"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from digitgame.datasets import Dataset

Command = TypeVar("Command", bound=Callable[..., Any])

model = click.option(
    "--model",
    "model_name",
    metavar="NAME|FOLDER",
    help="Model to use  [default: the last one trained]",
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
