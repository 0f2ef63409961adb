"""How a training looks in a terminal: a live bar, a line an epoch that stays; or JSON lines for a script."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from digitgame.learn.events import Batch, Done, Epoch, Event, Saving, Start

_HEADER: Final = "   epoch     loss  accuracy  val loss  val accuracy   seconds      left"
_CALLED: Final = {
    "mnist": "MNIST's test digits",
    "hand": "the built-in hand",
    "drawings": "people's drawings",
}


class JsonView:
    """One JSON line an event."""

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


class View:
    """Lines for a person."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(32, style="grey35", complete_style="cyan"),
            TextColumn("{task.fields[state]}"), console=self._console, transient=True,
        )  # fmt: skip
        self._live = self._console.is_terminal
        self._task: Any = None
        self._epochs: int | None = 0
        self._stopped = False

    def __enter__(self) -> View:
        if self._live:
            self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._live:
            self._bar.stop()

    def loading(self) -> None:
        if self._live:
            self._console.print("Loading TensorFlow ...", style="grey50", end="\r")

    def stopping(self) -> None:
        self._console.print("Ctrl-C: ending this batch, then saving what there is. Again: stop at once.")

    def __call__(self, event: Event) -> None:
        match event:
            case Start():
                self._start(event)
            case Batch():
                self._batch(event)
            case Epoch():
                self._epoch(event)
            case Saving():
                self._saving(event)

    def done(self, done: Done, go_on: str) -> None:
        """What it reads, where it lies; `go_on`: how to go on where it was ended too soon."""
        click.echo()
        for key in ("mnist", "drawings", "hand"):
            if key in done.scores:
                click.echo(f"  {_CALLED[key]:<22}{100 * done.scores[key]:6.2f} %  read right")
        if "drawings" not in done.scores:
            click.echo("  (To score it on people's drawings, name an ink file with --drawings.)")
        click.echo(f"\nSaved {done.model} in {_clock(done.seconds)}.")
        if go_on:
            click.echo(go_on)
        click.echo("Now: digitgame play")

    def _start(self, start: Start) -> None:
        self._epochs = start.epochs
        for note in start.notes:
            self._console.print(note, style="yellow", soft_wrap=True)
        self._console.print(
            f"{start.train:,} digits of {start.data} to learn from, {start.validation:,} to watch by; "
            f"{start.preset}, {start.parameters:,} parameters, on the {start.device}.",
            soft_wrap=True,
        )
        if start.done:
            kept = "1 epoch" if start.done == 1 else f"{start.done:,} epochs"
            self._console.print(f"Going on after {kept}.")
        self._console.print(_HEADER, style="bold")
        self._task = self._bar.add_task("", total=start.steps, state="")

    def _batch(self, batch: Batch) -> None:
        if not self._live:
            return
        state = f"loss {batch.loss:.4f}   accuracy {100 * batch.accuracy:.2f} %"
        epoch = f"{batch.epoch:>5}/{self._epochs}" if self._epochs else f"{batch.epoch:>7}"
        self._bar.update(self._task, total=batch.steps, completed=batch.step, description=epoch, state=state)

    def _epoch(self, epoch: Epoch) -> None:
        count = f"{epoch.epoch}/{epoch.epochs}" if epoch.epochs else f"{epoch.epoch}"
        decimals = 1 if epoch.seconds >= 1 else 2
        self._console.print(
            f"{count:>8}{epoch.loss:9.4f}{100 * epoch.accuracy:8.2f} %{epoch.val_loss:10.4f}"
            f"{100 * epoch.val_accuracy:12.2f} %{epoch.seconds:10.{decimals}f}{_clock(epoch.left):>10}",
            soft_wrap=True,
        )

    def _saving(self, saving: Saving) -> None:
        if saving.stopped:
            of = f" of {self._epochs}" if self._epochs else ""
            self._console.print(f"Stopped in epoch {saving.epochs}{of}; saving what there is.")
        if saving.early:
            self._console.print(f"No epoch was better than {saving.best}: ending early.")
        elif saving.best:
            self._console.print(f"Epoch {saving.best} was the best: saving its network.")
        if self._live:
            self._bar.update(self._task, description="  saving", state="scores, plots, network", total=None)


def _print_json(event: Event) -> None:
    record = {"event": type(event).__name__.lower(), **asdict(event)}
    click.echo(json.dumps(record, default=str))


def _clock(seconds: float) -> str:
    """Minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
