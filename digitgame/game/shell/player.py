"""Who plays: a name or initials to type, or one of those who have played here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Final

import pygame
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.game import common
from digitgame.game.game import Game
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas, Hint, hint_areas, text_width, y_middle
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Pop, Transition

LONGEST: Final = 24  # characters of a name
MOST: Final = 6  # players to choose from
_PANEL: Final = Area(240, 152, 480, 200)  # and what the players below need
_FIELD: Final = Area(264, 208, 432, 48)
_WORDS_AT: Final = (264, 276)
_FIRST: Final = Area(264, 312, 432, 32)  # of those who have played here
_HINTS: Final = (Hint("Enter", "play", pygame.K_RETURN), common.BACK)
_CHOOSE: Final = Hint("Up Down", "who has played here")
_WORDS: Final = "A name or initials. Each player has a score of their own."
_FULL: Final = f"A name has {LONGEST} characters at most."


@dataclass
class PlayerScene:
    """Type a name; Enter lets that player play, Esc changes nothing. The arrows choose someone who has played here.

    The letter of the key that opened the scene, `opened_by`, arrives once more, as text.
    """

    game: Game
    opened_by: str = ""
    typed: str = ""
    trouble: str = ""
    place: ClassVar = None  # letters are letters here
    see_through: bool = True
    moving: bool = False
    known: list[str] = field(init=False)  # who has played here before the present player
    chosen: int = -1  # of them; -1: none

    def __post_init__(self) -> None:
        try:
            self.known = [name for name in self.game.store.players() if name != self.game.player][:MOST]
        except DigitgameError:
            self.known = []  # joining tells why

    def handle(self, event: Event, view: View) -> Transition | None:
        event = common.pressed(hint_areas(self._hints, view, *self._hints_at), view, event) or event
        match event:
            case Event(type=pygame.TEXTINPUT, text=text) if text and text.lower() == self.opened_by:
                self.opened_by = ""
            case Event(type=pygame.TEXTINPUT, text=text):
                self.opened_by = ""
                self._type(text)
            case Event(type=pygame.KEYDOWN, key=pygame.K_BACKSPACE):
                self.typed, self.trouble, self.chosen = self.typed[:-1], "", -1
            case Event(type=pygame.KEYDOWN, key=pygame.K_UP | pygame.K_DOWN as key) if self.known:
                self._choose((self.chosen + (1 if key == pygame.K_DOWN else -1)) % len(self.known))
            case Event(type=pygame.KEYDOWN, key=pygame.K_ESCAPE):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=pygame.K_RETURN | pygame.K_KP_ENTER):
                return self._join()
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos):
                for number in range(len(self.known)):
                    if view.hits(_row(number), pos):
                        self._choose(number)
                        return self._join()
        return None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        canvas.shade(200)
        canvas.panel(self._panel, theme.PANEL, theme.EDGE)
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
        colour = theme.AMBER if self.trouble else theme.QUIET
        words = self.trouble or _WORDS
        canvas.text(words, _WORDS_AT, theme.SMALL, colour, "midleft", fit=_FIELD.width)
        for number, name in enumerate(self.known):
            row, chosen = _row(number), number == self.chosen
            if chosen:
                canvas.panel(row, theme.KEY, theme.ACCENT, theme.SMALL_RADIUS)
            at = (row.x + 16, y_middle(row))
            colour = theme.TEXT if chosen else theme.QUIET
            canvas.text(name, at, theme.MEDIUM, colour, "midleft", fit=row.width - 32)
        canvas.hints(self._hints, *self._hints_at)

    @property
    def _hints(self) -> tuple[Hint, ...]:
        return (*_HINTS, _CHOOSE) if self.known else _HINTS

    @property
    def _hints_at(self) -> tuple[float, float]:
        return _FIELD.x, self._panel.bottom - 32

    @property
    def _panel(self) -> Area:
        more = len(self.known) * _FIRST.height + (3 * theme.UNIT if self.known else 0)
        return _PANEL._replace(height=_PANEL.height + more)

    def _type(self, text: str) -> None:
        """Add what was typed; what does not fit is left out, and that is told."""
        wanted = tidied(self.typed + text)
        self.typed, self.chosen = clean(wanted), -1
        if wanted.endswith(" ") and len(self.typed) < LONGEST:
            self.typed += " "  # another word may follow
        self.trouble = _FULL if len(wanted.rstrip()) > LONGEST else ""

    def _choose(self, number: int) -> None:
        self.chosen, self.typed, self.trouble = number, self.known[number], ""

    def _join(self) -> Transition | None:
        name = clean(self.typed)
        try:
            if name:
                self.game.join(name)
        except DigitgameError as error:
            self.trouble = str(error)
            return None
        return Pop()


def _row(number: int) -> Area:
    return _FIRST._replace(y=_FIRST.y + number * _FIRST.height)


def tidied(name: str) -> str:
    """A name without what cannot be shown, with single spaces; one at its end stays."""
    name = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(name.split()) + (" " if name.strip() and name.endswith(" ") else "")


def clean(name: str) -> str:
    """`tidied`, and cut to `LONGEST` characters."""
    return tidied(name)[:LONGEST].rstrip()


def given(name: str) -> str:
    """The name that somebody gives in writing; DigitgameError where it is too long."""
    name = tidied(name).rstrip()
    if len(name) > LONGEST:
        problem = f"A player's name has {LONGEST} characters at most; this one has {len(name)}."
        raise DigitgameError(problem, "Give a shorter one, or initials.", exit_code=2)
    return name
