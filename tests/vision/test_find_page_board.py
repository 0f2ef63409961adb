"""Screenshots of web pages: the board is found, whatever lies around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitgame.ink import Stroke
from digitgame.vision.colour import to_channels
from digitgame.vision.find_page_board import crop_to_board
from digitgame.vision.picture import frame_image

from .painting import alike, canvas, drawings

Colour = tuple[int, int, int]


def web_page(
    board: Image.Image, background: Colour, line: Colour, corner: int, width: int = 2
) -> Image.Image:
    """A board with round corners and a line around it; a heading above, a button below, a bar chart beside it."""
    side = board.width
    page = Image.new("RGB", (side + 300, side + 160), background)
    draw = ImageDraw.Draw(page)
    text = (20, 20, 20) if sum(background) > 380 else (230, 230, 230)
    draw.text((40, 20), "Draw a digit from 0 to 9", fill=text, font_size=28)
    draw.rounded_rectangle((40, side + 90, 140, side + 130), 8, fill=(60, 120, 220))
    draw.text((60, side + 98), "Guess", fill=(255, 255, 255), font_size=18)
    for number in range(10):
        draw.text((side + 70, 80 + 26 * number), str(number), fill=text, font_size=18)
        draw.rectangle(
            (side + 95, 84 + 26 * number, side + 100 + 15 * number, 98 + 26 * number), fill=(60, 120, 220)
        )
    draw.rounded_rectangle((40 - width, 70 - width, 39 + side + width, 69 + side + width), corner, fill=line)
    mask = Image.new("L", board.size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), corner, fill=255)
    page.paste(board.convert("RGB"), (40, 70), mask)
    return page


@pytest.mark.parametrize("corner", [0, 6, 16])
@pytest.mark.parametrize(
    ("background", "line", "dark"),
    [
        ((255, 255, 255), (0, 0, 0), False),
        ((245, 245, 250), (200, 205, 210), False),
        ((255, 255, 255), (0, 0, 0), True),
        ((24, 26, 30), (90, 90, 100), True),
        ((40, 90, 160), (255, 255, 255), False),
    ],
)
def test_the_board_of_a_web_page_is_found_among_all_else(
    background: Colour, line: Colour, dark: bool, corner: int
) -> None:
    for strokes in drawings(3):
        board = canvas(strokes, 280, 18, *((0, 255) if dark else (255, 0)))
        similarity = alike(frame_image(web_page(board, background, line, corner)), frame_image(board))
        assert similarity > (0.98 if corner < 10 else 0.9)  # round corners take ink at the edge away


def test_a_small_board_on_a_whole_screen_is_found() -> None:
    for strokes in drawings(2):
        board = canvas(strokes, 280, 18)
        screen = Image.new("RGB", (1920, 1080), (250, 250, 250))
        screen.paste(web_page(board, (250, 250, 250), (80, 80, 80), 0), (500, 300))
        ImageDraw.Draw(screen).rectangle((0, 0, 1919, 70), fill=(50, 60, 70))
        assert alike(frame_image(screen), frame_image(board)) > 0.95


@pytest.mark.parametrize("cells", [7, 14, 28])
@pytest.mark.parametrize("grey", [150, 220])
def test_the_squares_of_squared_paper_are_no_boards(cells: int, grey: int) -> None:
    for strokes in drawings(3):
        board = canvas(strokes, 280, 18)
        draw = ImageDraw.Draw(paper := Image.new("L", board.size, 255))
        for at in range(280 // cells, 280, 280 // cells):
            draw.line((at, 0, at, 279), fill=grey)
            draw.line((0, at, 279, at), fill=grey)
        ruled = Image.fromarray(np.minimum(np.asarray(board), np.asarray(paper)))
        assert crop_to_board(to_channels(ruled)).shape[:2] == (280, 280)


def ring(power: float) -> Sequence[Stroke]:
    """A 0 from round (2) to nearly square (6)."""
    t = np.linspace(0, 2 * np.pi, 80)
    across, down = (np.sign(f(t)) * np.abs(f(t)) ** (2 / power) for f in (np.cos, np.sin))
    return [[(float(150 + 90 * x), float(150 + 90 * y)) for x, y in zip(across, down, strict=True)]]


@pytest.mark.parametrize("power", [2, 3, 4])
@pytest.mark.parametrize("pen", [4, 10, 20, 34])
def test_a_zero_with_a_dot_in_it_is_no_board(power: float, pen: float) -> None:
    dotted = [*ring(power), [(145.0, 150.0), (155.0, 150.0)]]
    image = canvas(dotted, 280, pen)
    assert crop_to_board(to_channels(image)).shape[:2] == (280, 280)


def test_a_drawing_alone_is_its_own_board() -> None:
    for strokes in drawings(10):
        for pen in (2, 18, 40):
            assert crop_to_board(to_channels(canvas(strokes, 280, pen))).shape[:2] == (280, 280)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("grey", [175, 220])
def test_lines_under_the_ink_leave_no_trace(grey: int, dark: bool) -> None:
    for strokes in drawings(3):
        board = canvas(strokes, 280, 18)
        draw = ImageDraw.Draw(paper := Image.new("L", board.size, 255))
        for at in range(10, 280, 10):
            draw.line((at, 0, at, 279), fill=grey)
            draw.line((0, at, 279, at), fill=grey)
        ruled = np.minimum(np.asarray(board), np.asarray(paper))
        framed = frame_image(Image.fromarray(255 - ruled if dark else ruled))
        assert alike(framed, frame_image(board)) > 0.98
        assert framed[:3].max() < frame_image(board)[:3].max() + 0.1
