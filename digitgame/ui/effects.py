"""Chalk dust on a hit, a gentle shake on a miss; neither where motion is reduced."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from digitgame.ink import BOARD, Stroke
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.theme import Colour

# The grains of a burst, and the seconds that they live at most.
GRAINS: Final = 220
LONGEST: Final = 0.9
SHAKE_SECONDS: Final = 0.35
# Design units, and board units / s².
_SHAKE: Final = 5.0
_GRAVITY: Final = 420.0
_SHADES: Final = 8
Array = npt.NDArray[np.float32]


@dataclass
class Effects:
    """Dust and shake of one scene; `still`: neither of them.

    Each of the N grains has a place [N, 2] and a speed [N, 2] in board units, and its seconds left [N]; `_shaken`
    counts the seconds since the last shake.
    """

    still: bool = False
    _at: Array = field(default_factory=lambda: np.empty((0, 2), np.float32))
    _speed: Array = field(default_factory=lambda: np.empty((0, 2), np.float32))
    _left: Array = field(default_factory=lambda: np.empty(0, np.float32))
    _shaken: float = SHAKE_SECONDS
    _rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    @property
    def moving(self) -> bool:
        return len(self._at) > 0 or self._shaken < SHAKE_SECONDS

    def burst(self, strokes: Sequence[Stroke]) -> None:
        """Let ink fly apart."""
        points = np.array([point for stroke in strokes for point in stroke], np.float32)
        if self.still or not len(points):
            return
        at = points[self._rng.integers(len(points), size=GRAINS)]
        away = at - at.mean(0)
        angle = self._rng.uniform(0, 2 * math.pi, GRAINS)
        own = np.stack([np.cos(angle), np.sin(angle)], 1) * self._rng.gamma(2.0, 45.0, (GRAINS, 1))
        self._at = at.astype(np.float32)
        self._speed = (own + 1.2 * away + (0, -60)).astype(np.float32)
        self._left = self._rng.uniform(0.35, LONGEST, GRAINS).astype(np.float32)

    def shake(self) -> None:
        if not self.still:
            self._shaken = 0.0

    def update(self, seconds: float) -> None:
        self._shaken += seconds
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
        """Draw the grains, adding their light."""
        if not len(self._at):
            return
        board = canvas.view.board
        grains = _grains(max(round(board.width / BOARD * 3.2), 2), colour)
        pixels = (self._at * (board.width / BOARD) + board.topleft).astype(int).tolist()
        shades = np.clip(self._left / LONGEST * 1.6 * _SHADES, 0, _SHADES - 1).astype(int).tolist()
        for shade, at in zip(shades, pixels, strict=True):
            canvas.surface.blit(grains[shade], at, None, pygame.BLEND_RGB_ADD)


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
