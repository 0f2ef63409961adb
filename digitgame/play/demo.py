"""The built-in hand plays by itself: on the screen, or unseen into pictures. Same seed, same pictures."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pygame

from digitgame.play import filming, start
from digitgame.play.game import Game
from digitgame.play.ghost import Ghost, key
from digitgame.play.layout import HEIGHT, WIDTH, View
from digitgame.play.loop import Window
from digitgame.play.scenes import common
from digitgame.play.scenes.calibrating import Calibrating
from digitgame.play.scenes.controls import Controls
from digitgame.play.scenes.copying import Copy
from digitgame.play.scenes.enlarged import Page
from digitgame.play.scenes.freedraw import FreeDraw
from digitgame.play.scenes.gallery import Gallery
from digitgame.play.scenes.help import Help
from digitgame.play.scenes.lab import Lab
from digitgame.play.scenes.menu import Menu
from digitgame.play.scenes.modes import scene_of
from digitgame.play.scenes.modes.results import Results
from digitgame.play.scenes.scores import Scores
from digitgame.play.scenes.settings import SettingsScene
from digitgame.play.scenes.title import Title
from digitgame.play.scenes.training import Choosing
from digitgame.play.scenes.tutorial import Tutorial
from digitgame.play.sound import Sounds
from digitgame.play.stage import FullScreen, Quit, Scene, Stack
from digitgame.reading import Reader
from digitgame.rules.modes import all_modes
from digitgame.store import Store

STEP: Final = 1 / 60  # seconds from one frame to the next
PLAYER: Final = "The hand"
_RUNS: Final = 4  # before the digits are told from run to run
_SCREENS: Final[dict[str, Callable[[Game], Scene]]] = {
    "title": Title,
    "menu": Menu,
    "free": FreeDraw,
    "gallery": Gallery,
    "copy": lambda game: _copied(game),
    "help": lambda game: Help(),  # noqa: ARG005
    "lab": Lab,
    "tutorial": Tutorial,
    "calibration": Calibrating,
    "train": Choosing,
    "scores": Scores,
    "settings": SettingsScene,
    "controls": Controls,
    "results": lambda game: _looked_back(game),
    "digits": lambda game: _compared(game),
}


def screens() -> list[str]:
    """Everything that a demo can show."""
    return [*_SCREENS, *all_modes()]


def _copied(game: Game) -> Scene:
    """The first 4 of the first data set, to be copied."""
    page = Page()
    page.add(game.albums()[0].take(4, 0, 1), game.reader)
    return Copy(game, *page.digit)


def _looked_back(game: Game, run: int = 0) -> Results:
    """A Sprint that the hand plays fast and unseen, and what follows it; with another `run`, another one."""
    seed = game.next_seed() + run
    scenes = Stack([scene_of(game, "sprint", seed)])
    ghost, view = Ghost(np.random.default_rng(seed)), View(WIDTH, HEIGHT)
    while not isinstance(scenes.top, Results):
        for event in ghost.plays(scenes.top, view, STEP):
            _apply(scenes, scenes.top.handle(event, view))
        _apply(scenes, scenes.top.update(STEP))
    return scenes.top


def _compared(game: Game) -> Scene:
    """The digits of several Sprints, one after the other."""
    for run in range(_RUNS):
        looked_back = _looked_back(game, run)
    looked_back.trend = True
    return looked_back


def stack(game: Game, screen: str) -> Stack:
    """The scenes of a demo: the screen over the board."""
    if screen in _SCREENS:
        return Stack([FreeDraw(game), _SCREENS[screen](game)])
    return Stack([FreeDraw(game), scene_of(game, screen, game.next_seed())])


def frames(
    game: Game, window: Window, screen: str, seconds: float, *, xray: bool = False
) -> Iterator[pygame.Surface]:
    """Play for `seconds`, a frame each STEP; the surface is the window's and changes with the next frame."""
    scenes = stack(game, screen)
    ghost = Ghost(np.random.default_rng(game.next_seed()))
    if xray:
        scenes.top.handle(key(pygame.K_x), window.canvas().view)
    for _ in range(max(round(seconds / STEP), 1)):
        canvas = window.canvas()
        view = common.seated(game, canvas.view)
        for event in ghost.plays(scenes.top, view, STEP):
            _apply(scenes, scenes.top.handle(event, canvas.view))
        _apply(scenes, scenes.top.update(STEP))
        scenes.draw(canvas)
        yield canvas.surface


def _apply(scenes: Stack, transition: object) -> None:
    if transition is not None and not isinstance(transition, (FullScreen, Quit)):
        scenes.apply(transition)  # type: ignore[arg-type]


def run(
    *,
    reader: Reader,
    screen: str,
    seconds: float,
    seed: int,
    size: tuple[int, int],
    out: Path | None,
    rate: int,
    xray: bool = False,
    reduced_motion: bool = False,
) -> int:
    """Play `screen` by the built-in hand: on the screen, or into `out`; the number of pictures written.

    `out`: a .gif, a .png (the last frame), or a folder for one PNG a frame. A demo keeps nothing of what it
    plays. Raises DigitgameError where there is no screen to show it on or `out` cannot be written.
    """
    if out is not None:
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    window = Window(size)
    try:
        with tempfile.TemporaryDirectory() as away, Store(Path(away) / "demo.db") as store:
            game = Game(reader, store, PLAYER, Sounds(muted=True), start.samples, lambda: seed)
            game.settings.reduced_motion = reduced_motion
            shown = frames(game, window, screen, seconds, xray=xray)
            return filming.watch(shown, STEP) if out is None else filming.write(shown, out, rate, STEP)
    finally:
        window.close()
