"""The bot plays: on the screen, or unseen into images. Same seed, same images."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pygame

from digitgame.demo import recorder
from digitgame.demo.autoplayer import Autoplayer
from digitgame.demo.screens import STEP, apply, stack, step
from digitgame.demo.soundtrack import Soundtrack
from digitgame.game import start
from digitgame.game.game import Game
from digitgame.inference import Reader
from digitgame.store import Store
from digitgame.ui.actions import Action
from digitgame.ui.loop import FIRST_SIZE, Window
from digitgame.ui.sound import Sounds

PLAYER: Final = "The bot"


def frames(
    game: Game, window: Window, screen: str, seconds: float, *, xray: bool = False, last: bool = False
) -> Iterator[pygame.Surface]:
    """Play for `seconds`, a frame each STEP; the surface is the window's and changes with the next frame.

    `last`: only the last frame is drawn.
    """
    scenes = stack(game, screen)
    bot = Autoplayer(np.random.default_rng(game.next_seed()))
    if xray:
        apply(scenes, scenes.top.handle(Action.XRAY, window.canvas().view))
    count = max(round(seconds / STEP), 1)
    for number in range(1, count + 1):
        canvas = window.canvas()
        game.sounds.update(start.music_level(scenes))
        step(scenes, bot, replace(canvas.view, left_handed=game.settings.left_handed))
        if isinstance(game.sounds, Soundtrack):
            game.sounds.now += STEP
        if not last or number == count:
            scenes.draw(canvas)
            yield canvas.surface


def run(
    *,
    reader: Reader,
    screen: str,
    seconds: float,
    seed: int,
    size: tuple[int, int] | None,
    out: Path | None,
    rate: int,
    xray: bool = False,
    reduced_motion: bool = False,
) -> int:
    """Let the bot play `screen`: on the screen, or into `out`; the number of images written.

    `out`: an .mp4 with sound, a .gif, a .png (the last frame), or a folder for one PNG a frame. A demo saves nothing of
    what it plays. Raises DigitgameError where there is no screen to show it on or `out` cannot be written.
    """
    if out is not None:
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    # A recording has the same size on every machine.
    window = Window(size if out is None else size or FIRST_SIZE)
    try:
        with tempfile.TemporaryDirectory() as away, Store(Path(away) / "demo.db") as store:
            sounds = Soundtrack() if out is not None and recorder.has_sound(out) else Sounds(muted=True)
            game = Game(reader, store, PLAYER, sounds, start.samples, lambda: seed)
            game.settings.reduced_motion = reduced_motion
            still = out is not None and recorder.is_still(out)
            shown = frames(game, window, screen, seconds, xray=xray, last=still)
            if out is None:
                return recorder.watch(shown, STEP)
            if isinstance(sounds, Soundtrack):
                return recorder.film(shown, out, rate, STEP, sounds.write)
            return recorder.write(shown, out, rate, STEP)
    finally:
        window.close()
