"""What the window on a training shows."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import pygame
from pygame.event import Event

from digitgame.play import theme
from digitgame.play.canvas import Canvas, Hint, hint_areas
from digitgame.play.layout import FOOTER_Y, Area, View
from digitgame.play.widgets import footer, header
from digitgame.watch.chart import Chart, Curve, accuracy_scale, loss_scale
from digitgame.watch.panels import kernels, mistakes, progress, readings, samples
from digitgame.watch.state import State

_LOSS: Final = Area(32, 64, 440, 164)
_ACCURACY: Final = Area(32, 236, 440, 164)
_PROGRESS: Final = Area(32, 408, 440, 30)
_SAMPLES: Final = Area(32, 446, 440, 106)
_READINGS: Final = Area(488, 64, 440, 152)
_KERNELS: Final = Area(488, 224, 440, 112)
_MISTAKES: Final = Area(488, 344, 440, 208)
_QUESTION: Final = Area(232, 208, 496, 184)
_CHOICES: Final = (
    Hint("S", "stop and save what there is", pygame.K_s),
    Hint("T", "go on in the terminal", pygame.K_t),
    Hint("Esc", "go on watching", pygame.K_ESCAPE),
)
_CHOICES_AT: Final = (256, 278)
_SECONDS: Final = 0.1  # between two drawings of what has grown: the processor is for the network


class Choice(Enum):
    """How the window was closed."""

    STOP = "stop"
    GO_ON = "go on"
    OVER = "over"


@dataclass
class Watch:
    """Shows a training; asks what to do with it when it is to be closed."""

    state: State
    choice: Choice | None = None
    failed: bool = False  # the training ended without a model
    asking: bool = False
    _pointer: tuple[int, int] = (-1, -1)
    _sheet: pygame.Surface | None = field(default=None, repr=False)
    _drawn: tuple[object, ...] = ()
    _version: int = -1
    _drawn_at: float = 0.0

    def close(self) -> None:
        """The window is to be closed: at once where the training is over, else after a question."""
        if self.state.done or self.failed:
            self.choice = Choice.OVER
        elif self.asking:  # asked twice to close: then close, and lose nothing
            self.choice = Choice.GO_ON
        self.asking = True

    def handle(self, event: Event, view: View) -> None:
        match event:
            case Event(type=pygame.QUIT):
                self.close()
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self._pointer = pos
            case Event(type=pygame.KEYDOWN, key=key):
                self._press(key)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos):
                hints = hint_areas(self._footer(), view, 32, FOOTER_Y)
                if self.asking:
                    hints = hint_areas(_CHOICES, view, *_CHOICES_AT, down=True)
                for hint, area in hints:
                    if hint.key is not None and view.hits(area, pos):
                        self._press(hint.key)

    def draw(self, canvas: Canvas) -> None:
        """Show the training. What has not changed since the last frame is not drawn anew."""
        size = canvas.surface.get_size()
        now = (size, self.asking, self.failed, self._hover(canvas.view))
        grown = self.state.version != self._version and time.perf_counter() - self._drawn_at >= _SECONDS
        if self._sheet is None or now != self._drawn or grown:
            if self._sheet is None or self._sheet.get_size() != size:
                self._sheet = pygame.Surface(size)
            self._draw(Canvas(self._sheet, canvas.view))
            self._drawn, self._version, self._drawn_at = now, self.state.version, time.perf_counter()
        canvas.surface.blit(self._sheet, (0, 0))

    def _press(self, key: int) -> None:
        if self.asking and key == pygame.K_s:
            self.choice = Choice.STOP
        elif self.asking and key == pygame.K_t:
            self.choice = Choice.GO_ON
        elif self.asking and key == pygame.K_ESCAPE:
            self.asking = False
        elif key in (pygame.K_ESCAPE, pygame.K_q):
            self.close()

    def _footer(self) -> list[Hint]:
        return [Hint("Esc", "close", pygame.K_ESCAPE), Hint("F11", "full screen")]

    def _draw(self, canvas: Canvas) -> None:
        state = self.state
        canvas.surface.fill(theme.ROOM)
        start = state.start
        title = f"Learning {start['data']}" if start else "Getting ready …"
        about = f"{start['preset']}, {start['parameters']:,} parameters, {start['device']}" if start else ""
        header(canvas, title, about)
        best = state.best
        for chart in self._charts():
            hover = self._hover(canvas.view)
            chart.draw(canvas, float(best["epoch"]) if best else None, hover)
        progress(canvas, _PROGRESS, state, self.failed)
        samples(canvas, _SAMPLES, state)
        readings(canvas, _READINGS, state)
        kernels(canvas, _KERNELS, state)
        mistakes(canvas, _MISTAKES, state)
        footer(canvas, self._footer(), [])
        if self.asking:
            self._ask(canvas)

    def _charts(self) -> list[Chart]:
        state = self.state
        last = float(state.start.get("epochs") or max(len(state.epochs) + 1, 10))
        charts = []
        for area, name, scale in ((_LOSS, "loss", loss_scale), (_ACCURACY, "accuracy", accuracy_scale)):
            taught, watched = state.curve(name), state.curve(f"val_{name}")
            low, high = scale([value for _, value in [*taught, *watched]])
            told = "{:.3f}".format if name == "loss" else _percent
            curves = [Curve("training", taught, theme.QUIET), Curve("validation", watched, theme.ACCENT)]
            charts.append(Chart(name.capitalize(), area, curves, last, low, high, told))
        return charts

    def _hover(self, view: View) -> float | None:
        """The epoch that the pointer is at, in either chart."""
        left, top = view.corner
        x, y = (self._pointer[0] - left) / view.scale, (self._pointer[1] - top) / view.scale
        found = [epoch for chart in self._charts() if (epoch := chart.epoch_at(x, y)) is not None]
        return found[0] if found else None

    def _ask(self, canvas: Canvas) -> None:
        canvas.shade(200)
        canvas.panel(_QUESTION, theme.PANEL, theme.ACCENT)
        canvas.text("Close the window?", (256, 240), theme.MEDIUM, theme.TEXT, "midleft")
        canvas.hints(_CHOICES, *_CHOICES_AT, down=True)
        kept = "Finished epochs are kept either way."
        canvas.text(kept, (256, 370), theme.SMALL, theme.QUIET, "midleft")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 1 else "100 %"
