"""What all charts share: colours, and how shares are written."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import ImageColor

INK: Final = "#1f2933"
QUIET: Final = "#7b8794"
GRID: Final = "#e4e7eb"
PAPER: Final = "#ffffff"
BLUE: Final = "#2563a8"  # what is right, what excites
PALE_BLUE: Final = "#e3edf7"
ORANGE: Final = "#d9580d"  # what is wrong, what inhibits
MID_ORANGE: Final = "#f0904f"  # the darkest that INK is read on with ease
PALE_ORANGE: Final = "#fbd3b5"
GREYS: Final = (PAPER, "#000000")
# about as far from each other to the eye
BLUES: Final = ("#f7fbff", "#c6dbef", "#6baed6", "#2171b5", "#08306b")
MISTAKES: Final = (PAPER, PALE_ORANGE, MID_ORANGE)
SIGNED: Final = (ORANGE, "#f7f4f0", BLUE)
FINER: Final = 4  # letters, lines and dots are drawn so many times larger, then made small, for their edges


def shaded(
    values: npt.NDArray[Any], colours: tuple[str, ...], low: float, high: float
) -> npt.NDArray[np.uint8]:
    """Values [H, W] as a picture [H, W, 3]: `low` in the first colour, `high` in the last, even steps between.

    What is no number stays white.
    """
    stops = np.array([ImageColor.getrgb(colour)[:3] for colour in colours])
    steps = np.linspace(low, high, len(stops))
    channels = np.stack([np.interp(values, steps, channel) for channel in stops.T], -1)
    picture: npt.NDArray[np.uint8] = np.nan_to_num(channels, nan=255).round().astype(np.uint8)
    return picture


def paler(colour: str, share: float) -> str:
    """A colour that covers only a share of the paper."""
    mixed = [
        round(share * one + (1 - share) * other)
        for one, other in zip(ImageColor.getrgb(colour), ImageColor.getrgb(PAPER), strict=True)
    ]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def percent(share: float) -> str:
    """Two digits that matter, and never a 100 % that is not all."""
    percent = 100 * float(share)
    if percent in (0, 100):
        return f"{percent:.0f} %"
    return f"{min(percent, 99.9):.1f} %" if percent >= 0.1 else "<0.1 %"
