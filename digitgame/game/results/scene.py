"""After a run: the points, the personal best, every drawing and why it was read so, and the player's digits so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from digitgame.game.base_scene import BACK, BaseScene
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
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View, full_width
from digitgame.ui.scene_stack import Scene, Swap, Transition
from digitgame.ui.theme import Colour

_FACTS: Final = full_width(64, 72)
_AGAIN: Final = Hint("play again", Action.CONFIRM)
_CHOOSE: Final = Hint("choose", cap="Arrows")
_SHARE: Final = Hint("copy to share", Action.CLEAR)
_MORE: Final = Hint("more", Action.PAGE_DOWN)
_TREND: Final = Hint("your digits", Action.TREND)
_WHY: Final = Hint("why", Action.TREND)
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
    error: str = ""  # what to tell the player


@dataclass
class Results(BaseScene):
    """Arrows or the pointer choose a drawing, which is explained beside the others; T shows the player's digits."""

    game: Game
    run: Run
    looks: ReviewItems
    marks: tuple[Mark, ...]
    past: RunHistory
    again: Again
    chosen: int = 0
    trend: bool = False  # the player's digits are shown, not the drawing
    message: str = ""
    _busy: bool = field(default=True)

    def __post_init__(self) -> None:
        self.chosen = self.looks.first
        self.trend = not len(self.looks) and bool(self.past.trends)

    @property
    def moving(self) -> bool:
        return self._busy

    @property
    def hints(self) -> tuple[Hint, ...]:
        return (_AGAIN, _CHOOSE, *((_SHARE,) if self.run.mode == "daily" else ()))

    @property
    def side_hints(self) -> tuple[Hint, ...]:
        more = (_MORE,) if len(self.looks) > self._grid.page else ()
        return (*more, _WHY if self.trend else _TREND, BACK)

    @property
    def _grid(self) -> Grid:
        return LARGE if len(self.looks) <= LARGE.page else SMALL

    @property
    def _page(self) -> range:
        """What is on the page of the one chosen."""
        first = self.chosen // self._grid.page * self._grid.page
        return range(first, min(first + self._grid.page, len(self.looks)))

    def respond(self, given: Input, view: View) -> Transition | None:
        columns = self._grid.columns
        steps = {Action.LEFT: -1, Action.RIGHT: 1, Action.UP: -columns, Action.DOWN: columns}
        match given:
            case Action.CONFIRM:
                seed = self.run.seed if self.run.mode == "daily" else self.game.next_seed()
                return Swap(self.again(self.game, self.run.mode, seed))
            case Action.CLEAR if self.run.mode == "daily":
                text = share(self.run.seed, self.run.score, self.run.seconds, self.marks)
                self.message = (
                    "Copied." if clipboard.copy(text) else "This system has no clipboard to copy to."
                )
            case Action.TREND:
                self.trend = not self.trend
            case Action.PAGE_DOWN | Action.PAGE_UP:
                self._turn(1 if given is Action.PAGE_DOWN else -1)
            case Action.LEFT | Action.RIGHT | Action.UP | Action.DOWN:
                self._choose(min(max(self.chosen + steps[given], 0), max(len(self.looks) - 1, 0)))
            case Pointer(moved=True, pos=pos):
                at = self._under(view, pos)
                if at is not None and at != self.chosen:
                    self._choose(at, trend=self.trend)
            case Pointer(clicked=True, pos=pos):
                at = self._under(view, pos)
                if at is not None:
                    self._choose(at)
            case _:
                return super().respond(given, view)
        return None

    def update(self, seconds: float) -> None:  # noqa: ARG002
        if self._busy:
            self._busy = self.looks.work(self._page, self.chosen)

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, f"{title(self.run.mode)}: the run")
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
        if self.past.error or self.message:
            widgets.toast(canvas, self.past.error or self.message)

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
