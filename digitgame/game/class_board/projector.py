"""The class's scoreboard for a projector: the whole screen, rows that move as runs come in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import pygame

from digitgame.game.class_board.lines import Line, age_line, arrival_line, lines, mark_words
from digitgame.rules.clock import PERIOD_TITLES, PERIODS
from digitgame.rules.modes import SPRINT, Mode
from digitgame.scoreboard.address import Address
from digitgame.scoreboard.server import Query
from digitgame.scoreboard.tables import Table, Viewer
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, KeyContext
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import FOOTER_Y, HEADER_Y, WIDTH, Area, View
from digitgame.ui.list_menu import arrow_hints, next_value
from digitgame.ui.loop import Window, run
from digitgame.ui.scene_stack import Quit, Stack, Transition

_ROWS: Final = 10
_ARRIVALS: Final = 6
_TABLE: Final = Area(32, 96, 640, 448)
_LATEST: Final = Area(688, 96, 240, 448)
_ROW: Final = 42.0
_FIRST: Final = _TABLE.y + 28.0
# Seconds: between two looks at the board, on a mode, for a row to reach its place, and that a new run is lit.
_EVERY: Final = 1.0
_ON_A_MODE: Final = 12.0
_MOVE: Final = 0.8
_LIT: Final = 4.0
_HINTS: Final = (
    *arrow_hints("period", "mode"),
    Hint("full screen", Action.FULL_SCREEN),
    Hint("close", Action.BACK),
)


@dataclass
class MovingRow:
    """A row on its way: where it came from and goes to, in ranks, and for how long (seconds)."""

    start: float
    end: float
    since: float = 0.0
    lit: float = 0.0

    @property
    def place(self) -> float:
        """The rank where it is now; 0 is the first."""
        return self.start + (self.end - self.start) * widgets.ease_out(self.since / _MOVE)


@dataclass
class Projector:
    """The table of one mode after another, and the runs that came in last.

    `look` gives the table for a query as far as it is known. `mode`: stay with one; None: each in turn.
    """

    look: Callable[[Query], Table | None]
    mode: Mode | None = None
    period: str = "today"
    initials: bool = False
    reduced_motion: bool = False
    now: Callable[[], float] = time.time
    shown: Mode = SPRINT
    table: Table | None = None
    rows: dict[int, MovingRow] = field(default_factory=dict)
    _on: float = 0.0
    _newest: int = 0
    _table_of: Query | None = None

    context = KeyContext.ANYWHERE
    see_through = False

    def __post_init__(self) -> None:
        self.shown = self.mode or self.shown
        self._take()

    @property
    def moving(self) -> bool:
        return self.table is None or any(
            row.since < _MOVE or (row.lit > 0 and not self.reduced_motion) for row in self.rows.values()
        )

    @property
    def query(self) -> Query:
        return Query(str(self.shown), self.period, None, None, _ROWS)

    @property
    def title(self) -> str:
        return f"{self.shown.title} · {PERIOD_TITLES[self.period]}"

    def lines(self) -> list[Line]:
        return lines(self.table.entries) if self.table is not None else []

    def arrivals(self) -> list[tuple[str, str]]:
        """Who came in last, with what."""
        return [arrival_line(one) for one in self.table.latest[:_ARRIVALS]] if self.table is not None else []

    def handle(self, given: Input, view: View) -> Transition | None:  # noqa: ARG002
        match given:
            case Action.BACK | Action.MENU:
                return Quit()
            case Action.LEFT | Action.RIGHT:
                self.mode = self._next(1 if given is Action.RIGHT else -1)
                self._show(self.mode)
            case Action.UP | Action.DOWN:
                by = 1 if given is Action.DOWN else -1
                self.period = next_value(PERIODS, self.period, by)
                self._show(self.shown)
        return None

    def update(self, seconds: float) -> Transition | None:
        for row in self.rows.values():
            row.since, row.lit = row.since + seconds, max(row.lit - seconds, 0.0)
        self._on += seconds
        if self.mode is None and self._on > _ON_A_MODE:
            self._show(self._next(1))
        self._take()
        return None

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        colour = theme.MODES.get(self.shown.name, theme.ACCENT)
        canvas.text(self.title, (_TABLE.x, HEADER_Y + 14), theme.TITLE, colour, fit=640)
        canvas.text(
            age_line(self.table, self.now()),
            (WIDTH - 32, HEADER_Y + 14),
            theme.SMALL,
            theme.QUIET,
            "midright",
        )
        canvas.panel(_TABLE, theme.PANEL, theme.EDGE)
        found = self.lines()
        if not found:
            words = "No runs yet. Who is first?" if self.table is not None else ""
            canvas.text(words, _TABLE.middle, theme.MEDIUM, theme.QUIET, "center")
        # Rows that are lit lie above those that they pass.
        for line in sorted(found, key=lambda one: self._row(one).lit > 0):
            self._draw_row(canvas, line)
        mark = (_TABLE.right - 24, _TABLE.bottom - 16)
        canvas.text(mark_words(found), mark, theme.SMALL, theme.QUIET, "midright")
        canvas.panel(_LATEST, theme.PANEL, theme.EDGE)
        canvas.text("Just in", (_LATEST.x + 16, _LATEST.y + 28), theme.SMALL, theme.QUIET)
        for number, (who, what) in enumerate(self.arrivals()):
            y = _LATEST.y + 68 + 64 * number
            canvas.text(who, (_LATEST.x + 16, y), theme.MEDIUM, theme.TEXT, fit=_LATEST.width - 32)
            canvas.text(what, (_LATEST.x + 16, y + 26), theme.SMALL, theme.QUIET, fit=_LATEST.width - 32)
        canvas.hints(_HINTS, 32, FOOTER_Y)

    def _row(self, line: Line) -> MovingRow:
        return self.rows.get(line.player_id, MovingRow(line.rank - 1, line.rank - 1, _MOVE))

    def _draw_row(self, canvas: Canvas, line: Line) -> None:
        row = self._row(line)
        y = _FIRST + _ROW * row.place
        area = Area(_TABLE.x + 8, y - _ROW / 2 + 2, _TABLE.width - 16, _ROW - 4)
        if row.lit > 0:
            strength = min(row.lit / _LIT, 1.0)
            canvas.panel(area, theme.blend(theme.PANEL, theme.KEY, strength), theme.ACCENT)
        colour = theme.ACCENT if row.lit > 0 else theme.TEXT
        canvas.text(str(line.rank), (area.x + 44, y), theme.MEDIUM, theme.QUIET, "midright")
        canvas.text(line.player, (area.x + 64, y), theme.MEDIUM, colour, fit=280)
        canvas.text(line.values[0], (area.x + 460, y), theme.SMALL, theme.QUIET, "midright")
        canvas.text(line.values[3], (area.right - 16, y), theme.MEDIUM, colour, "midright")

    def _next(self, by: int) -> Mode:
        """The mode after the present one, of those that have runs."""
        modes = [Mode.parse(mode) for mode in self.table.modes] if self.table is not None else []
        if not modes:
            return self.shown
        at = modes.index(self.shown) if self.shown in modes else -1
        return modes[(at + by) % len(modes)]

    def _show(self, mode: Mode) -> None:
        self.shown, self._on = mode, 0.0
        self._take()

    def _take(self) -> None:
        """Take the table that is there now; rows that have another place move there."""
        table = self.look(self.query)
        if table is None or table is self.table:
            return
        if self.initials:
            table = table.with_initials()
        if (
            self.table is not None
            and table.entries == self.table.entries
            and table.latest == self.table.latest
        ):
            self.table = table
            return
        same = self._table_of == self.query
        new = {one.player_id for one in table.latest if one.nr > self._newest and self._newest}
        self._newest = max([self._newest, *(one.nr for one in table.latest)])
        places = {one.player_id: rank for rank, one in enumerate(table.entries)}
        self.rows = {
            player: self._moved(player, rank, lit=same and player in new, same=same)
            for player, rank in places.items()
        }
        self.table, self._table_of = table, self.query

    def _moved(self, player: int, rank: int, *, lit: bool, same: bool) -> MovingRow:
        before = self.rows.get(player)
        # A new row comes in from below.
        start = before.place if before is not None else float(_ROWS)
        if not same or self.reduced_motion:
            return MovingRow(rank, rank, _MOVE, _LIT if lit else 0.0)
        still = before.lit if before is not None else 0.0
        return MovingRow(start, rank, 0.0, _LIT if lit else still)


def show(
    address: Address,
    *,
    mode: str | None = None,
    period: str = "today",
    initials: bool = False,
    size: tuple[int, int] | None = None,
    full_screen: bool = True,
    reduced_motion: bool = False,
) -> None:
    """Show the board until the window is closed. DigitgameError where there is no screen."""
    viewer = Viewer(address, every=_EVERY, latest=_ARRIVALS)
    window = Window(size, full_screen=full_screen)
    pygame.display.set_caption("digitgame: class scoreboard")
    chosen = Mode.parse(mode) if mode else None
    scene = Projector(viewer.look, chosen, period, initials, reduced_motion)
    try:
        run(Stack([scene]), window)
    finally:
        viewer.close()
        window.close()
