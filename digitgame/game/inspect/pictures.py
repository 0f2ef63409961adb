"""Numbers as pictures: activations by brightness, weights by the colour of their sign; a frame around cells."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.theme import Colour

Array = npt.NDArray[np.float32]
Colours = npt.NDArray[np.uint8]
# The shades of an activation, and the power of its share of the strongest that they go by.
_SHADES: Final = 1024
_LIFT: Final = 0.7
# Row and column.
Cell = tuple[int, int]


def show(canvas: Canvas, colours: Colours, area: Area, edge: Colour | None = None) -> None:
    """An image [rows, columns, 3] filling an area, with sharp pixels."""
    rect = canvas.view.rect(area)
    rows, columns = colours.shape[:2]
    small = pygame.image.frombuffer(np.ascontiguousarray(colours).tobytes(), (columns, rows), "RGB")
    if edge is not None:
        line = 2 * canvas.view.pixels(1)
        canvas.surface.fill(edge, rect.inflate(line, line))
    canvas.surface.blit(pygame.transform.scale(small, rect.size), rect)


def box(canvas: Canvas, area: Area, spot: Cell, size: Cell, cells: int) -> None:
    """Mark `size` cells from `spot` (row, column) in a square picture of `cells` by `cells`."""
    rect = canvas.view.rect(area)
    side = min(rect.size)
    top, left = (rect.y + spot[0] * side // cells, rect.x + spot[1] * side // cells)
    high, wide = (max(part * side // cells, 3) for part in size)
    line = canvas.view.pixels(1.5)
    pygame.draw.rect(canvas.surface, theme.AMBER, pygame.Rect(left, top, wide, high).inflate(2, 2), line)


def bright(values: Array) -> Colours:
    """Activations, 0 and up, as brightness: the strongest of all is white. A last axis of colours is added."""
    top = max(float(values.max()), 1e-6)
    at = np.clip(values * np.float32((_SHADES - 1) / top), 0, _SHADES - 1).astype(np.intp)
    lit: Colours = _ramp().take(at, 0)
    return lit


@lru_cache(maxsize=1)
def _ramp() -> Colours:
    """Colours from the board's to chalk, through its glow; weak values are lifted, so that they can be seen."""
    shares = np.linspace(0, 1, _SHADES) ** _LIFT
    steps = [
        theme.blend(theme.BOARD, theme.GLOW, 2 * share)
        if share < 0.5
        else theme.blend(theme.GLOW, theme.CHALK, 2 * share - 1)
        for share in shares.tolist()
    ]
    return np.array(steps, np.uint8)


def signed(values: Array) -> Colours:
    """Weights as colours: blue above 0, amber below, dark near 0."""
    strength = np.clip(np.abs(values) / max(float(np.abs(values).max()), 1e-6), 0, 1)[..., None]
    tint = np.where((values > 0)[..., None], np.array(theme.ACCENT), np.array(theme.AMBER))
    colours: Colours = (np.array(theme.BOARD) + (tint - np.array(theme.BOARD)) * strength).astype(np.uint8)
    return colours
