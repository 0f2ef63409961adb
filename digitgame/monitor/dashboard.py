"""All panels of a training on one surface, drawn anew only where something has changed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import pygame

from digitgame.formatting import percent
from digitgame.monitor import diagram, facts, glossary, panels, result
from digitgame.monitor.earlier import EarlierRun
from digitgame.monitor.explainer import Explainer
from digitgame.monitor.state import TrainingState
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint, text_width
from digitgame.ui.chart import Chart, Curve, accuracy_scale, log_scale, loss_scale, spans_much
from digitgame.ui.layout import HEADER_Y, WIDTH, Area, View
from digitgame.ui.list_menu import arrow_hints, next_value
from digitgame.ui.widgets import footer, header

_LOSS: Final = Area(32, 64, 440, 164)
_ACCURACY: Final = Area(32, 236, 440, 164)
_PROGRESS: Final = Area(32, 408, 440, 30)
_SAMPLES: Final = Area(32, 446, 440, 106)
_TABS: Final = Area(488, 60, 440, 26)
_PAGE: Final = Area(488, 92, 440, 460)
_PREDICTIONS: Final = _PAGE._replace(height=146)
_KERNELS: Final = _PAGE._replace(y=_PREDICTIONS.bottom + 6, height=106)
_MISTAKES: Final = _PAGE._replace(y=_KERNELS.bottom + 6, height=196)
# The keys of this page, for the bottom line of whoever shows it.
KEYS: Final = (
    *arrow_hints("explain", "page"),
    Hint("zoom", Action.ZOOM),
    Hint("log axis", Action.LOG_SCALE),
)
_QUESTION: Final = Area(232, 208, 496, 184)
# The choices of a question, one below the other, and those at the end of a training.
CHOICES_AT: Final = (256, 278)
RESULT_AT: Final = (502, 470)
# The room for the question about training and validation, beside the caption of the training digits.
_WHY: Final = 250
# Seconds between two drawings: the processor is for the network.
_SECONDS: Final = 0.1
_UNKNOWN: Final = "Nobody knows why. `digitgame train` in a terminal may show more."
# Of the curves of earlier trainings, the last one last.
_EARLIER: Final = (theme.MODES["duel"], theme.MODES["daily"], theme.MODES["sums"])


class Page(Enum):
    """What the right half shows; the values stand on its tabs."""

    DIGITS = "Digits"
    CONFUSION = "Confusion"
    NETWORK = "Network"
    RESULT = "Result"


@dataclass
class Dashboard:
    """The surface, and for what it was drawn.

    `page` is the one shown on the right. `zoomed`: the axis of accuracies ends below what the curves leave out. `log`:
    the axis of losses is logarithmic; None: where that shows more. `still`: nothing moves.
    """

    state: TrainingState
    earlier: Sequence[EarlierRun] = ()
    still: bool = False
    page: Page = Page.DIGITS
    zoomed: bool = False
    log: bool | None = None
    explainer: Explainer = field(default_factory=Explainer)
    _pointer: tuple[int, int] = (-1, -1)
    _surface: pygame.Surface | None = field(default=None, repr=False)
    _drawn: tuple[object, ...] = ()
    _version: int = -1
    _drawn_at: float = 0.0
    _stage: str = ""
    _since: float = 0.0
    _saw_result: bool = False

    def handle(self, given: Input, view: View) -> bool:
        """Take an input; whether it was for this page: a word, an axis, another page."""
        match given:
            case Pointer(moved=True, pos=pos):
                self._pointer = pos
            case Pointer(clicked=True, pos=pos):
                return self._click(view, pos)
            case Action.ZOOM:
                self.zoomed = not self.zoomed
            case Action.LOG_SCALE:
                self.log = not self._is_log
            case Action.UP | Action.DOWN:
                self.explainer.move(1 if given is Action.DOWN else -1)
            case Action.LEFT | Action.RIGHT:
                self.page = next_value(self.pages, self.page, 1 if given is Action.RIGHT else -1)
            case Action.BACK if self.explainer.focus:
                self.explainer.focus = ""
            case _:
                return False
        return True

    @property
    def pages(self) -> list[Page]:
        """What can be shown on the right."""
        return [page for page in Page if page is not Page.RESULT or self.state.done]

    def draw(
        self,
        canvas: Canvas,
        hints: Sequence[Hint],
        *,
        failed: str | None = None,
        question: Callable[[Canvas], None] | None = None,
        current: str | None = None,
        error: str = "",
        choices: Sequence[Hint] = (),
    ) -> None:
        """Show the training.

        `failed`: why it ended without a model; `question` is drawn over all of it; `current`: which model the game
        uses, where the caller knows better than the training did at its end; `error`: why it cannot use the new one;
        `choices`: what to do with that.
        """
        if self.state.done and not self._saw_result:
            self._saw_result, self.page = True, Page.RESULT
        now, size = time.perf_counter(), canvas.surface.get_size()
        stage = facts.progress_facts(self.state, failed is not None)
        if stage.text != self._stage and (stage.waits or not self._stage):
            self._stage, self._since = stage.text, now
        waited = now - self._since if stage.waits else 0.0
        hover, word = self._hover(canvas.view), self.explainer.at(canvas.view, self._pointer)
        asked = (failed, question is None, hover, word, self.explainer.focus, int(waited))
        ended = (self.state.promotion, current, error, tuple(hints), tuple(choices))
        shown = (size, asked, ended, self.page, self.zoomed, self.log)
        grown = self.state.version != self._version and now - self._drawn_at >= _SECONDS
        if self._surface is None or shown != self._drawn or grown:
            if self._surface is None or self._surface.get_size() != size:
                self._surface = pygame.Surface(size)
            on = Canvas(self._surface, canvas.view)
            self._draw(on, hints, hover, failed, waited)
            self._draw_page(on, facts.outcome_facts(self.state, current, error), choices)
            if question is not None:
                question(on)
            elif word is not None and word < len(self.explainer.places):
                self.explainer.draw(on, word, self._explanation(self.explainer.places[word][0]))
            self._drawn, self._version, self._drawn_at = shown, self.state.version, now
        canvas.surface.blit(self._surface, (0, 0))
        if stage.waits and question is None and not self.still:
            panels.moving_bar(canvas, _PROGRESS, waited)

    def _draw(
        self, canvas: Canvas, hints: Sequence[Hint], hover: float | None, failed: str | None, waited: float
    ) -> None:
        """All but the page on the right."""
        state, explainer = self.state, self.explainer
        explainer.clear()
        canvas.surface.fill(theme.ROOM)
        title, about = facts.header_facts(state)
        header(canvas, title, about)
        left = WIDTH - _LOSS.x - text_width(about, theme.SMALL, canvas.view)
        explainer.mark_in(canvas, about, left, HEADER_Y, "parameters", "parameters")
        best = float(state.best.epoch) if state.best else None
        for word, chart in zip(("loss", "accuracy"), self.charts(), strict=True):
            chart.draw(canvas, best, hover)
            for name, area in chart.names(canvas.view, hover):
                explainer.mark(canvas, word if name == chart.title else name, area)
        ended = failed is not None
        panels.progress(canvas, _PROGRESS, facts.progress_facts(state, ended, waited), ended, explainer)
        if failed is not None:
            panels.failure(canvas, _SAMPLES, failed or _UNKNOWN)
        else:
            puzzling = facts.training_is_below(state)
            room = _SAMPLES.width - (_WHY if puzzling else 0)
            panels.samples(canvas, _SAMPLES, room, facts.samples_facts(state), state.samples, explainer)
            if puzzling:
                self._ask_why(canvas)
        footer(canvas, hints, [])

    def _draw_page(self, canvas: Canvas, outcome: facts.Outcome, choices: Sequence[Hint]) -> None:
        """The page on the right, below its tabs."""
        state, explainer = self.state, self.explainer
        for page, area in self._tabs():
            chosen = page is self.page
            canvas.panel(area, theme.KEY if chosen else theme.PANEL, theme.ACCENT if chosen else theme.EDGE)
            canvas.text(page.value, area.middle, theme.SMALL, theme.TEXT if chosen else theme.QUIET, "center")
        match self.page:
            case Page.DIGITS:
                panels.predictions(canvas, _PREDICTIONS, state, explainer)
                panels.kernels(canvas, _KERNELS, state.kernels, explainer)
                panels.mistakes(canvas, _MISTAKES, state, explainer)
            case Page.CONFUSION:
                panels.confusion(canvas, _PAGE, state, explainer)
            case Page.NETWORK:
                diagram.draw(canvas, _PAGE, state.recipe, explainer)
            case Page.RESULT:
                hint = state.done.resume_hint if state.done else ""
                result.draw(canvas, _PAGE, outcome, hint, explainer)
                canvas.hints(choices, *RESULT_AT, down=True)

    def charts(self) -> list[Chart]:
        """Loss and accuracy so far."""
        return [self._chart("loss"), self._chart("accuracy")]

    def _chart(self, name: str) -> Chart:
        state = self.state
        last = float((state.start and state.start.epochs) or max(len(state.epochs) + 1, 10))
        training, validation = state.curve(name), state.curve(f"val_{name}")
        curves = [Curve("training", training, theme.QUIET), Curve("validation", validation, theme.ACCENT)]
        earlier = [
            Curve(run.name, getattr(run, name), colour)
            for run, colour in zip(reversed(self.earlier), reversed(_EARLIER), strict=False)
            if state.done is None or run.name != state.done.model.name
        ][::-1]
        if name == "accuracy":
            low, high = accuracy_scale(self._later(name)) if self.zoomed else (0.0, 1.0)
            title = "Accuracy, zoomed" if low else "Accuracy"
            return Chart(title, _ACCURACY, curves, last, low, high, _percent, earlier, names_earlier=True)
        is_log = self._is_log
        low, high = (log_scale if is_log else loss_scale)(self._later(name))
        title = "Loss, log axis" if is_log else "Loss"
        return Chart(title, _LOSS, curves, last, low, high, _loss, earlier, is_log)

    def _later(self, name: str) -> list[float]:
        """The values that set a scale: those within the first epoch don't once there are epochs."""
        points = [*self.state.curve(name), *self.state.curve(f"val_{name}")]
        return [value for at, value in points if at >= 1 or not self.state.epochs]

    @property
    def _is_log(self) -> bool:
        return spans_much(self._later("loss")) if self.log is None else self.log

    def _ask_why(self, canvas: Canvas) -> None:
        """The question that the accuracies raise."""
        width = text_width(glossary.WHY, theme.SMALL, canvas.view)
        area = Area(_SAMPLES.right - width, _SAMPLES.y - 1, width, 22)
        canvas.text(glossary.WHY, (area.x, area.middle[1]), theme.SMALL, theme.TEXT)
        self.explainer.mark(canvas, glossary.WHY, area)

    def _explanation(self, word: str) -> str:
        return glossary.why_below(self.state.recipe) if word == glossary.WHY else glossary.WORDS[word]

    def _tabs(self) -> list[tuple[Page, Area]]:
        pages = self.pages
        width = (_TABS.width + 6) / len(pages)
        return [
            (page, _TABS._replace(x=_TABS.x + width * number, width=width - 6))
            for number, page in enumerate(pages)
        ]

    def _click(self, view: View, pos: tuple[int, int]) -> bool:
        self._pointer = pos
        for page, area in self._tabs():
            if view.hits(area, pos):
                self.page = page
                return True
        # A click on a word explains it, as pointing does; a finger has no other way.
        if view.area_at((area for _, area in self.explainer.places), pos) is not None:
            return True
        if view.hits(_ACCURACY, pos):
            return self.handle(Action.ZOOM, view)
        return view.hits(_LOSS, pos) and self.handle(Action.LOG_SCALE, view)

    def _hover(self, view: View) -> float | None:
        left, top = view.corner
        x, y = (self._pointer[0] - left) / view.scale, (self._pointer[1] - top) / view.scale
        found = [epoch for chart in self.charts() if (epoch := chart.epoch_at(x, y)) is not None]
        return found[0] if found else None


def ask(canvas: Canvas, title: str, choices: Sequence[Hint], note: str) -> None:
    """A question over everything else; its choices stand at CHOICES_AT."""
    canvas.shade(200)
    canvas.panel(_QUESTION, theme.PANEL, theme.ACCENT)
    canvas.text(title, (256, 240), theme.MEDIUM, theme.TEXT)
    canvas.hints(choices, *CHOICES_AT, down=True)
    canvas.text(note, (256, 370), theme.SMALL, theme.QUIET)


def _loss(value: float) -> str:
    """A loss in few letters, however large."""
    if value < 100:
        return f"{value:.3f}"
    return f"{value:,.0f}" if value < 100_000 else f"{value:.0e}"


def _percent(share: float) -> str:
    return percent(share, 1 if 0 < share < 1 else 0)
