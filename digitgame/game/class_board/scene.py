"""The scores of the class, beside those of this machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from digitgame.game.base_scene import BACK, BaseScene, choose
from digitgame.game.class_board.lines import COLUMNS, RUN_COLUMNS, Line, age_line, lines, mark_words
from digitgame.game.game import Game
from digitgame.rules.clock import PERIOD_TITLES, PERIODS
from digitgame.rules.modes import SCORED_MODES, SPRINT, Mode
from digitgame.scoreboard.server import Query
from digitgame.scoreboard.tables import Table
from digitgame.ui import theme
from digitgame.ui.actions import Input, KeyContext
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area, View, full_width
from digitgame.ui.list_menu import Item, RowMenu, arrow_hints, next_value
from digitgame.ui.scene_stack import Transition

_MODE: Final = Area(32, 64, 312, 44)
_PERIOD: Final = _MODE._replace(x=352, width=320)
_MACHINES: Final = _MODE._replace(x=680, width=248)
_TABLE: Final = full_width(120, 424)
_ROWS_SHOWN: Final = 10
_ROW: Final = 36
# The right edge of the ranks, the left edges of players and machines, the right edges of the other columns.
_RANK: Final = 72
_PLAYER: Final = 96
_MACHINE: Final = 312
_COLUMNS: Final = (560, 664, 776, 904)
_HINTS: Final = (*arrow_hints("change", "mode, period or machines"), BACK)


@dataclass
class ClassScores(BaseScene):
    """Each player's best run of a mode, of all machines or of this one. The board is asked in the background."""

    context = KeyContext.ANYWHERE
    hints = _HINTS
    game: Game
    mode: Mode = SPRINT
    period: str = "today"
    here: bool = False
    now: Callable[[], float] = time.time
    table: Table | None = None
    menu: RowMenu = field(default_factory=lambda: RowMenu(slot=224))
    _modes: list[Mode] = field(default_factory=lambda: [*SCORED_MODES])

    def __post_init__(self) -> None:
        self._look()

    @property
    def moving(self) -> bool:
        # What is asked for comes within a moment, or not at all.
        return self.table is None

    def items(self) -> list[Item]:
        return [
            Item("Mode", _MODE, value=self.mode.title, changes=True),
            Item("Period", _PERIOD, value=PERIOD_TITLES[self.period], changes=True),
            Item("", _MACHINES, value="This machine" if self.here else "All machines", changes=True),
        ]

    def lines(self) -> list[Line]:
        """The lines of the table."""
        return lines(self.table.entries[:_ROWS_SHOWN], self.game.player) if self.table is not None else []

    def words(self) -> str:
        """What stands in place of an empty table."""
        if self.table is None or self.lines():
            return ""
        return self.table.trouble or "No runs of the class yet. Be the first!"

    def respond(self, given: Input, view: View) -> Transition | None:
        by = choose(self.game, self.menu, given, view, self.items())
        if by is None:
            return super().respond(given, view)
        match self.menu.chosen:
            case 0:
                self.mode = next_value(self._modes, self.mode, by or 1)
            case 1:
                self.period = next_value(PERIODS, self.period, by or 1)
            case _:
                self.here = not self.here
        self._look()
        return None

    def update(self, seconds: float) -> Transition | None:  # noqa: ARG002
        self._look()
        return None

    def draw(self, canvas: Canvas) -> None:
        right = age_line(self.table, self.now())
        self.draw_frame(canvas, "Class scores", f"{right} · {self.game.player}" if right else None)
        self.menu.draw(canvas, self.items())
        canvas.panel(_TABLE, theme.PANEL, theme.EDGE)
        y = _TABLE.y + 20
        canvas.text("player", (_PLAYER, y), theme.SMALL, theme.QUIET)
        canvas.text("machine", (_MACHINE, y), theme.SMALL, theme.QUIET)
        for name, x in zip(COLUMNS.get(self.mode.name, RUN_COLUMNS), _COLUMNS, strict=True):
            canvas.text(name, (x, y), theme.SMALL, theme.QUIET, "midright")
        canvas.text(self.words(), _TABLE.middle, theme.SMALL, theme.QUIET, "center", fit=_TABLE.width - 32)
        mark = (_COLUMNS[-1], _TABLE.bottom - 16)
        canvas.text(mark_words(self.lines()), mark, theme.SMALL, theme.QUIET, "midright")
        for number, line in enumerate(self.lines()):
            _draw_line(canvas, _TABLE.y + 56 + _ROW * number, line)

    def _look(self) -> None:
        """Ask for the table, and take what is there."""
        if self.game.tables is None:
            return
        machine = self.game.machine if self.here else None
        query = Query(str(self.mode), self.period, None, machine, _ROWS_SHOWN)
        self.table = self.game.tables.look(query)
        if self.table is not None:
            self._modes += [mode for mode in map(Mode.parse, self.table.modes) if mode not in self._modes]


def _draw_line(canvas: Canvas, y: float, line: Line) -> None:
    colour = theme.ACCENT if line.own else theme.TEXT
    canvas.text(str(line.rank), (_RANK, y), theme.SMALL, theme.QUIET, "midright")
    canvas.text(line.player, (_PLAYER, y), theme.MEDIUM, colour, fit=_MACHINE - _PLAYER - 12)
    canvas.text(line.machine, (_MACHINE, y), theme.SMALL, theme.QUIET, fit=136)
    for x, value in zip(_COLUMNS, line.values, strict=True):
        canvas.text(value, (x, y), theme.MEDIUM, colour, "midright")
