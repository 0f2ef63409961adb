"""A training in a terminal that can redraw lines: a live table, small curves of loss and accuracy, the time left."""

import math
from collections.abc import Sequence
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from digitgame.cli.train.view import PipeConsole, PlainView
from digitgame.events import Batch, Epoch, Event, Saving, Start
from digitgame.formatting import clock

_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_CURVE: Final = 24  # characters
_BAR: Final = 10
_ROWS: Final = 14  # epochs shown at once
_OTHER_LINES: Final = 9  # lines that are not epochs
_REFRESHES: Final = 5  # per second


class LiveView(PlainView):
    """The plain view, redrawn in its place; the table stays when training is over."""

    def __init__(self, console: Console | None = None) -> None:
        super().__init__(console)
        self._history: list[Epoch] = []
        self._batch: Batch | None = None
        self._earlier = 0  # epochs before an interruption
        self._best: Epoch | None = None
        self._saving = ""
        self._live: Live | None = None

    def close(self) -> None:
        if self._live is not None:
            self._saving = ""
            self._batch = None
            self._live.stop()

    def loading(self) -> None:
        self._console.print("Loading TensorFlow ...", style="grey50", end="\r")

    def show(self, event: Event) -> None:
        match event:
            case Start():
                self._introduce(event)
                self._earlier = len(event.earlier)
                for epoch in event.earlier:
                    self._add(epoch)
                self._live = Live(
                    get_renderable=self._drawn,
                    console=self._console,
                    refresh_per_second=_REFRESHES,
                    vertical_overflow="crop",
                )
                self._live.start()
            case Batch():
                self._batch = event
            case Epoch():
                self._add(event)
            case Saving():
                self._print_end(event)
                self._saving = "scoring and saving ..."

    def _add(self, epoch: Epoch) -> None:
        self._history.append(epoch)
        if epoch.best:
            self._best = epoch

    def _drawn(self) -> RenderableType:
        parts: list[RenderableType] = [self._table()]
        if self._history:
            parts += ["", self._curves()]
        if self._saving:
            parts.append(Text(f"   {self._saving}", style="grey50"))
        elif self._batch is not None:
            parts.append(self._progress(self._batch))
        return Group(*parts)

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, padding=(0, 1), show_edge=False, header_style="bold")
        for title in ("   epoch", "loss", "accuracy", "val loss", "val accuracy"):
            table.add_column(title, justify="right", no_wrap=True)
        table.add_column("", width=_BAR, no_wrap=True)
        table.add_column("seconds", justify="right", no_wrap=True)
        table.add_column("", no_wrap=True)
        room = max(min(_ROWS, self._console.size.height - _OTHER_LINES), 3)
        floor = min((epoch.val_accuracy for epoch in self._history), default=0.0)
        for epoch in self._shown(room):
            is_best = epoch is self._best
            scores = [f"{epoch.loss:.4f}", f"{100 * epoch.accuracy:.2f} %"]
            scores += [f"{epoch.val_loss:.4f}", f"{100 * epoch.val_accuracy:.2f} %"]
            shown = Text(bar(epoch.val_accuracy, floor, _BAR), style="cyan" if is_best else "grey50")
            seconds = f"{epoch.seconds:.{1 if epoch.seconds >= 1 else 2}f}"
            row = [self._count(epoch.epoch), *scores, shown, seconds, "best" if is_best else ""]
            table.add_row(*row, style="bold cyan" if is_best else "")
        return table

    def _shown(self, room: int) -> list[Epoch]:
        """The last epochs, and the best one wherever it is."""
        last = self._history[-room:]
        if self._best is not None and self._best not in last:
            last = [self._best, *last[1:]]
        return last

    def _curves(self) -> Table:
        """Validation loss and accuracy of all epochs so far."""
        table = Table.grid(padding=(0, 2))
        last, best = self._history[-1], self._best or self._history[-1]
        losses = [math.log(max(epoch.val_loss, 1e-6)) for epoch in self._history]
        accuracies = [epoch.val_accuracy for epoch in self._history]
        table.add_row("   val loss", Text(curve(losses, _CURVE), style="yellow"), f"{last.val_loss:.4f}")
        text = f"{100 * last.val_accuracy:.2f} %, best {100 * best.val_accuracy:.2f} % in epoch {best.epoch}"
        table.add_row("   val accuracy", Text(curve(accuracies, _CURVE), style="cyan"), text)
        return table

    def _progress(self, batch: Batch) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(width=24)
        table.add_column(no_wrap=True)
        # Epochs before an interruption don't know the time left.
        known = len(self._history) > self._earlier
        left = f"   {clock(self._history[-1].left)} left" if known else ""
        shown = ProgressBar(batch.steps, batch.step, width=24, complete_style="cyan")
        state = f"loss {batch.loss:.4f}   {100 * batch.accuracy:.2f} %{left}"
        table.add_row(f"   {self._count(batch.epoch)}", shown, state)
        return table


def bar(value: float, floor: float, width: int) -> str:
    """A value of `floor` to 1 as a bar of block characters."""
    filled = (value - floor) / (1 - floor) if floor < 1 else 1.0
    eighths = round(max(min(filled, 1.0), 0.0) * width * 8)
    part = _EIGHTHS[eighths % 8] if eighths % 8 else ""
    return "█" * (eighths // 8) + part


def curve(values: Sequence[float], width: int) -> str:
    """Numbers as a small curve, at most `width` characters wide, the lowest at the bottom."""
    # The last value of each stretch, so that the curve ends with the last value.
    if len(values) > width:
        values = [values[(at + 1) * len(values) // width - 1] for at in range(width)]
    known = [value for value in values if math.isfinite(value)]
    low, high = min(known, default=0.0), max(known, default=0.0)
    steps = len(_BLOCKS) - 2
    return "".join(
        _BLOCKS[1 + (round(steps * (value - low) / (high - low)) if high > low else 0)]
        if math.isfinite(value)
        else " "
        for value in values
    )


def terminal_view() -> PlainView:
    """A live view where the terminal can show it, else plain lines."""
    console = PipeConsole(highlight=False)
    if console.is_terminal and not console.is_dumb_terminal and console.encoding.lower().startswith("utf"):
        return LiveView(console)
    return PlainView(console)
