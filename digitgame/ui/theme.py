"""The look, in one place: a luminous chalk board in a dark arcade room.

Text stands out from everything it is written on by 4.5 : 1 or more (tested). Right and wrong differ in colour (blue
and amber, which colour-blind people tell apart), in shape and in words. Lengths are design units: the window is
960 x 600 of them, whatever its size in pixels.
"""

from __future__ import annotations

from typing import Final

Colour = tuple[int, int, int]

ROOM: Final[Colour] = (11, 13, 22)
PANEL: Final[Colour] = (22, 26, 41)
KEY: Final[Colour] = (37, 43, 64)  # a key cap, a chosen line, an empty bar
EDGE: Final[Colour] = (58, 67, 96)  # lines round panels and keys: no text
BOARD: Final[Colour] = (15, 24, 33)
CHALK: Final[Colour] = (240, 249, 255)
GLOW: Final[Colour] = (45, 170, 235)

TEXT: Final[Colour] = (238, 242, 250)
QUIET: Final[Colour] = (163, 174, 198)  # captions, what matters less
ACCENT: Final[Colour] = (92, 205, 255)  # what the network says; right
AMBER: Final[Colour] = (255, 182, 72)  # wrong; what wants attention

UNIT: Final = 8  # the spacing grid
RADIUS: Final = 8  # of panels
SMALL_RADIUS: Final = 4  # of keys and bars

SMALL: Final = 20  # type sizes: at most three on a screen
MEDIUM: Final = 28
TITLE: Final = 56
DIGIT: Final = 190

PEN: Final = 5.0  # board units, half the width of a stroke on the screen
GLOW_REACH: Final = 3.4  # pen widths
RUBBER: Final = 12.0  # board units, the eraser's radius

BAR_SECONDS: Final = 0.4  # for the bars to grow
POP_SECONDS: Final = 0.25  # for the digit to land
TOAST_SECONDS: Final = 2.5  # that a message stays
