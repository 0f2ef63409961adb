"""After a run: the points, the personal best, every drawing and why it was read so, and the player's digits so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import pygame
from pygame.event import Event

from digitgame.game import common
from digitgame.game.game import Game
from digitgame.game.results import trend_panel
from digitgame.game.results.explanation import PANEL
from digitgame.game.results.grid import GRID, LARGE, SMALL, Grid, ReviewItems
from digitgame.rules import Mark
from digitgame.rules.daily import share
from digitgame.rules.modes import title
from digitgame.rules.score import Trend
from digitgame.store import Run
from digitgame.ui import clipboard, theme, widgets
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, Area, View, full_width
from digitgame.ui.scene_stack import Pop, Scene, Swap, Transition
from digitgame.ui.theme import Colour

_FACTS: Final = full_width(64, 72)
_AGAIN: Final = Hint("Enter", "play again", pygame.K_RETURN)
_CHOOSE: Final = Hint("Arrows", "choose")
_SHARE: Final = Hint("C", "copy to share", pygame.K_c)
_MORE: Final = Hint("PgDn", "more", pygame.K_PAGEDOWN)
_TREND: Final = Hint("T", "your digits", pygame.K_t)
_WHY: Final = Hint("T", "why it was read so", pygame.K_t)
_NAMES: Final = {  # of the hits and of the best, where they are not those of a course
    "fool": ("fooled", "best trick"),
    "duel": ("won", "in a row"),
}
Again = Callable[[Game, str, int], Scene]


@dataclass(frozen=True)
class RunHistory:
    """What came before this run."""

    best: int | None = None  # the player's best score in its mode
    trends: tuple[Trend, ...] = ()  # of the player's digits, this run's included
    trouble: str = ""  # what to tell the player


@dataclass
class Results:
    """Arrows or the pointer choose a drawing, which is explained beside the others; T shows the player's digits."""

    game: Game
    run: Run
    looks: ReviewItems
    marks: tuple[Mark, ...]
    past: RunHistory
    again: Again
    chosen: int = 0
    trend: bool = False  # the player's digits are shown, not the drawing
    told: str = ""
    see_through: bool = False
    _busy: bool = field(default=True)

    def __post_init__(self) -> None:
        self.chosen = self.looks.first
        self.trend = not len(self.looks) and bool(self.past.trends)

    @property
    def moving(self) -> bool:
        return self._busy

    @property
    def _hints(self) -> tuple[Hint, ...]:
        return (_AGAIN, _CHOOSE, *((_SHARE,) if self.run.mode == "daily" else ()))

    @property
    def _others(self) -> tuple[Hint, ...]:
        more = (_MORE,) if len(self.looks) > self._grid.page else ()
        return (*more, _WHY if self.trend else _TREND, common.BACK)

    @property
    def _grid(self) -> Grid:
        return LARGE if len(self.looks) <= LARGE.page else SMALL

    @property
    def _page(self) -> range:
        """What is on the page of the one chosen."""
        first = self.chosen // self._grid.page * self._grid.page
        return range(first, min(first + self._grid.page, len(self.looks)))

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
            self._busy = self.looks.work(self._page, self.chosen)

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, f"{title(self.run.mode)}: the run", common.signature(self.game))
        self._draw_facts(canvas)
        page = self._page
        for at in page:
            self._draw_look(canvas, at, self._grid.cell(at - page.start))
        if len(self.looks) > len(page):
            words = f"{page.start + 1} to {page.stop} of {len(self.looks)}"
            canvas.text(words, (GRID.right - 6, GRID.y - 10), theme.SMALL, theme.QUIET, "midright")
        canvas.panel(PANEL, theme.PANEL, theme.EDGE)
        if self.trend:
            trend_panel.draw(canvas, self.run.player, self.past.trends)
        else:
            self.looks.draw(canvas, self.chosen)
        if self.past.trouble or self.told:
            widgets.toast(canvas, self.past.trouble or self.told)
        widgets.footer(canvas, self._hints, self._others)

    def _key(self, event: Event) -> Transition | None:
        columns = self._grid.columns
        steps = {pygame.K_LEFT: -1, pygame.K_RIGHT: 1, pygame.K_UP: -columns, pygame.K_DOWN: columns}
        match event.key:
            case pygame.K_RETURN | pygame.K_KP_ENTER:
                seed = self.run.seed if self.run.mode == "daily" else self.game.next_seed()
                return Swap(self.again(self.game, self.run.mode, seed))
            case pygame.K_ESCAPE | pygame.K_TAB:
                return Pop()
            case pygame.K_c if self.run.mode == "daily":
                text = share(self.run.seed, self.run.score, self.run.seconds, self.marks)
                self.told = "Copied." if clipboard.copy(text) else "This system has no clipboard to copy to."
            case pygame.K_t:
                self.trend = not self.trend
            case pygame.K_m:
                common.mute(self.game)
            case pygame.K_PAGEDOWN | pygame.K_PAGEUP as key:
                self._turn(1 if key == pygame.K_PAGEDOWN else -1)
            case key if key in steps:
                self._choose(min(max(self.chosen + steps[key], 0), max(len(self.looks) - 1, 0)))
        return None

    def _choose(self, at: int, *, trend: bool = False) -> None:
        """Look at one; the player's digits make way for it unless told to stay."""
        self.chosen, self.trend, self._busy = at, trend, True

    def _turn(self, by: int) -> None:
        """Go some pages on; past the last one comes the first."""
        pages = -(-len(self.looks) // self._grid.page)
        if pages > 1:
            self._choose((self.chosen // self._grid.page + by) % pages * self._grid.page)

    def _under(self, view: View, pixel: tuple[int, int]) -> int | None:
        """The one under the pointer."""
        page = self._page
        return next((at for at in page if view.hits(self._grid.cell(at - page.start), pixel)), None)

    def _draw_facts(self, canvas: Canvas) -> None:
        run = self.run
        accuracy = run.accuracy
        hits, longest = _NAMES.get(run.mode.split()[0], ("digits read as asked", "best combo"))
        facts = [
            ("points", f"{run.score:,}", theme.ACCENT),
            self._best(),
            (hits, f"{run.hits} of {run.asked}", theme.TEXT),
            ("accuracy", "–" if accuracy is None else widgets.percent(accuracy), theme.TEXT),
            (longest, f"{run.best:,}", theme.TEXT),
        ]
        if self.run.mode.split()[0] not in _NAMES:
            disputed = self.marks.count(Mark.DISPUTED)
            facts.append(("disputed", str(disputed), theme.AMBER if disputed else theme.TEXT))
        widgets.facts_row(canvas, _FACTS, facts)

    def _best(self) -> tuple[str, str, Colour]:
        """The personal best; a run without a point is none."""
        before, score = self.past.best, self.run.score
        if score and (before is None or score > before):
            return ("your first" if before is None else f"before: {before:,}"), "New best!", theme.ACCENT
        return "your best", "–" if not before else f"{before:,}", theme.TEXT

    def _draw_look(self, canvas: Canvas, at: int, cell: Area) -> None:
        if at == self.chosen:
            canvas.panel(cell, theme.KEY, theme.ACCENT, theme.SMALL_RADIUS)
        side = cell.width - 12
        picture = self.looks.picture(at)
        if picture is not None:
            canvas.picture(picture, Area(cell.x + 6, cell.y + 6, side, side))
        words, colour = self.looks.caption(at)
        canvas.text(
            words, (cell.middle[0], cell.y + side + 24), theme.SMALL, colour, "center", fit=cell.width
        )
