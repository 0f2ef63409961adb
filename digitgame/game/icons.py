"""Icons: lines and circles with round ends, drawn in code, sharp at every size of the window."""

from functools import lru_cache
from typing import Final

import pygame

from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.theme import Colour

# Icons are drawn this much larger, then shrunk.
_FINER: Final = 4
# The side of the square that icons are described in, and the width of their lines there.
_SIDE: Final = 24
_LINE: Final = 2.0
# By name: shapes separated by "/". Three numbers are a circle (x, y, radius), more are the points of a line.
_SHAPES: Final = {
    "free": "4 20 5 15 16 4 20 8 9 19 4 20/13 7 17 11",
    "sprint": "12 14 7/12 14 12 9/9 3 15 3/12 3 12 7/18 6 20 8",
    "sums": "3 8 11 8/7 4 7 12/14 8 21 8/4 15 10 21/10 15 4 21/14 16 21 16/14 20 21 20",
    "fool": "12 12 9/7 10 10 10/14 10 17 10/7 15 9 17 12 18 15 17 17 15",
    "duel": "4 4 18 18/20 4 6 18/14 20 20 14/10 20 4 14",
    "daily": "4 6 20 6 20 20 4 20 4 6/4 11 20 11/8 3 8 7/16 3 16 7/12 15 12 16",
    "versus": "7 8 3/2 20 3 15 7 14 11 15 12 20/17 8 3/15 14 17 14 21 15 22 20",
    "train": "3 19 9 13 13 16 21 6/15 6 21 6 21 12",
    "play": "7 4 7 20 20 12 7 4",
    "again": "20 12 17 18 12 20 7 18 4 12 7 6 12 4 18 7/18 2 18 7 13 7",
    "learn": "2 9 12 4 22 9 12 14 2 9/6 11 6 17 12 20 18 17 18 11/22 9 22 16",
    "scores": "3 20 3 14 9 14 9 8 15 8 15 12 21 12 21 20 3 20",
    "goals": "7 3 17 3 17 9 15 13 12 14 9 13 7 9 7 3/7 5 3 5 3 8 7 11/17 5 21 5 21 8 17 11/12 14 12 20/8 20 16 20",
    "gallery": "4 4 20 4 20 20 4 20 4 4/4 16 9 10 13 15 16 12 20 16/15 8 1",
    "inside": "4 6 2/4 18 2/12 12 2/20 6 2/20 18 2/4 6 12 12/4 18 12 12/12 12 20 6/12 12 20 18",
    "lab": "4 4 20 4 20 20 4 20 4 4/4 9 20 9/4 15 20 15/9 4 9 20/15 4 15 20",
    "calibration": "12 12 8/12 12 3/12 1 12 6/12 18 12 23/1 12 6 12/18 12 23 12",
    "player": "12 8 4/4 21 5 17 8 15 12 14 16 15 19 17 20 21",
    "settings": "3 6 13 6/19 6 21 6/16 6 2/3 12 5 12/11 12 21 12/8 12 2/3 18 12 18/18 18 21 18/15 18 2",
    "help": "12 12 9/9 10 10 8 12 7 14 8 15 10 14 12 12 13 12 14/12 17 12 17",
    "sound": "4 9 8 9 13 5 13 19 8 15 4 15 4 9/16 9 17 12 16 15/19 6 21 12 19 18",
    "muted": "4 9 8 9 13 5 13 19 8 15 4 15 4 9/16 9 22 15/22 9 16 15",
    "full screen": "4 9 4 4 9 4/15 4 20 4 20 9/20 15 20 20 15 20/9 20 4 20 4 15",
    "quit": "11 4 4 4 4 20 11 20/10 12 21 12/17 8 21 12 17 16",
}


def icon(canvas: Canvas, name: str, area: Area, colour: Colour) -> None:
    """An icon, as large as the square `area`."""
    rect = canvas.view.rect(area)
    canvas.surface.blit(_icon(name, min(rect.size), colour), rect)


@lru_cache(maxsize=128)
def _icon(name: str, side: int, colour: Colour) -> pygame.Surface:
    large = pygame.Surface((side * _FINER, side * _FINER), pygame.SRCALPHA)
    large.fill((*colour, 0))
    scale = side * _FINER / _SIDE
    width = max(round(_LINE * scale), 1)
    for shape in _SHAPES[name].split("/"):
        numbers = [float(number) * scale for number in shape.split()]
        if len(numbers) == 3:
            pygame.draw.circle(large, colour, numbers[:2], numbers[2] + width / 2, width)
            continue
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        pygame.draw.lines(large, colour, False, points, width)
        for point in points:
            pygame.draw.circle(large, colour, point, width / 2)
    return pygame.transform.smoothscale(large, (side, side))
