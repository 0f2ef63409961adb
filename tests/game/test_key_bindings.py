"""The settings scene of the keys, played through the window's own loop."""

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.game.first_run.tutorial import Step, Tutorial
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import KEYS, Game
from digitgame.game.inspect.inside import Inside
from digitgame.game.inspect.kernel_lab import KernelLab
from digitgame.game.modes.fool import FoolScene
from digitgame.game.shell.help import Help
from digitgame.game.shell.key_bindings import KeyBindingsScene
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.player import PlayerScene
from digitgame.game.shell.settings import SettingsScene
from digitgame.game.start import opening
from digitgame.rules.fool import Sight
from digitgame.rules.modes import FOOL, FREE_DRAW, SPRINT
from digitgame.ui import loop
from digitgame.ui.actions import ROWS, Action, KeyBindings, Press
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.list_menu import ListMenu
from digitgame.ui.scene_stack import Pop, Push, Scene, Stack

from .conftest import SEVEN, Player, key, sends

VIEW = View(960, 600)
pytestmark = pytest.mark.usefixtures("window")


def plays(player: Player, stack: Stack, *events: Event) -> None:
    """Post events and play until they are taken; the stack stays."""
    for event in (*events, Event(pygame.QUIT)):
        pygame.event.post(event)
    left = list(stack.scenes)
    keep = stack.apply

    def apply(transition: object) -> None:
        keep(transition)  # type: ignore[arg-type]
        left[:] = stack.scenes or left

    stack.apply = apply  # type: ignore[method-assign]
    loop.run(stack, player.window)
    del stack.apply
    stack.scenes[:] = left


def press_of(keys: KeyBindings, name: str) -> Press | None:
    return keys.press(Action(name))


def choosing(game: Game, name: str) -> KeyBindingsScene:
    """The scene with an action chosen."""
    scene = KeyBindingsScene(game)
    scene.choose(Action(name))
    assert scene.chosen is Action(name)
    return scene


def test_a_key_is_given_shown_and_kept(player: Player, game: Game, words: list[str]) -> None:
    stack = Stack([FreeDraw(game), SettingsScene(game)], game.bindings)
    plays(player, stack, key("up"), key("return"), key("down"), key("return"), key("w"))
    assert isinstance(stack.top, KeyBindingsScene)
    assert stack.top.message == "W is the key for: clear; copy a Daily's result."
    assert press_of(KeyBindings.of(game.store.setting(KEYS)), "clear") == Press(pygame.K_w)
    plays(player, stack, key("escape"), key("escape"))
    assert isinstance(stack.top, FreeDraw)
    words.clear()
    stack.draw(player.window.canvas())
    assert "W" in words
    assert "C" not in words
    plays(player, stack, *player.strokes(SEVEN), key("c"))
    assert stack.top.board.ink
    plays(player, stack, key("w"))
    assert not stack.top.board.ink


def test_the_page_of_all_keys_shows_the_given_ones(player: Player, game: Game, words: list[str]) -> None:
    for name, letter in (("clear", "w"), ("mute", "j"), ("undo", "u")):
        game.bindings.give(Action(name), Press(ord(letter)))
    stack = Stack([Help()], game.bindings)
    stack.draw(player.window.canvas())
    assert {"W", "J", "U"} <= set(words)
    assert not {"C", "M", "Ctrl Z"} & set(words)


def test_sentences_name_the_given_keys(player: Player, game: Game, words: list[str]) -> None:
    for name, letter in (("guess", "j"), ("clear", "w"), ("right", "i"), ("undo", "u")):
        game.bindings.give(Action(name), Press(ord(letter)))
    board = FreeDraw(game)
    tutorials = [Tutorial(game, step) for step in Step]
    trick = FoolScene(game, FOOL, 5)
    trick.rules.held = Sight((0.1,) * 10, 100.0)
    scenes: list[Scene] = [board, *tutorials, trick]
    for scene in scenes:
        Stack([scene], game.bindings).draw(player.window.canvas())
    player.does(player.strokes(SEVEN))
    board.round.ask(7)
    board.judging.reading = game.reader.read(np.zeros((28, 28), np.float32))
    Stack([board], game.bindings).draw(player.window.canvas())
    told = " ".join(words)
    for part in ("Now press W", "press J", "U undoes", "Then press J."):
        assert part in told
    assert "{" not in told


