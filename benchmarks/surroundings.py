"""Pictures from real life: a digit with paper, desk, fingers, neighbours, an app or a plot around it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import matplotlib
import numpy as np
from boards import Array, Pen, Rng, Strokes, painted, placed
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from digitgame.ink import Drawing, frame

matplotlib.use("Agg")
from matplotlib import pyplot as plt

Colour = tuple[int, int, int]
# A picture, and what it says.
Scene = tuple[Image.Image, str]
# The drawings of one writer -> a scene.
Painter = Callable[[Sequence[Drawing], Rng], Scene]
FONTS: Final = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FACES: Final = (
    "DejaVuSans",
    "DejaVuSans-Bold",
    "DejaVuSerif",
    "DejaVuSerif-Bold",
    "STIXGeneral",
    "DejaVuSansMono",
)
BLUE_PEN, BLACK_PEN, PENCIL = (45, 60, 150), (30, 30, 38), (105, 103, 100)
DESKS: Final = ((120, 80, 48), (60, 45, 38), (160, 120, 80), (40, 44, 50), (130, 132, 128), (90, 60, 90))
HEADINGS: Final = (
    "Draw a digit (0-9)",
    "Handwritten digit recognition",
    "MNIST demo",
    "Draw here:",
    "Digit Recognizer",
)
CAPTIONS: Final = (
    "Prediction: 7",
    "Confidence: 98.3 %",
    "Your drawing",
    "I think this is a 2",
    "Accuracy 0.99",
    "Loading model...",
)
BUTTONS: Final = ("Clear", "Predict", "Undo", "Submit", "Recognize", "Reset", "Save")


# Paper under a camera.


def on_paper(
    around: Callable[[Image.Image, Rng], Image.Image] | None = None,
    lines: Callable[[Image.Image, Rng], None] | None = None,
    pens: Sequence[Colour] = (BLUE_PEN, BLACK_PEN),
    share: tuple[float, float] = (0.3, 0.5),
) -> Painter:
    """A photograph of paper with printed `lines` and with something `around`, or upon, it."""

    def make(drawings: Sequence[Drawing], rng: Rng) -> Scene:
        width, height = [(640, 640), (640, 480), (600, 450), (480, 640), (900, 700)][rng.integers(5)]
        paper = Image.new("RGB", (width, height), _paper(rng))
        if lines:
            lines(paper, rng)
        drawing = _pick(drawings, rng)
        _write(paper, _inside(drawing, paper.size, rng, share), rng, pens)
        if around:
            paper = around(paper, rng)
        return photograph(paper, rng), str(drawing.label)

    return make


def photograph(scene: Image.Image, rng: Rng) -> Image.Image:
    """As a phone's camera takes it: turned a little, lit from one side, grainy, out of focus, JPEG."""
    width, height = scene.size
    corners = np.array([(0, 0), (0, height), (width, height), (width, 0)], float)
    seen = corners + rng.uniform(0, 0.025, (4, 2)) * (width, height) * np.where(corners > 0, -1, 1)
    scene = scene.transform(scene.size, Image.Transform.QUAD, seen.ravel().tolist(), Image.Resampling.BICUBIC)
    scene = scene.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.4)) * max(scene.size) / 640))
    down, across = np.mgrid[-0.5 : 0.5 : height * 1j, -0.5 : 0.5 : width * 1j]
    turn = rng.uniform(0, 2 * np.pi)
    light = 1 + rng.uniform(0, 0.22) * (down * np.sin(turn) + across * np.cos(turn))
    light -= rng.uniform(0, 0.25) * (down**2 + across**2)
    grain = rng.normal(0, rng.uniform(1, 4), (height, width, 1))
    pixels = np.asarray(scene, float) * light[..., None] * rng.uniform(0.8, 1.05) + grain
    return saved(_image(pixels), "JPEG", rng)


def saved(image: Image.Image, kind: str, rng: Rng) -> Image.Image:
    """Saved with losses, and opened again."""
    image.save(file := io.BytesIO(), kind, quality=int(rng.integers(55, 95)))
    return Image.open(file)


def _pick(drawings: Sequence[Drawing], rng: Rng) -> Drawing:
    return drawings[int(rng.integers(len(drawings)))]


