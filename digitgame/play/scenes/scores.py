"""The scoreboard: the best runs of each mode, today, this week and ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final

import pygame
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.play import theme, widgets
from digitgame.play.bindings import Place
from digitgame.play.canvas import Canvas, Hint, hint_areas
from digitgame.play.game import Game
from digitgame.play.layout import BOARD_AREA, FOOTER_Y, Area, View
from digitgame.play.scenes import common
from digitgame.play.stage import Pop, Transition
from digitgame.rules.modes import all_modes
from digitgame.rules.record import PERIODS, since
from digitgame.store import Run

_TABLE: Final = Area(32, 128, 896, 416)
_MOST: Final = 10
_ROW: Final = 36
_COLUMNS: Final = (  # name, where its right edge stands (the first two: their left edge)
    ("", 56),
    ("player", 96),
    ("digits", 560),
    ("accuracy", 664),
    ("best combo", 776),
    ("points", 904),
)
_HINTS: Final = (
    Hint("Left Right", "mode"),
    Hint("Up Down", "today, week, ever"),
    common.BACK,
)
_SOON: Final = "Nobody yet. Be the first!"
_PERIOD_WORDS: Final = {"today": "today", "week": "this week", "ever": "ever"}


@dataclass
class Scores:
    """A table at a time; arrows turn to the others."""

    game: Game
    mode: str = "sprint"
    period: str = "ever"
    runs: list[Run] = field(default_factory=list)
    trouble: str = ""
    place: ClassVar = Place.ANYWHERE
    see_through: bool = False
    moving: bool = False

    def __post_init__(self) -> None:
        self._load()

    def handle(self, event: Event, view: View) -> Transition | None:
        event = common.pressed(hint_areas(_HINTS, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_ESCAPE | pygame.K_TAB | pygame.K_b):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=pygame.K_LEFT):
                self.mode = _next(all_modes(), self.mode, -1)
            case Event(type=pygame.KEYDOWN, key=pygame.K_RIGHT):
                self.mode = _next(all_modes(), self.mode, 1)
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
        title = f"{self.mode.capitalize()}, {_PERIOD_WORDS[self.period]}"
        canvas.text(title, (_TABLE.x, 92), theme.MEDIUM, theme.ACCENT, "midleft")
        canvas.panel(_TABLE, theme.PANEL, theme.EDGE)
        for name, x in _COLUMNS:
            anchor = "midleft" if name == "player" else "midright"
            canvas.text(name, (x, _TABLE.y + 20), theme.SMALL, theme.QUIET, anchor)
        if self.trouble or not self.runs:
            words = self.trouble or _SOON
            canvas.text(words, _TABLE.middle, theme.SMALL, theme.QUIET, "center", fit=_TABLE.width - 32)
        for number, run in enumerate(self.runs[:_MOST]):
            self._draw_run(canvas, number, run)
        widgets.footer(canvas, _HINTS, ())

    def _draw_run(self, canvas: Canvas, number: int, run: Run) -> None:
        y = _TABLE.y + 56 + _ROW * number
        own = run.player == self.game.player
        colour = theme.ACCENT if own else theme.TEXT
        accuracy = "–" if run.accuracy is None else widgets.percent(run.accuracy)
        marked = " ?" if run.verdict == "doubtful" else ""
        values = (f"{run.hits} of {run.asked}", accuracy, str(run.best), f"{run.score:,}{marked}")
        rank, player, *columns = (x for _, x in _COLUMNS)
        canvas.text(str(number + 1), (rank + 16, y), theme.SMALL, theme.QUIET, "midright")
        canvas.text(run.player, (player, y), theme.MEDIUM, colour, "midleft", fit=360)
        for x, value in zip(columns, values, strict=True):
            canvas.text(value, (x, y), theme.MEDIUM, colour, "midright")

    def _load(self) -> None:
        try:
            self.runs = self.game.store.runs(mode=self.mode, since=since(self.period, datetime.now()))
        except DigitgameError as error:
            self.runs, self.trouble = [], str(error)


def _next(values: Sequence[str], value: str, by: int) -> str:
    return values[(list(values).index(value) + by) % len(values)] if value in values else values[0]
