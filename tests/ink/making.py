"""Drawings for several tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from digitgame.ink import Point, Stroke
from digitgame.synth import handwriting


def beside(
    digits: Sequence[int], rng: np.random.Generator, apart: float = 0.3
) -> tuple[list[list[Point]], list[int]]:
    """Synthetic digits, 90 px high, next to each other, and the place of each stroke's digit."""
    strokes: list[list[Point]] = []
    places = []
    right = 20.0
    for place, digit in enumerate(digits):
        written = [np.array(stroke) for stroke in handwriting.write(digit, rng).strokes]
        points = np.concatenate(written)
        low, high = points.min(0), points.max(0)
        size = 90 / max(high[1] - low[1], 0.7 * (high[0] - low[0]))
        for stroke in written:
            x, y = ((stroke - (low[0], high[1])) * size + (right, 200)).T
            strokes.append(list(zip(x.tolist(), y.tolist(), strict=True)))
            places.append(place)
        right += (high[0] - low[0]) * size + apart * 90
    return strokes, places


def painted(strokes: Sequence[Stroke]) -> Image.Image:
    """Ink as an image, dark on light, twice as large."""
    image = Image.new("L", (800, 600), 250)
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        points = [(2 * x, 2 * y) for x, y in stroke]
        draw.line(points, fill=20, width=10, joint="curve")
        for x, y in points:
            draw.ellipse((x - 5, y - 5, x + 5, y + 5), fill=20)
    return image


def boxed(strokes: Sequence[Stroke], margin: float = 25) -> list[Stroke]:
    """Ink and a box around it in one stroke, the last one."""
    points = np.concatenate([np.array(stroke) for stroke in strokes])
    (left, top), (right, bottom) = (points.min(0) - margin).tolist(), (points.max(0) + margin).tolist()
    return [*strokes, [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]]


def underlined(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Ink and a line below it, the last stroke."""
    *_, box = boxed(strokes, 15)
    return [*strokes, box[2:4]]