def test_clicking_on_a_hint_works_whatever_its_key(player: Player, game: Game) -> None:
    game.bindings.give(Action.XRAY, Press(pygame.K_j))
    scene = FreeDraw(game)
    stack = Stack([scene], game.bindings)
    view = stack.seen(player.view)
    area = next(area for hint, area in scene.places(view) if hint.action is Action.XRAY)
    plays(player, stack, *player.click(view.rect(area).center))
    assert isinstance(stack.top, Inside)


def test_two_actions_change_keys_and_the_player_is_told(game: Game) -> None:
    scene = choosing(game, "right")
    for name in ("return", "n"):
        sends(scene, key(name))
    assert scene.message == "N is the key for: the guess is right. In exchange, the guess is wrong has Y."
    assert not scene.warned


def test_an_action_that_lost_its_key_is_chosen_next(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = choosing(game, "skip")
    for name in ("return", "m"):
        sends(scene, key(name))
    assert scene.warned
    assert scene.chosen is Action.MUTE
    scene.draw(canvas)
    assert "no key" in words
    for name in ("return", "j"):
        sends(scene, key(name))
    assert press_of(game.bindings, "mute") == Press(pygame.K_j)
    words.clear()
    scene.draw(canvas)
    assert "no key" not in words


@pytest.mark.parametrize(
    ("name", "label"), [("return", "Enter"), ("3", "3"), ("up", "Up"), ("backspace", "Backspace")]
)
def test_a_key_with_a_meaning_of_its_own_is_refused(game: Game, name: str, label: str) -> None:
    scene = KeyBindingsScene(game)
    for pressed in ("return", name):
        sends(scene, key(pressed))
    assert scene.message == f"{label} can't be changed. Press another one, or Esc."
    assert scene.waiting
    sends(scene, key("left ctrl", pygame.KMOD_LCTRL))
    assert scene.waiting
    sends(scene, key("u", pygame.KMOD_LCTRL))
    assert press_of(game.bindings, "guess") == Press(pygame.K_u, control=True)


def test_escape_leaves_a_key_as_it_is_and_then_the_scene(game: Game) -> None:
    scene = KeyBindingsScene(game)
    sends(scene, key("return"))
    assert scene.context is None
    assert sends(scene, key("escape")) is None
    assert not scene.waiting
    assert not game.bindings.changed
    assert sends(scene, key("escape")) == Pop()


def test_while_a_key_is_waited_for_even_a_given_one_comes_as_it_is(player: Player, game: Game) -> None:
    game.bindings.give(Action.FULL_SCREEN, Press(pygame.K_w))
    size = player.window.canvas().surface.get_size()
    stack = Stack([FreeDraw(game), KeyBindingsScene(game)], game.bindings)
    plays(player, stack, key("return"), key("w"))
    assert press_of(game.bindings, "guess") == Press(pygame.K_w)
    assert press_of(game.bindings, "full screen") is None  # Space is the gallery's as well
    assert player.window.canvas().surface.get_size() == size
    assert not player.window.full


def test_the_line_that_resets_all_keys_says_what_enter_does(game: Game) -> None:
    scene = KeyBindingsScene(game)
    said = []
    for presses in (["down"], ["up", "up"]):
        sends(scene, *map(key, presses))
        said.append([hint.words for hint in scene.hints if hint.action is Action.CONFIRM])
    assert scene.chosen is None
    assert said == [["give it another key"], ["reset all keys"]]


def test_one_entry_resets_all(game: Game) -> None:
    for name in ("mute", "clear", "undo"):
        game.bindings.give(Action(name), Press(pygame.K_j))
    game.keep_bindings()
    scene = KeyBindingsScene(game, menu=ListMenu(len(ROWS)))
    sends(scene, key("return"))
    assert scene.message == "All your own keys go. Press Enter or click again to reset them."
    assert (game.bindings.changed, scene.warned) == (True, True)
    # Whoever goes elsewhere does not mean it.
    sends(scene, key("up"))
    assert (scene.message, scene.warned) == ("Select an action to rebind.", False)
    sends(scene, key("down"), key("return"))
    assert game.bindings.changed
    sends(scene, key("return"))
    assert (scene.message, scene.warned) == ("Every action has its default key.", False)
    assert not game.bindings.changed
    assert not KeyBindings.of(game.store.setting(KEYS)).changed


def test_keys_that_nobody_changed_are_reset_unasked(game: Game) -> None:
    scene = KeyBindingsScene(game, menu=ListMenu(len(ROWS)))
    sends(scene, key("return"))
    assert scene.message == "Every action has its default key."


def test_every_entry_is_reached_by_arrows_and_by_the_pointer(game: Game) -> None:
    scene, seen = KeyBindingsScene(game), []
    for item in scene.items():
        seen.append(scene.chosen)
        other = KeyBindingsScene(game)
        for pos in ((1, 1), VIEW.rect(item.area).center):
            sends(other, Event(pygame.MOUSEMOTION, pos=pos, rel=(0, 0), buttons=(0, 0, 0)))
        assert other.chosen is scene.chosen
        sends(scene, key("down"))
    assert seen == [*ROWS, None]
    sends(scene, key("right"), key("right"))
    assert scene.chosen is Action.SPRINT
    click = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(scene.items()[1].area).center)
    sends(scene, click, key("j"))
    assert press_of(game.bindings, "clear") == Press(pygame.K_j)