def _paper(rng: Rng) -> Colour:
    level = int(rng.integers(195, 246))
    return level, level - int(rng.integers(0, 6)), level - int(rng.integers(0, 20))


def _inside(drawing: Drawing, size: tuple[int, int], rng: Rng, share: tuple[float, float]) -> Strokes:
    """Strokes near the middle of a picture, `share` of its shorter side large."""
    strokes = placed(drawing, min(size), rng, 0, (share[0], share[1]))
    points = np.concatenate(strokes)
    middle = np.array(size) / 2 + rng.uniform(-0.09, 0.09, 2) * size
    shift = middle - (points.min(0) + points.max(0)) / 2
    return [stroke + shift for stroke in strokes]


def _write(paper: Image.Image, strokes: Strokes, rng: Rng, pens: Sequence[Colour]) -> None:
    """Ink that takes away a fraction of the paper's light."""
    side = max(paper.size)
    colour = pens[int(rng.integers(len(pens)))]
    ink = painted(strokes, side, Pen(side * rng.uniform(0.005, 0.014)))[: paper.height, : paper.width, None]
    if colour == PENCIL:
        ink = ink * np.clip(rng.normal(0.85, 0.15, ink.shape), 0, 1)
    pixels = np.asarray(paper, float)
    paper.paste(_image(pixels * (1 - ink) + pixels * np.array(colour) / 255 * ink))


def _image(pixels: Array) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))


def margin(*colours: Colour) -> Callable[[Image.Image, Rng], None]:
    """A margin's line from edge to edge, on the left, now and then on the right or above."""

    def paint(paper: Image.Image, rng: Rng) -> None:
        colour = colours[rng.integers(len(colours))]
        at, lean = rng.uniform(0.08, 0.22), rng.uniform(-0.012, 0.012)
        line = (at, 0.0, at + lean, 1.0)
        which = rng.random()
        if which > 0.7:
            line = (1 - at, 0.0, 1 - at + lean, 1.0)
        elif which > 0.6:
            line = (0.0, at, 1.0, at + lean)
        _line(paper, line, colour, rng.uniform(0.002, 0.006))
        if rng.random() < 0.2:
            _line(paper, tuple(x + (0.015 if which <= 0.6 else 0) for x in line), colour, 0.003)

    return paint


def ruled(
    colour: Colour, step: tuple[float, float], squares: bool, red_margin: bool = False
) -> Callable[[Image.Image, Rng], None]:
    """Lines or squares at a regular distance."""

    def paint(paper: Image.Image, rng: Rng) -> None:
        tone = tuple(int(np.clip(c + rng.integers(-15, 16), 0, 255)) for c in colour)
        apart, thick = rng.uniform(*step), rng.uniform(0.0014, 0.0035)
        ratio = paper.width / paper.height
        for at in np.arange(rng.uniform(0, apart), 1, apart * ratio):
            _line(paper, (0.0, float(at), 1.0, float(at) + 0.004), tone, thick)
        if squares:
            for at in np.arange(rng.uniform(0, apart), 1, apart):
                _line(paper, (float(at), 0.0, float(at) - 0.004, 1.0), tone, thick)
        if red_margin:
            margin((205, 90, 90), (225, 130, 140))(paper, rng)

    return paint


def _line(paper: Image.Image, ends: Sequence[float], colour: Sequence[int], thick: float) -> None:
    size = np.array(paper.size * 2)
    fine = Image.new("L", (paper.width * 2, paper.height * 2))
    width = max(round(2 * thick * max(paper.size)), 1)
    ImageDraw.Draw(fine).line(tuple((np.array(ends) * size * 2).tolist()), fill=255, width=width)
    paper.paste(tuple(colour), (0, 0), fine.resize(paper.size, Image.Resampling.BOX))


