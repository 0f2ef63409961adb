"""The player's keys: every action with its key, and giving it another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pygame
from pygame.event import Event

from digitgame.game import common
from digitgame.game.game import Game
from digitgame.ui import actions, theme, widgets
from digitgame.ui.actions import ACTIONS, MODIFIERS, Action, KeyContext, Press
from digitgame.ui.canvas import Canvas, Hint, hint_areas, text_width, y_middle
from digitgame.ui.layout import BOARD_AREA, FOOTER_Y, Area, View, full_width
from digitgame.ui.scene_stack import Pop, Transition

_COLUMNS: Final = ((KeyContext.BOARD,), (KeyContext.ANYWHERE, KeyContext.GALLERY), (KeyContext.MENU,))
_WIDTH: Final = 288
_STEP: Final = 304  # from column to column
_LEFT: Final = 32
_TOP: Final = 120  # middle of the first heading
_ROW: Final = 30
_HEADING: Final = 34  # from a heading to the first row below it
_TELLS: Final = full_width(64, 32)
_RESET: Final = "reset: every key as at first"
_FOOTER: Final = (
    Hint("Arrows", "choose"),
    Hint("Enter", "give it another key", pygame.K_RETURN),
    common.BACK,
)
_WAITING: Final = (Hint("Esc", "leave it", pygame.K_ESCAPE),)
_ASK: Final = "Choose what you want another key for."


@dataclass
class KeyBindingsScene:
    """Arrows or the pointer choose an action, Enter or a click waits for its key. The last entry resets them all."""

    game: Game
    column: int = 0
    row: int = 0
    waiting: bool = False  # for the key of the chosen action
    told: str = _ASK
    warned: bool = False  # what is told wants attention
    see_through: bool = False
    moving: bool = False

    @property
    def place(self) -> KeyContext | None:
        """While it waits for a key, every key comes as it is pressed."""
        return None if self.waiting else KeyContext.ANYWHERE

    @property
    def chosen(self) -> Action | None:
        """The action chosen; None: all of them, to be as at first."""
        return _rows(self.column)[self.row][0]

    def handle(self, event: Event, view: View) -> Transition | None:
        hints = _WAITING if self.waiting else _FOOTER
        event = common.pressed(hint_areas(hints, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN) if self.waiting:
                self._take(event)
            case Event(type=pygame.KEYDOWN):
                return self._key(event.key)
            case Event(type=pygame.MOUSEMOTION, pos=pos) if not self.waiting:
                self._point(view, pos)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos):
                self.waiting = False
                if self._point(view, pos):
                    self._ask()
        return None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "Your keys", common.signature(self.game))
        colour = theme.AMBER if self.warned else theme.ACCENT if self.waiting else theme.QUIET
        at = (_TELLS.x, y_middle(_TELLS))
        canvas.text(self.told, at, theme.SMALL, colour, "midleft", fit=_TELLS.width)
        for column, places in enumerate(_COLUMNS):
            for place in places:
                first = next(area for action, area in _rows(column) if action and action.place is place)
                middle = (first.x + 8, first.y - _HEADING + _ROW / 2)
                canvas.text(place.value, middle, theme.MEDIUM, theme.TEXT, "midleft")
            for row, (action, area) in enumerate(_rows(column)):
                self._draw_row(canvas, action, area, chosen=(column, row) == (self.column, self.row))
        widgets.footer(canvas, _WAITING if self.waiting else _FOOTER, ())

    def _draw_row(self, canvas: Canvas, action: Action | None, area: Area, *, chosen: bool) -> None:
        if chosen:
            canvas.panel(area, theme.KEY, theme.ACCENT, theme.SMALL_RADIUS)
        middle, left = y_middle(area), area.x + 8
        if action is None:
            if not chosen:
                canvas.panel(area, theme.ROOM, theme.EDGE, theme.SMALL_RADIUS)
            colour = theme.TEXT if self.game.bindings.changed else theme.QUIET
            canvas.text(_RESET, (left, middle), theme.SMALL, colour, "midleft")
            return
        press = self.game.bindings.press(action)
        cap, colour = (press.cap, theme.TEXT) if press else ("no key", theme.AMBER)
        line = theme.EDGE
        if chosen and self.waiting:
            cap, colour, line = "press it", theme.ACCENT, theme.ACCENT
        elif press is not None and press != action.press:
            colour = line = theme.ACCENT
        width = max(text_width(cap, theme.SMALL, canvas.view) + 16, 26)
        key = Area(area.right - 8 - width, area.y + 3, width, area.height - 6)
        canvas.panel(key, theme.PANEL, line, theme.SMALL_RADIUS)
        canvas.text(cap, key.middle, theme.SMALL, colour, "center")
        canvas.text(
            action.words, (left, middle), theme.SMALL, theme.TEXT, "midleft", fit=key.x - left - theme.UNIT
        )

    def _key(self, key: int) -> Transition | None:
        match key:
            case pygame.K_ESCAPE | pygame.K_TAB:
                return Pop()
            case pygame.K_UP | pygame.K_DOWN:
                self.row = (self.row + (1 if key == pygame.K_DOWN else -1)) % len(_rows(self.column))
            case pygame.K_LEFT | pygame.K_RIGHT:
                self.column = (self.column + (1 if key == pygame.K_RIGHT else -1)) % len(_COLUMNS)
                self.row = min(self.row, len(_rows(self.column)) - 1)
            case pygame.K_RETURN | pygame.K_KP_ENTER | pygame.K_SPACE:
                self._ask()
            case pygame.K_m:
                common.mute(self.game)
        return None

    def _ask(self) -> None:
        """Wait for the key of the chosen action, or reset them all."""
        action = self.chosen
        if action is not None:
            self.waiting = True
            self._tell(f"Press the key for: {action.words}. Esc leaves it as it is.")
            return
        self.game.bindings.reset()
        self._keep("Every key is as it was at first.")

    def _take(self, event: Event) -> None:
        """The key pressed, for the chosen action."""
        action, press = self.chosen, Press.of(event)
        if press.key in MODIFIERS or action is None:
            return  # the key that goes with it is still to come
        if press.key == pygame.K_ESCAPE:
            self.waiting = False
            self._tell(_ASK)
        elif not actions.allowed(press):
            name = press.cap or "This key"
            self._tell(f"{name} keeps its meaning. Press another one, or Esc.", warned=True)
        else:
            self.waiting = False
            swapped, bare = self.game.bindings.give(action, press)
            self._keep(_outcome(action, press, swapped, bare, self.game.bindings), warned=bool(bare))
            if bare:
                self._go_to(bare[0])

    def _keep(self, words: str, *, warned: bool = False) -> None:
        trouble = self.game.bindings.keep(self.game.store)
        self._tell(trouble or words, warned=warned or trouble is not None)
        self.game.sounds.play("tick")

    def _tell(self, words: str, *, warned: bool = False) -> None:
        self.told, self.warned = words, warned

    def _go_to(self, action: Action) -> None:
        for column in range(len(_COLUMNS)):
            for row, (one, _) in enumerate(_rows(column)):
                if one is action:
                    self.column, self.row = column, row

    def _point(self, view: View, pixel: tuple[int, int]) -> bool:
        """Choose the entry under the pointer; whether there is one."""
        for column in range(len(_COLUMNS)):
            row = common.line_at((area for _, area in _rows(column)), view, pixel)
            if row is not None:
                self.column, self.row = column, row
                return True
        return False


def _outcome(
    action: Action,
    press: Press,
    swapped: list[Action],
    bare: list[Action],
    keys: actions.Bindings,
) -> str:
    """What giving a key has done, to the others as well."""
    words = f"{press.cap} is the key for: {action.words}."
    for other in swapped:
        had = keys.press(other)
        words += f" In exchange, {other.words} has {had.cap if had else 'none'}."
    if bare:
        words += f" It was the key for: {', '.join(other.words for other in bare)}. Choose another one."
    return words


def _rows(column: int) -> list[tuple[Action | None, Area]]:
    """The entries of a column and where they stand; below the last one's actions stands the reset."""
    rows: list[tuple[Action | None, Area]] = []
    y = _TOP - _ROW / 2
    for place in _COLUMNS[column]:
        y += _HEADING
        for action in ACTIONS:
            if action.place is place:
                rows.append((action, Area(_LEFT + column * _STEP, y, _WIDTH, _ROW)))
                y += _ROW
        y += theme.UNIT
    if column == len(_COLUMNS) - 1:
        rows.append((None, Area(_LEFT + column * _STEP, 512, _WIDTH, _ROW)))
    return rows
