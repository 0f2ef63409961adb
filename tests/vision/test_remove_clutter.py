"""What a picture shows beside the digit is no part of it: lines, cut-off ink, type, buttons, desk, thumbs, axes."""

from __future__ import annotations

import io
import warnings

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, features

from digitgame.errors import DigitgameError
from digitgame.synth import handwriting
from digitgame.vision.picture import frame_image, load_frame
from digitgame.vision.pixels import downscale
from digitgame.vision.remove_clutter import remove_clutter

from .painting import alike, canvas, drawings

SIDE = 480


def page(strokes: object, pen: float = 8) -> Image.Image:
    """A small digit in the middle of white paper."""
    small = [[(75 + x / 2, 75 + y / 2) for x, y in stroke] for stroke in strokes]  # type: ignore[attr-defined]
    return canvas(small, SIDE, pen)


def photograph(image: Image.Image) -> Image.Image:
    """Grainy, out of focus, darker to the right."""
    rng = np.random.default_rng(3)
    seen = np.asarray(image.filter(ImageFilter.GaussianBlur(1)), float) * 0.9
    lit = seen * np.linspace(1, 0.85, image.width) + rng.normal(0, 3, seen.shape)
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def margin(draw: ImageDraw.ImageDraw) -> None:
    draw.line((60, 0, 66, SIDE), fill=60, width=3)


def squares(draw: ImageDraw.ImageDraw) -> None:
    for at in range(7, SIDE, 30):
        draw.line((0, at, SIDE, at + 3), fill=150, width=2)
        draw.line((at, 0, at - 3, SIDE), fill=150, width=2)


def desk(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon([(0, 0), (60, 0), (75, SIDE), (0, SIDE)], fill=90)


def thumb(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((SIDE - 90, SIDE - 80, SIDE + 90, SIDE + 80), fill=140)


@pytest.mark.parametrize("paint", [margin, squares, desk, thumb])
def test_paper_and_what_lies_on_it_is_not_ink(paint: object) -> None:
    for strokes in drawings(4):
        plain = page(strokes)
        shown = plain.copy()
        paint(ImageDraw.Draw(shown))  # type: ignore[operator]
        # Lines lie under the ink.
        shown = Image.fromarray(np.minimum(np.asarray(shown), np.asarray(plain)))
        assert alike(frame_image(photograph(shown)), frame_image(plain)) > 0.9


def test_a_pen_is_not_interrupted_where_it_crosses_fainter_lines() -> None:
    lines = Image.new("L", (SIDE, SIDE), 255)
    squares(ImageDraw.Draw(lines))
    # A long bar that lies on a line goes with it, so digits without one.
    for digit in (0, 3, 6, 8, 9):
        strokes = handwriting.write(digit, np.random.default_rng(4)).strokes
        pen = np.asarray(1 - np.asarray(page(strokes), np.float32) / 255, np.float32)
        # The lamp makes the lines darker on their way.
        faint = (1 - np.asarray(lines, np.float32) / 255) * np.linspace(0.8, 1.6, SIDE, dtype=np.float32)
        left = downscale(remove_clutter(np.asarray(np.maximum(pen, faint), np.float32)), 240)
        pen = downscale(pen, 240)
        assert (left[pen > 0.9] > 0.5).mean() > 0.99
        assert (left[pen == 0] > 0.1).mean() < 0.01


def heading(draw: ImageDraw.ImageDraw) -> None:
    draw.text((120, 20), "Draw a digit (0-9)", fill=0, font_size=26)


def caption(draw: ImageDraw.ImageDraw) -> None:
    draw.text((20, 440), "Prediction: 7 (98.3 %)", fill=90, font_size=22)


def buttons(draw: ImageDraw.ImageDraw) -> None:
    for left, name in ((60, "Clear"), (250, "Predict")):
        draw.rounded_rectangle((left, 430, left + 130, 465), 6, fill=225, outline=150)
        draw.text((left + 40, 438), name, fill=0, font_size=18)


def neighbour(draw: ImageDraw.ImageDraw) -> None:
    draw.arc((SIDE - 25, 150, SIDE + 150, 330), 0, 360, fill=0, width=10)


@pytest.mark.parametrize("paint", [heading, caption, buttons, neighbour])
def test_what_else_a_page_shows_is_no_part_of_the_digit(paint: object) -> None:
    for strokes in drawings(4):
        plain = page(strokes)
        shown = plain.copy()
        paint(ImageDraw.Draw(shown))  # type: ignore[operator]
        assert alike(frame_image(shown), frame_image(plain)) > 0.98


@pytest.mark.parametrize("quality", [0, 75])
def test_the_axes_of_a_plot_are_not_ink(quality: int) -> None:
    for strokes in drawings(4):
        plain = page(strokes)
        shown = Image.new("L", (SIDE + 120, SIDE + 120), 255)
        shown.paste(plain, (70, 50))
        draw = ImageDraw.Draw(shown)
        draw.rectangle((69, 49, 70 + SIDE, 50 + SIDE), outline=0)
        for at in range(0, SIDE, 80):
            draw.line((65, 50 + at, 69, 50 + at), fill=0)
            draw.line((70 + at, 50 + SIDE, 70 + at, 54 + SIDE), fill=0)
            draw.text((35, 44 + at), str(at), fill=0, font_size=13)
            draw.text((62 + at, 56 + SIDE), str(at), fill=0, font_size=13)
        if quality:
            shown.save(file := io.BytesIO(), "JPEG", quality=quality)
            shown = Image.open(file)
        assert alike(frame_image(shown), frame_image(plain)) > 0.95


def test_ink_at_the_edge_stays_where_no_other_digit_is() -> None:
    for strokes in drawings(4):
        whole = page(strokes)
        box = whole.point(lambda grey: 255 if grey < 128 else 0).getbbox()
        assert box is not None
        assert alike(frame_image(whole.crop(box)), frame_image(whole)) > 0.95


def test_a_heic_picture_is_named_with_what_to_do() -> None:
    content = io.BytesIO(b"\0\0\0\x18ftypheic" + bytes(64))
    with pytest.raises(DigitgameError, match=r"seven\.heic is a HEIC picture"):
        load_frame(content, "seven.heic")


def test_an_avif_picture_is_read_or_named(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Image.new("L", (120, 120), 255)
    ImageDraw.Draw(picture).line([(60, 20), (60, 100)], 0, 8)
    content = io.BytesIO()
    if features.check("avif"):
        picture.save(content, "AVIF", quality=90)
        content.seek(0)
        expected = frame_image(picture)
        assert np.abs(load_frame(content, "one.avif") - expected).mean() < 0.02
    # An older Pillow does not know the word.
    monkeypatch.setattr(features, "check", lambda name: warnings.warn(f"Unknown {name}", stacklevel=1))
    content = io.BytesIO(b"\0\0\0\x18ftypavif" + bytes(64))
    with pytest.raises(DigitgameError, match=r"one\.avif is an AVIF picture") as caught:
        load_frame(content, "one.avif")
    assert caught.value.hint == "Save it as PNG or JPEG."
