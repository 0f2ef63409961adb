"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

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
