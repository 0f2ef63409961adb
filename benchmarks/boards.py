"""How other boards and pens show a drawing (web canvases, pixel grids, thin pens, paper) or record its ink."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from digitgame.ink import Drawing

# Strokes are painted so many times as large as the board, then averaged, for a browser's soft edges.
FINE: Final = 4
Array = npt.NDArray[np.float64]
Rng = np.random.Generator
Strokes = list[Array]  # each [P, 2], px of the board
Board = Callable[[Drawing, Rng], Image.Image]
Change = Callable[[Drawing, Rng], Drawing]


@dataclass(frozen=True)
class Pen:
    """How a stroke is painted."""

    width: float  # px of the board
    # round; butt: without caps and joints; dots: not joined; squares; taper: thin where the pen is fast
    shape: str = "round"
    # Whether edges are antialiased.
    soft: bool = True


def placed(drawing: Drawing, side: float, rng: Rng, pen: float, share: tuple[float, float]) -> Strokes:
    """Its strokes on a board of `side` px, as large as that share of it, anywhere that the pen fits too."""
    strokes = [np.array(stroke, float) for stroke in drawing.strokes if len(stroke)]
    points = np.concatenate(strokes)
    low, extent = points.min(0), np.ptp(points, 0)
    scale = rng.uniform(*share) * side / max(float(extent.max()), 1.0)
    room = np.maximum(side - 2 * pen - extent * scale, 0)
    corner = pen + rng.random(2) * room
    return [(stroke - low) * scale + corner for stroke in strokes]


def painted(strokes: Strokes, side: int, pen: Pen) -> Array:
    """How much ink lies where: [side, side], 0 to 1."""
    fine = FINE if pen.soft else 1
    image = Image.new("L", (side * fine, side * fine))
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        _stroke(draw, stroke * fine, pen.width * fine, pen.shape)
    if pen.soft:
        image = image.resize((side, side), Image.Resampling.BOX)
    return np.asarray(image, float) / 255


def _stroke(draw: ImageDraw.ImageDraw, points: Array, width: float, shape: str) -> None:
    half = width / 2
    line = max(round(width), 1)
    if shape == "squares":
        for x, y in dense_points(points, half):
            draw.rectangle((x - half, y - half, x + half, y + half), fill=255)
        return
    if shape == "dots":
        for x, y in points:
            draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
        return
    if shape == "taper":
        speed = np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T)
        slow = 1 / (1 + speed / max(float(speed.mean()), 1e-6))
        for (x, y), much in zip(*densely(points, slow, half / 4), strict=True):
            r = half * (0.35 + much)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
        return
    if len(points) > 1:
        for a, b in pairwise(points):
            draw.line((*a, *b), fill=255, width=line)
    if (shape == "round" and width > 1) or len(points) == 1:
        for x, y in points:
            draw.ellipse((x - half, y - half, x + half, y + half), fill=255)


def dense_points(points: Array, step: float) -> Array:
    return densely(points, np.zeros(len(points)), step)[0]


def densely(points: Array, values: Array, step: float) -> tuple[Array, Array]:
    """Points at most `step` px apart along a stroke, and the interpolated value of each."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, along[-1], max(int(along[-1] / step), 1) + 1)
    return np.stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)], 1), np.interp(
        at, along, values
    )


def canvas(
    side: int, pen: Pen, share: tuple[float, float] = (0.55, 0.85), background: int = 255, ink: int = 0
) -> Board:
    """A board that is saved as a grey image."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        light = painted(placed(drawing, side, rng, pen.width / 2 + 1, share), side, pen)
        return to_image(background + (ink - background) * light)

    return make


def to_image(light: Array) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(light), 0, 255).astype(np.uint8))


def _alpha(image: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """Ink of a colour on nothing, as a canvas saves that was never filled."""
    seen = Image.new("RGBA", image.size, (*colour, 0))
    seen.putalpha(Image.eval(image, lambda grey: 255 - grey))
    return seen


def clear(side: int, pen: Pen, colour: tuple[int, int, int]) -> Board:
    plain = canvas(side, pen)
    return lambda drawing, rng: _alpha(plain(drawing, rng), colour)


def coloured(side: int, pen: Pen, background: tuple[int, int, int], ink: tuple[int, int, int]) -> Board:
    plain = canvas(side, pen)

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        tone = np.asarray(plain(drawing, rng), float)[..., None] / 255
        return Image.fromarray(np.rint(np.array(ink) + (np.array(background) - ink) * tone).astype(np.uint8))

    return make


def shrunk(board: Board, side: int, how: Image.Resampling) -> Board:
    """Scaled down by the page before it is saved."""
    return lambda drawing, rng: board(drawing, rng).resize((side, side), how)


def jpeg(board: Board, quality: int) -> Board:
    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        file = io.BytesIO()
        board(drawing, rng).save(file, "JPEG", quality=quality)
        return Image.open(file)

    return make


def bordered(board: Board, tone: int, width: int, around: int) -> Board:
    """A screenshot of the page: a line around the board, and some of the page around that."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        inside = board(drawing, rng)
        page = Image.new(
            "L", (inside.width + 2 * (width + around), inside.height + 2 * (width + around)), 255
        )
        page.paste(tone, (around, around, page.width - around, page.height - around))
        page.paste(inside, (around + width, around + width))
        return page

    return make


