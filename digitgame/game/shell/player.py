"""Who plays: a name or initials to type, or one of those who have played here."""

import logging
from collections.abc import Sequence
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
_PANEL: Final = Area(240, 40, 480, 304)
_FIRST: Final = Area(264, 304, 432, 32)
_FIELD: Final = Area(264, 88, 432, 48)
_WORDS_AT: Final = (264, 156)
# The keys for whoever has only a pointer; the last one erases.
_ERASES: Final = "‹"
_KEYS: Final = ("ABCDEFGHIJKLM", "NOPQRSTUVWXYZ", f"0123456789 -{_ERASES}")
_KEY: Final = Area(264, 180, 432 / 13, 34)
_HINTS: Final = (Hint("play", Action.CONFIRM), BACK)
_CHOOSE: Final = arrow_hints("who has played here")
_WORDS: Final = "A name or initials. Each player has their own scores."
_MANY: Final = "{} have played here. Type how a name begins."
_FULL: Final = f"A name has {LONGEST} characters at most."


@dataclass
class PlayerScene(BaseScene):
    """Type a name; Enter lets that player play, Esc changes nothing. The arrows choose someone who has played here.

    The letter of the key that opened the scene, `opened_by`, arrives once more, as text. `known`: those shown of all
    others who have played here; what is typed picks them out.
    """

    context = KeyContext.NAME
    see_through = True
    game: Game
    opened_by: str = ""
    typed: str = ""
    error: str = ""
    known: list[str] = field(init=False)
    menu: ListMenu = field(default_factory=lambda: ListMenu(chosen=-1))
    _others: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        try:
            self._others = [name for name in self.game.store.players() if name != self.game.player]
        except DigitgameError as error:
            _log.debug("no players to choose from: %s", error)
        self._pick_out()

    @property
    def words(self) -> str:
        """What stands below the name: what is wrong with it, or what to type."""
        many = len(self._others) > PLAYERS_SHOWN
        return self.error or (_MANY.format(len(self._others) + 1) if many else _WORDS)

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
                self._erase()
            case Action.CONFIRM:
                return self._join()
            case Pointer(clicked=True, pos=pos) if letter := key_under(view, pos):
                self._press(letter)
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
        canvas.text(self.words, _WORDS_AT, theme.SMALL, colour, fit=_FIELD.width)
        for letter, area in key_areas():
            canvas.panel(area.inside(2), theme.KEY, theme.EDGE, theme.SMALL_RADIUS)
            canvas.text("_" if letter == " " else letter, area.middle, theme.SMALL, theme.TEXT, "center")
        self.menu.draw(canvas, self.items())
        canvas.hints(self.hints, *self._hints_at)

    @property
    def _hints_at(self) -> tuple[float, float]:
        return _FIELD.x, self._panel.bottom - 32

    @property
    def _panel(self) -> Area:
        # As high as for all, so that it stands still while a name is typed.
        shown = min(len(self._others), PLAYERS_SHOWN)
        more = shown * _FIRST.height + (3 * theme.UNIT if shown else 0)
        return _PANEL._replace(height=_PANEL.height + more)

    def _pick_out(self) -> None:
        """Show those whose names begin with what is typed, the one seen last first; none is chosen."""
        begun = self.typed.casefold()
        self.known = [name for name in self._others if name.casefold().startswith(begun)][:PLAYERS_SHOWN]
        self.menu.chosen = -1

    def _press(self, letter: str) -> None:
        """Take a key on the screen: a name begins with a capital, and so does each of its words."""
        self.game.sounds.play("tick")
        if letter == _ERASES:
            self._erase()
        else:
            self._type(letter if not self.typed or self.typed[-1] in " -" else letter.lower())

    def _erase(self) -> None:
        self.typed, self.error = self.typed[:-1], ""
        self._pick_out()

    def _type(self, text: str) -> None:
        wanted = tidied(self.typed + text)
        self.typed = clean(wanted)
        if wanted.endswith(" ") and len(self.typed) < LONGEST:
            # Another word may follow.
            self.typed += " "
        self.error = _FULL if len(wanted.rstrip()) > LONGEST else ""
        self._pick_out()

    def _join(self) -> Transition | None:
        name = clean(self.typed)
        try:
            if name:
                self.game.join(known_as(name, [self.game.player, *self._others]))
        except DigitgameError as error:
            self.error = str(error)
            return None
        return Pop()


def key_areas() -> list[tuple[str, Area]]:
    """The keys on the screen, and where they are."""
    return [
        (letter, _KEY._replace(x=_KEY.x + _KEY.width * column, y=_KEY.y + _KEY.height * row))
        for row, letters in enumerate(_KEYS)
        for column, letter in enumerate(letters)
    ]


def key_under(view: View, pos: tuple[int, int]) -> str:
    """The key on the screen at a pixel; "" where there is none."""
    return next((letter for letter, area in key_areas() if view.hits(area, pos)), "")


def known_as(name: str, players: Sequence[str]) -> str:
    """How a player's name is written here: "ann" is Ann, unless there is an ann as well."""
    same = [player for player in players if player.casefold() == name.casefold()]
    return name if name in same or not same else same[0]


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
