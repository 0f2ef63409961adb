"""Images of drawings for several tests, and the similarity of two frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from digitgame.ink import Stroke
from digitgame.ink.frame import Frame
from digitgame.synth import handwriting

SEVEN: Final = [(60.0, 50.0), (190.0, 60.0), (110.0, 240.0)]
_FINE: Final = 4


def seven(size: int = 300, pen: float = 22, background: int = 0, ink: int = 255) -> Image.Image:
    """A painted seven, light on dark by default."""
    image = Image.new("L", (size, size), background)
    draw = ImageDraw.Draw(image)
    points = [(x * size / 300, y * size / 300) for x, y in SEVEN]
    draw.line(points, fill=ink, width=max(round(pen * size / 300), 1), joint="curve")
    for x, y in points:
        half = pen * size / 600
        draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)
    return image


def canvas(
    strokes: Sequence[Stroke], side: int, pen: float, background: int = 255, ink: int = 0
) -> Image.Image:
    """Strokes as on a browser's canvas, with edges soft by a pixel."""
    scale = side / 300 * _FINE
    image = Image.new("L", (side * _FINE, side * _FINE), background)
    draw = ImageDraw.Draw(image)
    half = pen * _FINE / 2
    for stroke in strokes:
        points = [(x * scale, y * scale) for x, y in stroke]
        draw.line(points, fill=ink, width=max(round(pen * _FINE), 1))
        for x, y in points:
            draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)
    return image.resize((side, side), Image.Resampling.BOX)


def drawings(count: int) -> Sequence[Sequence[Stroke]]:
    """Large synthetic digits, whose loops stay open with a thick pen."""
    strokes = (drawing.strokes for drawing in handwriting.write_many(6 * count + 20, 6))
    large = [s for s in strokes if np.ptp(np.concatenate([np.array(stroke) for stroke in s]), 0).max() > 190]
    return large[:count]


def alike(one: Frame, other: Frame) -> float:
    """The cosine similarity of two frames: 1 for the same."""
    return float((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum()))
