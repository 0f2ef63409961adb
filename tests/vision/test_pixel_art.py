"""Pixel art: staircases become straight lines, and enlarged pixels their original size."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from digitgame.ink import frame
from digitgame.vision.picture import frame_image
from digitgame.vision.pixel_art import enlarge_smoothly, undo_enlargement

from .painting import alike, canvas, drawings

ONE = [[(110.0, 120.0), (180.0, 50.0), (165.0, 250.0)]]


def hard(image: Image.Image, side: int = 28) -> Image.Image:
    """The image on a grid whose cells are on or off."""
    return image.resize((side, side), Image.Resampling.BOX).point(lambda grey: 0 if grey < 128 else 255)


@pytest.mark.parametrize("pen", [14, 20, 30])
@pytest.mark.parametrize("side", [28, 40])
def test_a_grid_of_cells_on_or_off_is_framed_like_the_ink(pen: float, side: int) -> None:
    similarity = [alike(frame_image(hard(canvas(s, 280, pen), side)), frame(s)) for s in drawings(30)]
    assert np.median(similarity) > 0.94
    assert np.percentile(similarity, 10) > 0.88


def test_the_staircase_of_a_slanted_line_becomes_straight() -> None:
    """As many pixels solid as before, and the edge nearly on the line."""
    staircase = np.zeros((24, 12), np.float32)
    for row in range(2, 22):
        staircase[row, 2 + row // 3 : 4 + row // 3] = 1
    smooth = enlarge_smoothly(staircase, 8)
    assert smooth is not None
    assert (smooth > 0.5).sum() == pytest.approx(staircase.sum() * 64, rel=0.02)
    middle = np.array([np.flatnonzero(row > 0.5).mean() for row in smooth[32:160]])
    straight = np.polyval(np.polyfit(range(128), middle, 1), range(128))
    assert np.abs(middle - straight).max() < 2  # of the 8 that a pixel is; the staircase are 4 off


def test_soft_ink_and_large_ink_are_not_pixel_art() -> None:
    soft = np.float32(1) - np.asarray(
        canvas(ONE, 280, 18).resize((28, 28), Image.Resampling.BOX), np.float32
    ) / np.float32(255)
    assert enlarge_smoothly(soft, 7) is None
    assert enlarge_smoothly(np.ones((10, 81), np.float32), 2) is None


@pytest.mark.parametrize("times", [3, 7, 10, 20])
@pytest.mark.parametrize("hardened", [False, True])
def test_each_pixel_shown_as_a_square_makes_no_difference(times: int, hardened: bool) -> None:
    for strokes in drawings(6):
        small = canvas(strokes, 280, 18)
        small = hard(small) if hardened else small.resize((28, 28), Image.Resampling.BOX)
        large = small.resize((28 * times, 28 * times), Image.Resampling.NEAREST)
        assert (frame_image(large) == frame_image(small)).all()


@pytest.mark.parametrize("off", range(0, 10, 3))
def test_squares_may_be_cut_at_the_edge_of_the_image(off: int) -> None:
    small = hard(canvas(ONE, 280, 18))
    large = small.resize((280, 280), Image.Resampling.NEAREST).crop((off, off, 280 - off // 2, 277))
    assert (frame_image(large) == frame_image(small)).all()


def test_an_image_of_straight_lines_is_no_enlargement() -> None:
    grey = np.full((280, 280), 255, np.float32)
    grey[40:240, 130:155] = 0
    assert undo_enlargement(grey) is grey
