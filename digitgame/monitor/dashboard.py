"""All panels of a training on one surface, drawn anew only where something has changed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pygame

from digitgame.formatting import percent
from digitgame.monitor import facts, panels
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
_PREDICTIONS: Final = Area(488, 64, 440, 152)
_KERNELS: Final = Area(488, 224, 440, 112)
_MISTAKES: Final = Area(488, 344, 440, 208)
_QUESTION: Final = Area(232, 208, 496, 184)
# The choices of a question, one below the other.
CHOICES_AT: Final = (256, 278)
# Seconds between two drawings: the processor is for the network.
_SECONDS: Final = 0.1
_UNKNOWN: Final = "Nobody knows why. `digitgame train` in a terminal may show more."


@dataclass
class Dashboard:
    """The surface, and for what it was drawn."""

    state: TrainingState
    _surface: pygame.Surface | None = field(default=None, repr=False)
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
        current: str | None = None,
    ) -> None:
        """Show the training.

        `failed`: why it ended without a model; `question` is drawn over all of it; `current`: which model the game
        uses, where the caller knows better than the training did at its end.
        """
        size = canvas.surface.get_size()
        hover = self._hover(canvas.view, pointer)
        shown = (size, question is None, failed, hover, self.state.promotion, current, tuple(hints))
        grown = self.state.version != self._version and time.perf_counter() - self._drawn_at >= _SECONDS
        if self._surface is None or shown != self._drawn or grown:
            if self._surface is None or self._surface.get_size() != size:
                self._surface = pygame.Surface(size)
            on = Canvas(self._surface, canvas.view)
            self._draw(on, hints, hover, failed, current)
            if question is not None:
                question(on)
            self._drawn, self._version, self._drawn_at = shown, self.state.version, time.perf_counter()
        canvas.surface.blit(self._surface, (0, 0))

    def _draw(
        self,
        canvas: Canvas,
        hints: Sequence[Hint],
        hover: float | None,
        failed: str | None,
        current: str | None,
    ) -> None:
        state = self.state
        canvas.surface.fill(theme.ROOM)
        header(canvas, *facts.header_facts(state))
        best = float(state.best.epoch) if state.best else None
        for chart in self.charts():
            chart.draw(canvas, best, hover)
        ended = failed is not None
        panels.progress(canvas, _PROGRESS, facts.progress_facts(state, ended), ended)
        if failed is not None:
            panels.failure(canvas, _SAMPLES, failed or _UNKNOWN)
        elif state.done:
            panels.outcome(canvas, _SAMPLES, facts.outcome_facts(state, current))
        else:
            panels.samples(canvas, _SAMPLES, facts.samples_facts(state), state.samples)
        panels.predictions(canvas, _PREDICTIONS, state)
        panels.kernels(canvas, _KERNELS, state.kernels)
        panels.mistakes(canvas, _MISTAKES, state)
        footer(canvas, hints, [])

    def charts(self) -> list[Chart]:
        """Loss and accuracy so far."""
        state = self.state
        last = float((state.start and state.start.epochs) or max(len(state.epochs) + 1, 10))
        charts = []
        for area, name, scale in ((_LOSS, "loss", loss_scale), (_ACCURACY, "accuracy", accuracy_scale)):
            training, validation = state.curve(name), state.curve(f"val_{name}")
            # Values within the first epoch don't widen the scale once there are epochs.
            shown = [value for at, value in [*training, *validation] if at >= 1 or not state.epochs]
            low, high = scale(shown)
            label = "{:.3f}".format if name == "loss" else _percent
            curves = [Curve("training", training, theme.QUIET), Curve("validation", validation, theme.ACCENT)]
            charts.append(Chart(name.capitalize(), area, curves, last, low, high, label))
        return charts

    def _hover(self, view: View, pointer: tuple[int, int]) -> float | None:
        left, top = view.corner
        x, y = (pointer[0] - left) / view.scale, (pointer[1] - top) / view.scale
        found = [epoch for chart in self.charts() if (epoch := chart.epoch_at(x, y)) is not None]
        return found[0] if found else None


def ask(canvas: Canvas, title: str, choices: Sequence[Hint], note: str) -> None:
    """A question over everything else; its choices stand at CHOICES_AT."""
    canvas.shade(200)
    canvas.panel(_QUESTION, theme.PANEL, theme.ACCENT)
    canvas.text(title, (256, 240), theme.MEDIUM, theme.TEXT)
    canvas.hints(choices, *CHOICES_AT, down=True)
    canvas.text(note, (256, 370), theme.SMALL, theme.QUIET)


def _percent(share: float) -> str:
    return percent(share, 1 if share < 1 else 0)