def test_a_name_is_typed_with_any_letter(player: Player, game: Game) -> None:
    game.bindings.give(Action.PLAYER, Press(pygame.K_j))
    game.bindings.give(Action.FULL_SCREEN, Press(pygame.K_f))
    stack = Stack([FreeDraw(game), Menu(game)], game.bindings)
    text = [event for letter in "fj" for event in (key(letter), Event(pygame.TEXTINPUT, text=letter))]
    plays(player, stack, key("j"), Event(pygame.TEXTINPUT, text="j"), *text)
    assert isinstance(stack.top, PlayerScene)
    assert stack.top.typed == "fj"
    assert not player.window.full


def test_digits_are_digits_whatever_the_keys(player: Player, game: Game) -> None:
    for step, action in enumerate(ROWS):
        game.bindings.give(action, Press(ord("a") + step % 26))
    scene = FreeDraw(game)
    guess = press_of(game.bindings, "guess")
    assert guess is not None
    plays(
        player,
        Stack([scene], game.bindings),
        *player.strokes(SEVEN),
        Event(pygame.KEYDOWN, key=guess.key, mod=0, unicode=""),
        key("7"),
    )
    assert game.score.total.count == 1


def test_the_menu_and_the_lab_show_and_take_given_keys(player: Player, game: Game, words: list[str]) -> None:
    game.bindings.give(Action.LAB, Press(pygame.K_j))
    stack = Stack([FreeDraw(game), Menu(game)], game.bindings)
    stack.draw(player.window.canvas())
    assert "J" in words
    assert "K" not in words
    plays(player, stack, key("k"))
    assert isinstance(stack.top, Menu)
    plays(player, stack, key("j"))
    assert isinstance(stack.top, KernelLab)


def test_the_game_opens_with_the_keys_that_were_kept(game: Game) -> None:
    for mode in (FREE_DRAW, None, SPRINT):
        assert opening(game, mode).bindings is game.bindings
    labels = [item.label for item in SettingsScene(game).items(VIEW.caps)]
    settings = SettingsScene(game, menu=ListMenu(labels.index("Your keys")))
    assert isinstance(sends(settings, key("return")), Push)
