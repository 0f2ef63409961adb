"""The settings scene of the keys, played through the window's own loop."""

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.game.first_run.tutorial import Tutorial
from digitgame.game.free_draw import guess_panel
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.game.inspect.kernel_lab import KernelLab
from digitgame.game.modes.fool import FoolScene
from digitgame.game.shell import key_bindings
from digitgame.game.shell.help import Help
from digitgame.game.shell.key_bindings import KeyBindingsScene
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.player import PlayerScene
from digitgame.game.shell.settings import SettingsScene
from digitgame.game.start import opening
from digitgame.rules.fool import Sight
from digitgame.rules.lesson import Lesson, Step
from digitgame.rules.modes import FOOL, FREE_DRAW, SPRINT
from digitgame.ui import loop
from digitgame.ui.actions import ACTIONS, Bindings, Press
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Pop, Push, Scene, Stack

from .conftest import SEVEN, Player, key

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


def press_of(keys: Bindings, name: str) -> Press | None:
    (action,) = (action for action in ACTIONS if action.name == name)
    return keys.press(action)


def choosing(game: Game, name: str) -> KeyBindingsScene:
    """The scene with an action chosen."""
    scene = KeyBindingsScene(game)
    scene._go_to(next(action for action in ACTIONS if action.name == name))
    assert scene.chosen is not None
    assert scene.chosen.name == name
    return scene


def test_a_key_is_given_shown_and_kept(player: Player, game: Game, words: list[str]) -> None:
    stack = Stack([FreeDraw(game), SettingsScene(game)], game.bindings)
    plays(player, stack, key("up"), key("return"), key("down"), key("return"), key("w"))
    assert isinstance(stack.top, KeyBindingsScene)
    assert stack.top.told == "W is the key for: clear; after a Daily: copy."
    assert press_of(Bindings.of(game.store), "clear") == Press(pygame.K_w)
    plays(player, stack, key("escape"), key("escape"))
    assert isinstance(stack.top, FreeDraw)
    words.clear()
    stack.draw(player.window.canvas())
    assert "W" in words
    assert "C" not in words
    plays(player, stack, *player.strokes(SEVEN), key("c"))
    assert stack.top.ink
    plays(player, stack, key("w"))
    assert not stack.top.ink


def test_the_page_of_all_keys_shows_the_given_ones(player: Player, game: Game, words: list[str]) -> None:
    for name, letter in (("clear", "w"), ("mute", "j"), ("undo", "u")):
        game.bindings.give(next(a for a in ACTIONS if a.name == name), Press(ord(letter)))
    stack = Stack([Help()], game.bindings)
    stack.draw(player.window.canvas())
    assert {"W", "J", "U"} <= set(words)
    assert not {"C", "M", "Ctrl Z"} & set(words)


def test_sentences_name_the_given_keys(player: Player, game: Game, words: list[str]) -> None:
    for name, letter in (("guess", "j"), ("clear", "w"), ("right", "i"), ("undo", "u")):
        game.bindings.give(next(a for a in ACTIONS if a.name == name), Press(ord(letter)))
    board = FreeDraw(game, xray=True)
    lessons = [Tutorial(game, Lesson(step)) for step in Step]
    trick = FoolScene(game, FOOL, 5)
    trick.rules.held = Sight((0.1,) * 10, 100.0)
    scenes: list[Scene] = [board, *lessons, trick]
    for scene in scenes:
        Stack([scene], game.bindings).draw(player.window.canvas())
    player.does(player.strokes(SEVEN))
    board.round.ask(7)
    board.judging.reading = game.reader.read(np.zeros((28, 28), np.float32))
    Stack([board], game.bindings).draw(player.window.canvas())
    told = " ".join(words)
    for part in ("Press J for a guess", "Now press W", "press J", "U undoes", "Then press J.", "I or N?"):
        assert part in told
    assert "{" not in told


def test_clicking_on_a_hint_works_whatever_its_key(player: Player, game: Game) -> None:
    game.bindings.give(next(a for a in ACTIONS if a.name == "xray"), Press(pygame.K_j))
    scene = FreeDraw(game)
    stack = Stack([scene], game.bindings)
    view = stack.seen(scene, player.view)
    area = next(area for hint, area in guess_panel.places(scene.round, view) if hint.words == "x-ray")
    plays(player, stack, *player.click(view.rect(area).center))
    assert scene.xray


def test_two_actions_change_keys_and_the_player_is_told(game: Game) -> None:
    scene = choosing(game, "right")
    for name in ("return", "n"):
        scene.handle(key(name), VIEW)
    assert scene.told == "N is the key for: the guess is right. In exchange, the guess is wrong has Y."
    assert not scene.warned


