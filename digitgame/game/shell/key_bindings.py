"""The page of keys: every action with its key, and giving it another one. The bindings are in `ui/actions.py`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pygame

from digitgame.game.base_scene import BACK, BaseScene, choose
from digitgame.game.game import Game
from digitgame.ui import actions, theme
from digitgame.ui.actions import ROWS, Action, Input, KeyBindings, KeyContext, Pointer, Press
from digitgame.ui.canvas import Canvas, Hint, text_width
from digitgame.ui.layout import Area, View, full_width
from digitgame.ui.list_menu import Item, ListMenu
from digitgame.ui.scene_stack import Transition

_COLUMNS: Final = ((KeyContext.BOARD,), (KeyContext.ANYWHERE, KeyContext.GALLERY), (KeyContext.MENU,))
_WIDTH: Final = 288
_LEFT: Final = 32
_TOP: Final = 101
_ROW: Final = 28
# From column to column, and from a heading to the first row below it.
_STEP: Final = 304
_HEADING: Final = 34
_MESSAGE: Final = full_width(64, 32)
_RESET: Final = Item("reset all keys", Area(_LEFT + 2 * _STEP, 530, _WIDTH, _ROW), small=True)
_HINTS: Final = (Hint("choose", cap="Arrows"), Hint("give it another key", Action.CONFIRM), BACK)
_RESET_HINTS: Final = (_HINTS[0], Hint("reset all keys", Action.CONFIRM), BACK)
_WAITING: Final = (Hint("keep the key", Action.BACK),)
_ASK: Final = "Select an action to rebind."
_SURE: Final = "All your own keys go. Press Enter or click again to reset them."
_RESET_DONE: Final = "Every action has its default key."


def _placed() -> tuple[dict[Action, Item], list[tuple[str, float, float]]]:
    """Every action's line, and the headings with their places."""
    items, headings = {}, []
    for column, contexts in enumerate(_COLUMNS):
        x, y = _LEFT + column * _STEP, float(_TOP)
        for context in contexts:
            headings.append((context.value, x + 8.0, y + _ROW / 2))
            y += _HEADING
            for action, row in ROWS.items():
                if row.context is context:
                    items[action] = Item(row.label, Area(x, y, _WIDTH, _ROW), small=True)
                    y += _ROW
            y += theme.UNIT
    return items, headings


_ITEMS, _HEADINGS = _placed()


@dataclass
class KeyBindingsScene(BaseScene):
    """Arrows or the pointer choose an action, Enter or a click waits for its key. The last line resets them all.

    `waiting`: for the key of the chosen action; `warned`: the message is a warning; `sure`: the player was asked about
    resetting them.
    """

    game: Game
    waiting: bool = False
    message: str = _ASK
    warned: bool = False
    sure: bool = False
    menu: ListMenu = field(default_factory=ListMenu)

    @property
    def context(self) -> KeyContext | None:
        """While it waits for a key, every key comes as it was pressed."""
        return None if self.waiting else KeyContext.ANYWHERE

    @property
    def hints(self) -> Sequence[Hint]:
        if self.waiting:
            return _WAITING
        return _RESET_HINTS if self.chosen is None else _HINTS

    @property
    def chosen(self) -> Action | None:
        """The chosen action; None: the line that resets them all."""
        return [*_ITEMS, None][self.menu.chosen]

    def choose(self, action: Action) -> None:
        self.menu.chosen = list(_ITEMS).index(action)

    def items(self) -> list[Item]:
        """The lines: every action, and the one that resets them all."""
        return [*_ITEMS.values(), _RESET]

    def respond(self, given: Input, view: View) -> Transition | None:
        if isinstance(given, Press):
            self._take(given)
            return None
        if self.waiting and isinstance(given, Pointer) and given.moved:
            return None
        if self.waiting and (given is Action.BACK or (isinstance(given, Pointer) and given.clicked)):
            self.waiting = False
            self._say(_ASK)
            if given is Action.BACK:
                return None
        picked = choose(self.game, self.menu, given, view, self.items()) is not None
        if self.sure and not picked and self.chosen is not None:
            self.sure = False
            self._say(_ASK)
        if picked:
            self._ask()
            return None
        return super().respond(given, view)

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, "Your keys")
        colour = theme.AMBER if self.warned else theme.ACCENT if self.waiting else theme.QUIET
        canvas.text(self.message, (_MESSAGE.x, _MESSAGE.middle[1]), theme.SMALL, colour, fit=_MESSAGE.width)
        for words, x, y in _HEADINGS:
            canvas.text(words, (x, y), theme.MEDIUM, theme.TEXT)
        self.menu.draw(canvas, self.items())
        for action, item in _ITEMS.items():
            self._draw_key(canvas, action, item.area)

    def _draw_key(self, canvas: Canvas, action: Action, area: Area) -> None:
        press = self.game.bindings.press(action)
        label, colour = (press.label, theme.TEXT) if press else ("no key", theme.AMBER)
        line = theme.EDGE
        if self.waiting and action is self.chosen:
            label, colour, line = "press it", theme.ACCENT, theme.ACCENT
        elif press is not None and press != ROWS[action].press:
            colour = line = theme.ACCENT
        width = max(text_width(label, theme.SMALL, canvas.view) + 16, 26)
        key = Area(area.right - 8 - width, area.y + 3, width, area.height - 6)
        canvas.panel(key, theme.PANEL, line, theme.SMALL_RADIUS)
        canvas.text(label, key.middle, theme.SMALL, colour, "center")

    def _ask(self) -> None:
        """Wait for the key of the chosen action, or reset them all."""
        action = self.chosen
        if action is not None:
            self.waiting, self.sure = True, False
            self._say(f"Press the new key for: {ROWS[action].label}. Esc keeps the old one.")
            return
        if self.game.bindings.changed and not self.sure:
            self.sure = True
            self._say(_SURE, warned=True)
            return
        self.sure = False
        self.game.bindings.reset()
        self._keep(_RESET_DONE)

    def _take(self, press: Press) -> None:
        """Give the pressed key to the chosen action."""
        action = self.chosen
        if press.key == pygame.K_ESCAPE or action is None:
            self.waiting = False
            self._say(_ASK)
        elif not actions.allowed(press):
            self._say(
                f"{press.label or 'This key'} can't be changed. Press another one, or Esc.", warned=True
            )
        else:
            self.waiting = False
            swapped, bare = self.game.bindings.give(action, press)
            self._keep(outcome(action, press, swapped, bare, self.game.bindings), warned=bool(bare))
            if bare:
                self.choose(bare[0])

    def _keep(self, words: str, *, warned: bool = False) -> None:
        error = self.game.keep_bindings()
        self._say(error or words, warned=warned or error is not None)
        self.game.sounds.play("tick")

    def _say(self, words: str, *, warned: bool = False) -> None:
        self.message, self.warned = words, warned


def outcome(
    action: Action, press: Press, swapped: Sequence[Action], bare: Sequence[Action], keys: KeyBindings
) -> str:
    """What giving a key has done, to the other actions as well."""
    words = f"{press.label} is the key for: {ROWS[action].label}."
    for other in swapped:
        words += f" In exchange, {ROWS[other].label} has {keys.labels[other]}."
    if bare:
        names = ", ".join(ROWS[other].label for other in bare)
        words += f" It was the key for: {names}. Choose another one."
    return words
