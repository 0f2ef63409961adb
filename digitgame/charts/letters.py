"""The letters that charts are written in.

Both fonts lie in packages that the program needs anyway, so that charts look the same on every machine: Aileron in
Pillow, with ASCII and little more, and Free Sans Bold, with most letters of Europe, in pygame, which is not imported
for it.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from digitgame.charts.style import FINER

_PACKAGE_OF_BOLD: Final = "pygame"
_BOLD: Final = "freesansbold.ttf"
_DIGIT: Final = 0.76  # the height of a digit, of the size: both fonts are made so large
_DIGIT_IN_PLAIN: Final = 0.704  # of what the font itself calls its size
_DIGIT_IN_BOLD: Final = 0.724
HALF_A_DIGIT: Final = _DIGIT / 2
_ABOVE: Final = 1.2  # room round words, of the size: over their base line
_BELOW: Final = 0.5
_BESIDE: Final = 0.2
_KEPT: Final = 500  # masks: a chart has many numbers twice


@lru_cache(_KEPT)
def length(words: str, size: float, bold: bool = False) -> float:
    """How long words are; all in pixels."""
    return sum(_font(size, heavy).getlength(part) for part, heavy in _parts(words, bold)) / FINER


@lru_cache(_KEPT)
def mask(words: str, size: float, bold: bool = False) -> tuple[Image.Image, tuple[int, int]]:
    """A picture [L] that is white where one line of words is, and where on it their base line begins; all in pixels.

    They are drawn larger and made small: at 12 pixels, FreeType moves each letter to a whole pixel, which makes the
    gaps between them uneven. Masks are kept: nobody may draw on one.
    """
    left, base = math.ceil(_BESIDE * size), math.ceil(_ABOVE * size)
    width, height = math.ceil(length(words, size, bold)) + 2 * left, base + math.ceil(_BELOW * size)
    large = Image.new("L", (width * FINER, height * FINER))
    draw, x = ImageDraw.Draw(large), float(left * FINER)
    for part, heavy in _parts(words, bold):
        font = _font(size, heavy)
        draw.text((x, base * FINER), part, 255, font, "ls")
        x += font.getlength(part)
    return large.reduce(FINER), (left, base)


def _parts(words: str, bold: bool) -> list[tuple[str, bool]]:
    """Words in parts, and whether each is bold: what the plain font has not is, as × and −, and what it has too narrow,
    which is the space.
    """
    parts = groupby(words, lambda letter: bold or not "!" <= letter <= "~")
    return [("".join(part), heavy) for heavy, part in parts]


@cache
def _font(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    """A font so many times finer; where the bold one is missing, the plain one."""
    package = find_spec(_PACKAGE_OF_BOLD) if bold else None
    for folder in (package and package.submodule_search_locations) or ():
        path = Path(folder, _BOLD)
        if path.is_file():  # raqm lays out scripts that this font has not, and is not in every Pillow
            finer = size * FINER * _DIGIT / _DIGIT_IN_BOLD
            return ImageFont.truetype(path, finer, layout_engine=ImageFont.Layout.BASIC)
    plain = ImageFont.load_default(size * FINER * _DIGIT / _DIGIT_IN_PLAIN)
    assert isinstance(plain, ImageFont.FreeTypeFont), "asked for a size, Pillow gives no other"
    return plain
