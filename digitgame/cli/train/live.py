"""A training in a terminal that can redraw lines: a live table, small curves of loss and accuracy, the time left."""

import math
from collections.abc import Sequence
from typing import Final

from rich.bar import Bar
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from digitgame.cli.output import is_quiet
from digitgame.cli.train.view import HEADER, PipeConsole, PlainView, View
from digitgame.events import Batch, Done, Epoch, Event, Loading, Promotion, Saving, Start
from digitgame.formatting import clock

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
# Widths in characters.
_CURVE: Final = 24
_BAR: Final = 10
# Epochs shown at once, and the lines besides.
_ROWS: Final = 14
_OTHER_LINES: Final = 9
_REFRESHES_PER_SECOND: Final = 5


class LiveView(PlainView):
    """The plain view, redrawn in its place; the table stays when training is over."""

    def __init__(self, console: Console | None = None) -> None:
        super().__init__(console)
        self._history: list[Epoch] = []
        self._below: RenderableType = ""
        self._live = Live(
            get_renderable=self._drawn,
            console=self._console,
            refresh_per_second=_REFRESHES_PER_SECOND,
            vertical_overflow="crop",
        )

    def close(self) -> None:
        self._below = ""
        self._live.stop()

    def show(self, event: Event) -> None:
        match event:
            case Loading():
                self._console.print("Loading TensorFlow ...", style="grey50", end="\r")
            case Start():
                self._introduce(event)
                self._history.extend(event.earlier)
                self._live.start()
            case Batch():
                self._below = self._progress(event)
            case Epoch():
                self._history.append(event)
            case Saving():
                self._print_end(event)
                self._below = Text("   scoring and saving ...", style="grey50")
            case Done() | Promotion():
                self.close()
                super().show(event)

    def _drawn(self) -> RenderableType:
        if not self._history:
            return Group(self._table(), self._below)
        return Group(self._table(), "", self._curves(self._history[-1]), self._below)

    @property
    def _best(self) -> Epoch | None:
        return next((epoch for epoch in reversed(self._history) if epoch.best), None)

    def _table(self) -> Table:
        """The last epochs, and the best one wherever it is."""
        table = Table.grid(padding=(0, 2))
        table.add_row(Text(HEADER, style="bold"))
        room = max(min(_ROWS, self._console.size.height - _OTHER_LINES), 3)
        shown, best = self._history[-room:], self._best
        if best is not None and best not in shown:
            shown = [best, *shown[1:]]
        floor = min((epoch.val_accuracy for epoch in self._history), default=0.0)
        for epoch in shown:
            style, mark = ("bold cyan", "best") if epoch is best else ("", "")
            colour = "cyan" if epoch is best else "grey50"
            bar = Bar(1 - floor, 0, epoch.val_accuracy - floor, width=_BAR, color=colour)
            table.add_row(self._line(epoch), bar, mark, style=style)
        return table

    def _curves(self, last: Epoch) -> Table:
        """Validation loss and accuracy of all epochs so far."""
        table, best = Table.grid(padding=(0, 2)), self._best or last
        losses = [math.log(max(epoch.val_loss, 1e-6)) for epoch in self._history]
        accuracies = [epoch.val_accuracy for epoch in self._history]
        table.add_row("   val loss", Text(curve(losses, _CURVE), style="yellow"), f"{last.val_loss:.4f}")
        text = f"{100 * last.val_accuracy:.2f} %, best {100 * best.val_accuracy:.2f} % in epoch {best.epoch}"
        table.add_row("   val accuracy", Text(curve(accuracies, _CURVE), style="cyan"), text)
        return table

    def _progress(self, batch: Batch) -> Table:
        table = Table.grid(padding=(0, 2))
        shown = ProgressBar(batch.steps, batch.step, width=_CURVE, complete_style="cyan")
        left = f"   {clock(self._history[-1].left)} left" if self._history else ""
        state = f"loss {batch.loss:.4f}   {100 * batch.accuracy:.2f} %{left}"
        table.add_row(f"   {self._count(batch.epoch)}", shown, state)
        return table


def curve(values: Sequence[float], width: int) -> str:
    """Numbers as a small curve, at most `width` characters wide, the lowest at the bottom."""
    # The last value of each stretch, so that the curve ends with the last value.
    if len(values) > width:
        values = [values[(at + 1) * len(values) // width - 1] for at in range(width)]
    known = [value for value in values if math.isfinite(value)]
    low, high = min(known, default=0.0), max(known, default=0.0)
    steps = (len(_BLOCKS) - 1) / ((high - low) or 1.0)
    return "".join(_BLOCKS[round(steps * (value - low))] if math.isfinite(value) else " " for value in values)


def terminal_view() -> View:
    """A live view where the terminal can show it, else plain lines; nothing at all for a user who wants it quiet."""
    if is_quiet():
        return View()
    console = PipeConsole(highlight=False)
    if console.is_terminal and not console.is_dumb_terminal and console.encoding.lower().startswith("utf"):
        return LiveView(console)
    return PlainView(console)
