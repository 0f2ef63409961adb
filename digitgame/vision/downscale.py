"""Smaller copies of ink in which thin lines stay whole."""

from typing import Final

import numpy as np

from digitgame.vision.background import Grey, Pixels, pen_width, resize

# A pen thinner than this, in px of the copy, would pale if pixels were averaged.
_THIN: Final = 2.5


def max_pool(pixels: Pixels, times: int) -> Pixels:
    """Downscale by an integer factor, each pixel the maximum of its block: thin lines stay whole."""
    height, width = (-(-length // times) for length in pixels.shape)
    padded = np.pad(pixels, ((0, height * times - pixels.shape[0]), (0, width * times - pixels.shape[1])))
    return np.asarray(padded.reshape(height, times, width, times).max((1, 3)))


def downscale(ink: Grey, side: int) -> Grey:
    """A copy at most `side` px long in which thin lines stay whole and separate ink stays separate if possible."""
    times = -(-max(ink.shape) // side)
    if times < 2:
        return ink
    return max_pool(ink, times) if pen_width(ink > 0.5) < _THIN * times else resize(ink, side)
