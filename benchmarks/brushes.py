"""Brushes and colours of web pages that paint otherwise than a plain pen, and what they leave on a board."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from boards import FINE, Array, Board, Pen, Rng, Strokes, dense_points, painted, placed, to_image
from PIL import Image, ImageDraw, ImageFilter

from digitgame.ink import Drawing

Colour = tuple[int, int, int]
WHITE: Final = (255, 255, 255)
_MITER: Final = 10.0  # a browser's own limit: of a corner's spike to the pen's width


def brushed(side: int, brush: str, width: float, share: tuple[float, float] = (0.55, 0.85)) -> Board:
    """A board of `side` px, black on white, painted with one of the brushes below."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        strokes = placed(drawing, side, rng, width / 2 + 1, share)
        return to_image(255 * (1 - BRUSHES[brush](strokes, side, width, rng)))

    return make


def inverted(board: Board) -> Board:
    """White on black."""
    return lambda drawing, rng: Image.eval(board(drawing, rng).convert("L"), lambda grey: 255 - grey)


def neon(side: int, width: float, glow: float, colour: Colour) -> Board:
    """A white pen that glows in a colour, on black."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        light = painted(placed(drawing, side, rng, width / 2 + 1, (0.5, 0.8)), side, Pen(width))[..., None]
        halo = np.minimum(1.6 * _blurred(light[..., 0], glow), 1)[..., None] * np.array(colour)
        return _rgb(halo + light * (255 - halo))

    return make


def rainbow(side: int, width: float) -> Board:
    """A pen whose hue goes round along the stroke, on white."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        image = Image.new("RGB", (side * FINE, side * FINE), WHITE)
        draw = ImageDraw.Draw(image)
        half = width * FINE / 2
        for stroke in placed(drawing, side, rng, width / 2 + 1, (0.55, 0.85)):
            for at, (x, y) in enumerate(dense_points(stroke * FINE, half / 4)):
                hue = f"hsl({at * 3 % 360}, 100%, 50%)"
                draw.ellipse((x - half, y - half, x + half, y + half), fill=hue)
        return image.resize((side, side), Image.Resampling.BOX)

    return make


def random_colours(side: int, width: float) -> Board:
    """A pen of any colour on a background of any other that is clearly different."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        while True:
            ink, background = rng.integers(0, 256, (2, 3))
            if np.abs(ink - background).max() > 120:
                break
        light = painted(placed(drawing, side, rng, width / 2 + 1, (0.55, 0.85)), side, Pen(width))
        return _rgb(background + (ink - background) * light[..., None])

    return make


def _rgb(light: Array) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(light), 0, 255).astype(np.uint8))


def _blurred(light: Array, radius: float) -> Array:
    image = Image.fromarray(np.rint(255 * light).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), float) / 255


def _mitred(strokes: Strokes, side: int, width: float, _rng: Rng) -> Array:
    """One path stroked as a canvas does by default: no caps, and pointed joints."""
    image = Image.new("L", (side * FINE, side * FINE))
    draw = ImageDraw.Draw(image)
    half = width * FINE / 2
    for stroke in strokes:
        points = stroke[np.r_[True, np.hypot(*np.diff(stroke, axis=0).T) > 0]] * FINE
        ways = np.diff(points, axis=0)
        ways /= np.hypot(*ways.T)[:, None]
        across = ways[:, ::-1] * (-1, 1) * half
        for a, b, off in zip(points, points[1:], across, strict=False):
            draw.polygon([*map(tuple, (a + off, b + off, b - off, a - off))], fill=255)
        for at, (one, other) in enumerate(pairwise(across), 1):
            turn = float(one @ other) / half**2
            outer = -np.sign(ways[at - 1, 0] * ways[at, 1] - ways[at - 1, 1] * ways[at, 0])
            corner = [points[at], points[at] + outer * one, points[at] + outer * other]
            if 2 / max(1 + turn, 1e-9) <= _MITER**2:
                corner.insert(2, points[at] + outer * (one + other) / (1 + turn))
            draw.polygon([*map(tuple, corner)], fill=255)
    return np.asarray(image.resize((side, side), Image.Resampling.BOX), float) / 255


def _glowing(strokes: Strokes, side: int, width: float, _rng: Rng) -> Array:
    """A pen with a shadow of its own colour as wide as itself (`shadowBlur`)."""
    light = painted(strokes, side, Pen(width))
    return np.maximum(light, _blurred(light, width / 2))


def _airbrushed(strokes: Strokes, side: int, width: float, _rng: Rng) -> Array:
    """Round dabs that fade from their middle to nothing."""
    down, across = np.mgrid[0.5:side, 0.5:side]
    clear = np.ones((side, side))
    reach = int(width)
    for stroke in strokes:
        for x, y in dense_points(stroke, width / 8):
            box = (
                slice(max(int(y) - reach, 0), int(y) + reach + 1),
                slice(max(int(x) - reach, 0), int(x) + reach + 1),
            )
            far = np.hypot(down[box] - y, across[box] - x) / (width / 2)
            clear[box] *= 1 - 0.35 * np.clip(1 - far, 0, 1)
    return 1 - clear


def _sprayed(strokes: Strokes, side: int, width: float, rng: Rng) -> Array:
    """Dots thrown around the pointer."""
    light = np.zeros((side, side))
    for stroke in strokes:
        points = np.repeat(dense_points(stroke, width / 12), 12, axis=0)
        thrown = (points + rng.normal(0, width / 4, points.shape)).astype(int)
        inside = ((thrown >= 0) & (thrown < side)).all(1)
        light[thrown[inside, 1], thrown[inside, 0]] = 1
    return light


def _translucent(strokes: Strokes, side: int, width: float, _rng: Rng) -> Array:
    """A translucent marker, darker where lines of a few points overlap."""
    clear = np.ones((side, side))
    for stroke in strokes:
        for at in range(0, max(len(stroke) - 1, 1), 3):
            clear *= 1 - 0.45 * painted([stroke[at : at + 4]], side, Pen(width))
    return 1 - clear


def _chalked(strokes: Strokes, side: int, width: float, rng: Rng) -> Array:
    """Chalk or crayon: the paper's grain shows through."""
    light = painted(strokes, side, Pen(width))
    grain = _blurred(rng.random((side, side)), 1)
    return np.asarray(light * np.clip((grain - np.quantile(grain, 0.35)) * 20 + 0.5, 0.1, 1))


def _nibbed(strokes: Strokes, side: int, width: float, _rng: Rng) -> Array:
    """A broad nib held at 45 degrees."""
    image = Image.new("L", (side * FINE, side * FINE))
    draw = ImageDraw.Draw(image)
    nib = np.array([1.0, -1.0]) * width * FINE / 2 / np.sqrt(2)
    for stroke in strokes:
        dense = dense_points(stroke * FINE, width)
        for a, b in pairwise(dense):
            draw.polygon(
                [*map(tuple, (a - nib, a + nib, b + nib, b - nib))], fill=255, outline=255, width=FINE * 2
            )
    return np.asarray(image.resize((side, side), Image.Resampling.BOX), float) / 255


def _fast_dots(strokes: Strokes, side: int, width: float, _rng: Rng) -> Array:
    """A dot for every second place that the pointer tells."""
    return painted([stroke[::2] for stroke in strokes], side, Pen(width, "dots"))


BRUSHES: Final = {
    "mitred": _mitred,
    "glowing": _glowing,
    "airbrushed": _airbrushed,
    "sprayed": _sprayed,
    "translucent": _translucent,
    "chalked": _chalked,
    "nibbed": _nibbed,
    "fast dots": _fast_dots,
}
