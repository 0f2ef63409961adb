"""The results of a run: the points, the personal best, every drawing explained, and the player's digits so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pygame
from pygame.event import Event

from digitgame.formatting import percent
from digitgame.game import common
from digitgame.game.game import Game
from digitgame.game.results import trend_panel
from digitgame.game.results.explanation import PANEL
from digitgame.game.results.grid import GRID, LARGE, SMALL, Grid, ReviewItems
from digitgame.rules import Mark
from digitgame.rules.daily import share
from digitgame.rules.modes import DAILY, Mode
from digitgame.rules.score import Trend
from digitgame.store import Run
from digitgame.ui import clipboard, theme, widgets
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, Area, View, full_width
from digitgame.ui.scene_stack import Pop, Scene, Swap, Transition
from digitgame.ui.widgets import Fact

_FACTS: Final = full_width(64, 72)
_AGAIN: Final = Hint("Enter", "play again", pygame.K_RETURN)
_CHOOSE: Final = Hint("Arrows", "choose")
_SHARE: Final = Hint("C", "copy to share", pygame.K_c)
_MORE: Final = Hint("PgDn", "more", pygame.K_PAGEDOWN)
_TREND: Final = Hint("T", "your digits", pygame.K_t)
_WHY: Final = Hint("T", "why?", pygame.K_t)
# The names of the hits and of the best, in modes that are no timed runs.
_NAMES: Final = {
    "fool": ("fooled", "best trick"),
    "duel": ("won", "longest streak"),
}
Again = Callable[[Game, Mode, int], Scene]


@dataclass(frozen=True)
class RunHistory:
    """What came before this run: the player's best score in its mode, and the trends of their digits with this run.

    `trouble`: why the run could not be stored.
    """

    best: int | None = None
    trends: tuple[Trend, ...] = ()
    trouble: str = ""


def results_facts(run: Run, best: int | None, marks: Sequence[Mark]) -> list[Fact]:
    """The run in a row of values; `best`: the player's best score before it."""
    mode, accuracy = run.mode.name, run.accuracy
    hits, longest = _NAMES.get(mode, ("correct", "best combo"))
    facts = [
        Fact("points", f"{run.score:,}", theme.ACCENT),
        best_fact(run.score, best),
        Fact(hits, f"{run.hits} of {run.asked}"),
        Fact("accuracy", "–" if accuracy is None else percent(accuracy)),
        Fact(longest, f"{run.best:,}"),
    ]
    if mode not in _NAMES:
        disputed = marks.count(Mark.DISPUTED)
        facts.append(Fact("disputed", str(disputed), theme.AMBER if disputed else theme.TEXT))
    return facts


def best_fact(score: int, before: int | None) -> Fact:
    """The personal best; a run without a point is none."""
    if score and (before is None or score > before):
        return Fact("your first" if before is None else f"before: {before:,}", "New best!", theme.ACCENT)
    return Fact("your best", f"{before:,}" if before else "–")


