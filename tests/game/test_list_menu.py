"""One list for every menu: arrows, keys and the pointer, and what the mouse alone reaches."""

from __future__ import annotations

import pygame
import pytest
from pygame.event import Event

from digitgame.game.game import Game
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.scores import ScoresScene
from digitgame.game.train.options import TrainingOptions
from digitgame.rules.clock import PERIODS
from digitgame.rules.modes import ALL_MODES, FREE_DRAW, SCORED_MODES, Mode
from digitgame.ui.actions import LEFT, Action, Pointer
from digitgame.ui.layout import Area
from digitgame.ui.list_menu import Item, ListMenu, next_value
from digitgame.ui.scene_stack import Push

from .conftest import VIEW, sends

pytestmark = pytest.mark.usefixtures("window")
ITEMS = [
    Item("plain", Area(32, 100, 440, 40)),
    Item("level", Area(32, 150, 440, 40), Action.SUMS, "easy", changes=True),
    Item("beside", Area(488, 150, 440, 40), small=True),
]


def test_after_the_last_value_comes_the_first() -> None:
    assert [next_value("abc", value, by) for value, by in (("a", 1), ("c", 1), ("a", -1))] == ["b", "a", "c"]


def click(area: Area) -> Event:
    return Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(area).center)


def test_a_pointer_that_rests_where_a_list_appears_chooses_nothing() -> None:
    menu, there = ListMenu(), VIEW.rect(ITEMS[2].area).center
    for _ in range(2):
        assert menu.handle(Pointer(there), VIEW, ITEMS) is None
        assert menu.chosen == 0
    menu.handle(Pointer((there[0] + 1, there[1])), VIEW, ITEMS)
    assert menu.chosen == 2


def test_a_pointer_that_rests_where_a_list_comes_back_chooses_nothing() -> None:
    menu, there = ListMenu(), VIEW.rect(ITEMS[2].area).center
    menu.handle(Pointer((1, 1)), VIEW, ITEMS)
    assert menu.handle(Action.CONFIRM, VIEW, ITEMS) == 0
    menu.handle(Pointer(there), VIEW, ITEMS)
    assert menu.chosen == 0


def test_arrows_choose_and_change() -> None:
    menu = ListMenu()
    for given, chosen, picked in (
        (Action.UP, 2, None),
        (Action.DOWN, 0, None),
        (Action.DOWN, 1, None),
        (Action.RIGHT, 1, 1),
        (Action.LEFT, 1, -1),
        (Action.CONFIRM, 1, 0),
        (Action.DOWN, 2, None),
        (Action.LEFT, 1, None),
        (Action.UP, 0, None),
        (Action.SUMS, 1, 0),
        (Action.FOOL, 1, None),
    ):
        assert (menu.handle(given, VIEW, ITEMS), menu.chosen) == (picked, chosen)


def test_clicks_pick_and_change() -> None:
    menu = ListMenu()
    less, more = menu.arrows(ITEMS[1])
    for area, picked in ((less, -1), (more, 1), (ITEMS[1].area._replace(width=60), 0), (ITEMS[2].area, 0)):
        assert menu.handle(Pointer(VIEW.rect(area).center, LEFT, pressed=True), VIEW, ITEMS) == picked
    assert menu.chosen == 2
    assert menu.handle(Pointer((1, 1), LEFT, pressed=True), VIEW, ITEMS) is None


def test_the_mouse_alone_reaches_every_level(game: Game) -> None:
    scene, seen = Menu(game), []
    for _ in range(3):
        item = next(item for item in scene.items() if item.action is Action.SUMS)
        went = sends(scene, click(item.area._replace(height=100)))
        assert isinstance(went, Push)
        seen.append(went.scene.mode)  # type: ignore[attr-defined]
        assert sends(scene, click(scene.menu.arrows(item)[1])) is None
    assert seen == [mode for mode in ALL_MODES if mode.name == "sums"]


def test_the_mouse_alone_reaches_every_table(game: Game) -> None:
    scene, seen = ScoresScene(game), set[tuple[Mode, str]]()
    for _ in PERIODS:
        for _ in (FREE_DRAW, *SCORED_MODES):
            sends(scene, click(scene.menu.arrows(scene.items()[0])[1]))
            seen.add((scene.mode, scene.period))
        sends(scene, click(scene.menu.arrows(scene.items()[1])[0]))
    assert len(seen) == len(PERIODS) * (len(SCORED_MODES) + 1)


def test_the_mouse_alone_chooses_a_training_and_starts_it(game: Game) -> None:
    scene = TrainingOptions(game)
    before = dict(scene.values)
    for number in range(3):
        sends(scene, click(scene.menu.arrows(scene.items()[number])[1]))
    assert all(scene.values[name] != before[name] for name in before)
    assert not scene.error
    sends(scene, click(scene.items()[3].area))
    assert "can't train here" in scene.error