def photo(side: int, pen: Pen) -> Board:
    """Paper under a lamp: grey, darker to one corner, grainy, a little out of focus, and turned a little."""
    plain = canvas(side, pen, share=(0.3, 0.6))

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        turned = plain(drawing, rng).rotate(rng.normal(0, 3), Image.Resampling.BILINEAR, fillcolor=255)
        ink = 1 - np.asarray(turned.filter(ImageFilter.GaussianBlur(side / 400)), float) / 255
        down, across = np.mgrid[0 : 1 : side * 1j, 0 : 1 : side * 1j]
        light = rng.uniform(170, 235) - rng.uniform(0, 90) * (down * rng.random() + across * rng.random())
        return to_image(light * (1 - rng.uniform(0.5, 0.85) * ink) + rng.normal(0, 4, (side, side)))

    return jpeg(make, 80)


def squared(side: int, pen: Pen) -> Board:
    """Ink on paper with faint blue squares, scanned."""
    plain = canvas(side, pen, share=(0.4, 0.7))

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        drawn = np.asarray(plain(drawing, rng), float)
        step = side // 14
        lines = np.full((side, side), 250.0)
        lines[rng.integers(step) :: step] = 225
        lines[:, rng.integers(step) :: step] = 225
        return to_image(np.minimum(lines, drawn + 20))

    return make


def few_points(count: int) -> Change:
    """No more than so many points a stroke, joined by straight lines."""

    def change(drawing: Drawing, _rng: Rng) -> Drawing:
        return _of(
            drawing,
            [s[np.unique(np.linspace(0, len(s) - 1, count).round().astype(int))] for s in _arrays(drawing)],
        )

    return change


def jittered(much: float) -> Change:
    """Each point off by so much of the drawing's size, as a bad touch screen has it."""

    def change(drawing: Drawing, rng: Rng) -> Drawing:
        strokes = _arrays(drawing)
        size = float(np.ptp(np.concatenate(strokes), 0).max())
        return _of(drawing, [stroke + rng.normal(0, much * size, stroke.shape) for stroke in strokes])

    return change


def dotted_starts(drawing: Drawing, _rng: Rng) -> Drawing:
    """Each stroke begins with a tap: a stroke of one point where it starts."""
    return _of(drawing, [part for stroke in _arrays(drawing) for part in (stroke[:1], stroke)])


def hooked(drawing: Drawing, rng: Rng) -> Drawing:
    """Strokes that begin and end with a hook, as a stylus leaves one while it lands and lifts."""
    strokes = _arrays(drawing)
    size = float(np.ptp(np.concatenate(strokes), 0).max())
    ends = [
        (s[:1] + rng.normal(0, 0.04 * size, (1, 2)), s[-1:] + rng.normal(0, 0.04 * size, (1, 2)))
        for s in strokes
    ]
    return _of(drawing, [np.concatenate([a, s, b]) for (a, b), s in zip(ends, strokes, strict=True)])


def broken(drawing: Drawing, rng: Rng) -> Drawing:
    """A pen that loses touch: one point in fifteen, at random, parts a stroke."""
    parts: list[Array] = []
    for stroke in _arrays(drawing):
        cuts = [at for at in range(2, len(stroke) - 2) if rng.random() < 1 / 15]
        parts += np.split(stroke, cuts)
    return _of(drawing, parts)


def tiny(drawing: Drawing, _rng: Rng) -> Drawing:
    """Twelve board px high or wide, in whole px."""
    strokes = _arrays(drawing)
    points = np.concatenate(strokes)
    scale = 12 / max(float(np.ptp(points, 0).max()), 1.0)
    return _of(drawing, [np.rint((stroke - points.min(0)) * scale + 140) for stroke in strokes])


def stretched(across: float, down: float) -> Change:
    return lambda drawing, _rng: _of(drawing, [stroke * (across, down) for stroke in _arrays(drawing)])


def _arrays(drawing: Drawing) -> Strokes:
    return [np.array(stroke, float) for stroke in drawing.strokes if len(stroke)]


def _of(drawing: Drawing, strokes: Sequence[Array]) -> Drawing:
    return Drawing.of([[(float(x), float(y)) for x, y in stroke] for stroke in strokes], drawing.label)
