"""Taking back and making again, on every board alike."""

from __future__ import annotations

from collections.abc import Callable

import pygame
import pytest
from pygame.event import Event

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game.first_run.calibration import CalibrationScene
from digitgame.game.first_run.tutorial import Tutorial
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.game.inspect.kernel_lab import KernelLab
from digitgame.game.modes.fool import FoolScene
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.rules.modes import FOOL, SPRINT
from digitgame.ui.actions import Action, Input, KeyBindings, KeyContext
from digitgame.ui.scene_stack import Scene

from .conftest import ONE, SEVEN, Player, key
from .runs import clearly, does, draws, strokes

CTRL, SHIFT = pygame.KMOD_CTRL, pygame.KMOD_SHIFT
BOARDS: list[Callable[[Game], Scene]] = [
    FreeDraw,
    KernelLab,
    Tutorial,
    CalibrationScene,
    lambda game: TimedRunScene(game, SPRINT, 7),
    lambda game: FoolScene(game, FOOL, 7),
]


def test_which_keys_ask_for_what() -> None:
    def asks(event: Event) -> Input | None:
        return KeyBindings().read(event, KeyContext.BOARD)

    assert asks(key("z", CTRL)) is Action.UNDO
    assert asks(key("z", pygame.KMOD_META)) is Action.UNDO
    assert asks(key("z", CTRL | SHIFT)) is Action.REDO
    assert asks(key("y", CTRL)) is Action.REDO
    for other in (key("z"), key("y"), key("z", SHIFT), key("z", CTRL | pygame.KMOD_ALT), key("x", CTRL)):
        assert asks(other) not in (Action.UNDO, Action.REDO)


@pytest.mark.parametrize("make", BOARDS)
def test_each_step_is_taken_back_and_made_again(
    game: Game, playing: Callable[[Scene], Player], make: Callable[[Game], Scene]
) -> None:
    scene = make(game)
    board: DrawingBoard = scene.board  # type: ignore[attr-defined]
    player = playing(scene)
    player.does(player.strokes([*SEVEN, *ONE]))
    # On a small board a pixel is more than a unit.
    drawn = [list(stroke) for stroke in board.ink.strokes]
    player.does(player.strokes([ONE[0][:2]], button=3))
    rubbed = [list(stroke) for stroke in board.ink.strokes]
    assert rubbed != drawn
    player.does(key("c"))
    assert not board.ink
    player.does(key("z", CTRL))
    assert board.ink.strokes == rubbed
    player.does(key("z", CTRL))
    assert board.ink.strokes == drawn
    player.does(key("z", CTRL))
    assert board.ink.strokes == drawn[:1]
    player.does(key("z", CTRL | SHIFT))
    assert board.ink.strokes == drawn
    player.does(key("y", CTRL), key("y", CTRL), key("y", CTRL))
    assert not board.ink  # the clear, too; and no more than there was


def test_a_drawing_that_is_taken_does_not_come_back(game: Game, playing: Callable[[Scene], Player]) -> None:
    scene = TimedRunScene(game, SPRINT, 7)
    playing(scene)
    draws(scene, scene.wanted)
    assert len(scene.attempts) == 1
    does(scene, [key("z", CTRL), key("z", CTRL)])
    assert not scene.board.ink
    does(scene, [*strokes(clearly(1, game))[:-1], key("z", CTRL)])  # in the middle of a stroke
    assert not scene.board.ink
    assert scene.board.pen_up
