"""Copy a digit of the gallery by hand: like it to the eye, and read as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pygame
from pygame.event import Event

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game import common
from digitgame.game.gallery.similarity import likeness
from digitgame.game.game import Game
from digitgame.inference import Reading
from digitgame.ink.frame import Frame
from digitgame.rules.copying import ALIKE, Copied, Copying
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas, Hint, hint_areas, wrapped
from digitgame.ui.effects import Effects
from digitgame.ui.layout import BOARD_AREA, FOOTER_Y, SCORE_AREA, Area, View, column
from digitgame.ui.scene_stack import Pop, Transition

_GIVEN: Final = Area(536, 64, 184, 184)
_YOURS: Final = Area(744, 64, 184, 184)
_PANEL: Final = column(296, 164)
_HINTS: Final = (
    Hint("Space", "compare", pygame.K_SPACE),
    Hint("C", "clear", pygame.K_c),
    Hint("Ctrl Z", "undo", pygame.K_z, pygame.KMOD_CTRL),
    common.BACK,
)
_WORDS: Final = {
    Copied.TWIN: "A twin! It looks like it, and it is read as it.",
    Copied.MASK: "It looks like it. The network was not taken in: it reads a {read}.",
    Copied.COUSIN: "It is read as it. Your eye will find the difference.",
    Copied.STRANGER: "Another one: it reads a {read}.",
}
_ASK: Final = "Copy it: same shape, same slant. Any size, anywhere on the board."


@dataclass
class CopyScene:
    """A picture and a board. Space compares; the next stroke begins another copy. Nothing of it is kept."""

    game: Game
    picture: Frame
    label: int
    easel: DrawingBoard = field(init=False)
    rules: Copying = field(init=False)
    effects: Effects = field(default_factory=Effects)
    told: str = _ASK
    see_through: bool = False
    _reading: Reading = field(init=False)  # of the picture
    _alike: float = 0.0  # the ink on the board, as it is
    _judged: bool = False
    _compared: Frame | None = None  # the picture of the ink that `_alike` speaks of

    def __post_init__(self) -> None:
        self.easel = DrawingBoard(self.game.reader)
        self._reading = self.game.reader.read(self.picture)
        self.rules = Copying(self._reading.digit)
        self.effects.still = self.game.settings.reduced_motion

    @property
    def wanted(self) -> int:
        """The digit to draw."""
        return self.label

    @property
    def moving(self) -> bool:
        return self.effects.moving

    def handle(self, event: Event, view: View) -> Transition | None:
        view = common.seated(self.game, view)
        event = common.pressed(hint_areas(_HINTS, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_ESCAPE | pygame.K_TAB):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=pygame.K_SPACE | pygame.K_RETURN | pygame.K_KP_ENTER):
                self._compare()
            case Event(type=pygame.KEYDOWN) if self.easel.steps(event):
                self._judged = False
            case Event(type=pygame.KEYDOWN, key=pygame.K_c | pygame.K_DELETE | pygame.K_BACKSPACE):
                self.easel.clear()
                self._judged = False
            case Event(type=pygame.KEYDOWN, key=pygame.K_m):
                common.mute(self.game)
            case _:
                if self.easel.begins(event, view) and self._judged:
                    self.easel.renew()
                    self._judged = False
                self.easel.handle(event, view)
        return None

    def update(self, seconds: float) -> None:
        self.effects.update(seconds)
        self.easel.update()
        drawn = self.easel.picture
        if drawn is not self._compared:
            self._compared = drawn
            self._alike = 0.0 if drawn is None else likeness(self.picture, drawn)

    def draw(self, canvas: Canvas) -> None:
        canvas = common.seated_canvas(self.game, canvas)
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "Copy it", common.signature(self.game))
        widgets.board_edge(canvas, theme.ACCENT, 1.0 if self._judged else 0.5)
        self.easel.draw(canvas)
        self.effects.draw(canvas, theme.ACCENT)
        if not self.easel.ink:
            widgets.board_invitation(canvas, "Copy it here")
        drawn = self.easel.picture
        canvas.picture(self.picture, _GIVEN)
        canvas.picture(np.zeros_like(self.picture) if drawn is None else drawn, _YOURS)
        _caption(canvas, _GIVEN, f"a {self.label}", self._reading)
        _caption(canvas, _YOURS, "yours", self.easel.reading)
        self._draw_panel(canvas)
        facts = [
            ("copies", str(self.rules.tries), theme.TEXT),
            ("twins", str(self.rules.twins), theme.ACCENT),
            ("most alike", widgets.percent(self.rules.best) if self.rules.tries else "–", theme.TEXT),
        ]
        widgets.facts_row(canvas, SCORE_AREA, facts)
        widgets.footer(canvas, _HINTS, ())

    def _draw_panel(self, canvas: Canvas) -> None:
        """How like it is, where a twin begins, and what came of the last copy."""
        canvas.panel(_PANEL, theme.PANEL, theme.EDGE)
        left, right = _PANEL.x + 16, _PANEL.right - 16
        canvas.text("how alike", (left, _PANEL.y + 24), theme.SMALL, theme.QUIET, "midleft")
        told = widgets.percent(self._alike) if self.easel.ink else "–"
        canvas.text(told, (right, _PANEL.y + 24), theme.MEDIUM, theme.TEXT, "midright")
        track = Area(left, _PANEL.y + 44, right - left, 16)
        canvas.panel(track, theme.KEY, None, theme.SMALL_RADIUS)
        if self._alike * track.width >= 1:
            colour = theme.ACCENT if self._alike >= ALIKE else widgets.blend(theme.PANEL, theme.ACCENT, 0.55)
            canvas.panel(track._replace(width=self._alike * track.width), colour, None, theme.SMALL_RADIUS)
        mark = Area(track.x + ALIKE * track.width - 1, track.y - 4, 2, track.height + 8)
        canvas.panel(mark, theme.TEXT, None, 0)
        for number, line in enumerate(wrapped(self.told, theme.SMALL, right - left, canvas.view)[:3]):
            at = (left, _PANEL.y + 92 + 22 * number)
            canvas.text(line, at, theme.SMALL, theme.TEXT, "midleft", fit=right - left)

    def _compare(self) -> None:
        """Count the copy on the board."""
        self.easel.lift()
        self.update(0.0)
        reading = self.easel.reading
        if reading is None or self._judged:
            return
        copied = self.rules.judge(self._alike, reading.digit)
        self.told = _WORDS[copied].format(read=reading.digit)
        self._judged = True
        if copied is Copied.TWIN:
            self.effects.burst(self.easel.ink.strokes)
        self.game.sounds.play("hit" if copied is Copied.TWIN else "tick")


def _caption(canvas: Canvas, area: Area, name: str, reading: Reading | None) -> None:
    """What a picture is, and what is read of it."""
    x, y = area.middle[0], area.bottom + 14
    read = f": it reads a {reading.digit}, {widgets.percent(reading.confidence)}" if reading else ""
    canvas.text(f"{name}{read}", (x, y), theme.SMALL, theme.QUIET, "center", fit=area.width + 16)
