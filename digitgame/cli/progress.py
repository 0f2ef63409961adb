"""Progress of long work, on standard error, so that it does not mix with what a command prints."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from digitgame.cli.output import is_quiet


@contextmanager
def progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """A callback (what, done, total) that shows a bar with the time left for each `what`, until the block ends.

    Amounts are in megabytes if `what` begins with "Fetching". Without a terminal nothing is shown.
    """
    # A windowed program has no stderr.
    if sys.stderr is None or not sys.stderr.isatty() or is_quiet():
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
    """The terminal under another file number, because `quiet` silences that of stderr during an import."""
    return os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding=sys.stderr.encoding, errors="replace")


def _amount(what: str, done: int, total: int | None) -> str:
    if what.startswith("Fetching"):
        of = f" of {total / 1e6:.1f}" if total else ""
        return f"{done / 1e6:.1f}{of} MB"
    return f"{done:,} of {total:,}" if total else ""
