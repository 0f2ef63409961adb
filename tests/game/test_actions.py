"""Keys become actions where they enter; the player's own keys; letters in other alphabets."""

from __future__ import annotations

import pygame
import pytest
from pygame.event import Event

from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import KEYS, Game
from digitgame.game.shell.menu import Menu
from digitgame.store import Store
from digitgame.ui import actions, loop
from digitgame.ui.actions import (
    ROWS,
    Action,
    Digit,
    FocusLost,
    Input,
    KeyBindings,
    KeyContext,
    Pointer,
    Press,
    Typed,
)
from digitgame.ui.scene_stack import Stack

from .conftest import SEVEN, Player, key

pytestmark = pytest.mark.usefixtures("window")
BOARD, MENU, GALLERY = KeyContext.BOARD, KeyContext.MENU, KeyContext.GALLERY
CTRL, SHIFT = pygame.KMOD_LCTRL, pygame.KMOD_LSHIFT


def asks(mine: KeyBindings, name: str, context: KeyContext | None = BOARD, mod: int = 0) -> Input | None:
    return mine.read(key(name, mod), context)


def no_two_share(mine: KeyBindings) -> bool:
    return not any(mine.rivals(one, mine.press(one)) for one in ROWS)


def placed(code: int, place: str, mod: int = 0) -> Event:
    """A key that writes the letter `code` in the place of a US letter."""
    return Event(pygame.KEYDOWN, key=code, mod=mod, unicode="", scancode=getattr(pygame, f"KSCAN_{place}"))


def test_by_default_every_action_has_a_key_of_its_own() -> None:
    mine = KeyBindings()
    assert no_two_share(mine)
    assert all(actions.allowed(row.press) for row in ROWS.values())
    assert not mine.changed
    for action, row in ROWS.items():
        event = Event(pygame.KEYDOWN, key=row.press.key, mod=CTRL if row.press.control else 0, unicode="")
        assert mine.read(event, row.context) is action
    assert len({action.value for action in ROWS}) == len(ROWS)


def test_a_given_key_does_what_the_default_one_did_and_that_one_nothing() -> None:
    mine = KeyBindings()
    assert mine.give(Action.CLEAR, Press(pygame.K_w)) == ([], [])
    assert asks(mine, "w") is Action.CLEAR
    assert asks(mine, "c") is Action.OTHER
    assert asks(mine, "c", MENU) is Action.CALIBRATION
    assert asks(mine, "w", None) == Press(pygame.K_w)
    assert mine.labels[Action.CLEAR] == "W"
    assert mine.labels[Action.CALIBRATION] == "C"


def test_a_key_with_control_is_another_key() -> None:
    mine = KeyBindings()
    mine.give(Action.UNDO, Press(pygame.K_u))
    assert asks(mine, "u") is Action.UNDO
    assert asks(mine, "z") is Action.KERNEL_SIZE
    mine.give(Action.CLEAR, Press(pygame.K_u, control=True))
    assert asks(mine, "u", mod=CTRL) is Action.CLEAR
    assert mine.labels[Action.CLEAR] == "Ctrl U"
    # Keys with Alt are the window manager's.
    assert asks(mine, "u", mod=pygame.KMOD_ALT) is None


def test_redoing_goes_with_shift_and_the_key_of_undoing() -> None:
    mine = KeyBindings()
    mine.give(Action.UNDO, Press(pygame.K_u))
    assert asks(mine, "u", mod=SHIFT) is Action.REDO
    assert asks(mine, "u") is Action.UNDO
    mine.give(Action.REDO, Press(pygame.K_i))
    assert asks(mine, "i") is Action.REDO
    assert asks(mine, "y", mod=CTRL) is Action.OTHER


def test_two_actions_change_keys_where_both_can() -> None:
    mine = KeyBindings()
    assert mine.give(Action.GUESS_RIGHT, Press(pygame.K_n)) == ([Action.GUESS_WRONG], [])
    assert asks(mine, "y") is Action.GUESS_WRONG
    assert no_two_share(mine)


def test_an_action_loses_its_key_where_the_other_one_is_no_use_to_it() -> None:
    mine = KeyBindings()
    # S cannot become the sound's: it is the gallery's and the menu's as well.
    assert mine.give(Action.SKIP, Press(pygame.K_m)) == ([], [Action.MUTE])
    assert mine.press(Action.MUTE) is None
    assert mine.labels[Action.MUTE] == "–"
    assert asks(mine, "m", MENU) is Action.OTHER
    assert no_two_share(mine)
    mine.reset()
    assert not mine.changed
    assert mine.press(Action.MUTE) == Press(pygame.K_m)
    assert mine.labels[Action.MUTE] == "M"


