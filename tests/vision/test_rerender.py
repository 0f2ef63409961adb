"""Pictures of drawings by any pen, on any board, come out as the drawing itself is framed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitgame.ink import frame
from digitgame.vision.picture import extract_ink, frame_image
from digitgame.vision.rerender import is_crisp

from .painting import alike, canvas, drawings


@pytest.mark.parametrize(("side", "pen"), [(300, 1), (600, 3), (300, 8), (300, 18), (300, 26), (1200, 60)])
@pytest.mark.parametrize("paper", [255, 0])
def test_a_pen_of_any_width_makes_the_frame_of_the_ink(side: int, pen: float, paper: int) -> None:
    likeness = [alike(frame_image(canvas(s, side, pen, paper, 255 - paper)), frame(s)) for s in drawings(12)]
    assert np.median(likeness) > 0.96
    assert np.percentile(likeness, 10) > 0.9


def test_a_thick_pen_near_the_edges_leaves_the_paper_paper() -> None:
    """Where much of the picture's edge is ink, the light on the paper is not uneven for that."""
    round_zero = [(150 + 128 * np.cos(t), 150 + 128 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 40)]
    framed = frame_image(canvas([round_zero], 300, 42))
    assert framed[12:17, 12:17].max() < 0.2
    assert alike(framed, frame([round_zero])) > 0.9


def test_a_scan_is_left_as_it_is_and_a_canvas_is_not() -> None:
    picture = canvas(drawings(1)[0], 280, 26, 0, 255)
    assert is_crisp(extract_ink(picture))
    scan = picture.resize((28, 28), Image.Resampling.BOX).resize((280, 280), Image.Resampling.BICUBIC)
    assert not is_crisp(extract_ink(scan))


def framed_by(tone: int, width: int, around: int, page: int = 255) -> Callable[[Image.Image], Image.Image]:
    def make(board: Image.Image) -> Image.Image:
        side = board.width + 2 * (width + around)
        shot = Image.new("L", (side, side), page)
        shot.paste(tone, (around, around, side - around, side - around))
        shot.paste(board, (around + width, around + width))
        return shot

    return make


@pytest.mark.parametrize(
    ("tone", "width", "around", "page"),
    [(0, 1, 0, 255), (120, 1, 0, 255), (0, 2, 15, 255), (90, 6, 30, 230), (30, 2, 40, 60)],
)
@pytest.mark.parametrize("paper", [255, 0])
def test_a_screenshot_is_read_without_the_line_and_the_page_around_the_board(
    tone: int, width: int, around: int, page: int, paper: int
) -> None:
    for strokes in drawings(4):
        board = canvas(strokes, 280, 18, paper, 255 - paper)
        framed = frame_image(framed_by(tone, width, around, page)(board))
        assert alike(framed, frame_image(board)) > 0.98


def test_a_board_of_another_colour_with_round_corners_is_found_on_its_page() -> None:
    for strokes in drawings(4):
        board = canvas(strokes, 280, 18, 20, 250)
        mask = Image.new("L", board.size)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, 279, 279), 9, fill=255)
        page = Image.new("L", (400, 400), 245)
        page.paste(board, (60, 60), mask)
        assert alike(frame_image(page), frame_image(board)) > 0.98


@pytest.mark.parametrize("shape", ["0", "8", "1"])
def test_a_digit_of_straight_lines_is_no_board(shape: str) -> None:
    """As a calculator shows them."""
    picture = Image.new("L", (280, 280), 255)
    draw = ImageDraw.Draw(picture)
    if shape == "1":
        draw.rectangle((130, 40, 155, 240), fill=0)
    else:
        draw.rectangle((80, 30, 200, 250), outline=0, width=22)
    if shape == "8":
        draw.rectangle((80, 129, 200, 151), fill=0)
    framed = frame_image(picture)
    if shape == "1":
        assert framed[8:20, 14].min() > 0.9
        assert framed[:, :11].max() < 0.1
    else:
        assert framed[4:8, 14].max() > 0.9  # the bar above
        assert framed[9:11, 13:16].max() < 0.2  # the hole below it


@pytest.mark.parametrize("how", [Image.Resampling.BOX, Image.Resampling.BILINEAR, Image.Resampling.LANCZOS])
@pytest.mark.parametrize("pen", [10, 18, 28])
@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (0, 255)])
def test_a_canvas_that_was_shrunk_to_28_px_comes_out_as_the_ink_is_framed(
    how: Image.Resampling, pen: float, paper: int, ink: int
) -> None:
    likeness = []
    for strokes in drawings(6):
        small = canvas(strokes, 280, pen, paper, ink).resize((28, 28), how)
        likeness.append(alike(frame_image(small), frame(strokes)))
    assert np.mean(likeness) > 0.95
