"""Three letters or digits for the table of scores, in the arcade's manner, for whoever has chosen no name yet."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase, digits
from typing import Final

from digitgame.errors import DigitgameError
from digitgame.game.base_scene import BaseScene
from digitgame.game.game import Game
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, Input, KeyContext, Pointer, Typed
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import WIDTH, Area, View
from digitgame.ui.list_menu import arrow_hints
from digitgame.ui.scene_stack import Scene, Swap, Transition

_log = logging.getLogger(__name__)

LETTERS: Final = ascii_uppercase + digits
COUNT: Final = 3
# Seconds in which a key of the run before, still held or pressed too late, chooses nothing.
_BREATH: Final = 0.6
_CELL: Final = Area(WIDTH / 2 - 186, 264, 116, 152)
_STEP: Final = 128
_ARROW: Final = 52
_HOW: Final = "Type three letters or digits, or turn them with the arrows."
_STILL: Final = "Still {}? Press Enter. If not, type your initials."
_TAKEN: Final = "{} has played here: this run joins theirs."
_HINTS: Final = (
    Hint("that's me", Action.CONFIRM),
    *arrow_hints("letter", "place"),
)


@dataclass
class Initials(BaseScene):
    """Arrows, letters or the pointer choose three letters: the name of whoever played. `then` is what follows for them.

    `news`: what the player wants to know before that, such as who won. `again`: the player has initials, which stand
    there; with others the run goes to whose they are.
    """

    context = KeyContext.NAME
    game: Game
    points: int
    then: Callable[[str], Scene]
    news: str = ""
    again: bool = False
    letters: list[int] = field(default_factory=lambda: [0] * COUNT)
    at: int = 0
    error: str = ""
    _age: float = 0.0
    _known: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.again:
            self.letters = [LETTERS.index(letter) for letter in self.game.player]
        try:
            self._known = self.game.store.players()
        except DigitgameError as error:
            _log.debug("no players to compare initials with: %s", error)

    @property
    def moving(self) -> bool:
        return self._age < _BREATH

    @property
    def name(self) -> str:
        return "".join(LETTERS[letter] for letter in self.letters)

    @property
    def words(self) -> str:
        """How to choose letters, or whose they are already."""
        if self.again and self.name == self.game.player:
            return _STILL.format(self.name)
        return _TAKEN.format(self.name) if self.name in self._known else _HOW

    @property
    def hints(self) -> Sequence[Hint]:
        leave = f"still {self.game.player}" if self.again else "no name"
        return (*_HINTS, Hint(leave, Action.BACK))

    def respond(self, given: Input, view: View) -> Transition | None:
        if self.moving:
            return None
        match given:
            case Action.CONFIRM:
                return self._done()
            case Action.BACK | Action.MENU:
                self.game.knows_player = True
                return Swap(self.then(self.game.player))
            case Action.LEFT:
                self.at = (self.at - 1) % COUNT
            case Action.ERASE:
                self.at = max(self.at - 1, 0)
            case Action.RIGHT:
                self.at = (self.at + 1) % COUNT
            case Action.UP | Action.DOWN | Action.PAGE_UP | Action.PAGE_DOWN:
                self._turn(self.at, -1 if given in (Action.UP, Action.PAGE_UP) else 1)
            case Digit(value):
                self._type(str(value))
            case Typed(text):
                self._type(text)
            case Pointer(clicked=True, pos=pos):
                self._click(view, pos)
        return None

    def update(self, seconds: float) -> None:
        self._age += seconds

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, "", "")
        middle = WIDTH / 2
        canvas.text(self.news, (middle, 40), theme.TITLE, theme.ACCENT, "center", fit=WIDTH - 64)
        canvas.text(f"{self.points:,}", (middle, 92 if self.news else 80), theme.TITLE, theme.AMBER, "center")
        words = "points! Your initials for the scores?"
        canvas.text(self.error or words, (middle, 136), theme.MEDIUM, theme.TEXT, "center", fit=WIDTH - 64)
        canvas.text(self.words, (middle, 172), theme.SMALL, theme.QUIET, "center")
        for number, letter in enumerate(self.letters):
            chosen, cell = number == self.at, cell_area(number)
            canvas.panel(cell, theme.KEY if chosen else theme.PANEL, theme.ACCENT if chosen else theme.EDGE)
            colour = theme.ACCENT if chosen else theme.TEXT
            canvas.text(LETTERS[letter], cell.middle, 2 * theme.TITLE, colour, "center")
            for area, down in zip(arrow_areas(number), (-1, 1), strict=True):
                canvas.panel(area, theme.KEY, theme.EDGE, theme.SMALL_RADIUS)
                widgets.triangle(canvas, area.middle, 28, theme.TEXT, down)

    def _click(self, view: View, pos: tuple[int, int]) -> None:
        for number in range(COUNT):
            for area, by in zip(arrow_areas(number), (-1, 1), strict=True):
                if view.hits(area, pos):
                    self._turn(number, by)
            if view.hits(cell_area(number), pos):
                self.at = number

    def _turn(self, number: int, by: int) -> None:
        self.at = number
        self.letters[number] = (self.letters[number] + by) % len(LETTERS)
        self.game.sounds.play("tick")

    def _type(self, text: str) -> None:
        for letter in text.upper():
            if letter in LETTERS:
                self.letters[self.at] = LETTERS.index(letter)
                self.at = min(self.at + 1, COUNT - 1)
                self.game.sounds.play("tick")

    def _done(self) -> Transition | None:
        try:
            if not self.again:
                self.game.rename(self.name)
            then = self.then(self.name)
            self.game.knows_player = True
        except DigitgameError as error:
            self.error = str(error)
            return None
        self.game.sounds.play("star")
        return Swap(then)


def is_initials(player: str) -> bool:
    """Whether a player's name looks like one that was entered here."""
    return len(player) == COUNT and set(player) <= set(LETTERS)


def cell_area(number: int) -> Area:
    """Where a letter stands."""
    return _CELL._replace(x=_CELL.x + _STEP * number)


def arrow_areas(number: int) -> tuple[Area, Area]:
    """The keys above and below a letter."""
    cell = cell_area(number)
    above = Area(cell.x, cell.y - _ARROW - 4, cell.width, _ARROW)
    return above, above._replace(y=cell.bottom + 4)
