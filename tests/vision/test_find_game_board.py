from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitgame.ui import theme
from digitgame.vision.find_game_board import BOARD_COLOUR, crop_to_game_board
from digitgame.vision.picture import frame_image

BOARD_AT = (31, 63, 512, 544)  # within the line around it
SEVEN = [(0.2, 0.2), (0.75, 0.25), (0.4, 0.85)]


def board(side: int, points: list[tuple[float, float]]) -> Image.Image:
    image = Image.new("RGB", (side, side), theme.BOARD)
    pen = ImageDraw.Draw(image)
    at = [(x * side, y * side) for x, y in points]
    for wide, colour in ((40, (22, 70, 100)), (16, theme.CHALK)) if points else ():
        pen.line(at, fill=colour, width=wide * side // 480, joint="curve")
    return image


def window(points: list[tuple[float, float]] = SEVEN) -> Image.Image:
    """What the game's window is like: a board with a line around it, panels, words, small pictures."""
    image = Image.new("RGB", (960, 600), theme.ROOM)
    pen = ImageDraw.Draw(image)
    left, top, right, bottom = BOARD_AT
    pen.rectangle((left - 7, top - 7, right + 6, bottom + 6), fill=(15, 23, 34))  # the glow of the line
    pen.rectangle((left - 6, top - 6, right + 5, bottom + 5), fill=(20, 34, 48))
    pen.rectangle((left - 2, top - 2, right + 1, bottom + 1), fill=(75, 136, 176))
    image.paste(board(right - left, points), (left, top))
    pen.rounded_rectangle((536, 64, 928, 216), 8, fill=theme.PANEL, outline=theme.EDGE)
    image.paste(board(100, SEVEN), (800, 76))
    pen.text((552, 80), "Draw a digit", fill=theme.TEXT, font_size=24)
    pen.text((32, 20), "digitgame", fill=theme.TEXT, font_size=24)
    for row in range(10):
        pen.text((540, 230 + 24 * row), f"{row}      {row} %", fill=theme.QUIET, font_size=18)
    return image


def on_a_screen(image: Image.Image) -> Image.Image:
    screen = Image.new("RGB", (1920, 1200), (60, 110, 90))
    screen.paste((230, 230, 230), (80, 50, 1880, 1150))
    screen.paste(image, (701, 333))
    return screen


def as_jpeg(image: Image.Image) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=60)
    return Image.open(file)


def scaled(by: float) -> Callable[[Image.Image], Image.Image]:
    def change(image: Image.Image) -> Image.Image:
        size = (round(image.width * by), round(image.height * by))
        return image.resize(size, Image.Resampling.BICUBIC)

    return change


SHOWN: dict[str, Callable[[Image.Image], Image.Image]] = {
    "the window": lambda image: image,
    "the whole screen": on_a_screen,
    "a JPEG": as_jpeg,
    "half as large": scaled(0.5),
    "a display with more pixels": scaled(1.75),
    "a large screen": lambda image: on_a_screen(image).resize((5760, 3600), Image.Resampling.NEAREST),
    "256 colours": lambda image: image.quantize(256),
    "solid, but with an alpha channel": lambda image: image.convert("RGBA"),
}


def test_the_colour_is_that_of_the_board() -> None:
    assert theme.BOARD == BOARD_COLOUR


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
def test_the_digit_on_the_board_is_what_is_framed(shown: Callable[[Image.Image], Image.Image]) -> None:
    expected = frame_image(board(BOARD_AT[2] - BOARD_AT[0], SEVEN))
    found = frame_image(shown(window()))
    assert (found * expected).sum() / np.sqrt((found**2).sum() * (expected**2).sum()) > 0.99


EDGES: dict[str, list[tuple[float, float]]] = {
    "a bar from edge to edge": [(0.0, 0.5), (1.0, 0.5)],
    "a cross of the whole board": [(0.5, 0.0), (0.5, 1.0), (0.5, 0.5), (0.0, 0.5), (1.0, 0.5)],
    "along two edges": [(0.1, 0.05), (0.95, 0.05), (0.95, 0.9)],
    "a grid": [(0.3, 0.0), (0.3, 1.0), (0.7, 1.0), (0.7, 0.0), (0.7, 0.4), (0.0, 0.4), (1.0, 0.4)],
    "nothing": [],
}


@pytest.mark.parametrize("points", EDGES.values(), ids=EDGES)
def test_ink_that_touches_the_edges_does_not_hide_the_board(points: list[tuple[float, float]]) -> None:
    image = window(points)
    assert np.array_equal(np.asarray(crop_to_game_board(image)), np.asarray(image.crop(BOARD_AT)))


def test_an_image_without_such_a_board_is_unchanged() -> None:
    some = np.random.default_rng(1).integers(0, 256, (300, 400, 3)).astype(np.uint8)
    photograph = Image.fromarray(some)
    strip = Image.new("RGB", (600, 200), theme.BOARD)  # of that colour, but no square
    glass = Image.new("RGBA", (300, 300), (*theme.BOARD, 128))
    grey = Image.new("L", (300, 300), 24)
    part = window().crop((0, 0, 400, 300))  # half a board: whose ink is it?
    for image in (photograph, strip, glass, grey, part):
        assert crop_to_game_board(image) is image
