"""Showing how far long work has come, on the error stream, so that what a command prints stays clean."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """A callback (what, done, total) that keeps a bar with the time left for each `what`; gone when done.

    Megabytes are shown where `what` begins with "Fetching". Nothing is shown without a terminal.
    """
    if sys.stderr is None or not sys.stderr.isatty():  # None: a windowed program
        yield lambda what, done, total: None  # noqa: ARG005
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[amount]}"),
        TimeRemainingColumn(),
        console=Console(file=_error_stream()),
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, total: int | None) -> None:
        if what not in tasks:
            for earlier in tasks.values():
                bars.update(earlier, visible=False)
            tasks[what] = bars.add_task(what, total=total, amount="")
        bars.update(tasks[what], completed=done, total=total, amount=_amount(what, done, total))

    with bars:
        yield show


def _error_stream() -> TextIO:
    """The terminal, by a number of its own: TensorFlow, read meanwhile, is kept quiet on the error stream's."""
    return os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding=sys.stderr.encoding, errors="replace")


def _amount(what: str, done: int, total: int | None) -> str:
    if what.startswith("Fetching"):
        of = f" of {total / 1e6:.1f}" if total else ""
        return f"{done / 1e6:.1f}{of} MB"
    return f"{done:,} of {total:,}" if total else ""
