"""What a player sets once: sound, motion, the side of the board. Kept at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

import pygame
from pygame.event import Event

from digitgame.game import common
from digitgame.game.game import Game
from digitgame.game.settings import LOUDEST
from digitgame.game.shell.key_bindings import KeyBindingsScene
from digitgame.ui import theme, widgets
from digitgame.ui.actions import KeyContext
from digitgame.ui.canvas import Canvas, Hint, hint_areas, y_middle
from digitgame.ui.layout import BOARD_AREA, FOOTER_Y, Area, View, full_width
from digitgame.ui.scene_stack import Pop, Push, Transition

_FIRST: Final = full_width(80, 52)
_STEP: Final = 64
_WORDS: Final = 256  # where they begin
_KEYS: Final[str] = "keys"  # the line that leads to another scene
_LINES: Final = (  # attribute, name, what it does
    ("muted", "Sound", "a tick, a chime, a bell; {mute} switches it anywhere"),
    ("volume", "Volume", "left and right change it"),
    ("reduced_motion", "Reduced motion", "no dust, no shake, nothing that pulses"),
    ("live", "Live reading", "free draw shows what the network reads while you draw"),
    ("left_handed", "Left-handed", "the board stands on the right"),
    ("personal", "Your hand", "free draw learns from what you correct"),
    (_KEYS, "Your keys", "give every action the key that suits you"),
)
_FOOTER: Final = (
    Hint("Up Down", "choose"),
    Hint("Left Right", "change"),
    Hint("Enter", "switch", pygame.K_RETURN),
    common.BACK,
)


@dataclass
class SettingsScene:
    """A list of switches, one slider, and the way to the keys."""

    game: Game
    chosen: int = 0
    trouble: str = ""
    place: ClassVar = KeyContext.ANYWHERE
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
                return self._enter()
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self._point(view, pos)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos) if self._point(view, pos):
                return self._enter()
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
            canvas.text(name, (area.x + 16, middle), theme.MEDIUM, theme.TEXT, "midleft")
            value = self._value(attribute)
            told = canvas.text(value, (area.right - 16, middle), theme.MEDIUM, theme.ACCENT, "midright")
            room = area.right - told - 40 - _WORDS
            words = canvas.view.caps.fill(words)
            canvas.text(words, (_WORDS, middle), theme.SMALL, theme.QUIET, "midleft", fit=room)
        if self.trouble:
            widgets.toast(canvas, self.trouble)
        widgets.footer(canvas, _FOOTER, ())

    def _value(self, attribute: str) -> str:
        if attribute == _KEYS:
            return "changed" if self.game.bindings.changed else "as at first"
        if attribute == "muted":
            return "off" if self.game.sounds.muted else "on"
        value = getattr(self.game.settings, attribute)
        if attribute == "volume":
            return f"{value} of {LOUDEST}"
        return "on" if value else "off"

    def _enter(self) -> Transition | None:
        if _LINES[self.chosen][0] == _KEYS:
            return Push(KeyBindingsScene(self.game))
        self._change(1)
        return None

    def _change(self, by: int) -> None:
        attribute = _LINES[self.chosen][0]
        settings = self.game.settings
        if attribute == _KEYS:
            return
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
        line = common.line_at(map(_area, range(len(_LINES))), view, pixel)
        self.chosen = self.chosen if line is None else line
        return line is not None


def _area(number: int) -> Area:
    return _FIRST._replace(y=_FIRST.y + _STEP * number)