def test_whatever_is_given_no_two_actions_share_a_key() -> None:
    mine = KeyBindings()
    keys = [Press(pygame.key.key_code(name)) for name in "abcdefghijklmnopqrstuvwxyz"]
    for at, one in enumerate([*ROWS] * 5):
        mine.give(one, keys[at * 7 % len(keys)])
        assert no_two_share(mine)
        assert mine.press(one) == keys[at * 7 % len(keys)]


@pytest.mark.parametrize(
    "name", ["escape", "return", "up", "0", "backspace", "page down", "f1", "left shift"]
)
def test_some_keys_keep_their_meaning(name: str) -> None:
    assert not actions.allowed(Press(pygame.key.key_code(name)))


def test_fixed_keys_and_digits_mean_the_same_everywhere() -> None:
    mine = KeyBindings()
    for context in KeyContext:
        assert asks(mine, "escape", context) is Action.BACK
        assert asks(mine, "return", context) is Action.CONFIRM
        assert asks(mine, "7", context) == Digit(7)
        assert asks(mine, "left shift", context) is None
    assert asks(mine, "space", BOARD) is Action.GUESS
    assert asks(mine, "space", GALLERY) is Action.NEXT_PAGE
    assert asks(mine, "space", MENU) is Action.CONFIRM
    # The top row writes digits with Shift in French layouts.
    assert mine.read(placed(ord("&"), "1"), BOARD) == Digit(1)


def test_a_question_has_keys_of_its_own_whatever_was_given() -> None:
    mine = KeyBindings()
    mine.give(Action.MUTE, Press(pygame.K_s))
    assert asks(mine, "s", KeyContext.QUESTION) is Action.STOP_TRAINING
    assert asks(mine, "s", KeyContext.TRAINING) is Action.MUTE
    assert asks(mine, "u", KeyContext.TRAINING) is Action.USE_NEW


def test_letters_are_letters_in_a_name() -> None:
    mine = KeyBindings()
    assert asks(mine, "m", KeyContext.NAME) is Action.OTHER
    assert asks(mine, "f11", KeyContext.NAME) is Action.FULL_SCREEN


def test_the_store_keeps_them(game: Game) -> None:
    game.bindings.give(Action.SKIP, Press(pygame.K_m))
    game.bindings.give(Action.CLEAR, Press(pygame.K_w, control=True))
    assert game.keep_bindings() is None
    stored = game.store.setting(KEYS)
    assert stored == {"skip": [pygame.K_m, False], "mute": None, "clear": [pygame.K_w, True]}
    found = KeyBindings.of(stored)
    assert [found.press(one) for one in ROWS] == [game.bindings.press(one) for one in ROWS]
    game.bindings.reset()
    game.keep_bindings()
    assert not KeyBindings.of(game.store.setting(KEYS)).changed


@pytest.mark.parametrize(
    "kept",
    [
        7,
        None,
        ["clear"],
        {"clear": "w"},
        {"clear": [119]},
        {"clear": [pygame.K_ESCAPE, False]},
        {"clear": [-4, False]},
        {"clear": [10**30, False]},
        {"no such action": [119, False]},
        {"back": [119, False]},
    ],
)
def test_stored_nonsense_changes_nothing(kept: object) -> None:
    assert not KeyBindings.of(kept).changed


def test_stored_keys_that_meet_leave_one_action_without() -> None:
    w, x = [pygame.K_w, False], [pygame.K_x, False]
    mine = KeyBindings.of({"mute": w, "clear": w, "live": x})
    assert no_two_share(mine)
    # A choice weighs more than a default key.
    assert mine.press(Action.LIVE) == Press(pygame.K_x)
    assert mine.press(Action.XRAY) is None


def test_the_player_hears_of_a_database_that_cannot_be_written(game: Game, store: Store) -> None:
    store._db.execute("DROP TABLE settings")
    assert "not saved" in (game.keep_bindings() or "")


