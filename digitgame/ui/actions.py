"""Actions: what a key asks for, and which key asks for it.

Keys become an `Action` once, where events enter (`KeyBindings.read`). Scenes match on actions and never see a key code.
The player may give another key to every action of `ROWS`; Esc, Enter, the arrows, the digits and the other keys of
`FIXED` keep their meaning.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from string import ascii_lowercase
from typing import Final, NamedTuple

import pygame
from pygame.event import Event

# Mouse buttons.
LEFT: Final = 1
RIGHT: Final = 3
_CONTROL: Final = pygame.KMOD_CTRL | pygame.KMOD_META
# SDL sets this bit in the codes of keys that write nothing.
_NO_CHARACTER: Final = 1 << 30
# The last letter of Unicode's Latin blocks.
_LAST_LATIN: Final = 0x24F
# Punctuation that stands on a letter's key in layouts of other alphabets: Q in Greek, Q and W in Hebrew.
_PUNCTUATION: Final = {(";", "q"), ("/", "q"), ("'", "w")}
_PLACES: Final = {getattr(pygame, f"KSCAN_{letter.upper()}"): letter for letter in ascii_lowercase}
_DIGITS: Final = {getattr(pygame, f"K_{pad}{digit}"): digit for digit in range(10) for pad in ("", "KP")}
_TOP_ROW: Final = {getattr(pygame, f"KSCAN_{digit}"): digit for digit in range(10)}
MODIFIERS: Final = {
    getattr(pygame, f"K_{side}{name}") for side in "LR" for name in ("SHIFT", "CTRL", "ALT", "META")
} | {pygame.K_MODE, pygame.K_CAPSLOCK, pygame.K_NUMLOCKCLEAR}


class Action(Enum):
    """Everything that a key can ask for. The values of those in `ROWS` are their names in the store."""

    BACK = "back"
    CONFIRM = "confirm"
    UP = "up"
    DOWN = "down"
    LEFT = "left arrow"
    RIGHT = "right arrow"
    ERASE = "erase"
    PAGE_UP = "page up"
    PAGE_DOWN = "page down"
    OTHER = "any other key"

    GUESS = "guess"
    CLEAR = "clear"
    UNDO = "undo"
    REDO = "redo"
    GUESS_RIGHT = "right"
    GUESS_WRONG = "wrong"
    DISPUTE = "dispute"
    SKIP = "skip"
    LIVE = "live"
    SAVE = "save"
    KERNEL_SIZE = "size"
    RELU = "relu"
    COMPARE = "compare"
    END_RUN = "end"
    TREND = "trend"

    XRAY = "xray"
    MENU = "menu"
    GALLERY = "gallery"
    HELP = "keys"
    LEARN = "learn"
    MUTE = "mute"
    FULL_SCREEN = "full screen"

    NEXT_PAGE = "others"
    ALL_DIGITS = "all"
    COLLECTION = "collection"
    DATA = "data"
    COPY = "copy"
    HIDE = "hiding"

    SPRINT = "sprint"
    SUMS = "sums"
    FOOL = "fool"
    DUEL = "duel"
    DAILY = "daily"
    VERSUS = "versus"
    SCORES = "scores"
    GOALS = "goals"
    TRAIN = "train"
    LAB = "lab"
    CALIBRATION = "calibration"
    PLAYER = "player"
    SETTINGS = "settings"
    QUIT = "quit"

    STOP_TRAINING = "stop training"
    IN_BACKGROUND = "in the background"
    IN_TERMINAL = "in the terminal"
    ZOOM = "zoom"
    LOG_SCALE = "log scale"
    USE_NEW = "use the new network"
    USE_OLD = "use the old network"
    TRAIN_AGAIN = "train again"


@dataclass(frozen=True)
class Digit:
    """A digit's key."""

    value: int


@dataclass(frozen=True)
class Typed:
    """Text that was typed."""

    text: str


@dataclass(frozen=True)
class Pointer:
    """The mouse or a finger at a pixel of the window: it moved, or a button was pressed or released there."""

    pos: tuple[int, int]
    button: int = 0
    pressed: bool = False

    @property
    def moved(self) -> bool:
        return self.button == 0

    @property
    def clicked(self) -> bool:
        """The left button was pressed."""
        return self.pressed and self.button == LEFT


@dataclass(frozen=True)
class FocusLost:
    """The player turned to another window."""


