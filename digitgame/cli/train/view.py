"""A training as text: a line per epoch for a person, a JSON line per event for a script."""

import json
from dataclasses import dataclass
from typing import Final

import click
from rich.console import Console

from digitgame.cli.output import echo
from digitgame.events import Done, Epoch, Event, Loading, Promotion, Saving, Start, to_json
from digitgame.formatting import SCORE_LABELS, clock, counted, percent, printable, score_label
from digitgame.training.config import PRESETS

HEADER: Final = "   epoch     loss  accuracy  val loss  val accuracy   seconds"


class PipeConsole(Console):
    """A console that raises BrokenPipeError: rich itself would end the program, as if it had failed."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class View:
    """Shows a training: its events, that it is stopping after Ctrl-C, and its end. This one shows nothing."""

    def show(self, event: Event) -> None: ...
    def stopping(self) -> None: ...
    def close(self) -> None: ...


@dataclass
class JsonView(View):
    """One JSON line per event; only a window hears of loading and of the promotion."""

    for_window: bool = False

    def show(self, event: Event) -> None:
        if self.for_window or not isinstance(event, (Loading, Promotion)):
            click.echo(json.dumps(to_json(event)))


class PlainView(View):
    """Lines for a person, one per epoch, each of which stays."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or PipeConsole(highlight=False)
        self._epochs: int | None = 0
        self._scores: dict[str, float] = {}

    def stopping(self) -> None:
        self._console.print("Ctrl-C: finishing this batch, then saving your progress. Again: stop at once.")

    def show(self, event: Event) -> None:
        match event:
            case Start():
                self._introduce(event)
                self._console.print(f"{HEADER}      left", style="bold")
            case Epoch():
                self._console.print(f"{self._line(event)}{clock(event.left):>10}", soft_wrap=True)
            case Saving():
                self._print_end(event)
            case Done():
                self._print_scores(event)
            case Promotion():
                self._print_promotion(event)

    def _print_scores(self, done: Done) -> None:
        self._scores = done.scores
        click.echo()
        known = [name for name in SCORE_LABELS if name in done.scores]
        for name in dict.fromkeys([*known, *done.scores]):
            echo(f"  Accuracy on {score_label(name):<20} {percent(done.scores[name], 2):>8}")
        if "drawings" not in done.scores:
            click.echo("  (To score it on people's drawings, name an ink file with --drawings.)")
        echo(f"\nSaved {done.model} in {clock(done.seconds)}.")
        if done.resume_hint:
            echo(done.resume_hint)

    def _print_promotion(self, promotion: Promotion) -> None:
        for name, old in promotion.previous_scores.items():
            if self._scores.get(name, old) < old:
                old_score, new_score = percent(old, 2), percent(self._scores[name], 2)
                echo(
                    f"The one before ({promotion.previous}) reads {score_label(name)} better: {old_score} instead of "
                    f"{new_score}."
                )
        if promotion.objection or promotion.asks:
            why = f": {promotion.objection}" if promotion.objection else " until you choose this one"
            echo(f"The game keeps its current model{why}.")
            echo(
                f"To use this one{' anyway' if promotion.objection else ''}: digitgame models default {promotion.name}"
            )
            return
        echo("The game uses this model now.")
        if promotion.previous != promotion.name:
            echo(f"To go back: digitgame models default {promotion.previous}")
        click.echo("Now: digitgame play")

    def _introduce(self, start: Start) -> None:
        self._epochs = start.epochs
        for note in start.notes:
            self._console.print(printable(note), style="yellow", soft_wrap=True)
        non_digits = PRESETS[start.preset].scraps if start.preset in PRESETS else 0
        besides = f" + {non_digits:,} non-digits" if non_digits else ""
        self._console.print(
            f"Training on {start.train - non_digits:,} digits ({printable(score_label(start.data))}){besides}; "
            f"validating on {start.validation:,}. "
            f"Network {start.preset}: {start.parameters:,} parameters, on the {start.device}.",
            soft_wrap=True,
        )
        if start.done:
            self._console.print(f"Resuming after {counted(start.done, 'epoch')}.")

    def _line(self, epoch: Epoch) -> str:
        decimals = 1 if epoch.seconds >= 1 else 2
        return (
            f"{self._count(epoch.epoch):>8}{epoch.loss:9.4f}{100 * epoch.accuracy:8.2f} %{epoch.val_loss:10.4f}"
            f"{100 * epoch.val_accuracy:12.2f} %{epoch.seconds:10.{decimals}f}"
        )

    def _print_end(self, saving: Saving) -> None:
        if saving.stopped:
            of = f" of {self._epochs}" if self._epochs else ""
            self._console.print(f"Stopped in epoch {saving.epochs}{of}; saving your progress.")
        if saving.early:
            self._console.print(f"No improvement since epoch {saving.best}: stopping early.")
        elif saving.best:
            self._console.print(f"Epoch {saving.best} was the best: saving its network.")

    def _count(self, epoch: int) -> str:
        return f"{epoch}/{self._epochs}" if self._epochs else f"{epoch}"
