"""Boards that several tests paint, and how alike two frames are."""

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


def seven(size: int = 300, pen: float = 22, paper: int = 0, ink: int = 255) -> Image.Image:
    """A painted seven, light on dark unless told."""
    picture = Image.new("L", (size, size), paper)
    draw = ImageDraw.Draw(picture)
    points = [(x * size / 300, y * size / 300) for x, y in SEVEN]
    draw.line(points, fill=ink, width=max(round(pen * size / 300), 1), joint="curve")
    for x, y in points:
        half = pen * size / 600
        draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)
    return picture


def canvas(strokes: Sequence[Stroke], side: int, pen: float, paper: int = 255, ink: int = 0) -> Image.Image:
    """Strokes as a browser's canvas shows them, soft by a pixel at the edges."""
    scale = side / 300 * _FINE
    sheet = Image.new("L", (side * _FINE, side * _FINE), paper)
    draw = ImageDraw.Draw(sheet)
    half = pen * _FINE / 2
    for stroke in strokes:
        points = [(x * scale, y * scale) for x, y in stroke]
        draw.line(points, fill=ink, width=max(round(pen * _FINE), 1))
        for x, y in points:
            draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)
    return sheet.resize((side, side), Image.Resampling.BOX)


def drawings(count: int) -> Sequence[Sequence[Stroke]]:
    """Large ones of the built-in hand, whose loops a thick pen leaves open."""
    some = (drawing.strokes for drawing in handwriting.write_many(6 * count + 20, 6))
    large = [s for s in some if np.ptp(np.concatenate([np.array(stroke) for stroke in s]), 0).max() > 190]
    return large[:count]


def alike(one: Frame, other: Frame) -> float:
    """The cosine of two pictures: 1 for the same."""
    return float((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum()))
