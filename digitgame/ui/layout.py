"""Where things stand: design units, the window's pixels, and the board's own units.

The design is 960 x 600 units. It is scaled to fit the window whole and centred, so a unit is the same number of
pixels both ways and the board stays square.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

import pygame

from digitgame.ink import BOARD, Point
from digitgame.ui.actions import DEFAULT_LABELS, KeyLabels

# Design units.
WIDTH: Final = 960
HEIGHT: Final = 600


class Area(NamedTuple):
    """A rectangle in design units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x + self.width / 2, self.y + self.height / 2)

    def inside(self, margin: float) -> Area:
        """The area without a margin on each side."""
        return Area(self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin)


def column(y: float, height: float) -> Area:
    """A panel of the column beside the board."""
    return Area(536, y, 392, height)


def full_width(y: float, height: float) -> Area:
    """A panel as wide as the board and the column together."""
    return Area(32, y, 896, height)


BOARD_AREA: Final = Area(32, 64, 480, 480)
GUESS_AREA: Final = column(64, 152)
PICTURE_AREA: Final = Area(800, 76, 112, 112)
BARS_AREA: Final = column(224, 240)
SCORE_AREA: Final = column(472, 72)
# How far the columns move for left-handed players.
_TO_THE_RIGHT: Final = GUESS_AREA.right - BOARD_AREA.right
_TO_THE_LEFT: Final = GUESS_AREA.x - BOARD_AREA.x
_BETWEEN: Final = (BOARD_AREA.right + GUESS_AREA.x) / 2
# The middles of the line above the board and of the line of keys below it.
HEADER_Y: Final = 36
FOOTER_Y: Final = 572


@dataclass(frozen=True)
class View:
    """How the design lies in a window of `width` x `height` pixels.

    `left_handed`: the board and the column beside it change places; `shake`: pixels that everything is off its place;
    `caps`: what is written on the keys shown; `board_area`: where the board lies, square.
    """

    width: int
    height: int
    left_handed: bool = False
    shake: tuple[int, int] = (0, 0)
    caps: KeyLabels = field(default_factory=lambda: DEFAULT_LABELS)
    board_area: Area = BOARD_AREA

    @cached_property
    def scale(self) -> float:
        """Pixels per design unit."""
        return min(self.width / WIDTH, self.height / HEIGHT)

    @cached_property
    def corner(self) -> tuple[float, float]:
        """The design's top left corner in pixels."""
        return (self.width - WIDTH * self.scale) / 2, (self.height - HEIGHT * self.scale) / 2

    def pixels(self, length: float) -> int:
        """A length in whole pixels, at least one."""
        return max(round(length * self.scale), 1)

    def point(self, x: float, y: float) -> tuple[int, int]:
        """A design point in pixels."""
        left, top = self.corner
        if self.left_handed:
            x += _TO_THE_RIGHT if x < _BETWEEN else -_TO_THE_LEFT
        return round(left + x * self.scale) + self.shake[0], round(top + y * self.scale) + self.shake[1]

    def rect(self, area: Area) -> pygame.Rect:
        """An area in pixels; areas that touch in the design touch in the window."""
        left, top = self.point(area.x, area.y)
        right, bottom = self.point(area.right, area.bottom)
        return pygame.Rect(left, top, max(right - left, 1), max(bottom - top, 1))

    def hits(self, area: Area, pixel: tuple[int, int]) -> bool:
        """Whether a pixel lies in an area."""
        return bool(self.rect(area).collidepoint(pixel))

    def area_at(self, areas: Iterable[Area], pixel: tuple[int, int]) -> int | None:
        """The number of the area under a pixel; None where there is none."""
        return next((number for number, area in enumerate(areas) if self.hits(area, pixel)), None)

    @property
    def board(self) -> pygame.Rect:
        """The board in pixels: square."""
        left, top = self.point(self.board_area.x, self.board_area.y)
        side = self.pixels(self.board_area.width)
        return pygame.Rect(left, top, side, side)

    def on_board(self, pixel: tuple[int, int]) -> Point:
        """A pixel in board units; beyond 0 to 300 where it lies off the board."""
        board = self.board
        return ((pixel[0] - board.x) * BOARD / board.width, (pixel[1] - board.y) * BOARD / board.height)
