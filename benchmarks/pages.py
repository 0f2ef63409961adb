"""What lies around, under and over a drawing: pages, guide lines, scaled canvases, paper under a phone."""

from __future__ import annotations

import io

import numpy as np
from boards import Array, Board, Pen, Rng, canvas, to_image
from PIL import Image, ImageDraw, ImageFilter

from digitgame.ink import Drawing


def scaled(board: Board, side: int, how: Image.Resampling) -> Board:
    """A canvas that the page, or a screen of two or three px a px, shows larger or smaller."""
    return lambda drawing, rng: board(drawing, rng).resize((side, side), how)


def saved(board: Board, kind: str, **how: int) -> Board:
    """Saved as JPEG, WEBP or GIF and opened again."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        file = io.BytesIO()
        board(drawing, rng).save(file, kind, **how)
        return Image.open(file)

    return make


def ruled(board: Board, cells: int, tone: int) -> Board:
    """With the lines of a grid under the ink."""
    return _under(
        board,
        lambda draw, side: [
            draw.line((*((at, 0, at, side) if upright else (0, at, side, at)),), fill=tone)
            for at in np.linspace(0, side, cells + 1)[1:-1].round().tolist()
            for upright in (True, False)
        ],
    )


def guided(board: Board, tone: int) -> Board:
    """With a dashed cross and a dashed square that show where to draw."""

    def lines(draw: ImageDraw.ImageDraw, side: int) -> None:
        for at in range(0, side, 10):
            for fixed in (side // 8, side // 2, side - side // 8):
                draw.line((fixed, at, fixed, at + 5), fill=tone)
                draw.line((at, fixed, at + 5, fixed), fill=tone)

    return _under(board, lines)


def checked(board: Board, tone: int, cell: int) -> Board:
    """On the squares by which an editor shows transparency."""

    def squares(draw: ImageDraw.ImageDraw, side: int) -> None:
        for down in range(0, side, cell):
            for across in range(down // cell % 2 * cell, side, 2 * cell):
                draw.rectangle((across, down, across + cell - 1, down + cell - 1), fill=tone)

    return _under(board, squares)


def _under(board: Board, paint: object) -> Board:
    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        ink = board(drawing, rng).convert("L")
        # What lies under white ink on black is painted inverted.
        dark = int(np.median(np.asarray(ink))) < 128
        paper = Image.new("L", ink.size, 255)
        paint(ImageDraw.Draw(paper), ink.width)  # type: ignore[operator]
        light = np.asarray(ink if not dark else Image.eval(ink, lambda grey: 255 - grey), float) / 255
        shown = to_image(np.asarray(paper, float) * light)
        return Image.eval(shown, lambda grey: 255 - grey) if dark else shown

    return make


def on_page(board: Board, page: int, line: int, corner: int, heading: bool = False) -> Board:
    """A screenshot: a board with round corners and a line around it on a page, a heading above and a button below."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        inside = board(drawing, rng).convert("L")
        side, around = inside.width, 60 if heading else 24
        shot = Image.new("L", (side + 2 * around, side + 2 * around), page)
        draw = ImageDraw.Draw(shot)
        box = (around - 2, around - 2, around + side + 1, around + side + 1)
        draw.rounded_rectangle(box, corner, fill=line)
        mask = Image.new("L", inside.size)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), corner, fill=255)
        shot.paste(inside, (around, around), mask)
        if heading:
            text = 255 if page < 128 else 30
            draw.text((around, 15), "Draw a digit here", fill=text, font_size=26)
            draw.rounded_rectangle((around, around + side + 15, around + 90, around + side + 45), 6, fill=110)
            draw.text((around + 18, around + side + 21), "Clear", fill=255, font_size=16)
        return shot

    return make


def shadowed(side: int, pen: Pen, strength: float) -> Board:
    """A photograph of paper with the shadow of a hand across it."""
    plain = canvas(side, pen, share=(0.3, 0.6))

    def shade(shape: tuple[int, int], rng: Rng) -> Array:
        turn, off = rng.uniform(0, 2 * np.pi), rng.uniform(-0.25, 0.25)
        down, across = np.mgrid[-0.5 : 0.5 : shape[0] * 1j, -0.5 : 0.5 : shape[1] * 1j]
        along = (np.cos(turn) * across + np.sin(turn) * down - off) / 0.015
        return np.asarray(1 - strength / (1 + np.exp(-np.clip(along, -50, 50))))

    return photographed(plain, shade)


def photographed(board: Board, shade: object = None, base: tuple[int, int] = (170, 235)) -> Board:
    """A board, black on white, under a phone's camera: grain, blur, a lamp to one side, JPEG."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        flat = board(drawing, rng).convert("L")
        around = int(np.median(np.asarray(flat)[[0, -1]]))
        turned = flat.rotate(rng.normal(0, 3), Image.Resampling.BILINEAR, fillcolor=around)
        side = turned.width
        seen = np.asarray(turned.filter(ImageFilter.GaussianBlur(side / 500)), float) / 255
        down, across = np.mgrid[0 : 1 : side * 1j, 0 : 1 : side * 1j]
        light = rng.uniform(*base) - rng.uniform(0, 90) * (down * rng.random() + across * rng.random())
        if shade is not None:
            light = light * shade(seen.shape, rng)  # type: ignore[operator]
        return to_image(light * (0.25 + 0.75 * seen) + rng.normal(0, 4, seen.shape))

    return saved(make, "JPEG", quality=80)


def lined(board: Board, tone: int = 190) -> Board:
    """On lined paper with a margin."""

    def lines(draw: ImageDraw.ImageDraw, side: int) -> None:
        for at in range(side // 20, side, side // 9):
            draw.line((0, at, side, at), fill=tone, width=max(side // 300, 1))
        draw.line((side // 8, 0, side // 8, side), fill=tone, width=max(side // 300, 1))

    return _under(board, lines)


def on_desk(board: Board, desk: int) -> Board:
    """A sheet of paper that does not fill the image, with a desk around it."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        sheet = board(drawing, rng).convert("L")
        side = sheet.width
        table = Image.fromarray(np.clip(rng.normal(desk, 3, (side, side)), 0, 255).astype(np.uint8))
        small = sheet.resize((side * 3 // 4, side * 3 // 4), Image.Resampling.BOX).convert("LA")
        small = small.rotate(rng.normal(0, 4), Image.Resampling.BICUBIC, expand=True)
        left, top = ((side - length) // 2 for length in small.size)
        table.paste(small.getchannel("L"), (left, top), small.getchannel("A"))
        return table

    return make


def cut(board: Board, much: float) -> Board:
    """The ink leaves the board: so much of its side is cut off at one edge."""

    def make(drawing: Drawing, rng: Rng) -> Image.Image:
        image = board(drawing, rng)
        box = image.convert("L").point(lambda grey: 255 if grey < 128 else 0).getbbox() or (0, 0, 1, 1)
        off = round(much * max(box[2] - box[0], box[3] - box[1]))
        edge = int(rng.integers(4))
        at = [0, 0, image.width, image.height]
        at[edge] = box[edge] + (off if edge < 2 else -off)
        return image.crop(tuple(at))  # type: ignore[arg-type]

    return make