class KeyContext(Enum):
    """Where a key does something. Two actions may share a key if no scene offers both."""

    ANYWHERE = "Anywhere"
    BOARD = "On a board"
    GALLERY = "In the gallery"
    MENU = "In the menu"
    TRAINING = "With a training"
    QUESTION = "In a question about a training"
    NAME = "In a name"


@dataclass(frozen=True)
class Press:
    """A key, alone or with Ctrl (Cmd)."""

    key: int
    control: bool = False

    @classmethod
    def of(cls, event: Event) -> Press:
        """The key of an event; in other alphabets than the Latin one, the US letter in its place."""
        key, letter = event.key, _PLACES.get(getattr(event, "scancode", None))
        if letter is not None and (
            _LAST_LATIN < key < _NO_CHARACTER or (key < 128 and (chr(key), letter) in _PUNCTUATION)
        ):
            key = ord(letter)
        return cls(key, bool(getattr(event, "mod", 0) & _CONTROL))

    @property
    def label(self) -> str:
        """What to write on the key; "" for a key without a name."""
        name = "enter" if self.key == pygame.K_RETURN else pygame.key.name(self.key)
        if not name and 32 < self.key < sys.maxunicode and chr(self.key).isprintable():
            # pygame has no names for the letters of some layouts.
            name = chr(self.key)
        name = name.upper() if len(name.upper()) == 1 else name.capitalize()
        return f"Ctrl {name}" if self.control and name else name


Input = Action | Digit | Typed | Pointer | FocusLost | Press


class Row(NamedTuple):
    """Where an action is offered, its default key, and what it does in a few words."""

    context: KeyContext
    press: Press
    label: str


