"""Who plays: a name to type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

import pygame
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.play import theme
from digitgame.play.canvas import Canvas, Hint, hint_areas, text_width
from digitgame.play.game import Game
from digitgame.play.layout import Area, View
from digitgame.play.scenes import common
from digitgame.play.stage import Pop, Transition

LONGEST: Final = 24  # characters of a name
_PANEL: Final = Area(240, 200, 480, 192)
_FIELD: Final = Area(264, 256, 432, 48)
_HINTS: Final = (Hint("Enter", "play", pygame.K_RETURN), common.BACK)
_HINTS_AT: Final = (264, 352)


@dataclass
class Name:
    """Type a name; Enter lets that player play, Esc changes nothing.

    The letter of the key that opened the scene, `opened_by`, arrives once more, as text.
    """

    game: Game
    opened_by: str = ""
    typed: str = ""
    trouble: str = ""
    place: ClassVar = None  # letters are letters here
    see_through: bool = True
    moving: bool = False

    def handle(self, event: Event, view: View) -> Transition | None:
        event = common.pressed(hint_areas(_HINTS, view, *_HINTS_AT), view, event) or event
        match event:
            case Event(type=pygame.TEXTINPUT, text=text) if text and text.lower() == self.opened_by:
                self.opened_by = ""
            case Event(type=pygame.TEXTINPUT, text=text):
                self.opened_by = ""
                self.typed = clean(self.typed + text, keep_end=True)
            case Event(type=pygame.KEYDOWN, key=pygame.K_BACKSPACE):
                self.typed = self.typed[:-1]
            case Event(type=pygame.KEYDOWN, key=pygame.K_ESCAPE):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=pygame.K_RETURN | pygame.K_KP_ENTER):
                return self._join()
        return None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        canvas.shade(200)
        canvas.panel(_PANEL, theme.PANEL, theme.EDGE)
        canvas.text("Who plays?", (_FIELD.x, _PANEL.y + 32), theme.MEDIUM, theme.TEXT, "midleft")
        canvas.panel(_FIELD, theme.ROOM, theme.ACCENT)
        left, middle = _FIELD.x + 16, _FIELD.middle[1]
        if self.typed:
            canvas.text(
                self.typed, (left, middle), theme.MEDIUM, theme.TEXT, "midleft", fit=_FIELD.width - 40
            )
        else:
            now = (left + theme.UNIT, middle)
            canvas.text(self.game.player, now, theme.MEDIUM, theme.QUIET, "midleft", fit=_FIELD.width - 48)
        typed = min(text_width(self.typed, theme.MEDIUM, canvas.view), _FIELD.width - 40)
        canvas.panel(Area(left + typed + 2, middle - 14, 2, 28), theme.ACCENT, None, 0)
        words = self.trouble or "Each player has a score of their own."
        canvas.text(words, (_FIELD.x, 324), theme.SMALL, theme.QUIET, "midleft", fit=_FIELD.width)
        canvas.hints(_HINTS, *_HINTS_AT)

    def _join(self) -> Transition | None:
        name = clean(self.typed)
        try:
            if name:
                self.game.join(name)
        except DigitgameError as error:
            self.trouble = str(error)
            return None
        return Pop()


def clean(name: str, *, keep_end: bool = False) -> str:
    """A name without what cannot be shown, with single spaces, at most `LONGEST` characters."""
    name = "".join(letter if letter.isprintable() else " " for letter in name)
    words = " ".join(name.split())
    if keep_end and words and name.endswith(" "):
        words += " "
    return words[:LONGEST]