def desk(sides: int) -> Callable[[Image.Image, Rng], Image.Image]:
    """The desk shows at one side of the paper, or at several."""

    def lay(paper: Image.Image, rng: Rng) -> Image.Image:
        width, height = paper.size
        table = _desk(paper.size, rng)
        mask = Image.new("L", paper.size, 255)
        draw = ImageDraw.Draw(mask)
        for side in rng.permutation(4)[:sides].tolist():
            a, b = rng.uniform(0.06, 0.2) + rng.uniform(-0.03, 0.03, 2)
            across, down = (a * width, b * width), (a * height, b * height)
            polygon = [
                [(0, 0), (across[0], 0), (across[1], height), (0, height)],
                [(width, 0), (width - across[0], 0), (width - across[1], height), (width, height)],
                [(0, 0), (0, down[0]), (width, down[1]), (width, 0)],
                [(0, height), (0, height - down[0]), (width, height - down[1]), (width, height)],
            ][side]
            draw.polygon(polygon, fill=0)
        if rng.random() < 0.5:
            shadow = np.asarray(mask.filter(ImageFilter.GaussianBlur(width / 80)), float)[..., None] / 255
            paper = _image(np.asarray(paper, float) * (0.75 + 0.25 * shadow))
        table.paste(paper, (0, 0), mask)
        return table

    return lay


def _desk(size: tuple[int, int], rng: Rng) -> Image.Image:
    """A table, plain or of wood."""
    colour = np.array(DESKS[rng.integers(len(DESKS))], float) * rng.uniform(0.85, 1.1)
    grain = np.cumsum(rng.normal(0, 1, size[1]))[:, None] * rng.uniform(0, 0.8)
    grain = grain - grain.mean() + rng.normal(0, 3, size[::-1])
    return _image(colour + np.clip(grain, -25, 25)[..., None])


def finger(corner: bool) -> Callable[[Image.Image, Rng], Image.Image]:
    """A thumb in a corner, or a finger that comes in at an edge."""

    def lay(paper: Image.Image, rng: Rng) -> Image.Image:
        width, height = paper.size
        skin = [(208, 150, 125), (150, 100, 75), (95, 62, 45), (226, 178, 155)][rng.integers(4)]
        mask = Image.new("L", paper.size)
        draw = ImageDraw.Draw(mask)
        large = rng.uniform(0.14, 0.24) * min(paper.size)
        x, y = [(0.0, 0.0), (width, 0), (0, height), (width, height)][rng.integers(4)]
        if not corner:
            x, y = [
                (0, height * rng.uniform(0.3, 0.8)),
                (width, height * rng.uniform(0.3, 0.8)),
                (width * rng.uniform(0.3, 0.7), height),
            ][rng.integers(3)]
            large *= 0.7
        long = large * rng.uniform(1.0, 1.5)
        if x in (0, width):
            draw.ellipse((x - long, y - large, x + long, y + large), fill=255)
        else:
            draw.ellipse((x - large, y - long, x + large, y + long), fill=255)
        if rng.random() < 0.5:
            shadow = np.asarray(mask.filter(ImageFilter.GaussianBlur(width / 60)), float)[..., None] / 255
            paper = _image(np.asarray(paper, float) * (1 - 0.2 * shadow))
        paper.paste(skin, (0, 0), mask)
        return paper

    return lay


# Canvases: what else a picture of one shows.


def neighbours(sides: int, upright: bool = False, photo: bool = False) -> Painter:
    """A crop of a number: pieces of the digits before and behind reach into it."""

    def make(drawings: Sequence[Drawing], rng: Rng) -> Scene:
        side = int(rng.integers(120, 420))
        pen = side * rng.uniform(0.02, 0.06)
        some = [_pick(drawings, rng) for _ in range(3)]
        strokes: Strokes = []
        which = rng.permutation(2)[:sides]
        for place, drawing in enumerate(some):
            own = placed(drawing, side, rng, pen, (0.55, 0.7))
            points = np.concatenate(own)
            low, high = points.min(0), points.max(0)
            off = np.array([side, side]) / 2 - (low + high) / 2
            if place and place - 1 in which:
                axis = int(upright)
                showing = rng.uniform(0.02, 0.12) * side
                off[axis] = (
                    side - showing - low[axis] + pen / 2 if place == 1 else showing - high[axis] - pen / 2
                )
            if not place or place - 1 in which:
                strokes += [stroke + off for stroke in own]
        ink = painted(strokes, side, Pen(pen))[..., None]
        image = _image(255 - (255 - np.array(_ink(rng))) * ink)
        return (photograph(image, rng) if photo else image), str(some[0].label)

    return make


def _ink(rng: Rng) -> Colour:
    return [(0, 0, 0), (20, 20, 30), (30, 60, 180), (200, 30, 30), (0, 110, 60)][rng.integers(5)]