_DEFAULTS: Final[Mapping[KeyContext, tuple[tuple[Action, int | Press, str], ...]]] = {
    KeyContext.BOARD: (
        (Action.GUESS, pygame.K_SPACE, "guess; submit a drawing"),
        (Action.CLEAR, pygame.K_c, "clear; copy a Daily's result"),
        (Action.UNDO, Press(pygame.K_z, control=True), "undo"),
        (Action.REDO, Press(pygame.K_y, control=True), "redo"),
        (Action.GUESS_RIGHT, pygame.K_y, "the guess is right"),
        (Action.GUESS_WRONG, pygame.K_n, "the guess is wrong"),
        (Action.DISPUTE, pygame.K_d, "dispute a misread"),
        (Action.SKIP, pygame.K_s, "skip a digit"),
        (Action.LIVE, pygame.K_l, "live reading"),
        (Action.SAVE, Press(pygame.K_s, control=True), "free draw: save as PNG"),
        (Action.KERNEL_SIZE, pygame.K_z, "kernel lab: 3×3 or 5×5"),
        (Action.RELU, pygame.K_r, "kernel lab: ReLU"),
        (Action.COMPARE, pygame.K_v, "inside: two networks"),
        (Action.END_RUN, pygame.K_q, "in a pause: end the run"),
        (Action.TREND, pygame.K_t, "after a run: your digits"),
    ),
    KeyContext.ANYWHERE: (
        (Action.XRAY, pygame.K_x, "inside the network"),
        (Action.MENU, pygame.K_TAB, "menu, or back"),
        (Action.GALLERY, pygame.K_g, "gallery"),
        (Action.HELP, pygame.K_h, "help: all the keys"),
        (Action.LEARN, pygame.K_e, "learn how it works"),
        (Action.MUTE, pygame.K_m, "sound on or off"),
        (Action.FULL_SCREEN, pygame.K_F11, "full screen or window"),
    ),
    KeyContext.GALLERY: (
        (Action.NEXT_PAGE, pygame.K_SPACE, "next page"),
        (Action.ALL_DIGITS, pygame.K_a, "all digits"),
        (Action.COLLECTION, pygame.K_s, "samples, mistakes, yours"),
        (Action.DATA, pygame.K_d, "next data set"),
        (Action.COPY, pygame.K_p, "enlarged: copy it by hand"),
        (Action.HIDE, pygame.K_l, "enlarged: duel on it"),
    ),
    KeyContext.MENU: (
        (Action.SPRINT, pygame.K_s, "Sprint"),
        (Action.SUMS, pygame.K_u, "Sums"),
        (Action.FOOL, pygame.K_f, "Fool it"),
        (Action.DUEL, pygame.K_l, "Duel"),
        (Action.DAILY, pygame.K_d, "Daily"),
        (Action.VERSUS, pygame.K_v, "Versus"),
        (Action.SCORES, pygame.K_b, "scores"),
        (Action.GOALS, pygame.K_a, "goals"),
        (Action.TRAIN, pygame.K_t, "train"),
        (Action.LAB, pygame.K_k, "kernel lab"),
        (Action.CALIBRATION, pygame.K_c, "calibration"),
        (Action.PLAYER, pygame.K_p, "player"),
        (Action.SETTINGS, pygame.K_o, "settings"),
        (Action.QUIT, pygame.K_q, "quit"),
    ),
}
ROWS: Final[Mapping[Action, Row]] = {
    action: Row(context, key if isinstance(key, Press) else Press(key), label)
    for context, rows in _DEFAULTS.items()
    for action, key, label in rows
}
FIXED: Final[Mapping[int, Action]] = {
    pygame.K_ESCAPE: Action.BACK,
    pygame.K_RETURN: Action.CONFIRM,
    pygame.K_KP_ENTER: Action.CONFIRM,
    pygame.K_UP: Action.UP,
    pygame.K_DOWN: Action.DOWN,
    pygame.K_LEFT: Action.LEFT,
    pygame.K_RIGHT: Action.RIGHT,
    pygame.K_BACKSPACE: Action.ERASE,
    pygame.K_DELETE: Action.ERASE,
    pygame.K_PAGEUP: Action.PAGE_UP,
    pygame.K_PAGEDOWN: Action.PAGE_DOWN,
    pygame.K_F1: Action.HELP,
}
# What stands in place of the key of an action that has none.
NO_KEY: Final = "–"
_SPACE_CONFIRMS: Final = {pygame.K_SPACE: Action.CONFIRM}
_QUESTION: Final = {
    pygame.K_s: Action.STOP_TRAINING,
    pygame.K_b: Action.IN_BACKGROUND,
    pygame.K_t: Action.IN_TERMINAL,
}
_TRAINING: Final = {
    pygame.K_z: Action.ZOOM,
    pygame.K_l: Action.LOG_SCALE,
    pygame.K_u: Action.USE_NEW,
    pygame.K_k: Action.USE_OLD,
    pygame.K_n: Action.TRAIN_AGAIN,
}
# Keys that only one context has. They go before the player's keys for what is offered anywhere.
_LOCAL: Final[Mapping[KeyContext, Mapping[int, Action]]] = {
    KeyContext.MENU: _SPACE_CONFIRMS,
    KeyContext.ANYWHERE: _SPACE_CONFIRMS,
    KeyContext.QUESTION: _QUESTION,
    KeyContext.TRAINING: _SPACE_CONFIRMS | _TRAINING,
}
_FIXED_LABELS: Final = {
    Action.BACK: "Esc",
    Action.CONFIRM: "Enter",
    Action.PAGE_DOWN: "PgDn",
    **{action: chr(key).upper() for keys in (_QUESTION, _TRAINING) for key, action in keys.items()},
}


class KeyLabels(dict[Action, str]):
    """What is written on the key of each action."""

    def fill(self, words: str) -> str:
        """Fill the keys of actions into words such as "{guess} asks"."""
        return words.format_map({action.value: label for action, label in self.items()})


DEFAULT_LABELS: Final = KeyLabels(_FIXED_LABELS | {action: row.press.label for action, row in ROWS.items()})


