"""Draw the noted allographs of synthetic handwriting, each with its name, in one picture.

python tools/draw_allographs.py FILE.png
"""

from __future__ import annotations

import sys
import textwrap
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from digitgame.synth.glyphs import Glyph, variants
from digitgame.synth.handwriting import parse

# The allographs in a row, the px of a cell with its name, of a digit's height, and of the pen.
COLUMNS: Final = 12
CELL: Final = (80, 98)
HEIGHT: Final = 50
PEN: Final = 5
# How many times larger the strokes are drawn, to smooth their edges.
OVERSAMPLING: Final = 4
WHITE, INK, GREY = 255, 20, 90


def main() -> None:
    """Draw the ten digits below each other, and write the file named."""
    digits = [variants(str(digit)) for digit in range(10)]
    rows = sum(-(-len(glyphs) // COLUMNS) for glyphs in digits)
    picture = Image.new("L", (COLUMNS * CELL[0], rows * CELL[1]), WHITE)
    top = 0
    for glyphs in digits:
        for number, glyph in enumerate(glyphs):
            down, across = divmod(number, COLUMNS)
            picture.paste(_cell(glyph), (across * CELL[0], (top + down) * CELL[1]))
        top += -(-len(glyphs) // COLUMNS)
        edge = top * CELL[1] - 1
        ImageDraw.Draw(picture).line((0, edge, picture.width, edge), fill=200)
    picture.quantize(16).save(sys.argv[1], optimize=True)


def _cell(glyph: Glyph) -> Image.Image:
    """One allograph above its name."""
    shape = parse(glyph.strokes)
    curve = shape.basis @ shape.points
    centre = (curve.min(0) + curve.max(0)) / 2
    curve = (curve - centre) * HEIGHT + (CELL[0] / 2, 8 + HEIGHT / 2)
    large = Image.new("L", (CELL[0] * OVERSAMPLING, CELL[1] * OVERSAMPLING), WHITE)
    pen = ImageDraw.Draw(large)
    radius = PEN * OVERSAMPLING / 2
    for start, stop in shape.strokes:
        points = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in curve[start:stop].tolist()]
        pen.line(points, fill=INK, width=PEN * OVERSAMPLING, joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=INK)
    cell = large.reduce(OVERSAMPLING)
    name = "\n".join(textwrap.wrap(glyph.name.replace("-", " "), 14))
    ImageDraw.Draw(cell).text(
        (CELL[0] / 2, HEIGHT + 16),
        name,
        fill=GREY,
        font=ImageFont.load_default(11),
        anchor="ma",
        align="center",
    )
    return cell


if __name__ == "__main__":
    main()