def test_an_action_that_lost_its_key_is_chosen_next(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = choosing(game, "skip")
    for name in ("return", "m"):
        scene.handle(key(name), VIEW)
    assert scene.warned
    assert scene.chosen is not None
    assert scene.chosen.name == "mute"
    scene.draw(canvas)
    assert "no key" in words
    for name in ("return", "j"):
        scene.handle(key(name), VIEW)
    assert press_of(game.bindings, "mute") == Press(pygame.K_j)
    words.clear()
    scene.draw(canvas)
    assert "no key" not in words


@pytest.mark.parametrize("name", ["return", "3", "up", "backspace"])
def test_a_key_with_a_meaning_of_its_own_is_refused(game: Game, name: str) -> None:
    scene = KeyBindingsScene(game)
    for pressed in ("return", name):
        scene.handle(key(pressed), VIEW)
    assert "keeps its meaning" in scene.told
    assert scene.waiting
    scene.handle(key("left ctrl", pygame.KMOD_LCTRL), VIEW)
    assert scene.waiting
    scene.handle(key("u", pygame.KMOD_LCTRL), VIEW)
    assert press_of(game.bindings, "guess") == Press(pygame.K_u, control=True)


def test_escape_leaves_a_key_as_it_is_and_then_the_scene(game: Game) -> None:
    scene = KeyBindingsScene(game)
    scene.handle(key("return"), VIEW)
    assert scene.place is None
    assert scene.handle(key("escape"), VIEW) is None
    assert not scene.waiting
    assert not game.bindings.changed
    assert scene.handle(key("escape"), VIEW) == Pop()


def test_while_a_key_is_waited_for_even_a_given_one_comes_as_it_is(player: Player, game: Game) -> None:
    actions = {action.name: action for action in ACTIONS}
    game.bindings.give(actions["full screen"], Press(pygame.K_w))
    size = player.window.canvas().surface.get_size()
    stack = Stack([FreeDraw(game), KeyBindingsScene(game)], game.bindings)
    plays(player, stack, key("return"), key("w"))
    assert press_of(game.bindings, "guess") == Press(pygame.K_w)
    assert press_of(game.bindings, "full screen") is None  # Space is the gallery's as well
    assert player.window.canvas().surface.get_size() == size
    assert not player.window.full


def test_one_entry_resets_all(game: Game) -> None:
    for name in ("mute", "clear", "undo"):
        game.bindings.give(next(a for a in ACTIONS if a.name == name), Press(pygame.K_j))
    game.bindings.keep(game.store)
    scene = KeyBindingsScene(game, column=2, row=len(key_bindings._rows(2)) - 1)
    scene.handle(key("return"), VIEW)
    assert not game.bindings.changed
    assert not Bindings.of(game.store).changed


def test_every_entry_is_reached_by_arrows_and_by_the_pointer(game: Game) -> None:
    scene, seen = KeyBindingsScene(game), set()
    for column in range(3):
        for _ in key_bindings._rows(column):
            seen.add(scene.chosen.name if scene.chosen else None)
            area = key_bindings._rows(scene.column)[scene.row][1]
            other = KeyBindingsScene(game)
            move = Event(pygame.MOUSEMOTION, pos=VIEW.rect(area).center, rel=(0, 0), buttons=(0, 0, 0))
            other.handle(move, VIEW)
            assert other.chosen is scene.chosen
            scene.handle(key("down"), VIEW)
        scene.handle(key("right"), VIEW)
    assert seen == {*(action.name for action in ACTIONS), None}
    click = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(key_bindings._rows(0)[1][1]).center)
    scene.handle(click, VIEW)
    scene.handle(key("j"), VIEW)
    assert press_of(game.bindings, "clear") == Press(pygame.K_j)


def test_a_name_is_typed_with_any_letter(player: Player, game: Game) -> None:
    actions = {action.name: action for action in ACTIONS}
    game.bindings.give(actions["player"], Press(pygame.K_j))
    game.bindings.give(actions["full screen"], Press(pygame.K_f))
    stack = Stack([FreeDraw(game), Menu(game)], game.bindings)
    text = [event for letter in "fj" for event in (key(letter), Event(pygame.TEXTINPUT, text=letter))]
    plays(player, stack, key("j"), Event(pygame.TEXTINPUT, text="j"), *text)
    assert isinstance(stack.top, PlayerScene)
    assert stack.top.typed == "fj"
    assert not player.window.full


def test_digits_are_digits_whatever_the_keys(player: Player, game: Game) -> None:
    for step, action in enumerate(ACTIONS):
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
    actions = {action.name: action for action in ACTIONS}
    game.bindings.give(actions["lab"], Press(pygame.K_j))
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
    assert isinstance(SettingsScene(game, chosen=6).handle(key("return"), VIEW), Push)