@dataclass
class KeyBindings:
    """The key of every action. `None` is an action that lost its key to another one; the pointer still reaches it."""

    _given: dict[Action, Press | None] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: object) -> KeyBindings:
        """The bindings that `stored` describes, without those that are no keys or meet another action's."""
        bindings, kept = cls(), stored if isinstance(stored, dict) else {}
        for action in ROWS:
            match kept.get(action.value, ""):
                case None:
                    bindings._given[action] = None
                case [int(key), bool(control)] if allowed(Press(key, control)):
                    bindings._given[action] = Press(key, control)
        seen: list[Action] = []
        for action in sorted(ROWS, key=lambda action: action not in bindings._given):
            if any(rival in seen for rival in bindings.rivals(action, bindings.press(action))):
                bindings._given[action] = None
            seen.append(action)
        return bindings

    def stored(self) -> dict[str, list[int | bool] | None]:
        """The keys that differ from the defaults, as JSON holds them."""
        return {
            action.value: None if press is None else [press.key, press.control]
            for action, press in self._given.items()
        }

    def press(self, action: Action) -> Press | None:
        """The key of an action now."""
        return self._given.get(action, ROWS[action].press)

    def rivals(self, action: Action, press: Press | None) -> list[Action]:
        """The other actions with that key which a scene may offer beside `action`."""
        here = ROWS[action].context
        return [
            other
            for other, row in ROWS.items()
            if other is not action
            and press is not None
            and self.press(other) == press
            and (row.context is here or KeyContext.ANYWHERE in (row.context, here))
        ]

    def give(self, action: Action, press: Press) -> tuple[list[Action], list[Action]]:
        """Let an action have a key that is `allowed`.

        Those that had it get this action's old key in exchange where nobody else has that one, or else none. Returns
        those that changed keys, and those without one now.
        """
        old, rivals = self.press(action), self.rivals(action, press)
        self._set(action, press)
        for rival in rivals:
            self._set(rival, None)
        swapped, bare = [], []
        for rival in rivals:
            if old is None or self.rivals(rival, old):
                bare.append(rival)
            else:
                self._set(rival, old)
                swapped.append(rival)
        return swapped, bare

    def reset(self) -> None:
        """Give every action its default key back."""
        self._given.clear()

    @property
    def changed(self) -> bool:
        """Whether any key differs from the defaults."""
        return bool(self._given)

    @property
    def labels(self) -> KeyLabels:
        """What is written on the keys now."""
        given = {action: NO_KEY if press is None else press.label for action, press in self._given.items()}
        return KeyLabels(DEFAULT_LABELS | given)

    def read(self, event: Event, context: KeyContext | None) -> Input | None:
        """What an event means in a context; without one, a key is just that `Press`. None: nothing."""
        match event.type:
            case pygame.KEYDOWN:
                return self._key(event, context)
            case pygame.TEXTINPUT if context is KeyContext.NAME or not _is_pressed(event.text):
                return Typed(event.text)
            case pygame.MOUSEMOTION:
                return Pointer(event.pos)
            case pygame.MOUSEBUTTONDOWN if event.button in (4, 5):
                return Action.PAGE_UP if event.button == 4 else Action.PAGE_DOWN
            case pygame.MOUSEBUTTONDOWN | pygame.MOUSEBUTTONUP:
                return Pointer(event.pos, event.button, event.type == pygame.MOUSEBUTTONDOWN)
            case pygame.WINDOWFOCUSLOST:
                return FocusLost()
        return None

    def _key(self, event: Event, context: KeyContext | None) -> Input | None:
        mod = getattr(event, "mod", 0)
        if event.key in MODIFIERS or mod & pygame.KMOD_ALT:
            # Keys with Alt are the window manager's.
            return None
        press = Press.of(event)
        if context is None:
            return press
        # A letter of another alphabet may have been given to an action before letters went by their place.
        for one in (Press(event.key, press.control), press):
            action = self._action(one, context)
            if action is not None:
                shifted = action is Action.UNDO and mod & pygame.KMOD_SHIFT
                return Action.REDO if shifted else action
        digit = _DIGITS.get(event.key, _TOP_ROW.get(getattr(event, "scancode", None)))
        return Action.OTHER if digit is None or press.control else Digit(digit)

    def _action(self, press: Press, context: KeyContext) -> Action | None:
        plain = 0 if press.control else press.key
        own = FIXED.get(plain) or self._bound(press, context) or _LOCAL.get(context, {}).get(plain)
        if own is not None:
            return own
        # Where a name is typed, letters are letters.
        writes = context is KeyContext.NAME and 0 < plain < _NO_CHARACTER
        return None if writes else self._bound(press, KeyContext.ANYWHERE)

    def _bound(self, press: Press, context: KeyContext) -> Action | None:
        here = (action for action, row in ROWS.items() if row.context is context)
        return next((action for action in here if self.press(action) == press), None)

    def _set(self, action: Action, press: Press | None) -> None:
        if press == ROWS[action].press:
            self._given.pop(action, None)
        else:
            self._given[action] = press


def _is_pressed(text: str) -> bool:
    """Whether the key that wrote this has been an action, a digit or nothing already, as a sign's may not have."""
    return text.isalnum() or text.isspace()


def allowed(press: Press) -> bool:
    """Whether an action may have this key."""
    reserved = press.key in FIXED or press.key in _DIGITS or press.key in MODIFIERS
    return 0 < press.key < 2**31 and not reserved and bool(press.label)