def app(parts: Sequence[str], dark: bool | None = False, jpeg: bool = False) -> Painter:
    """A page of an app whose canvas has no frame: `heading`, `caption`, `buttons`, `menu`, several of them."""

    def make(drawings: Sequence[Drawing], rng: Rng) -> Scene:
        width = int(rng.integers(340, 560))
        height = round(width * rng.uniform(1.0, 1.4))
        is_dark = rng.random() < 0.5 if dark is None else dark
        level = int(rng.integers(0, 40)) if is_dark else int(rng.choice([255, 255, 250, 245]))
        page = Image.new("RGB", (width, height), (level,) * 3)
        text = (240, 240, 240) if is_dark else [(0, 0, 0), (50, 50, 60), (110, 110, 115)][rng.integers(3)]
        draw = ImageDraw.Draw(page)
        if "menu" in parts:
            draw.rectangle(
                (0, 0, width, height // 11),
                fill=[(33, 150, 243), (63, 81, 181), (38, 50, 56), (225, 225, 228)][rng.integers(4)],
            )
            draw.text(
                (14, height // 40), HEADINGS[rng.integers(5)], fill=(255, 255, 255), font=_font(rng, (14, 20))
            )
        if "heading" in parts:
            _text(draw, HEADINGS[rng.integers(5)], height * 0.03, width, text, _font(rng, (15, 28)), rng)
        if "caption" in parts:
            _text(draw, CAPTIONS[rng.integers(6)], height * 0.9, width, text, _font(rng, (13, 24)), rng)
        if "buttons" in parts:
            _buttons(draw, width, height, text, rng)
        drawing = _pick(drawings, rng)
        strokes = placed(drawing, width, rng, 0, (0.35, 0.6))
        points = np.concatenate(strokes)
        room = np.array([(0.08 * width, 0.92 * width), (0.17 * height, 0.78 * height)])
        extent = np.ptp(points, 0)
        strokes = [s * min(1, float(np.ptp(room[1])) / max(extent[1], 1)) for s in strokes]
        points = np.concatenate(strokes)
        corner = room[:, 0] + rng.random(2) * np.maximum(np.ptp(room, 1) - np.ptp(points, 0), 0)
        strokes = [stroke - points.min(0) + corner for stroke in strokes]
        pen = width * rng.uniform(0.012, 0.05)
        ink = painted(strokes, max(width, height), Pen(pen))[:height, :width, None]
        colour = np.array((255, 255, 255) if is_dark else _ink(rng), float)
        pixels = np.asarray(page, float)
        image = _image(pixels + (colour - pixels) * ink)
        return (saved(image, "JPEG", rng) if jpeg else image), str(drawing.label)

    return make


def _font(rng: Rng, size: tuple[int, int], faces: Sequence[str] = FACES[:4]) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        str(FONTS / f"{faces[int(rng.integers(len(faces)))]}.ttf"), int(rng.integers(*size))
    )


def _text(
    draw: ImageDraw.ImageDraw,
    text: str,
    top: float,
    width: int,
    colour: Colour,
    font: ImageFont.FreeTypeFont,
    rng: Rng,
) -> None:
    room = width - draw.textlength(text, font)
    draw.text((room / 2 if rng.random() < 0.7 else 14, top), text, fill=colour, font=font)


def _buttons(draw: ImageDraw.ImageDraw, width: int, height: int, text: Colour, rng: Rng) -> None:
    names = rng.permutation(BUTTONS)[: rng.integers(1, 4)]
    style, font = rng.integers(3), _font(rng, (11, 16))
    fill = [(225, 225, 225), (33, 150, 243), (76, 175, 80), (98, 0, 238)][rng.integers(4)]
    bottom = 0.84 if rng.random() < 0.7 else 0.9
    for at, name in enumerate(names):
        wide = width / (len(names) + 0.6)
        left, top = wide * (0.3 + at) + 6, height * bottom
        box = (left, top, left + wide - 12, top + height * 0.07)
        if style < 2:
            draw.rounded_rectangle(
                box, int(rng.choice([0, 5, 12])), fill=fill if style else None, outline=(150, 150, 155)
            )
        on = (255, 255, 255) if style == 1 and fill[0] < 200 else text if style != 1 else (0, 0, 0)
        off = (box[2] - box[0] - draw.textlength(str(name), font)) / 2
        draw.text((left + off, top + height * 0.02), str(name), fill=on, font=font)


def plotted(kind: str, jpeg: bool = False) -> Painter:
    """A figure of matplotlib with axes and ticks: the `image` of a digit, or its strokes as `lines`."""

    def make(drawings: Sequence[Drawing], rng: Rng) -> Scene:
        drawing = _pick(drawings, rng)
        figure, axes = plt.subplots(
            figsize=(float(rng.uniform(3, 6)), float(rng.uniform(3, 5))), dpi=int(rng.choice([72, 100]))
        )
        if kind == "image":
            shown = frame(drawing.strokes)
            if rng.random() < 0.4:
                shown = painted(placed(drawing, 200, rng, 6, (0.5, 0.8)), 200, Pen(10)).astype(np.float32)
            axes.imshow(
                shown,
                cmap=str(rng.choice(["gray", "gray_r", "binary", "viridis"], p=[0.35, 0.25, 0.25, 0.15])),
            )
        else:
            for stroke in placed(drawing, 100, rng, 8, (0.6, 0.9)):
                axes.plot(
                    *stroke.T,
                    color=str(rng.choice(["black", "tab:blue", "red"])),
                    linewidth=float(rng.uniform(3, 7)),
                    solid_capstyle="round",
                )
            axes.set_xlim(0, 100)
            axes.set_ylim(100, 0)
            axes.set_aspect("equal")
            if rng.random() < 0.25:
                axes.grid(True)
        if rng.random() < 0.5:
            axes.set_title(str(rng.choice(["Digit", "Sample", "Label: ?", "Handwritten digit"])))
        if rng.random() < 0.2:
            axes.set_xlabel("x")
            axes.set_ylabel("y")
        figure.savefig(file := io.BytesIO(), format="png")
        plt.close(figure)
        image = Image.open(file).convert("RGB")
        return (saved(image, "JPEG", rng) if jpeg else image), str(drawing.label)

    return make


def printed(drawings: Sequence[Drawing], rng: Rng) -> Scene:
    """A digit in print."""
    digit = str(_pick(drawings, rng).label)
    side = int(rng.integers(60, 300))
    dark = rng.random() < 0.3
    page = Image.new("L", (side, side), 0 if dark else 255)
    font = _font(rng, (round(side * 0.4), round(side * 0.8)), FACES)
    ImageDraw.Draw(page).text((side / 2, side / 2), digit, fill=255 if dark else 0, font=font, anchor="mm")
    return page, digit


def small_scan(side: int) -> Painter:
    """A scan cropped to its ink and scaled to a small square, as sets of zip codes hold them."""

    def make(drawings: Sequence[Drawing], rng: Rng) -> Scene:
        drawing = _pick(drawings, rng)
        ink = painted(placed(drawing, 160, rng, 20, (0.7, 0.75)), 160, Pen(float(rng.uniform(12, 34))))
        rows, columns = (np.flatnonzero((ink > 0.5).any(axis)) for axis in (1, 0))
        tight = Image.fromarray(
            (255 * ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]).astype(np.uint8)
        )
        height = side
        width = (
            side
            if rng.random() < 0.3
            else max(round(tight.width * side / tight.height * rng.uniform(1, 1.3)), 3)
        )
        small = np.asarray(tight.resize((min(width, side), height), Image.Resampling.BOX), float)
        if rng.random() < 0.5:
            left = (side - small.shape[1]) // 2
            small = np.pad(small, ((0, 0), (left, side - left - small.shape[1])))
        small = np.clip(small + rng.normal(0, 3, small.shape), 0, 255)
        return _image(small if rng.random() < 0.6 else 255 - small), str(drawing.label)

    return make


