"""A screenshot of the game, given to `digitgame predict`, is read like the ink on its board."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pygame
import pytest

from digitgame.ink import frame, hand
from digitgame.play.game import Game
from digitgame.play.loop import Window
from digitgame.play.scenes.freedraw import FreeDraw
from digitgame.reading.inputs import read_file


@pytest.mark.parametrize("window", [(960, 600), (1500, 900), (640, 400)], indirect=True)
@pytest.mark.parametrize("xray", [False, True])
def test_the_board_is_found_in_the_window(game: Game, window: Window, tmp_path: Path, xray: bool) -> None:
    for drawing in hand.write_many(5, seed=7):
        scene = FreeDraw(game, xray=xray)
        scene.easel.renew([list(stroke) for stroke in drawing.strokes])
        scene.draw(window.canvas())
        pygame.image.save(window.canvas().surface, tmp_path / "window.png")
        (found,) = read_file(tmp_path / "window.png")
        seen, meant = found.frame, frame(drawing.strokes)
        assert (seen * meant).sum() / np.sqrt((seen**2).sum() * (meant**2).sum()) > 0.95