@dataclass
class Results:
    """Arrows or the pointer choose a drawing, which is explained beside the others.

    `trend`: the player's digits stand in its place.
    """

    game: Game
    run: Run
    items: ReviewItems
    marks: tuple[Mark, ...]
    history: RunHistory
    again: Again
    chosen: int = 0
    trend: bool = False
    message: str = ""
    see_through: bool = False
    _busy: bool = field(default=True)

    def __post_init__(self) -> None:
        self.chosen = self.items.first
        self.trend = not len(self.items) and bool(self.history.trends)

    @property
    def moving(self) -> bool:
        return self._busy

    @property
    def _hints(self) -> tuple[Hint, ...]:
        return (_AGAIN, _CHOOSE, *((_SHARE,) if self.run.mode == DAILY else ()))

    @property
    def _others(self) -> tuple[Hint, ...]:
        more = (_MORE,) if len(self.items) > self._grid.page else ()
        return (*more, _WHY if self.trend else _TREND, common.BACK)

    @property
    def _grid(self) -> Grid:
        return LARGE if len(self.items) <= LARGE.page else SMALL

    @property
    def _page(self) -> range:
        """The items on the page of the chosen one."""
        first = self.chosen // self._grid.page * self._grid.page
        return range(first, min(first + self._grid.page, len(self.items)))

    def handle(self, event: Event, view: View) -> Transition | None:
        places = [
            *hint_areas(self._hints, view, BOARD_AREA.x, FOOTER_Y),
            *hint_areas(self._others, view, BARS_AREA.x, FOOTER_Y),
        ]
        event = common.pressed(places, view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN):
                return self._key(event)
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                at = self._under(view, pos)
                if at is not None and at != self.chosen:
                    self._choose(at, trend=self.trend)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos):
                at = self._under(view, pos)
                if at is not None:
                    self._choose(at)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=4 | 5 as wheel):
                self._turn(1 if wheel == 5 else -1)
        return None

    def update(self, seconds: float) -> None:  # noqa: ARG002
        if self._busy:
            self._busy = self.items.work(self._page, self.chosen)

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, f"{self.run.mode.title} results", common.signature(self.game))
        widgets.facts_row(canvas, _FACTS, results_facts(self.run, self.history.best, self.marks))
        page = self._page
        for at in page:
            self._draw_item(canvas, at, self._grid.cell(at - page.start))
        if len(self.items) > len(page):
            words = f"{page.start + 1}–{page.stop} of {len(self.items)}"
            canvas.text(words, (GRID.right - 6, GRID.y - 10), theme.SMALL, theme.QUIET, "midright")
        canvas.panel(PANEL, theme.PANEL, theme.EDGE)
        if self.trend:
            trend_panel.draw(canvas, self.run.player, self.history.trends)
        else:
            self.items.draw(canvas, self.chosen)
        if self.history.trouble or self.message:
            widgets.toast(canvas, self.history.trouble or self.message)
        widgets.footer(canvas, self._hints, self._others)

    def _key(self, event: Event) -> Transition | None:
        columns = self._grid.columns
        steps = {pygame.K_LEFT: -1, pygame.K_RIGHT: 1, pygame.K_UP: -columns, pygame.K_DOWN: columns}
        match event.key:
            case pygame.K_RETURN | pygame.K_KP_ENTER:
                seed = self.run.seed if self.run.mode == DAILY else self.game.next_seed()
                return Swap(self.again(self.game, self.run.mode, seed))
            case pygame.K_ESCAPE | pygame.K_TAB:
                return Pop()
            case pygame.K_c if self.run.mode == DAILY:
                text = share(self.run.seed, self.run.score, self.run.seconds, self.marks)
                self.message = (
                    "Copied." if clipboard.copy(text) else "This system has no clipboard to copy to."
                )
            case pygame.K_t:
                self.trend = not self.trend
            case pygame.K_m:
                common.mute(self.game)
            case pygame.K_PAGEDOWN | pygame.K_PAGEUP as key:
                self._turn(1 if key == pygame.K_PAGEDOWN else -1)
            case key if key in steps:
                self._choose(min(max(self.chosen + steps[key], 0), max(len(self.items) - 1, 0)))
        return None

    def _choose(self, at: int, *, trend: bool = False) -> None:
        """Choose one; `trend`: the player's digits stay on the panel."""
        self.chosen, self.trend, self._busy = at, trend, True

    def _turn(self, by: int) -> None:
        """Turn some pages; after the last one comes the first."""
        pages = -(-len(self.items) // self._grid.page)
        if pages > 1:
            self._choose((self.chosen // self._grid.page + by) % pages * self._grid.page)

    def _under(self, view: View, pixel: tuple[int, int]) -> int | None:
        """The item under the pointer."""
        page = self._page
        return next((at for at in page if view.hits(self._grid.cell(at - page.start), pixel)), None)

    def _draw_item(self, canvas: Canvas, at: int, cell: Area) -> None:
        if at == self.chosen:
            canvas.panel(cell, theme.KEY, theme.ACCENT, theme.SMALL_RADIUS)
        side = cell.width - 12
        picture = self.items.picture(at)
        if picture is not None:
            canvas.picture(picture, Area(cell.x + 6, cell.y + 6, side, side))
        words, colour = self.items.caption(at)
        middle = (cell.middle[0], cell.y + side + 24)
        canvas.text(words, middle, theme.SMALL, colour, "center", fit=cell.width)
