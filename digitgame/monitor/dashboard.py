"""Everything there is to see of a training, as one picture that is drawn anew only where something has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pygame

from digitgame.monitor.panels import failure, kernels, mistakes, outcome, progress, readings, samples
from digitgame.monitor.state import TrainingState
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.chart import Chart, Curve, accuracy_scale, loss_scale
from digitgame.ui.layout import Area, View
from digitgame.ui.widgets import footer, header

_LOSS: Final = Area(32, 64, 440, 164)
_ACCURACY: Final = Area(32, 236, 440, 164)
_PROGRESS: Final = Area(32, 408, 440, 30)
_SAMPLES: Final = Area(32, 446, 440, 106)
_READINGS: Final = Area(488, 64, 440, 152)
_KERNELS: Final = Area(488, 224, 440, 112)
_MISTAKES: Final = Area(488, 344, 440, 208)
_QUESTION: Final = Area(232, 208, 496, 184)
CHOICES_AT: Final = (256, 278)  # where the choices of a question stand, one below the other
_SECONDS: Final = 0.1  # between two drawings of what has grown: the processor is for the network


@dataclass
class Dashboard:
    """The picture, and what of it is drawn."""

    state: TrainingState
    _picture: pygame.Surface | None = field(default=None, repr=False)
    _drawn: tuple[object, ...] = ()
    _version: int = -1
    _drawn_at: float = 0.0

    def draw(
        self,
        canvas: Canvas,
        hints: Sequence[Hint],
        pointer: tuple[int, int],
        *,
        failed: str | None = None,
        question: Callable[[Canvas], None] | None = None,
        now: str | None = None,
    ) -> None:
        """Show the training as it is.

        `failed`: why it ended without a model; `question` is drawn over all of it; `now`: which network is read with,
        where whoever shows the sheet knows better than what the training said at its end.
        """
        size = canvas.surface.get_size()
        hover = self._hover(canvas.view, pointer)
        shown = (size, question is None, failed, hover, bool(self.state.taken), now, tuple(hints))
        grown = self.state.version != self._version and time.perf_counter() - self._drawn_at >= _SECONDS
        if self._picture is None or shown != self._drawn or grown:
            if self._picture is None or self._picture.get_size() != size:
                self._picture = pygame.Surface(size)
            on = Canvas(self._picture, canvas.view)
            self._draw(on, hints, hover, failed, now)
            if question is not None:
                question(on)
            self._drawn, self._version, self._drawn_at = shown, self.state.version, time.perf_counter()
        canvas.surface.blit(self._picture, (0, 0))

    def _draw(
        self,
        canvas: Canvas,
        hints: Sequence[Hint],
        hover: float | None,
        failed: str | None,
        now: str | None,
    ) -> None:
        state, start = self.state, self.state.start
        canvas.surface.fill(theme.ROOM)
        title = f"Learning {start['data']}" if start else "Getting ready …"
        about = f"{start['preset']}, {start['parameters']:,} parameters, {start['device']}" if start else ""
        header(canvas, title, about)
        best = state.best
        for chart in self.charts():
            chart.draw(canvas, float(best["epoch"]) if best else None, hover)
        progress(canvas, _PROGRESS, state, failed is not None)
        if failed is not None:
            failure(canvas, _SAMPLES, failed)
        elif state.done:
            outcome(canvas, _SAMPLES, state, now)
        else:
            samples(canvas, _SAMPLES, state)
        readings(canvas, _READINGS, state)
        kernels(canvas, _KERNELS, state)
        mistakes(canvas, _MISTAKES, state)
        footer(canvas, hints, [])

    def charts(self) -> list[Chart]:
        """Loss and accuracy as they are now."""
        state = self.state
        last = float(state.start.get("epochs") or max(len(state.epochs) + 1, 10))
        charts = []
        for area, name, scale in ((_LOSS, "loss", loss_scale), (_ACCURACY, "accuracy", accuracy_scale)):
            taught, watched = state.curve(name), state.curve(f"val_{name}")
            # what happens within the first epoch leaves the scale to the epochs, once there are some
            shown = [value for at, value in [*taught, *watched] if at >= 1 or not state.epochs]
            low, high = scale(shown)
            told = "{:.3f}".format if name == "loss" else _percent
            curves = [Curve("training", taught, theme.QUIET), Curve("validation", watched, theme.ACCENT)]
            charts.append(Chart(name.capitalize(), area, curves, last, low, high, told))
        return charts

    def _hover(self, view: View, pointer: tuple[int, int]) -> float | None:
        """The epoch that the pointer is at, in either chart."""
        left, top = view.corner
        x, y = (pointer[0] - left) / view.scale, (pointer[1] - top) / view.scale
        found = [epoch for chart in self.charts() if (epoch := chart.epoch_at(x, y)) is not None]
        return found[0] if found else None


def ask(canvas: Canvas, title: str, choices: Sequence[Hint], note: str) -> None:
    """A question over everything else; its choices stand at CHOICES_AT."""
    canvas.shade(200)
    canvas.panel(_QUESTION, theme.PANEL, theme.ACCENT)
    canvas.text(title, (256, 240), theme.MEDIUM, theme.TEXT, "midleft")
    canvas.hints(choices, *CHOICES_AT, down=True)
    canvas.text(note, (256, 370), theme.SMALL, theme.QUIET, "midleft")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 1 else "100 %"
