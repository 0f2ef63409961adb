"""The boards that `other_boards.py` measures: those of web pages, of brushes, of screens and of paper."""

from __future__ import annotations

from typing import Final

import boards
import brushes
import pages
from boards import Board, Pen
from brushes import brushed
from game_window import game_window, on_a_screen
from PIL import Image

LARGE: Final = (0.75, 0.95)
SMALL: Final = (0.12, 0.25)
BOX, BILINEAR, BICUBIC, NEAREST = (
    Image.Resampling.BOX,
    Image.Resampling.BILINEAR,
    Image.Resampling.BICUBIC,
    Image.Resampling.NEAREST,
)
WEB: Final = boards.canvas(280, Pen(18))
DARK: Final = boards.canvas(280, Pen(18), background=0, ink=255)
NOTE: Final = boards.canvas(700, Pen(8), share=(0.3, 0.6))

COMMON: Final[dict[str, Board]] = {
    "canvas 280 px, pen 18 px, black on white": WEB,
    "canvas 280 px, pen 18 px, white on black": boards.canvas(280, Pen(18), background=0, ink=255),
    "canvas 280 px, pen 10 px": boards.canvas(280, Pen(10)),
    "canvas 280 px, pen 25 px, drawn large": boards.canvas(280, Pen(25), LARGE),
    "canvas 280 px, pen 35 px, drawn large": boards.canvas(280, Pen(35), LARGE),
    "canvas 280 px, pen 18 px, up to the edges": boards.canvas(280, Pen(18), (0.93, 1.0)),
    "canvas 500 px, pen 5 px": boards.canvas(500, Pen(5)),
    "canvas 500 px, pen 1 px": boards.canvas(500, Pen(1)),
    "canvas 500 px, pen 1 px, hard edges": boards.canvas(500, Pen(1, soft=False)),
    "canvas 800 px, pen 6 px, drawn small": boards.canvas(800, Pen(6), SMALL),
    "canvas 280 px, pen 18 px, hard edges": boards.canvas(280, Pen(18, soft=False)),
    "lines without caps or joints, 18 px": boards.canvas(280, Pen(18, "butt")),
    "lines without caps or joints, 25 px": boards.canvas(280, Pen(25, "butt"), LARGE),
    "unjoined dots, 18 px": boards.canvas(280, Pen(18, "dots")),
    "squares, 20 px": boards.canvas(280, Pen(20, "squares")),
    "a pen that thins where it is fast": boards.canvas(400, Pen(12, "taper")),
    "see-through, black ink": boards.clear(280, Pen(12), (0, 0, 0)),
    "see-through, white ink": boards.clear(280, Pen(18), (255, 255, 255)),
    "see-through, red ink": boards.clear(280, Pen(12), (220, 30, 30)),
    "blue ink on white": boards.coloured(300, Pen(6), (255, 255, 255), (40, 60, 200)),
    "yellow ink on a green board": boards.coloured(300, Pen(12), (20, 90, 50), (250, 230, 120)),
    "28x28 of a canvas, averaged": boards.shrunk(WEB, 28, BOX),
    "28x28 of a canvas, bilinear": boards.shrunk(WEB, 28, BILINEAR),
    "28x28 of a canvas, nearest": boards.shrunk(WEB, 28, NEAREST),
    "28x28 of a 10 px pen, averaged": boards.shrunk(boards.canvas(280, Pen(10)), 28, BOX),
    "56x56 of a canvas, averaged": boards.shrunk(WEB, 56, BOX),
    "28x28 grid painted by hand, 2 px squares": boards.canvas(28, Pen(2, "squares", soft=False)),
    "28x28 grid, 1 px lines": boards.canvas(28, Pen(1, soft=False)),
    "JPEG of quality 40": boards.jpeg(WEB, 40),
    "JPEG of quality 15, pen 6 px": boards.jpeg(boards.canvas(280, Pen(6)), 15),
    "a photograph of a felt pen on paper": boards.photo(600, Pen(9)),
    "a photograph of a ball pen on paper": boards.photo(900, Pen(5)),
    "squared paper, scanned": boards.squared(500, Pen(6)),
    "a screenshot with a line around": boards.bordered(WEB, 0, 2, 12),
    "a screenshot with a grey line at the edge": boards.bordered(WEB, 120, 1, 0),
    "the game's window": game_window((960, 600), lambda picture: picture),
    "the game's window on a screen": game_window((960, 600), on_a_screen),
}
CANVASES: Final[dict[str, Board]] = {
    "canvas 140 px, pen 8 px": boards.canvas(140, Pen(8)),
    "canvas 200 px, pen 15 px, white on black": boards.canvas(200, Pen(15), background=0, ink=255),
    "canvas 300 px, pen 40 px, drawn large": boards.canvas(300, Pen(40), LARGE),
    "canvas 400 px, pen 30 px": boards.canvas(400, Pen(30)),
    "canvas 500 px, pen 40 px": boards.canvas(500, Pen(40)),
    "canvas 280 px, pen 3 px, 20 to 35 px high": boards.canvas(280, Pen(3), (0.07, 0.125)),
    "canvas 280 px, pen 4 px, 40 to 60 px high": boards.canvas(280, Pen(4), (0.14, 0.21)),
    "canvas 280 px, 5 % beyond an edge": pages.cut(WEB, 0.05),
    "canvas 280 px, 10 % beyond an edge": pages.cut(WEB, 0.1),
    "canvas of 2 px a px": boards.canvas(560, Pen(36)),
    "canvas of 3 px a px": boards.canvas(840, Pen(54)),
    "canvas shown twice as large, smoothed": pages.scaled(WEB, 560, BICUBIC),
    "canvas shown 1.5 times as large, bilinear": pages.scaled(WEB, 420, BILINEAR),
    "28x28 canvas shown at 280 px, each px a square": pages.scaled(boards.shrunk(WEB, 28, BOX), 280, NEAREST),
    "28x28 canvas shown at 280 px, smoothed": pages.scaled(boards.shrunk(WEB, 28, BOX), 280, BICUBIC),
    "28x28 grid, 2 px, each px a square of 10": pages.scaled(
        boards.canvas(28, Pen(2, "squares", soft=False)), 280, NEAREST
    ),
    "64x64 canvas shown at 512 px, each px a square": pages.scaled(
        boards.canvas(64, Pen(4, soft=False)), 512, NEAREST
    ),
    "32x32 of a canvas, bilinear": boards.shrunk(WEB, 32, BILINEAR),
    "20x20 of a canvas, averaged": boards.shrunk(WEB, 20, BOX),
    "JPEG of quality 30": pages.saved(WEB, "JPEG", quality=30),
    "JPEG of quality 75, pen 3 px": pages.saved(boards.canvas(280, Pen(3)), "JPEG", quality=75),
    "WEBP of quality 20": pages.saved(WEB, "WEBP", quality=20),
    "GIF": pages.saved(boards.coloured(280, Pen(12), (240, 235, 210), (60, 90, 160)), "GIF"),
}
COLOURS: Final[dict[str, Board]] = {
    "yellow ink on white": boards.coloured(280, Pen(12), (255, 255, 255), (255, 230, 0)),
    "cyan ink on white": boards.coloured(280, Pen(12), (255, 255, 255), (0, 255, 255)),
    "red ink on black": boards.coloured(280, Pen(12), (0, 0, 0), (255, 0, 0)),
    "blue ink on black": boards.coloured(280, Pen(12), (0, 0, 0), (0, 0, 255)),
    "red ink on a green board": boards.coloured(280, Pen(12), (30, 120, 60), (220, 50, 40)),
    "ink and paper of any colours": brushes.random_colours(280, 14),
    "ink of all colours of the rainbow": brushes.rainbow(280, 16),
    "light grey ink on white": boards.canvas(280, Pen(12), ink=215),
    "see-through, yellow ink": boards.clear(280, Pen(12), (255, 230, 0)),
}
BRUSHES: Final[dict[str, Board]] = {
    "no caps, pointed joints, 18 px": brushed(280, "mitred", 18),
    "no caps, pointed joints, 30 px": brushed(280, "mitred", 30, LARGE),
    "a glowing pen": brushed(280, "glowing", 12),
    "a glowing pen, white on black": brushes.inverted(brushed(280, "glowing", 12)),
    "neon on black": brushes.neon(280, 6, 8, (255, 40, 200)),
    "an airbrush": brushed(280, "airbrushed", 36),
    "an airbrush, white on black": brushes.inverted(brushed(280, "airbrushed", 36)),
    "a spray can": brushed(280, "sprayed", 20),
    "a see-through marker": brushed(280, "translucent", 16),
    "chalk on black": brushes.inverted(brushed(280, "chalked", 14)),
    "a broad nib": brushed(280, "nibbed", 16),
    "unjoined dots of a fast pointer, 10 px": brushed(280, "fast dots", 10),
    "unjoined dots of a fast pointer, 18 px": brushed(280, "fast dots", 18),
}
PAGES: Final[dict[str, Board]] = {
    "a grid of 28 cells under the ink": pages.ruled(WEB, 28, 220),
    "a grid of 10 cells under the ink": pages.ruled(WEB, 10, 200),
    "a dark grid under white ink": pages.ruled(DARK, 28, 200),
    "guide lines under the ink": pages.guided(WEB, 190),
    "an editor's squares under the ink": pages.checked(WEB, 205, 8),
    "a page, round corners, white on white": pages.on_page(WEB, 255, 60, 12),
    "a page, round corners, dark on dark": pages.on_page(DARK, 24, 90, 20),
    "a page with a heading and a button": pages.on_page(WEB, 245, 90, 8, heading=True),
    "a page with a heading and a button, dark board": pages.on_page(DARK, 245, 90, 8, heading=True),
}
PAPER: Final[dict[str, Board]] = {
    "a photograph: ball pen, lined paper": pages.photographed(pages.lined(NOTE)),
    "a photograph: ball pen, squared paper": pages.photographed(pages.ruled(NOTE, 24, 200)),
    "a photograph: pencil": pages.photographed(boards.canvas(700, Pen(6), (0.3, 0.6), ink=120)),
    "a photograph: felt-tip": pages.photographed(boards.canvas(700, Pen(26), (0.4, 0.7))),
    "a photograph: a hand's shadow across": pages.shadowed(700, Pen(10), 0.3),
    "a photograph: a hard shadow across": pages.shadowed(700, Pen(10), 0.5),
    "a photograph: the sheet on a dark desk": pages.photographed(pages.on_desk(NOTE, 70)),
    "a photograph: the sheet on a light desk": pages.photographed(pages.on_desk(NOTE, 190)),
    "a photograph: chalk on a blackboard": pages.saved(
        brushes.inverted(brushed(500, "chalked", 14, (0.3, 0.6))), "JPEG", quality=70
    ),
}
BOARDS: Final = COMMON | CANVASES | COLOURS | BRUSHES | PAGES | PAPER
