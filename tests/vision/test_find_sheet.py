"""A photograph of a sheet of paper on a darker desk is cropped to the sheet."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from digitgame.vision.find_sheet import crop_to_sheet
from digitgame.vision.picture import frame_image

from .painting import alike, canvas, drawings


def on_desk(sheet: Image.Image, turn: float, desk: float) -> Image.Image:
    """A sheet, white with black ink, turned a little on a desk, under a lamp; grainy and a little out of focus."""
    rng = np.random.default_rng(4)
    lit = sheet.point(lambda grey: 60 + grey * 150 // 255).convert("LA")
    turned = lit.rotate(turn, Image.Resampling.BICUBIC, expand=True)
    table = Image.new("L", (turned.width * 5 // 4, turned.height * 5 // 4), round(desk))
    table.paste(turned.getchannel("L"), (turned.width // 8, turned.height // 8), turned.getchannel("A"))
    seen = np.asarray(table.filter(ImageFilter.GaussianBlur(1)), float)
    light = np.linspace(1.1, 0.8, seen.shape[1]) + rng.normal(0, 0.015, seen.shape)
    return Image.fromarray(np.clip(seen * light, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("turn", [-4, 0, 5])
@pytest.mark.parametrize("desk", [30, 90])
def test_the_desk_around_a_sheet_is_not_ink(turn: float, desk: float) -> None:
    for strokes in drawings(4):
        sheet = canvas([[(75 + x / 2, 75 + y / 2) for x, y in stroke] for stroke in strokes], 600, 8)
        straight = sheet.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
        assert alike(frame_image(on_desk(sheet, turn, desk)), frame_image(straight)) > 0.9


def test_light_ink_on_a_dark_board_is_no_sheet() -> None:
    for strokes in drawings(20):
        for pen in (6, 20, 60):
            board = np.asarray(canvas(strokes, 300, pen, 0, 255), np.float32)
            assert crop_to_sheet(board) is board
