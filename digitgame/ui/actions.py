"""Which key does what: every action has a key to begin with, and the player may give it another.

Scenes know only the keys to begin with. A key that was given to an action is turned into the action's first key where
events enter (`Bindings.translated`), and what stands on the keys that are shown is turned the other way (`KeyLabels`).
Typed text is no key and passes untouched; so do Esc, Enter, the arrows, the digits and what else is `FIXED`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

import pygame
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.store import Store

_CONTROL: Final = pygame.KMOD_CTRL | pygame.KMOD_META
_KEPT_AS: Final = "keys"  # the setting's name
_DIGITS: Final = {getattr(pygame, f"K_{pad}{digit}") for digit in range(10) for pad in ("", "KP")}
FIXED: Final = _DIGITS | {
    pygame.K_ESCAPE,
    pygame.K_RETURN,
    pygame.K_KP_ENTER,
    pygame.K_UP,
    pygame.K_DOWN,
    pygame.K_LEFT,
    pygame.K_RIGHT,
    pygame.K_BACKSPACE,
    pygame.K_DELETE,
    pygame.K_PAGEUP,
    pygame.K_PAGEDOWN,
    pygame.K_F1,
}
MODIFIERS: Final = {
    getattr(pygame, f"K_{side}{name}") for side in "LR" for name in ("SHIFT", "CTRL", "ALT", "META")
} | {pygame.K_MODE, pygame.K_CAPSLOCK, pygame.K_NUMLOCKCLEAR}


class KeyContext(Enum):
    """Where a key does something. Two actions may share one unless they meet."""

    ANYWHERE = "Anywhere"
    BOARD = "On a board"
    GALLERY = "In the gallery"
    MENU = "In the menu"


@dataclass(frozen=True)
class Press:
    """A key, alone or with Ctrl (Cmd)."""

    key: int
    control: bool = False

    @classmethod
    def of(cls, event: Event) -> Press:
        return cls(event.key, bool(getattr(event, "mod", 0) & _CONTROL))

    @property
    def cap(self) -> str:
        """What to write on it; "" for a key without a name."""
        name = pygame.key.name(self.key)
        if not name and 32 < self.key < sys.maxunicode and chr(self.key).isprintable():
            name = chr(self.key)  # of a layout that pygame has no names for
        name = name.upper() if len(name.upper()) == 1 else name.capitalize()
        return f"Ctrl {name}" if self.control and name else name


@dataclass(frozen=True)
class Action:
    """Something that a key does; `press` is its key to begin with."""

    name: str
    words: str
    place: KeyContext
    press: Press


def _actions(place: KeyContext, *rows: tuple[str, int, str]) -> list[Action]:
    return [Action(name, words, place, Press(key)) for name, key, words in rows]


ACTIONS: Final[tuple[Action, ...]] = (
    *_actions(
        KeyContext.BOARD,
        ("guess", pygame.K_SPACE, "guess; take the drawing"),
        ("clear", pygame.K_c, "clear; after a Daily: copy"),
    ),
    Action("undo", "undo", KeyContext.BOARD, Press(pygame.K_z, control=True)),
    Action("redo", "redo", KeyContext.BOARD, Press(pygame.K_y, control=True)),
    *_actions(
        KeyContext.BOARD,
        ("right", pygame.K_y, "the guess is right"),
        ("wrong", pygame.K_n, "the guess is wrong"),
        ("dispute", pygame.K_d, "dispute a misread"),
        ("skip", pygame.K_s, "skip a digit"),
        ("live", pygame.K_l, "live reading"),
        ("size", pygame.K_z, "kernel lab: 3x3 or 5x5"),
        ("relu", pygame.K_r, "kernel lab: ReLU"),
        ("end", pygame.K_q, "in a pause: end the run"),
        ("trend", pygame.K_t, "after a run: your digits"),
    ),
    *_actions(
        KeyContext.ANYWHERE,
        ("xray", pygame.K_x, "x-ray"),
        ("menu", pygame.K_TAB, "menu, or back"),
        ("gallery", pygame.K_g, "gallery"),
        ("keys", pygame.K_h, "help: all the keys"),
        ("mute", pygame.K_m, "sound on or off"),
        ("full screen", pygame.K_F11, "full screen or window"),
    ),
    *_actions(
        KeyContext.GALLERY,
        ("others", pygame.K_SPACE, "the next page"),
        ("all", pygame.K_a, "all the digits"),
        ("collection", pygame.K_s, "samples, mistakes, your own"),
        ("data", pygame.K_d, "other data"),
        ("copy", pygame.K_p, "one enlarged: copy it by hand"),
        ("hiding", pygame.K_l, "one enlarged: duel on it"),
    ),
    *_actions(
        KeyContext.MENU,
        ("sprint", pygame.K_s, "Sprint"),
        ("sums", pygame.K_u, "Sums"),
        ("fool", pygame.K_f, "Fool it"),
        ("duel", pygame.K_l, "Duel"),
        ("daily", pygame.K_d, "Daily"),
        ("scores", pygame.K_b, "scores"),
        ("train", pygame.K_t, "train"),
        ("lab", pygame.K_k, "kernel lab"),
        ("calibration", pygame.K_c, "calibration"),
        ("player", pygame.K_p, "player"),
        ("settings", pygame.K_o, "settings"),
        ("quit", pygame.K_q, "quit"),
    ),
)
_BY_NAME: Final = {action.name: action for action in ACTIONS}


def meet(one: KeyContext, other: KeyContext) -> bool:
    """Whether actions of two places can be asked for at once."""
    return one is other or KeyContext.ANYWHERE in (one, other)


@dataclass(frozen=True)
class KeyLabels:
    """What is written on keys in one place."""

    moved: Mapping[Press, str] = field(default_factory=dict)  # first key -> cap, where it has another one now
    named: Mapping[str, str] = field(default_factory=lambda: {a.name: a.press.cap for a in ACTIONS})

    def of(self, key: int, mod: int, cap: str) -> str:
        """The cap of a key that a scene knows as `key` with `mod` and calls `cap`."""
        return self.moved.get(Press(key, bool(mod & _CONTROL)), cap)

    def fill(self, words: str) -> str:
        """Words with the names of actions in braces, such as "{guess} asks": with their keys instead."""
        return words.format_map(self.named)


FIRST: Final = KeyLabels()


@dataclass
class Bindings:
    """Every action's key. `None` is an action that lost its key to another one; the pointer still reaches it."""

    _given: dict[str, Press | None] = field(default_factory=dict)  # where it is not the key to begin with
    _caps: dict[KeyContext, KeyLabels] = field(default_factory=dict)  # made when first asked for

    @classmethod
    def of(cls, store: Store) -> Bindings:
        """What was kept; nothing of it that is no key or that another action has by now."""
        bindings, kept = cls(), store.setting(_KEPT_AS)
        for name, told in kept.items() if isinstance(kept, dict) else ():
            press = _press(told)
            if name in _BY_NAME and (told is None or (press is not None and allowed(press))):
                bindings._given[name] = press
        seen: list[Action] = []
        for action in sorted(ACTIONS, key=lambda action: action.name not in bindings._given):
            if any(rival in seen for rival in bindings.rivals(action, bindings.press(action))):
                bindings._given[action.name] = None
            seen.append(action)
        return bindings

    def keep(self, store: Store) -> str | None:
        """Keep them; what to tell the player where that fails."""
        kept = {
            name: None if press is None else [press.key, press.control] for name, press in self._given.items()
        }
        try:
            store.set(_KEPT_AS, kept)
        except DigitgameError as error:
            return f"Set, but not kept. {error}"
        return None

    def press(self, action: Action) -> Press | None:
        """The key of an action now."""
        return self._given.get(action.name, action.press)

    def rivals(self, action: Action, press: Press | None) -> list[Action]:
        """The other actions that have a key where `action` could be asked for as well."""
        return [
            other
            for other in ACTIONS
            if other is not action
            and press is not None
            and self.press(other) == press
            and meet(action.place, other.place)
        ]

    def give(self, action: Action, press: Press) -> tuple[list[Action], list[Action]]:
        """Let an action have a key that is `allowed`.

        Those that had it get this action's old key in exchange, where nobody else has that one, or else none. Returns
        those that changed keys, and those that are without one now.
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
        """Every action's first key."""
        self._given.clear()
        self._caps.clear()

    @property
    def changed(self) -> bool:
        return bool(self._given)

    def translated(self, event: Event, place: KeyContext | None) -> Event:
        """An event as the scenes know it; in no place at all, and where it is no key, as it is."""
        if event.type != pygame.KEYDOWN or place is None or getattr(event, "mod", 0) & pygame.KMOD_ALT:
            return event
        press = Press.of(event)
        here = [action for action in ACTIONS if meet(action.place, place)]
        for action in here:
            if self.press(action) == press:
                return event if action.press == press else _first(action, event)
        if any(action.press == press for action in here):  # given away
            return Event(pygame.KEYDOWN, key=pygame.K_UNKNOWN, mod=event.mod, unicode="")
        return event

    def caps(self, place: KeyContext | None) -> KeyLabels:
        """What to write on the keys of a place."""
        place = place or KeyContext.ANYWHERE
        if place not in self._caps:
            named = {action.name: _cap(self.press(action)) for action in ACTIONS}
            moved = {
                action.press: named[action.name]
                for action in ACTIONS
                if action.name in self._given and meet(action.place, place)
            }
            self._caps[place] = KeyLabels(moved, named)
        return self._caps[place]

    def _set(self, action: Action, press: Press | None) -> None:
        self._caps.clear()
        if press == action.press:
            self._given.pop(action.name, None)
        else:
            self._given[action.name] = press


def allowed(press: Press) -> bool:
    """Whether an action may have this key."""
    return 0 < press.key < 2**31 and press.key not in FIXED | MODIFIERS and bool(press.cap)


def _cap(press: Press | None) -> str:
    return "–" if press is None else press.cap


def _first(action: Action, event: Event) -> Event:
    mod = event.mod & ~_CONTROL | (pygame.KMOD_CTRL if action.press.control else 0)
    return Event(pygame.KEYDOWN, key=action.press.key, mod=mod, unicode="")


def _press(told: Any) -> Press | None:
    """A key as it was kept; None where it is none."""
    match told:
        case [int(key), bool(control)]:
            return Press(key, control)
        case _:
            return None
