"""Screenshots of the game's own window, without a screen."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import boards
import numpy as np
from drawn import reader
from PIL import Image

from digitgame.datasets import Images
from digitgame.ink import BOARD, Drawing


def game_window(size: tuple[int, int], then: Callable[[Image.Image], Image.Image]) -> boards.Board:
    """A screenshot of the game's own window, without a screen."""

    @lru_cache(maxsize=1)
    def opened() -> tuple[Any, Any]:
        os.environ.update(SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
        from digitgame.game.game import Game
        from digitgame.store import Store
        from digitgame.ui.loop import Window
        from digitgame.ui.sound import Sounds

        folder = tempfile.mkdtemp()
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        store = Store(Path(folder) / "nobody.db")
        return Window(size), Game(
            reader("shipped"), store, "Ann", Sounds(muted=True), lambda _: ("", Images.none())
        )

    def make(drawing: Drawing, rng: np.random.Generator) -> Image.Image:
        window, game = opened()
        import pygame

        from digitgame.game.free_draw.scene import FreeDraw

        scene = FreeDraw(game)
        strokes = boards.placed(drawing, BOARD, rng, 1, (0.3, 0.95))
        scene.board.renew([[(float(x), float(y)) for x, y in stroke] for stroke in strokes])
        scene.draw(window.canvas())
        surface = window.canvas().surface
        shown = Image.frombytes("RGB", surface.get_size(), pygame.image.tobytes(surface, "RGB"))
        return then(shown)

    return make


def on_a_screen(picture: Image.Image) -> Image.Image:
    screen = Image.new("RGB", (1920, 1200), (60, 110, 90))
    screen.paste(picture, (700, 330))
    return screen
