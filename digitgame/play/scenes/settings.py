"""What a player sets once: sound, motion, the side of the board. Kept at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pygame
from pygame.event import Event

from digitgame.play import theme, widgets
from digitgame.play.canvas import Canvas, Hint, hint_areas, y_middle
from digitgame.play.game import Game
from digitgame.play.layout import BOARD_AREA, FOOTER_Y, Area, View
from digitgame.play.scenes import common
from digitgame.play.settings import LOUDEST
from digitgame.play.stage import Pop, Transition

_FIRST: Final = Area(32, 96, 896, 56)
_STEP: Final = 72
_LINES: Final = (  # attribute, name, what it does
    ("muted", "Sound", "a tick, a chime, a bell; M switches it anywhere"),
    ("volume", "Volume", "left and right change it"),
    ("reduced_motion", "Reduced motion", "no dust, no shake, nothing that pulses"),
    ("live", "Live reading", "free draw shows what the network reads while you draw"),
    ("left_handed", "Left-handed", "the board stands on the right"),
    ("personal", "Your hand", "free draw learns from what you correct"),
)
_FOOTER: Final = (Hint("Up Down", "choose"), Hint("Left Right", "change"), common.BACK)


@dataclass
class SettingsScene:
    """A list of switches and one slider."""

    game: Game
    chosen: int = 0
    trouble: str = ""
    see_through: bool = False
    moving: bool = False

    def handle(self, event: Event, view: View) -> Transition | None:
        event = common.pressed(hint_areas(_FOOTER, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_ESCAPE | pygame.K_TAB):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=pygame.K_UP):
                self.chosen = (self.chosen - 1) % len(_LINES)
            case Event(type=pygame.KEYDOWN, key=pygame.K_DOWN):
                self.chosen = (self.chosen + 1) % len(_LINES)
            case Event(type=pygame.KEYDOWN, key=pygame.K_m):
                common.mute(self.game)
            case Event(type=pygame.KEYDOWN, key=pygame.K_LEFT):
                self._change(-1)
            case Event(type=pygame.KEYDOWN, key=pygame.K_RIGHT | pygame.K_RETURN | pygame.K_SPACE):
                self._change(1)
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self._point(view, pos)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos) if self._point(view, pos):
                self._change(1)
        return None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "Settings", common.signature(self.game))
        for number, (attribute, name, words) in enumerate(_LINES):
            area = _area(number)
            chosen = number == self.chosen
            canvas.panel(area, theme.KEY if chosen else theme.PANEL, theme.ACCENT if chosen else theme.EDGE)
            middle = y_middle(area)
            taken = canvas.text(name, (area.x + 16, middle), theme.MEDIUM, theme.TEXT, "midleft")
            value = self._value(attribute)
            told = canvas.text(value, (area.right - 16, middle), theme.MEDIUM, theme.ACCENT, "midright")
            room = area.width - taken - told - 80
            canvas.text(words, (area.x + taken + 40, middle), theme.SMALL, theme.QUIET, "midleft", fit=room)
        if self.trouble:
            widgets.toast(canvas, self.trouble)
        widgets.footer(canvas, _FOOTER, ())

    def _value(self, attribute: str) -> str:
        value = getattr(self.game.settings, attribute)
        if attribute == "volume":
            return f"{value} of {LOUDEST}"
        return "on" if value != (attribute == "muted") else "off"

    def _change(self, by: int) -> None:
        attribute = _LINES[self.chosen][0]
        settings = self.game.settings
        if attribute == "muted":
            settings.muted = not self.game.sounds.muted
        elif attribute == "volume":
            settings.volume = (settings.volume + by) % (LOUDEST + 1)
        else:
            setattr(settings, attribute, not getattr(settings, attribute))
        self.trouble = self.game.keep_settings() or ""
        self.game.sounds.play("tick")

    def _point(self, view: View, pixel: tuple[int, int]) -> bool:
        """Choose the line under the pointer; whether there is one."""
        for number in range(len(_LINES)):
            if view.hits(_area(number), pixel):
                self.chosen = number
                return True
        return False


def _area(number: int) -> Area:
    return _FIRST._replace(y=_FIRST.y + _STEP * number)