def crossed(lines: int) -> Painter:
    """A canvas with lines from edge to edge, as a form, a table or a writing line has them."""

    def make(drawings: Sequence[Drawing], rng: Rng) -> Scene:
        drawing = _pick(drawings, rng)
        side = int(rng.integers(200, 500))
        page = Image.new("RGB", (side, side), (255, 255, 255))
        ink = painted(
            _inside(drawing, page.size, rng, (0.4, 0.55)), side, Pen(side * rng.uniform(0.015, 0.05))
        )
        page = _image(255 - (255 - np.array(_ink(rng))) * ink[..., None])
        draw, colour = (
            ImageDraw.Draw(page),
            [(0, 0, 0), (200, 60, 60), (90, 120, 200), (130, 130, 130)][rng.integers(4)],
        )
        for edge in rng.permutation(4)[:lines].tolist():
            at = side * (0.07 if edge < 2 else 0.93) + rng.uniform(-0.04, 0.04) * side
            ends = (at, 0, at, side) if edge % 2 else (0, at, side, at)
            draw.line(ends, fill=colour, width=int(rng.integers(1, 5)))
        return page, str(drawing.label)

    return make


def rows(photo: bool = False) -> Painter:
    """Two or three rows of numbers."""

    def make(drawings: Sequence[Drawing], rng: Rng) -> Scene:
        unit = int(rng.integers(60, 110))
        texts, strokes, top = [], [], unit * 0.4
        for _ in range(int(rng.choice([2, 2, 3]))):
            text, own, _ = _number(drawings, int(rng.integers(1, 4)), unit, rng)
            corner = np.array([unit * rng.uniform(0.4, 1.0), top])
            texts.append(text)
            strokes += [stroke + corner for stroke in own]
            top += unit * rng.uniform(1.35, 1.8)
        size = (round(max(s[:, 0].max() for s in strokes) + unit * 0.5), round(top))
        return _sheet(strokes, size, unit, rng, photo), " ".join(texts)

    return make


