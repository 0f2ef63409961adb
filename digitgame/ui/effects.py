"""What answers an action: dust, a ring, a word that flies, a shake.

Where motion is reduced nothing flies, bursts or shakes; the words stand still where they begin.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pygame

from digitgame.ink import BOARD, Stroke
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.theme import Colour

# The grains of a burst, those that fly at once at most, and the seconds that they live at most.
GRAINS: Final = 220
MOST: Final = 1_200
LONGEST: Final = 0.9
SHAKE_SECONDS: Final = 0.35
# Seconds that the ink stays on a hit before it bursts, and that a ring grows.
HOLD: Final = 0.07
_RING: Final = 0.45
# Seconds from one firework to the next, and the radius that its grains begin at, in board units.
_NEXT: Final = 0.14
_SPARK: Final = 6.0
# Design units, and board units / s².
_SHAKE: Final = 5.0
_GRAVITY: Final = 420.0
_SHADES: Final = 8
Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Floater:
    """A word that flies from one point to another within `seconds`, in design units, and fades as it arrives."""

    words: str
    start: tuple[float, float]
    end: tuple[float, float]
    colour: Colour
    size: int = theme.FLOATER
    seconds: float = 0.8

    def at(self, age: float) -> tuple[float, float]:
        """Where it is, `age` seconds old: slow at first, then faster."""
        gone = min(age / self.seconds, 1.0) ** 2
        (x, y), (to_x, to_y) = self.start, self.end
        return x + (to_x - x) * gone, y + (to_y - y) * gone

    def light(self, age: float) -> float:
        """How bright it is, 0 to 1: full until shortly before it arrives."""
        return min(10 * (1 - age / self.seconds), 1.0)


@dataclass
class Effects:
    """Dust, rings, flying words and shake of one scene; `still`: only the words, where they begin.

    Each of the N grains has a place [N, 2] and a speed [N, 2] in board units, and its seconds left [N]; `_shaken`
    counts the seconds since the last shake, `_held` those until the dust flies, and `_ringed` those since the ring
    began, around the middle of the ink. `floaters` have their age beside them.
    """

    still: bool = False
    _at: Array = field(default_factory=lambda: np.empty((0, 2), np.float32))
    _speed: Array = field(default_factory=lambda: np.empty((0, 2), np.float32))
    _left: Array = field(default_factory=lambda: np.empty(0, np.float32))
    _shaken: float = SHAKE_SECONDS
    _held: float = 0.0
    _ringed: float = _RING
    _middle: tuple[float, float] = (BOARD / 2, BOARD / 2)
    floaters: list[tuple[Floater, float]] = field(default_factory=list)
    # Fireworks to come: the seconds until each, and where it bursts.
    _due: list[tuple[float, tuple[float, float]]] = field(default_factory=list)
    _rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    @property
    def moving(self) -> bool:
        flying = len(self._at) > 0 or bool(self._due) or bool(self.floaters)
        return flying or self._shaken < SHAKE_SECONDS

    def burst(self, strokes: Sequence[Stroke], *, ring: bool = True, power: float = 1.0) -> None:
        """Let ink fly apart, with a ring around it; `power`: more and faster grains."""
        points = np.array([point for stroke in strokes for point in stroke], np.float32)
        if self.still or not len(points):
            return
        self._scatter(points, round(GRAINS * power), power**0.5)
        self._held, self._ringed = HOLD, 0.0 if ring else _RING
        x, y = points.mean(0).tolist()
        self._middle = (x, y)

    def fireworks(self, count: int) -> None:
        """Bursts all over the board, one after the other."""
        if not self.still:
            places = self._rng.uniform(0.12 * BOARD, 0.88 * BOARD, (count, 2)).tolist()
            self._due += [(_NEXT * (number + 1), (x, y)) for number, (x, y) in enumerate(places)]

    def _scatter(self, points: Array, count: int, haste: float) -> None:
        """Add grains at some of the points [N, 2]; of too many the oldest go."""
        at = points[self._rng.integers(len(points), size=count)]
        away = at - at.mean(0)
        angle = self._rng.uniform(0, 2 * math.pi, count)
        own = np.stack([np.cos(angle), np.sin(angle)], 1) * self._rng.gamma(2.0, 45.0, (count, 1))
        speed = (haste * own + 1.2 * away + (0, -60)).astype(np.float32)
        left = self._rng.uniform(0.35, LONGEST, count).astype(np.float32)
        self._at = np.concatenate([self._at, at.astype(np.float32)])[-MOST:]
        self._speed = np.concatenate([self._speed, speed])[-MOST:]
        self._left = np.concatenate([self._left, left])[-MOST:]

    def fly(self, floater: Floater) -> None:
        """Let a word fly."""
        self.floaters.append((replace(floater, end=floater.start) if self.still else floater, 0.0))

    def take_away(self, words: str) -> None:
        """Let a word that flies vanish: it is no longer true."""
        self.floaters = [(one, age) for one, age in self.floaters if one.words != words]

    def shake(self) -> None:
        """Let everything shake for a moment."""
        if not self.still:
            self._shaken = 0.0

    def update(self, seconds: float) -> None:
        self._shaken += seconds
        aged = [(one, age + seconds) for one, age in self.floaters]
        self.floaters = [(one, age) for one, age in aged if age < one.seconds]
        # A hit stands still for a few frames before it bursts.
        self._held -= seconds
        if self._held > 0:
            return
        self._ringed += seconds
        due = [(left - seconds, place) for left, place in self._due]
        self._due = [(left, place) for left, place in due if left > 0]
        for left, (x, y) in due:
            if left <= 0:
                spark = np.array(
                    [(x - _SPARK, y), (x + _SPARK, y), (x, y - _SPARK), (x, y + _SPARK)], np.float32
                )
                self._scatter(spark, GRAINS // 2, 1.6)
        self._left = self._left - np.float32(seconds)
        alive = self._left > 0
        self._left, self._at, self._speed = self._left[alive], self._at[alive], self._speed[alive]
        self._speed[:, 1] += _GRAVITY * seconds
        self._at = self._at + self._speed * np.float32(seconds)

    def shaken(self, view: View) -> View:
        """The view, moved sideways while it shakes."""
        if self._shaken >= SHAKE_SECONDS:
            return view
        fade = 1 - self._shaken / SHAKE_SECONDS
        off = math.sin(self._shaken * 2 * math.pi * 11) * _SHAKE * fade**2 * view.scale
        return replace(view, shake=(round(off), 0))

    def draw(self, canvas: Canvas, colour: Colour) -> None:
        """Draw the grains, adding their light, and the ring."""
        if self._ringed < _RING and not self.still:
            self._draw_ring(canvas, colour)
        self._draw_grains(canvas, colour)

    def draw_words(self, canvas: Canvas) -> None:
        """Draw the words that fly, over everything."""
        for floater, age in self.floaters:
            canvas.outlined(floater.words, floater.at(age), floater.size, floater.colour, floater.light(age))

    def _draw_ring(self, canvas: Canvas, colour: Colour) -> None:
        """A ring that grows. Its light never darkens what it crosses."""
        board, grown = canvas.view.board, self._ringed / _RING
        x, y = (at * board.width / BOARD + edge for at, edge in zip(self._middle, board.topleft, strict=True))
        light = theme.blend((0, 0, 0), colour, 0.6 * (1 - grown))
        radius = board.width * (0.08 + 0.4 * (1 - (1 - grown) ** 2))
        place = pygame.Rect(0, 0, 2 * radius + 2, 2 * radius + 2)
        place.center = (round(x), round(y))
        place = place.clip(board)
        ring = pygame.Surface(place.size)
        width = max(round(board.width * 0.012 * (1 - grown)), 1)
        pygame.draw.circle(ring, light, (x - place.x, y - place.y), radius, width)
        canvas.surface.blit(ring, place, None, pygame.BLEND_RGB_MAX)

    def _draw_grains(self, canvas: Canvas, colour: Colour) -> None:
        if not len(self._at):
            return
        board = canvas.view.board
        grains = _grains(max(round(board.width / BOARD * 3.2), 2), colour)
        pixels = (self._at * (board.width / BOARD) + board.topleft).astype(int).tolist()
        shades = np.clip(self._left / LONGEST * 1.6 * _SHADES, 0, _SHADES - 1).astype(int).tolist()
        light = pygame.BLEND_RGB_ADD
        blits: list[Any] = [
            (grains[shade], at, None, light) for shade, at in zip(shades, pixels, strict=True)
        ]
        canvas.surface.blits(blits, False)


@lru_cache(maxsize=8)
def _grains(side: int, colour: Colour) -> list[pygame.Surface]:
    """A soft grain of `side` px in each shade, the faintest first."""
    offset = np.arange(side) + 0.5 - side / 2
    light = np.clip(1 - np.hypot(offset[:, None], offset[None, :]) / (side / 2), 0, 1) ** 0.7
    tint = np.array(theme.CHALK) * 0.35 + np.array(colour) * 0.65
    grains = []
    for shade in range(1, _SHADES + 1):
        picture = (light[..., None] * tint * shade / _SHADES).astype(np.uint8)
        grains.append(pygame.image.frombuffer(picture.tobytes(), (side, side), "RGB").convert())
    return grains
