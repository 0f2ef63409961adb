"""How a training looks: a line an epoch for a person, or JSON lines for a script."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

import click
from rich.console import Console

from digitgame.training.config import PRESETS
from digitgame.training.events import Batch, Done, Epoch, Event, Saving, Start

_HEADER: Final = "   epoch     loss  accuracy  val loss  val accuracy   seconds      left"
_CALLED: Final = {
    "mnist": "MNIST's test digits",
    "hand": "the built-in hand",
    "drawings": "people's drawings",
    "mine": "your own drawings",
}


class Paper(Console):
    """A console that lets a broken pipe be heard of: rich itself would end the program, as if it had failed."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class JsonView:
    """One JSON line an event; `for_window`: one more at the end, of whether the game takes the network."""

    def __init__(self, *, for_window: bool = False) -> None:
        self._for_window = for_window

    def __enter__(self) -> JsonView:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __call__(self, event: Event) -> None:
        if not isinstance(event, Done):  # said once the model is the default
            _print_json(event)

    def loading(self) -> None:
        pass

    def stopping(self) -> None:
        pass

    def done(self, done: Done, go_on: str) -> None:  # noqa: ARG002
        _print_json(done)

    def taken(self, name: str, against: str, before: str, less: str = "") -> None:
        if self._for_window:
            told = {"name": name, "against": against, "before": before, "less": less}
            click.echo(json.dumps({"event": "taken", **told}))


class PlainView:
    """Lines for a person: one an epoch, each of which stays."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Paper(highlight=False)
        self._epochs: int | None = 0

    def __enter__(self) -> PlainView:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def loading(self) -> None:
        pass

    def stopping(self) -> None:
        self._console.print("Ctrl-C: ending this batch, then saving what there is. Again: stop at once.")

    def __call__(self, event: Event) -> None:
        match event:
            case Start():
                self._introduce(event)
                self._started(event)
            case Batch():
                self._went_on(event)
            case Epoch():
                self._finished(event)
            case Saving():
                self._ended(event)

    def done(self, done: Done, go_on: str) -> None:
        """What it reads, where it lies; `go_on`: how to go on where it was ended too soon."""
        click.echo()
        for key in ("mnist", "drawings", "mine", "hand"):
            if key in done.scores:
                click.echo(f"  {_CALLED[key]:<22}{100 * done.scores[key]:6.2f} %  read right")
        if "drawings" not in done.scores:
            click.echo("  (To score it on people's drawings, name an ink file with --drawings.)")
        click.echo(f"\nSaved {done.model} in {clock(done.seconds)}.")
        if go_on:
            click.echo(go_on)

    def taken(self, name: str, against: str, before: str, less: str = "") -> None:
        """Whether the game reads with it from now on, or why not; `before` it, it read with another one.

        `less`: what that one read, where it is more.
        """
        if against:
            click.echo(f"The game goes on with the network it has: {against}.")
            click.echo(f"To take this one all the same: digitgame models default {name}")
            return
        click.echo("The game reads with it now." + (f" It reads less than {less}." if less else ""))
        if before != name:
            click.echo(f"Back to the one before: digitgame models default {before}")
        click.echo("Now: digitgame play")

    def _introduce(self, start: Start) -> None:
        self._epochs = start.epochs
        for note in start.notes:
            self._console.print(note, style="yellow", soft_wrap=True)
        scraps = PRESETS[start.preset].scraps if start.preset in PRESETS else 0
        besides = f" and {scraps:,} scraps that are none" if scraps else ""
        self._console.print(
            f"{start.train - scraps:,} digits of {start.data}{besides} to learn from, "
            f"{start.validation:,} to watch by; {start.preset}, {start.parameters:,} parameters, "
            f"on the {start.device}.",
            soft_wrap=True,
        )
        if start.done:
            kept = "1 epoch" if start.done == 1 else f"{start.done:,} epochs"
            self._console.print(f"Going on after {kept}.")

    def _started(self, start: Start) -> None:  # noqa: ARG002
        self._console.print(_HEADER, style="bold")

    def _went_on(self, batch: Batch) -> None:
        pass

    def _finished(self, epoch: Epoch) -> None:
        decimals = 1 if epoch.seconds >= 1 else 2
        self._console.print(
            f"{self._count(epoch.epoch):>8}{epoch.loss:9.4f}{100 * epoch.accuracy:8.2f} %{epoch.val_loss:10.4f}"
            f"{100 * epoch.val_accuracy:12.2f} %{epoch.seconds:10.{decimals}f}{clock(epoch.left):>10}",
            soft_wrap=True,
        )

    def _ended(self, saving: Saving) -> None:
        if saving.stopped:
            of = f" of {self._epochs}" if self._epochs else ""
            self._console.print(f"Stopped in epoch {saving.epochs}{of}; saving what there is.")
        if saving.early:
            self._console.print(f"No epoch was better than {saving.best}: ending early.")
        elif saving.best:
            self._console.print(f"Epoch {saving.best} was the best: saving its network.")

    def _count(self, epoch: int) -> str:
        return f"{epoch}/{self._epochs}" if self._epochs else f"{epoch}"


def _print_json(event: Event) -> None:
    record = {"event": type(event).__name__.lower(), **asdict(event)}
    click.echo(json.dumps(record, default=str))


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def view(*, as_json: bool, for_window: bool = False) -> PlainView | JsonView:
    """The view for where the output goes: a live one in a terminal that can show it, else calm lines."""
    if as_json or for_window:
        return JsonView(for_window=for_window)
    console = Paper(highlight=False)
    if console.is_terminal and not console.is_dumb_terminal and console.encoding.lower().startswith("utf"):
        from digitgame.cli.train.live import LiveView

        return LiveView(console)
    return PlainView(console)
