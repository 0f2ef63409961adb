"""Who plays: a name or initials to type, or one of those who have played here."""

import logging
from dataclasses import dataclass, field
from typing import Final

from digitgame.errors import DigitgameError
from digitgame.game.base_scene import BACK, BaseScene, Places, choose
from digitgame.game.game import Game
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, KeyContext, Pointer, Typed
from digitgame.ui.canvas import Canvas, Hint, hint_areas, text_width
from digitgame.ui.layout import Area, View
from digitgame.ui.list_menu import Item, ListMenu, arrow_hints
from digitgame.ui.scene_stack import Pop, Transition

_log = logging.getLogger(__name__)

# Characters of a name, and players to choose from.
LONGEST: Final = 24
PLAYERS_SHOWN: Final = 6
# The panel without the players below, and the first of those.
_PANEL: Final = Area(240, 152, 480, 200)
_FIRST: Final = Area(264, 312, 432, 32)
_FIELD: Final = Area(264, 208, 432, 48)
_WORDS_AT: Final = (264, 276)
_HINTS: Final = (Hint("play", Action.CONFIRM), BACK)
_CHOOSE: Final = arrow_hints("who has played here")
_WORDS: Final = "A name or initials. Every player has a score."
_FULL: Final = f"A name has {LONGEST} characters at most."


@dataclass
class PlayerScene(BaseScene):
    """Type a name; Enter lets that player play, Esc changes nothing. The arrows choose someone who has played here.

    The letter of the key that opened the scene, `opened_by`, arrives once more, as text.
    """

    context = KeyContext.NAME
    see_through = True
    game: Game
    opened_by: str = ""
    typed: str = ""
    error: str = ""
    known: list[str] = field(init=False)
    menu: ListMenu = field(default_factory=lambda: ListMenu(chosen=-1))

    def __post_init__(self) -> None:
        try:
            others = [name for name in self.game.store.players() if name != self.game.player]
            self.known = others[:PLAYERS_SHOWN]
        except DigitgameError as error:
            _log.debug("no players to choose from: %s", error)
            self.known = []

    @property
    def hints(self) -> tuple[Hint, ...]:
        return (*_HINTS, *_CHOOSE) if self.known else _HINTS

    def places(self, view: View) -> Places:
        return hint_areas(self.hints, view, *self._hints_at)

    def items(self) -> list[Item]:
        """Those who have played here before the present player."""
        return [
            Item(name, _FIRST._replace(y=_FIRST.y + at * _FIRST.height), small=True)
            for at, name in enumerate(self.known)
        ]

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Typed(text):
                repeated = bool(text) and text.lower() == self.opened_by
                self.opened_by = ""
                if not repeated:
                    self._type(text)
            case Action.ERASE:
                self.typed, self.error, self.menu.chosen = self.typed[:-1], "", -1
            case Action.CONFIRM:
                return self._join()
            case Action.UP | Action.DOWN | Pointer():
                picked = choose(self.game, self.menu, given, view, self.items())
                if self.menu.chosen >= 0:
                    self.typed, self.error = self.known[self.menu.chosen], ""
                return self._join() if picked == 0 else None
        return super().respond(given, view)

    def draw(self, canvas: Canvas) -> None:
        canvas.shade(200)
        canvas.panel(self._panel, theme.PANEL, theme.EDGE)
        canvas.text("Who plays?", (_FIELD.x, _PANEL.y + 32), theme.MEDIUM, theme.TEXT)
        canvas.panel(_FIELD, theme.ROOM, theme.ACCENT)
        left, middle = _FIELD.x + 16, _FIELD.middle[1]
        name, colour = (self.typed, theme.TEXT) if self.typed else (self.game.player, theme.QUIET)
        at = (left if self.typed else left + theme.UNIT, middle)
        canvas.text(name, at, theme.MEDIUM, colour, fit=_FIELD.width - 48)
        typed = min(text_width(self.typed, theme.MEDIUM, canvas.view), _FIELD.width - 48)
        canvas.panel(Area(left + typed + 2, middle - 14, 2, 28), theme.ACCENT, None, 0)
        colour = theme.AMBER if self.error else theme.QUIET
        canvas.text(self.error or _WORDS, _WORDS_AT, theme.SMALL, colour, fit=_FIELD.width)
        self.menu.draw(canvas, self.items())
        canvas.hints(self.hints, *self._hints_at)

    @property
    def _hints_at(self) -> tuple[float, float]:
        return _FIELD.x, self._panel.bottom - 32

    @property
    def _panel(self) -> Area:
        more = len(self.known) * _FIRST.height + (3 * theme.UNIT if self.known else 0)
        return _PANEL._replace(height=_PANEL.height + more)

    def _type(self, text: str) -> None:
        wanted = tidied(self.typed + text)
        self.typed, self.menu.chosen = clean(wanted), -1
        if wanted.endswith(" ") and len(self.typed) < LONGEST:
            # Another word may follow.
            self.typed += " "
        self.error = _FULL if len(wanted.rstrip()) > LONGEST else ""

    def _join(self) -> Transition | None:
        name = clean(self.typed)
        try:
            if name:
                self.game.join(name)
        except DigitgameError as error:
            self.error = str(error)
            return None
        return Pop()


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
