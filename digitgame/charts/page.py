"""A sheet to draw on, measured in inches from its top left corner.

Pillow draws it: a training of seconds would wait for matplotlib's figures, axes and ticks, for its import, and for the
cache of the system's fonts that it makes where there is none yet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from unicodedata import normalize

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from digitgame.charts import letters
from digitgame.charts.style import FINER, GRID, INK, PAPER

MARGIN: Final = 0.16  # inches
_DPI: Final = 120
_POINT: Final = 1 / 72  # inches
_SMALLEST: Final = 5  # points: smaller words could not be read
_BEFORE: Final = {"l": 0, "m": 0.5, "r": 1}  # how much of words lies left of the place that they are given
Point = tuple[float, float]


class Page:
    """A sheet of so many inches."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.sheet = Image.new("RGB", (round(width * _DPI), round(height * _DPI)), PAPER)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        colour: str,
        *,
        anchor: str = "l",
        middle: bool = False,
        bold: bool = False,
        room: float = math.inf,
    ) -> None:
        """One line of words with their left end ("l"; "m": middle, "r": right end) and base line at a place.

        `middle`: half the height of a digit is at `y`. `size`: in points, less where the words would need more than
        `room` inches; words that are too long even then are cut.
        """
        words, size = _fitted(words, size, bold, room)
        pixels = size * _POINT * _DPI
        mask, (left, base) = letters.mask(words, pixels, bold)
        before = left + _BEFORE[anchor] * letters.length(words, pixels, bold)
        down = letters.HALF_A_DIGIT * pixels if middle else 0
        self.sheet.paste(colour, _corner(x * _DPI - before, y * _DPI + down - base), mask)

    def upwards(self, x: float, y: float, words: str, size: float, colour: str) -> None:
        """One line of words that is read from below, its middle at a place."""
        mask, _ = letters.mask(words, size * _POINT * _DPI)
        mask = mask.transpose(Image.Transpose.ROTATE_90)
        self.sheet.paste(colour, _corner(x * _DPI - mask.width / 2, y * _DPI - mask.height / 2), mask)

    def heading(self, words: str) -> None:
        """The title, in one line, whatever stands in the names of a user's data that it is made of."""
        words = normalize("NFC", " ".join(words.split()))  # the font has ü, but no dots to put over a u
        room = self.width - 2 * MARGIN
        self.text(MARGIN, MARGIN + 0.16, words, 12, INK, bold=True, room=room)

    def picture(self, colours: npt.NDArray[np.uint8], x: float, y: float, size: tuple[float, float]) -> None:
        """A picture [H, W, 3] of so many inches, its pixels with sharp edges."""
        box = _box(x, y, x + size[0], y + size[1])
        large = Image.fromarray(colours).resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.NEAREST)
        self.sheet.paste(large, box[:2])

    def block(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """A rectangle, a pixel wide and high at least."""
        self.sheet.paste(colour, _box(left, top, right, bottom))

    def grid(self, x: float, y: float, side: float, cells: int) -> None:
        """Thin lines round and between so many cells each way."""
        end, thick = 1 / _DPI, 1 / _DPI
        for step in (side * number / cells for number in range(cells + 1)):
            self.block(x + step, y, x + step + thick, y + side + end, GRID)
            self.block(x, y + step, x + side + end, y + step + thick, GRID)

    def line(self, points: Iterable[Point], width: float, colour: str) -> None:
        """A line through points, `width` points thick."""
        thick = width * _POINT * _DPI * FINER

        def paint(draw: ImageDraw.ImageDraw, places: list[Point]) -> None:
            draw.line(places, 255, round(thick), "curve")

        self._smoothly(points, width, colour, paint)

    def dots(self, points: Iterable[Point], width: float, colour: str) -> None:
        """Dots at points, `width` points across."""
        half = width * _POINT * _DPI * FINER / 2

        def paint(draw: ImageDraw.ImageDraw, places: list[Point]) -> None:
            for x, y in places:
                draw.ellipse((x - half, y - half, x + half, y + half), 255)

        self._smoothly(points, width, colour, paint)

    def _smoothly(
        self,
        points: Iterable[Point],
        width: float,
        colour: str,
        paint: Callable[[ImageDraw.ImageDraw, list[Point]], None],
    ) -> None:
        """Paint what lies round some points larger than it is to be, so that its edges come out smooth."""
        places = np.array(list(points)) * _DPI
        around = width * _POINT * _DPI
        corner = np.floor(places.min(0) - around)
        size = np.ceil(places.max(0) + around - corner).astype(int) * FINER
        mask = Image.new("L", (int(size[0]), int(size[1])))
        paint(ImageDraw.Draw(mask), [(float(x), float(y)) for x, y in (places - corner) * FINER])
        self.sheet.paste(colour, _corner(*corner), mask.reduce(FINER))

    def save(self, path: Path) -> None:
        """Write the sheet as a PNG. Raises OSError where that cannot be."""
        # packed lightly: two thirds of the time, for files a fifth larger
        self.sheet.save(path, "PNG", compress_level=1, dpi=(_DPI, _DPI))


def _fitted(words: str, size: float, bold: bool, room: float) -> tuple[str, float]:
    """Words and the size in points, `size` at most, that they fit into so many inches with."""

    def length() -> float:
        return letters.length(words, size * _POINT * _DPI, bold) / _DPI

    if room < math.inf:
        while length() > room and size > _SMALLEST:
            size -= 0.5
        while length() > room and len(words) > 1:
            words = words[:-2].rstrip() + "…"
    return words, size


def _corner(x: float, y: float) -> tuple[int, int]:
    return round(x), round(y)


def _box(left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
    """The pixels of a rectangle in inches; one at least each way."""
    x, y = _corner(left * _DPI, top * _DPI)
    end_x, end_y = _corner(right * _DPI, bottom * _DPI)
    return x, y, max(end_x, x + 1), max(end_y, y + 1)
