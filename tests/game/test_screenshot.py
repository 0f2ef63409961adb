"""A screenshot of the game, given to `digitgame predict`, is read like the ink on its board."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pygame
import pytest

from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.inference.input_files import read_file
from digitgame.ink import frame
from digitgame.synth import handwriting
from digitgame.ui.loop import Window


@pytest.mark.parametrize("window", [(960, 600), (1500, 900), (640, 400)], indirect=True)
def test_the_board_is_found_in_the_window(game: Game, window: Window, tmp_path: Path) -> None:
    for drawing in handwriting.write_many(5, seed=7):
        scene = FreeDraw(game)
        scene.board.renew([list(stroke) for stroke in drawing.strokes])
        scene.draw(window.canvas())
        pygame.image.save(window.canvas().surface, tmp_path / "window.png")
        (found,) = read_file(tmp_path / "window.png")
        seen, meant = found.frame, frame(drawing.strokes)
        assert (seen * meant).sum() / np.sqrt((seen**2).sum() * (meant**2).sum()) > 0.95
