"""The scoreboard: the best of each mode, today, this week and ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final, TypeVar

import pygame
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.formatting import percent
from digitgame.game import common
from digitgame.game.game import Game
from digitgame.rules import Score
from digitgame.rules.modes import ALL_MODES, FREE_DRAW, SPRINT, Mode
from digitgame.rules.record import PERIODS, since
from digitgame.store import Run
from digitgame.ui import theme, widgets
from digitgame.ui.actions import KeyContext
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import BOARD_AREA, FOOTER_Y, View, full_width
from digitgame.ui.scene_stack import Pop, Transition

_TABLE: Final = full_width(128, 416)
_MOST: Final = 10
_ROW: Final = 36
_RANK: Final = 72  # where its right edge stands
_PLAYER: Final = 96  # where it begins
_COLUMNS: Final = (560, 664, 776, 904)  # right edges of what follows
_NAMES: Final = {  # of those columns, by the name of a mode
    "free": ("guesses", "accuracy", "best streak", "read right"),
    "fool": ("fooled", "share", "best trick", "points"),
    "duel": ("won", "share", "in a row", "points"),
}
_RUN_NAMES: Final = ("digits", "accuracy", "best combo", "points")
_HINTS: Final = (
    Hint("Left Right", "mode"),
    Hint("Up Down", "today, week, ever"),
    common.BACK,
)
_SOON: Final = "Nobody yet. Be the first!"
_PERIOD_WORDS: Final = {"today": "today", "week": "this week", "ever": "ever"}
T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """A line of a table: who, and the values of its columns."""

    player: str
    values: tuple[str, str, str, str]


@dataclass
class ScoresScene:
    """A table at a time; arrows turn to the others."""

    game: Game
    mode: Mode = SPRINT
    period: str = "ever"
    rows: list[Row] = field(default_factory=list)
    trouble: str = ""
    place: ClassVar = KeyContext.ANYWHERE
    see_through: bool = False
    moving: bool = False
    _modes: list[Mode] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._load()

    def handle(self, event: Event, view: View) -> Transition | None:
        event = common.pressed(hint_areas(_HINTS, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_ESCAPE | pygame.K_TAB | pygame.K_b):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=pygame.K_m):
                common.mute(self.game)
                return None
            case Event(type=pygame.KEYDOWN, key=pygame.K_LEFT):
                self.mode = _next(self._modes, self.mode, -1)
            case Event(type=pygame.KEYDOWN, key=pygame.K_RIGHT):
                self.mode = _next(self._modes, self.mode, 1)
            case Event(type=pygame.KEYDOWN, key=pygame.K_UP):
                self.period = _next(PERIODS, self.period, -1)
            case Event(type=pygame.KEYDOWN, key=pygame.K_DOWN):
                self.period = _next(PERIODS, self.period, 1)
            case _:
                return None
        self._load()
        return None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "Scoreboard", common.signature(self.game))
        words = f"{self.mode.title}, {_PERIOD_WORDS[self.period]}"
        canvas.text(words, (_TABLE.x, 92), theme.MEDIUM, theme.ACCENT, "midleft", fit=_TABLE.width)
        canvas.panel(_TABLE, theme.PANEL, theme.EDGE)
        canvas.text("player", (_PLAYER, _TABLE.y + 20), theme.SMALL, theme.QUIET, "midleft")
        names = _NAMES.get(self.mode.name, _RUN_NAMES)
        for told, x in zip(names, _COLUMNS, strict=True):
            canvas.text(told, (x, _TABLE.y + 20), theme.SMALL, theme.QUIET, "midright")
        if self.trouble or not self.rows:
            words = self.trouble or _SOON
            canvas.text(words, _TABLE.middle, theme.SMALL, theme.QUIET, "center", fit=_TABLE.width - 32)
        for number, row in enumerate(self.rows[:_MOST]):
            self._draw_row(canvas, number, row)
        widgets.footer(canvas, _HINTS, ())

    def _draw_row(self, canvas: Canvas, number: int, row: Row) -> None:
        y = _TABLE.y + 56 + _ROW * number
        colour = theme.ACCENT if row.player == self.game.player else theme.TEXT
        canvas.text(str(number + 1), (_RANK, y), theme.SMALL, theme.QUIET, "midright")
        canvas.text(row.player, (_PLAYER, y), theme.MEDIUM, colour, "midleft", fit=360)
        for x, value in zip(_COLUMNS, row.values, strict=True):
            canvas.text(value, (x, y), theme.MEDIUM, colour, "midright")

    def _load(self) -> None:
        begun = since(self.period, datetime.now())
        try:
            known = [FREE_DRAW, *ALL_MODES]
            self._modes = known + [mode for mode in self.game.store.modes() if mode not in known]
            if self.mode == FREE_DRAW:
                self.rows = [_of_player(*one) for one in self.game.store.standings(begun)]
            else:
                self.rows = [_of_run(run) for run in self.game.store.runs(mode=self.mode, since=begun)]
            self.trouble = ""
        except DigitgameError as error:
            self.rows, self.trouble = [], str(error)


def _of_run(run: Run) -> Row:
    marked = " ?" if run.verdict == "doubtful" else ""
    digits = f"{run.hits} of {run.asked}"
    return Row(run.player, (digits, _share(run.accuracy), f"{run.best:,}", f"{run.score:,}{marked}"))


def _of_player(player: str, score: Score) -> Row:
    total = score.total
    return Row(player, (f"{total.count:,}", _share(total.accuracy), f"{score.best:,}", f"{total.right:,}"))


def _share(share: float | None) -> str:
    return "–" if share is None else percent(share)


def _next(values: Sequence[T], value: T, by: int) -> T:
    return values[(list(values).index(value) + by) % len(values)] if value in values else values[0]
