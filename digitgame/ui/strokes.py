"""Ink on the screen: luminous chalk, antialiased, along a smooth curve through the points of each stroke.

A stroke is drawn as overlapping dabs of a soft round brush, and where dabs overlap the brighter one stays. That
makes the picture independent of the order of the dabs, so what is drawn bit by bit while the pen moves equals the
whole drawing redrawn (tested). The line is thinner the faster the pen was, as far as its points tell.
"""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import pygame

from digitgame.ink import BOARD, Point
from digitgame.ink.curve import interpolate
from digitgame.ui import theme
from digitgame.ui.theme import Colour

# The brush is prepared at 4 x 4 places within a pixel; one with a radius above _LARGE px needs only one.
_PHASES: Final = 4
_LARGE: Final = 16.0
# Board units from one point to the next up to which the line is thick, and from which on it is thin.
_SLOW: Final = 2.0
_FAST: Final = 26.0
# Widths of the brush, in parts of the pen's: there is one brush for each eighth.
_THICK: Final = 1.1
_THIN: Final = 0.65
_EIGHTHS: Final = 8
# The cells of a patterned board in a row, and its stars.
_CELLS: Final = 12
_STARS: Final = 90
# A stretch between the middle two points, shaped by the outer ones.
Curve = tuple[Point, Point, Point, Point]


