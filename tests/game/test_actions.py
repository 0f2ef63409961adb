"""Keys that the player gives to actions: translated where they come in, shown where they work, kept."""

import itertools

import pygame
import pytest
from pygame.event import Event

from digitgame.board.drawing_board import HistoryStep, step
from digitgame.store import Store
from digitgame.ui import actions
from digitgame.ui.actions import ACTIONS, Action, Bindings, KeyContext, Press, meet

from .conftest import key

pytestmark = pytest.mark.usefixtures("window")


def action(name: str) -> Action:
    (found,) = (action for action in ACTIONS if action.name == name)
    return found


def no_two_share(mine: Bindings) -> bool:
    return not any(mine.rivals(one, mine.press(one)) for one in ACTIONS)


def test_to_begin_with_every_action_has_a_key_of_its_own_and_every_event_is_as_it_was() -> None:
    mine = Bindings()
    assert no_two_share(mine)
    assert all(actions.allowed(one.press) for one in ACTIONS)
    for name, place in itertools.product("abcdefghijklmnopqrstuvwxyz", KeyContext):
        event = key(name)
        assert mine.translated(event, place) is event
    assert not mine.changed


def test_a_given_key_does_what_the_first_one_did_and_the_first_one_nothing() -> None:
    mine = Bindings()
    assert mine.give(action("clear"), Press(pygame.K_w)) == ([], [])
    assert mine.translated(key("w"), KeyContext.BOARD).key == pygame.K_c
    assert mine.translated(key("c"), KeyContext.BOARD).key == pygame.K_UNKNOWN
    assert mine.translated(key("c"), KeyContext.MENU).key == pygame.K_c  # another action's there
    assert mine.translated(key("w"), None).key == pygame.K_w
    assert mine.caps(KeyContext.BOARD).of(pygame.K_c, 0, "C") == "W"
    assert mine.caps(KeyContext.MENU).of(pygame.K_c, 0, "C") == "C"


def test_a_key_with_control_is_another_key() -> None:
    mine = Bindings()
    mine.give(action("undo"), Press(pygame.K_u))
    event = mine.translated(key("u"), KeyContext.BOARD)
    assert (event.key, event.mod) == (pygame.K_z, pygame.KMOD_CTRL)
    assert mine.translated(key("z"), KeyContext.BOARD).key == pygame.K_z  # the kernel lab's
    mine.give(action("clear"), Press(pygame.K_u, control=True))
    event = mine.translated(key("u", pygame.KMOD_LCTRL), KeyContext.BOARD)
    assert (event.key, event.mod) == (pygame.K_c, 0)
    assert mine.caps(KeyContext.BOARD).of(pygame.K_c, 0, "C") == "Ctrl U"
    assert (
        mine.translated(key("u", pygame.KMOD_ALT), KeyContext.BOARD).key == pygame.K_u
    )  # the window manager's


def test_redoing_goes_with_shift_and_the_key_of_undoing() -> None:
    mine = Bindings()
    mine.give(action("undo"), Press(pygame.K_u))
    event = mine.translated(key("u", pygame.KMOD_LSHIFT), KeyContext.BOARD)
    assert step(event) is HistoryStep.REDO
    assert step(mine.translated(key("u"), KeyContext.BOARD)) is HistoryStep.UNDO
    mine.give(action("redo"), Press(pygame.K_i))
    assert step(mine.translated(key("i"), KeyContext.BOARD)) is HistoryStep.REDO
    assert step(mine.translated(key("y", pygame.KMOD_CTRL), KeyContext.BOARD)) is None


def test_two_actions_change_keys_where_both_can() -> None:
    mine = Bindings()
    assert mine.give(action("right"), Press(pygame.K_n)) == ([action("wrong")], [])
    assert mine.press(action("wrong")) == Press(pygame.K_y)
    assert mine.translated(key("y"), KeyContext.BOARD).key == pygame.K_n
    assert no_two_share(mine)


def test_an_action_loses_its_key_where_the_other_one_is_no_use_to_it() -> None:
    mine = Bindings()
    # S cannot become the sound's: it is the gallery's and the menu's as well
    assert mine.give(action("skip"), Press(pygame.K_m)) == ([], [action("mute")])
    assert mine.press(action("mute")) is None
    assert mine.caps(KeyContext.MENU).of(pygame.K_m, 0, "M") == "–"
    assert mine.translated(key("m"), KeyContext.MENU).key == pygame.K_UNKNOWN
    assert no_two_share(mine)
    mine.reset()
    assert not mine.changed
    assert mine.press(action("mute")) == Press(pygame.K_m)


def test_whatever_is_given_no_two_actions_share_a_key() -> None:
    mine = Bindings()
    keys = [Press(pygame.key.key_code(name)) for name in "abcdefghijklmnopqrstuvwxyz"]
    for at, one in enumerate(ACTIONS * 5):
        mine.give(one, keys[at * 7 % len(keys)])
        assert no_two_share(mine)
        assert mine.press(one) == keys[at * 7 % len(keys)]


@pytest.mark.parametrize(
    "name", ["escape", "return", "up", "0", "backspace", "page down", "f1", "left shift"]
)
def test_some_keys_keep_their_meaning(name: str) -> None:
    assert not actions.allowed(Press(pygame.key.key_code(name)))


def test_they_are_kept(store: Store) -> None:
    mine = Bindings()
    mine.give(action("skip"), Press(pygame.K_m))
    mine.give(action("clear"), Press(pygame.K_w, control=True))
    assert mine.keep(store) is None
    found = Bindings.of(store)
    assert [found.press(one) for one in ACTIONS] == [mine.press(one) for one in ACTIONS]
    mine.reset()
    mine.keep(store)
    assert not Bindings.of(store).changed


@pytest.mark.parametrize(
    "kept",
    [
        7,
        ["clear"],
        {"clear": "w"},
        {"clear": [119]},
        {"clear": [pygame.K_ESCAPE, False]},
        {"clear": [-4, False]},
        {"clear": [10**30, False]},
        {"no such action": [119, False]},
    ],
)
def test_what_is_no_key_is_not_taken_from_the_store(store: Store, kept: object) -> None:
    store.set("keys", kept)
    assert not Bindings.of(store).changed


def test_kept_keys_that_meet_leave_one_action_without(store: Store) -> None:
    store.set(
        "keys", {"mute": [pygame.K_w, False], "clear": [pygame.K_w, False], "live": [pygame.K_x, False]}
    )
    mine = Bindings.of(store)
    assert no_two_share(mine)
    assert mine.press(action("live")) == Press(pygame.K_x)  # a choice weighs more than a first key
    assert mine.press(action("xray")) is None


def test_a_database_that_cannot_be_written_is_told(store: Store) -> None:
    store._db.execute("DROP TABLE settings")
    assert "not kept" in (Bindings().keep(store) or "")


def test_typed_text_and_the_pointer_pass_untouched() -> None:
    mine = Bindings()
    mine.give(action("clear"), Press(pygame.K_w))
    for event in (
        Event(pygame.TEXTINPUT, text="w"),
        Event(pygame.KEYUP, key=pygame.K_w, mod=0),
        Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(3, 3)),
    ):
        assert mine.translated(event, KeyContext.BOARD) is event


def test_actions_of_places_that_do_not_meet_may_share_a_key() -> None:
    assert not meet(KeyContext.BOARD, KeyContext.MENU)
    assert meet(KeyContext.ANYWHERE, KeyContext.MENU)
    assert action("others").press == action("guess").press
