"""Smaller copies of ink in which thin lines stay whole."""

from __future__ import annotations

from typing import Final

import numpy as np

from digitgame.vision.background import Grey, fitted, outline

_HAIR: Final = 2.5  # px: a pen thinner than this would pale where pixels are averaged


def reduced(ink: Grey, times: int) -> Grey:
    """So many times as small, each pixel as full as the fullest of those that it was: thin lines stay whole."""
    height, width = (-(-length // times) for length in ink.shape)
    padded = np.pad(ink, ((0, height * times - ink.shape[0]), (0, width * times - ink.shape[1])))
    small: Grey = padded.reshape(height, times, width, times).max((1, 3))
    return small


def small_copy(ink: Grey, side: int) -> Grey:
    """A copy at most `side` px long in which thin lines stay whole, and what lies apart stays apart where it can."""
    times = -(-max(ink.shape) // side)
    if times < 2:
        return ink
    solid = ink > 0.5
    width = 2 * int(solid.sum()) / max(int(outline(solid).sum()), 1)
    return reduced(ink, times) if width < _HAIR * times else fitted(ink, side)
