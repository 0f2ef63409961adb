"""A row of dots becomes the line that was drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitgame.ink import Stroke, frame
from digitgame.vision import join_dots
from digitgame.vision.components import Components
from digitgame.vision.picture import extract_ink, frame_image

from .painting import alike, canvas, drawings


def stamped(strokes: Sequence[Stroke], dot: float, apart: float, side: int = 300) -> Image.Image:
    """Dots at most `apart` times their width apart, closer where the pen is slow."""
    image = Image.new("L", (side * 4, side * 4), 255)
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        points = np.array(stroke, float) * side / 300 * 4
        along = np.r_[0, np.cumsum(np.hypot(*np.diff(points, axis=0).T))]
        count = max(int(along[-1] / (apart * dot * 4)), 1)
        slow = np.linspace(0, 1, count + 1)
        slow += np.sin(4 * np.pi * slow) * 0.3 / (4 * np.pi)
        for at in slow * along[-1]:
            x, y = (float(np.interp(at, along, points[:, axis])) for axis in (0, 1))
            half = dot * 2
            draw.ellipse((x - half, y - half, x + half, y + half), fill=0)
    return image.resize((side, side), Image.Resampling.BOX)


@pytest.mark.parametrize(("dot", "apart"), [(8, 2.0), (10, 1.5), (16, 1.3)])
def test_rows_of_dots_are_framed_like_the_ink(dot: float, apart: float) -> None:
    framed = [(frame_image(stamped(s, dot, apart)), frame(s)) for s in drawings(30)]
    joined = [alike(one, other) for one, other in framed]
    assert np.median(joined) > 0.93
    assert np.percentile(joined, 10) > 0.85


def test_a_ring_of_dots_is_closed() -> None:
    zero = [[(150 + 90 * np.cos(t), 150 + 110 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 60)]]
    ink = extract_ink(stamped(zero, 10, 2.0))
    assert len(Components(ink).pieces()) == 1
    middle = ink[
        ink.shape[0] // 2 - 20 : ink.shape[0] // 2 + 20, ink.shape[1] // 2 - 20 : ink.shape[1] // 2 + 20
    ]
    assert not middle.any()


def test_the_arms_of_a_one_are_joined_only_at_the_top() -> None:
    one = [[(100.0, 150.0), (170.0, 50.0), (170.0, 260.0)]]
    framed = frame_image(stamped(one, 9, 1.8))
    assert alike(framed, frame(one)) > 0.93


def test_two_digits_of_dots_stay_two() -> None:
    ones = [[(80.0, 60.0), (80.0, 240.0)], [(210.0, 60.0), (205.0, 240.0)]]
    assert len(Components(extract_ink(stamped(ones, 10, 1.8))).pieces()) == 2


@pytest.mark.parametrize("pen", [1, 6, 20, 40])
def test_ink_without_dots_is_returned_unchanged(pen: float) -> None:
    for strokes in drawings(20):
        ink = extract_ink(canvas(strokes, 300, pen))
        assert join_dots.connect(ink) is ink


def test_the_grain_of_chalk_is_not_joined() -> None:
    rng = np.random.default_rng(3)
    for strokes in drawings(20):
        ink = extract_ink(canvas(strokes, 300, 14))
        grain = rng.random((ink.shape[0] // 3 + 1, ink.shape[1] // 3 + 1)).repeat(3, 0).repeat(3, 1)
        chalk = np.where(grain[: ink.shape[0], : ink.shape[1]] < 0.6, ink, np.float32(0))
        assert join_dots.connect(chalk) is chalk
