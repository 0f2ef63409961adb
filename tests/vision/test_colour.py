"""Ink of any colour on a background of any other."""

from __future__ import annotations

import colorsys

import numpy as np
import pytest
from PIL import Image

from digitgame.vision.colour import contrast, to_channels
from digitgame.vision.picture import frame_image

from .painting import alike, seven

EXPECTED = frame_image(seven())
Colour = tuple[int, int, int]


def coloured(background: Colour, ink: Colour) -> Image.Image:
    light = np.asarray(seven(), np.float32)[..., None] / 255
    return Image.fromarray(
        np.rint(np.array(background) + (np.array(ink) - background) * light).astype(np.uint8)
    )


@pytest.mark.parametrize(
    ("background", "ink"),
    [
        ((30, 120, 60), (220, 50, 40)),  # as light as the background
        ((0, 255, 150), (170, 170, 170)),
        ((255, 255, 255), (255, 240, 0)),
        ((255, 255, 255), (0, 255, 255)),
        ((0, 0, 0), (0, 0, 255)),
        ((220, 90, 60), (90, 170, 40)),
    ],
)
def test_ink_of_any_colour_is_found(background: Colour, ink: Colour) -> None:
    assert alike(frame_image(coloured(background, ink)), EXPECTED) > 0.97


@pytest.mark.parametrize("background", [0, 255])
@pytest.mark.parametrize("transparent", [False, True])
def test_a_stroke_of_all_colours_is_one_stroke(background: int, transparent: bool) -> None:
    light = np.asarray(seven(), np.float32)[..., None] / 255
    hues = np.array([colorsys.hsv_to_rgb(at / 300, 1, 1) for at in range(300)], np.float32)[:, None] * 255
    mixed = np.rint(background + (hues - background) * light).astype(np.uint8)
    if transparent:
        alpha = np.rint(255 * light).astype(np.uint8)
        mixed = np.concatenate([np.broadcast_to(hues, (300, 300, 3)).astype(np.uint8), alpha], 2)
    assert alike(frame_image(Image.fromarray(mixed)), EXPECTED) > 0.97


def test_a_grey_image_has_one_channel() -> None:
    grey = seven(background=230, ink=40)
    assert to_channels(grey).shape == (300, 300, 1)
    assert to_channels(grey.convert("RGB")).shape == (300, 300, 1)
    assert to_channels(coloured((230, 240, 200), (40, 40, 90))).shape == (300, 300, 3)
    assert (to_channels(grey.convert("RGB")) == to_channels(grey)).all()


def test_a_desk_of_one_colour_around_most_of_a_sheet_is_no_background() -> None:
    photograph = Image.new("RGB", (300, 300), (60, 40, 30))
    photograph.paste(seven(200, background=230, ink=40).convert("RGB"), (50, 50))
    photograph = photograph.crop((0, 0, 250, 300))
    grey = contrast(to_channels(photograph))
    # The paper is still light, and the ink on it dark.
    assert np.median(grey[60:240, 60:240]) == pytest.approx(230, abs=1)
    assert grey[90, 130] == pytest.approx(40, abs=1)