def decimal(drawings: Sequence[Drawing], rng: Rng) -> Scene:
    """A number with a decimal point."""
    unit = int(rng.integers(60, 120))
    before, first, width = _number(drawings, int(rng.integers(1, 3)), unit, rng)
    behind, second, more = _number(drawings, int(rng.integers(1, 3)), unit, rng)
    pen = unit * 0.08
    dot = np.array([[width + unit * rng.uniform(0.12, 0.2), unit * rng.uniform(0.94, 1.0)]])
    off = np.array([dot[0, 0] + unit * rng.uniform(0.14, 0.22), 0])
    tail = [dot, dot + np.array([pen / 2, pen / 3])] if rng.random() < 0.5 else [dot]
    strokes = [*first, np.concatenate(tail), *(stroke + off for stroke in second)]
    strokes = [stroke + unit * 0.5 for stroke in strokes]
    size = (round(off[0] + more + unit), 2 * unit)
    return _sheet(strokes, size, unit, rng, False), f"{before}.{behind}"


def _number(drawings: Sequence[Drawing], count: int, unit: float, rng: Rng) -> tuple[str, Strokes, float]:
    """A number one unit high, its top left at 0: its text, its strokes, its width."""
    text, strokes, left = "", [], 0.0
    for _ in range(count):
        drawing = _pick(drawings, rng)
        own = [np.array(stroke, float) for stroke in drawing.strokes if len(stroke)]
        points = np.concatenate(own)
        low, extent = points.min(0), np.ptp(points, 0)
        scale = unit * rng.uniform(0.92, 1.05) / max(float(extent[1]), float(extent[0]) / 1.2, 1)
        left += unit * rng.uniform(0.16, 0.35) if text else 0
        corner = np.array([left, unit - extent[1] * scale])
        strokes += [(stroke - low) * scale + corner for stroke in own]
        left += float(extent[0]) * scale
        text += str(drawing.label)
    return text, strokes, left


def _sheet(strokes: Strokes, size: tuple[int, int], unit: float, rng: Rng, photo: bool) -> Image.Image:
    ink = painted(strokes, max(size), Pen(unit * rng.uniform(0.05, 0.1)))[: size[1], : size[0], None]
    image = _image(255 - (255 - np.array(_ink(rng))) * ink)
    return photograph(image, rng) if photo else image


def plain(jpeg: str = "") -> Painter:
    """A canvas with nothing but a digit on it."""

    def make(drawings: Sequence[Drawing], rng: Rng) -> Scene:
        drawing = _pick(drawings, rng)
        side = int(rng.integers(160, 480))
        pen = side * rng.uniform(0.02, 0.1)
        ink = painted(placed(drawing, side, rng, pen / 2 + 1, (0.45, 0.8)), side, Pen(pen))[..., None]
        dark = rng.random() < 0.3
        image = _image(255 * ink[..., 0] if dark else 255 - (255 - np.array(_ink(rng))) * ink)
        return (saved(image, jpeg, rng) if jpeg else image), str(drawing.label)

    return make