def test_text_and_the_pointer_are_read_as_such() -> None:
    mine = KeyBindings()
    press = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(3, 3))
    wheel = Event(pygame.MOUSEBUTTONDOWN, button=5, pos=(3, 3))
    for context in (*KeyContext, None):
        assert mine.read(Event(pygame.TEXTINPUT, text="+"), context) == Typed("+")
        assert mine.read(press, context) == Pointer((3, 3), actions.LEFT, pressed=True)
        assert mine.read(Event(pygame.MOUSEMOTION, pos=(4, 4)), context) == Pointer((4, 4))
        assert mine.read(Event(pygame.WINDOWFOCUSLOST), context) == FocusLost()
        assert mine.read(wheel, context) is Action.PAGE_DOWN
        assert mine.read(Event(pygame.KEYUP, key=pygame.K_w, mod=0), context) is None


def test_a_letter_is_text_only_where_a_name_is_typed() -> None:
    # Elsewhere its key has been an action already, whose message the text would wipe away.
    for letter in ("c", "ü", "5", " "):
        text = Event(pygame.TEXTINPUT, text=letter)
        assert KeyBindings().read(text, KeyContext.NAME) == Typed(letter)
        others = [context for context in (*KeyContext, None) if context is not KeyContext.NAME]
        assert {KeyBindings().read(text, context) for context in others} == {None}


def test_actions_that_never_meet_may_share_a_key() -> None:
    assert ROWS[Action.NEXT_PAGE].press == ROWS[Action.GUESS].press


# The letters that Greek, Russian and Hebrew layouts write in the places of US letters.
OTHER_ALPHABETS = {
    "greek": "αβψδεφγηιξκλμνοπ;ρστθωςχυζ",
    "russian": "фисвуапршолдьтщзйкыегмцчня",
    "hebrew": "שנבגקכעיןחלךצמםפ/רדאוה'סטז",
}


@pytest.mark.parametrize("letters", OTHER_ALPHABETS.values(), ids=OTHER_ALPHABETS)
def test_letters_go_by_their_place_in_other_alphabets(letters: str) -> None:
    mine = KeyBindings()
    for place, letter in zip("abcdefghijklmnopqrstuvwxyz", letters, strict=True):
        for context, mod in ((BOARD, 0), (BOARD, CTRL), (MENU, 0), (GALLERY, 0), (KeyContext.TRAINING, 0)):
            there = mine.read(placed(ord(letter), place.upper(), mod), context)
            assert there == asks(mine, place, context, mod)


def test_letters_of_latin_layouts_go_by_their_name() -> None:
    mine = KeyBindings()
    # French and Dvorak layouts have their M, their N and punctuation in other places.
    assert mine.read(placed(pygame.K_m, "SEMICOLON"), BOARD) is Action.MUTE
    assert mine.read(placed(ord(","), "M"), BOARD) is Action.OTHER
    assert mine.read(placed(pygame.K_n, "L"), BOARD) is Action.GUESS_WRONG
    assert mine.read(placed(ord("'"), "Q"), MENU) is Action.OTHER
    assert mine.read(placed(ord("ö"), "SEMICOLON"), BOARD) is Action.OTHER
    # Turkish has an i without a dot in the place of I.
    assert mine.read(placed(ord("ı"), "I"), BOARD) is Action.OTHER


def test_a_stored_letter_of_another_alphabet_still_works() -> None:
    mine = KeyBindings.of({"mute": [ord("ж"), False], "xray": [ord("т"), False]})
    assert mine.read(placed(ord("ж"), "SEMICOLON"), BOARD) is Action.MUTE
    assert mine.read(placed(ord("т"), "N"), BOARD) is Action.XRAY


@pytest.mark.parametrize(
    ("wrong", "undo", "clear", "menu_quit"), [(957, 950, 968, 59), (1090, 1103, 1089, 1081)]
)
def test_greek_and_russian_keys_play(
    player: Player, game: Game, wrong: int, undo: int, clear: int, menu_quit: int
) -> None:
    scene = FreeDraw(game)
    player.scene = scene
    player.does(player.strokes(SEVEN), key("space"), placed(wrong, "N"))
    assert game.score.total.wrong == 1
    player.does(placed(undo, "Z", pygame.KMOD_CTRL))
    assert game.score.total.count == 0
    player.does(placed(clear, "C"))
    assert not scene.board.ink
    stack = Stack([scene, Menu(game)], game.bindings)
    # The first press asks, the second one leaves.
    pygame.event.post(placed(menu_quit, "Q"))
    pygame.event.post(placed(menu_quit, "Q"))
    loop.run(stack, player.window)
    assert not stack
