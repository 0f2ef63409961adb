"""Colours and sizes, in one place: a luminous chalk board in a dark arcade room.

Text stands out from everything it is written on by 4.5 : 1 or more (tested). Right and wrong differ in colour (blue
and amber, which colour-blind people tell apart), in shape and in words. Lengths are design units: the window is
960 x 600 of them, whatever its size in pixels.
"""

from typing import Final, NamedTuple

Colour = tuple[int, int, int]

# Backgrounds: KEY is that of key caps, chosen lines and empty bars. EDGE draws lines around them, never text.
ROOM: Final[Colour] = (11, 13, 22)
PANEL: Final[Colour] = (22, 26, 41)
KEY: Final[Colour] = (37, 43, 64)
EDGE: Final[Colour] = (58, 67, 96)
BOARD: Final[Colour] = (15, 24, 33)
CHALK: Final[Colour] = (240, 249, 255)
GLOW: Final[Colour] = (45, 170, 235)

# The light of the ink, by the name of the pen; the first one is everybody's.
PENS: Final[dict[str, Colour]] = {
    "Blue": GLOW,
    "Mint": (60, 225, 160),
    "Rose": (255, 110, 160),
    "Gold": (255, 200, 70),
    "Violet": (170, 120, 255),
    "Flame": (255, 105, 50),
}


class Slate(NamedTuple):
    """A board: its colour, and a faint pattern (none, a grid, lines or stars) in another."""

    colour: Colour
    line: Colour
    pattern: str = ""


# The boards by name; the first one is everybody's.
BOARDS: Final[dict[str, Slate]] = {
    "Slate": Slate(BOARD, BOARD),
    "Blueprint": Slate((13, 28, 58), (24, 46, 88), "grid"),
    "Forest": Slate((13, 36, 29), (24, 56, 46), "lines"),
    "Night": Slate((20, 14, 38), (70, 62, 110), "stars"),
}

# QUIET is for captions. ACCENT is what the network says, and right; AMBER is wrong, and what wants attention. DIM
# fills bars that are not the longest.
TEXT: Final[Colour] = (238, 242, 250)
QUIET: Final[Colour] = (163, 174, 198)
ACCENT: Final[Colour] = (92, 205, 255)
AMBER: Final[Colour] = (255, 182, 72)
DIM: Final[Colour] = (60, 124, 159)
# ALARM is for the last seconds. HEAT goes with the combo, from cool to hot: each is lighter or of another hue than the
# one before for every kind of colour-blindness, and none is AMBER.
ALARM: Final[Colour] = (255, 92, 92)
HEAT: Final[tuple[Colour, ...]] = (
    ACCENT,
    (110, 240, 220),
    (255, 240, 150),
    (255, 150, 225),
    (255, 110, 190),
    (235, 160, 255),
)

# Each mode's own accent. Colour-blind people tell them apart too, as they differ in lightness (tested).
MODES: Final[dict[str, Colour]] = {
    "free": ACCENT,
    "sprint": (255, 238, 50),
    "sums": (120, 225, 140),
    "fool": (255, 105, 150),
    "duel": (255, 150, 80),
    "daily": (176, 132, 255),
    "versus": (240, 105, 190),
    "train": (175, 245, 240),
}

# The spacing grid, and the radius of a panel's and a key's corners.
UNIT: Final = 8
RADIUS: Final = 8
SMALL_RADIUS: Final = 4

# Type sizes, at most three on a screen, beside a large digit and words that fly.
SMALL: Final = 20
MEDIUM: Final = 28
FLOATER: Final = 44
TITLE: Final = 56
DIGIT: Final = 190

# Half a stroke's width and the eraser's radius in board units; the glow's reach in multiples of the former.
PEN: Final = 5.0
GLOW_REACH: Final = 3.4
RUBBER: Final = 12.0

# Seconds for the bars to grow, and that a message stays.
BAR_SECONDS: Final = 0.4
TOAST_SECONDS: Final = 2.5


def blend(start: Colour, end: Colour, share: float) -> Colour:
    """The colour `share` of the way from one to another."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return (red, green, blue)
