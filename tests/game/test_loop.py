import gc
import random
import time
from pathlib import Path

import pygame
import pytest
from pygame.event import Event

from digitgame.demo import screens
from digitgame.errors import DigitgameError
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.store import Store
from digitgame.ui import loop
from digitgame.ui.scene_stack import Stack

from . import everyscene
from .conftest import SEVEN, Player, key
from .wandering import Wanderer


def test_a_whole_visit(player: Player, game: Game) -> None:
    """Draw, guess, answer; gallery, keys, menu and back; another digit; out through the menu."""
    stack = Stack([FreeDraw(game)])
    events = [
        *player.strokes(SEVEN),
        key("space"),
        key("y"),
        key("g"),
        key("space"),
        key("escape"),
        key("h"),
        key("h"),
    ]
    events += [
        key("tab"),
        key("tab"),
        *player.strokes(SEVEN),
        key("space"),
        key("n"),
        key("1"),
        key("tab"),
        key("q"),
        key("q"),
    ]
    for event in events:
        pygame.event.post(event)
    loop.run(stack, player.window)
    assert not stack
    assert (game.score.total.right, game.score.total.wrong) == (1, 1)


def test_the_first_frame_is_told_once(player: Player, game: Game) -> None:
    frames: list[int] = []
    for event in (key("tab"), key("tab"), Event(pygame.QUIT)):
        pygame.event.post(event)
    loop.run(Stack([FreeDraw(game)]), player.window, after_first_frame=lambda: frames.append(1))
    assert frames == [1]


def test_after_the_first_frame_garbage_is_looked_for_in_what_is_new(player: Player, game: Game) -> None:
    gc.disable()
    try:
        pygame.event.post(Event(pygame.QUIT))
        loop.run(Stack([FreeDraw(game)]), player.window, after_first_frame=lambda: None)
        assert gc.isenabled()
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.enable()
        gc.unfreeze()


def test_a_still_picture_costs_no_processor_time(player: Player, game: Game) -> None:
    pygame.time.set_timer(pygame.QUIT, 500, loops=1)
    before, began = time.process_time(), time.monotonic()
    loop.run(Stack([FreeDraw(game)]), player.window)
    assert time.monotonic() - began >= 0.4
    assert time.process_time() - before < 0.15


def test_moving_bars_come_to_rest(player: Player, drawing: FreeDraw) -> None:
    pygame.time.set_timer(pygame.QUIT, 900, loops=1)
    for event in [*player.strokes(SEVEN), key("space")]:
        pygame.event.post(event)
    loop.run(Stack([drawing]), player.window)
    assert not drawing.moving


def test_a_resize_in_the_middle_of_a_stroke_loses_no_ink(player: Player, drawing: FreeDraw) -> None:
    down, *moves, _ = player.strokes(SEVEN)
    player.does([down, *moves[:2]])
    pygame.display.set_mode((1200, 750), pygame.RESIZABLE)
    player.does(player.strokes(SEVEN)[3:])
    assert drawing.board.ink.strokes == SEVEN


def test_full_screen_and_back(player: Player, game: Game) -> None:
    for event in (key("f11"), key("tab"), key("f11"), Event(pygame.QUIT)):
        pygame.event.post(event)
    loop.run(Stack([FreeDraw(game)]), player.window)
    assert player.window.canvas().surface.get_size() == (960, 600)
    player.window.switch()
    surface = pygame.display.get_surface()
    assert surface is not None
    assert surface.get_flags() & pygame.FULLSCREEN


@pytest.mark.parametrize("driver", ["", "none such"])
def test_without_a_screen_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch, driver: str) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SDL_VIDEODRIVER", driver)
    with pytest.raises(DigitgameError, match=r"no screen.*digitgame predict"):
        loop.Window((960, 600))


def test_the_same_events_make_the_same_picture(player: Player, game: Game, tmp_path: Path) -> None:
    pictures = []
    for run in range(2):
        scene = FreeDraw(game)
        player.scene = scene
        player.does(player.strokes(SEVEN), key("space"))
        scene.update(10.0)  # all motion done
        canvas = player.window.canvas()
        scene.draw(canvas)
        pygame.image.save(canvas.surface, tmp_path / f"{run}.png")
        pictures.append((tmp_path / f"{run}.png").read_bytes())
    assert pictures[0] == pictures[1]


def test_random_events_never_stop_the_game(
    player: Player, game: Game, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of events in no order, in every scene; what was answered and played is what is kept.

    `benchmarks/random_events.py`, part of `make soak`, goes on until it has been in every scene by itself.
    """
    wanderer, canvas = Wanderer(game, random.Random(9)), player.window.canvas()

    def has_played() -> bool:
        answers, runs, people = wanderer.answers > 5, wanderer.runs > 1, len(wanderer.players) > 1
        return answers and runs and people and wanderer.trainings > 1

    while wanderer.events < 8_000 or (not has_played() and wanderer.events < 100_000):
        wanderer.frame(canvas)
    assert has_played()
    assert game.score == store.score(game.player)
    assert sum(len(list(store.answers(name))) for name in wanderer.players) == wanderer.answers
    assert len(store.runs()) == wanderer.runs

    # Where it has not been, it is put.
    monkeypatch.setattr(screens, "_RUNS", 1)
    monkeypatch.setattr(screens, "_PLAYERS", {})
    scenes = everyscene.names()
    for name in screens.screens():
        shown = screens.stack(game, name)
        while type(shown.top).__name__ in scenes - wanderer.seen:
            wanderer.stack = Stack([*shown.scenes])
            for _ in range(20):
                wanderer.frame(canvas)
    assert wanderer.seen == scenes