class StrokeRenderer:
    """The drawn board, kept between frames and only added to while strokes grow.

    `glow` is the colour of the light around the ink, `board` the name of what it lies on. `_drawn` holds the very
    stroke lists that are on the surface, `_stretches` how many stretches of each are.
    """

    def __init__(self) -> None:
        self.glow = theme.GLOW
        self.board = next(iter(theme.BOARDS))
        self._looks = (self.glow, self.board)
        self._surface = pygame.Surface((1, 1))
        self._drawn: list[list[Point]] = []
        self._stretches: list[int] = []

    def draw(
        self, target: pygame.Surface, place: pygame.Rect, strokes: list[list[Point]], drawing: bool
    ) -> None:
        """Show the strokes (board units) in the square `place`; `drawing`: the last stroke is not finished."""
        looks = (self.glow, self.board)
        if place.size != self._surface.get_size() or looks != self._looks or not self._grown_only(strokes):
            self._looks = looks
            self._surface = _slate(self.board, place.size).copy()
            self._drawn, self._stretches = [], []
        loose: list[Curve] = []
        for index, stroke in enumerate(strokes):
            if index == len(self._drawn):
                self._drawn.append(stroke)
                self._stretches.append(0)
            open_ = drawing and index == len(strokes) - 1
            done, ready = self._stretches[index], _settled(stroke, open_)
            if ready > done:
                self._dab(self._surface, (0, 0), _curves(stroke, done, ready))
                self._stretches[index] = ready
            if open_:
                loose = list(_curves(stroke, ready, _settled(stroke, False)))
        target.blit(self._surface, place)
        if loose:
            # The end of the stroke still bends with the next point, so each frame draws it anew.
            clip = target.get_clip()
            target.set_clip(place.clip(clip))
            self._dab(target, place.topleft, loose)
            target.set_clip(clip)

    def _grown_only(self, strokes: list[list[Point]]) -> bool:
        """Whether every stroke on the surface is still part of `strokes`: not after undo, erase and clear."""
        if len(strokes) < len(self._drawn):
            return False
        return all(kept is now for kept, now in zip(self._drawn, strokes, strict=False))

    def _dab(
        self, target: pygame.Surface, origin: tuple[int, int], curves: Sequence[Curve] | Iterator[Curve]
    ) -> None:
        scale = self._surface.get_width() / BOARD
        step = max(theme.PEN * scale / 5, 1.0)
        for curve in curves:
            here, there = _width(*curve[:3]), _width(*curve[1:])
            places = list(_along(curve, scale, step))
            for number, (x, y) in enumerate(places):
                eighths = round(_EIGHTHS * (here + (there - here) * number / max(len(places) - 1, 1)))
                ground = theme.BOARDS[self.board].colour
                brush, centre, phases = _brush(theme.PEN * scale * eighths / _EIGHTHS, self.glow, ground)
                # A pointer's pixel is drawn around its middle.
                column, row = math.floor((x + 0.5) * phases), math.floor((y + 0.5) * phases)
                picture = brush[row % phases][column % phases]
                corner = (origin[0] + column // phases - centre, origin[1] + row // phases - centre)
                target.blit(picture, corner, None, pygame.BLEND_RGB_MAX)


def _width(before: Point, point: Point, after: Point) -> float:
    """How wide the line is at a point, in parts of the pen's width."""
    far = (math.dist(before, point) + math.dist(point, after)) / 2
    return _THICK + (_THIN - _THICK) * min(max((far - _SLOW) / (_FAST - _SLOW), 0.0), 1.0)


def _settled(stroke: list[Point], open_: bool) -> int:
    """The number of stretches of a stroke that no longer change. A lone point is a stretch of no length."""
    return max(len(stroke) - 2, 0) if open_ else max(len(stroke) - 1, 1)


def _curves(stroke: list[Point], start: int, stop: int) -> Iterator[Curve]:
    """The stretches `start` to `stop` of a stroke, each with its neighbours."""
    for index in range(start, stop):
        here = stroke[index]
        there = stroke[index + 1] if index + 1 < len(stroke) else here
        before = stroke[index - 1] if index else _mirrored(there, here)
        after = stroke[index + 2] if index + 2 < len(stroke) else _mirrored(here, there)
        yield before, here, there, after


def _mirrored(point: Point, centre: Point) -> Point:
    return (2 * centre[0] - point[0], 2 * centre[1] - point[1])


def _along(curve: Curve, scale: float, step: float) -> Iterator[Point]:
    """Points in pixels, `step` apart, along the curve."""
    points = np.array(curve, np.float64) * scale
    length = math.dist(points[1], points[2])
    if length == 0:
        yield (float(points[1][0]), float(points[1][1]))
        return
    points = interpolate(points, np.linspace(0, 1, math.ceil(length * 1.1 / step) + 1))
    yield from map(tuple, points.tolist())


@lru_cache(maxsize=4)
def _slate(name: str, size: tuple[int, int]) -> pygame.Surface:
    """A blank board with its pattern."""
    colour, line, pattern = theme.BOARDS[name]
    surface = pygame.Surface(size)
    surface.fill(colour)
    side, step = size[0], size[0] / _CELLS
    if pattern in ("grid", "lines"):
        for number in range(1, _CELLS):
            surface.fill(line, (0, round(number * step), side, 1))
            if pattern == "grid":
                surface.fill(line, (round(number * step), 0, 1, size[1]))
    elif pattern == "stars":
        for x, y, bright in np.random.default_rng(5).random((_STARS, 3)).tolist():
            at = (round(x * side), round(y * size[1]))
            pygame.draw.circle(surface, theme.blend(colour, line, 0.3 + 0.7 * bright), at, max(side / 400, 1))
    return surface


@lru_cache(maxsize=32)
def _brush(radius: float, light: Colour, ground: Colour) -> tuple[list[list[pygame.Surface]], int, int]:
    """Dabs for each place within a pixel, [row][column]; the pixel of their middle; the number of places each way."""
    phases = 1 if radius > _LARGE else _PHASES
    centre = math.ceil(radius * theme.GLOW_REACH) + 1
    pixels = np.arange(2 * centre + 1) + 0.5 - centre
    board, glow, chalk = (np.array(colour, np.float32) for colour in (ground, light, theme.CHALK))

    def dab(row: int, column: int) -> pygame.Surface:
        down, across = (row + 0.5) / phases, (column + 0.5) / phases
        distance = np.hypot(pixels[:, None] - down, pixels[None, :] - across)[..., None]
        beyond = np.clip((distance - radius) / (radius * (theme.GLOW_REACH - 1)), 0, 1)
        picture = board + (glow - board) * 0.42 * (1 - beyond) ** 2.5
        picture += (chalk - picture) * np.clip(radius + 0.5 - distance, 0, 1)
        size = (2 * centre + 1, 2 * centre + 1)
        return pygame.image.frombuffer(picture.astype(np.uint8).tobytes(), size, "RGB").convert()

    # The places beyond the middle of a pixel are mirror images of those before it: a frame waits for a new brush.
    half = range((phases + 1) // 2)
    quarter = [[dab(row, column) for column in half] for row in half]

    def mirrored(row: int, column: int) -> pygame.Surface:
        low, right = row not in half, column not in half
        first = quarter[phases - 1 - row if low else row][phases - 1 - column if right else column]
        return pygame.transform.flip(first, right, low)

    rows = [[mirrored(row, column) for column in range(phases)] for row in range(phases)]
    return rows, centre, phases
