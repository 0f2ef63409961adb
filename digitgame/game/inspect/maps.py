"""Every map of every layer, in columns from left to right: where each stands, and how it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from digitgame.game.inspect.pictures import bright
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area, View

Array = npt.NDArray[np.float32]
# Design units between columns and between tiles, and the width of a column of single numbers beside one of maps.
_GAP: Final = 12
_SEAM: Final = 2
_THIN: Final = 0.55
# A map is drawn smaller, for cells of whole pixels, where so much of its side is left.
_WHOLE: Final = 0.9


@dataclass(frozen=True)
class Column:
    """The tiles of one layer: `count` maps of `side` cells, `across` in a row, each `tile` units wide."""

    name: str
    count: int
    side: int
    area: Area
    across: int
    tile: float

    def rect(self, view: View, number: int) -> pygame.Rect:
        """The pixels of a map."""
        row, column = divmod(number, self.across)
        left, top = view.point(self.area.x, self.area.y)
        side = self._pixels(view)
        step = side + view.pixels(_SEAM)
        return pygame.Rect(left + column * step, top + row * step, side, side)

    def _pixels(self, view: View) -> int:
        """The side of a map; cells of whole pixels, where that costs little, are sharper and drawn sooner."""
        side = max(int(self.tile * view.scale), 1)
        whole = side - side % self.side
        return whole if whole >= _WHOLE * side else side

    def at(self, view: View, pixel: tuple[int, int]) -> int | None:
        """The map under a pixel."""
        first = self.rect(view, 0)
        step = first.width + view.pixels(_SEAM)
        column, right = divmod(pixel[0] - first.x, step)
        row, down = divmod(pixel[1] - first.y, step)
        number = row * self.across + column
        beside = max(right, down) >= first.width or not 0 <= column < self.across
        return None if beside or not 0 <= number < self.count else number


def columns(outputs: Mapping[str, Array], area: Area) -> tuple[Column, ...]:
    """Columns for the outputs [rows, columns, maps] or [units] of layers, as large as the area allows."""
    shapes = tuple(
        (name, value.shape[-1], value.shape[0] if value.ndim == 3 else 1) for name, value in outputs.items()
    )
    return _columns(shapes, area)


@lru_cache(maxsize=32)
def _columns(shapes: tuple[tuple[str, int, int], ...], area: Area) -> tuple[Column, ...]:
    parts = [1.0 if side > 1 else _THIN for _, _, side in shapes]
    unit = (area.width - _GAP * (len(shapes) - 1)) / max(sum(parts), 1)
    found, x = [], area.x
    for (name, count, side), part in zip(shapes, parts, strict=True):
        width = unit * part
        tile, across = max(
            (min((width + _SEAM) / across, (area.height + _SEAM) / -(-count // across)) - _SEAM, across)
            for across in range(1, count + 1)
        )
        used = across * (tile + _SEAM) - _SEAM
        found.append(
            Column(name, count, side, Area(x + (width - used) / 2, area.y, used, area.height), across, tile)
        )
        x += width + _GAP
    return tuple(found)


@dataclass
class Sheets:
    """The maps of each layer as they were drawn last: drawn anew only where their numbers or the window changed."""

    _kept: dict[str, tuple[Array, Column, tuple[int, int], pygame.Surface]] = field(default_factory=dict)

    def draw(self, canvas: Canvas, column: Column, output: Array) -> None:
        """The maps of a layer; the strongest place of them all is white."""
        size = (canvas.view.width, canvas.view.height)
        kept = self._kept.get(column.name)
        if kept is None or kept[1:3] != (column, size):
            kept = (output, column, size, sheet(canvas.view, column, output))
        elif kept[0] is not output:
            # A new surface would take longer than what is drawn on it.
            kept = (output, column, size, sheet(canvas.view, column, output, kept[3]))
        self._kept[column.name] = kept
        place(canvas, column, kept[3])


def sheet(view: View, column: Column, output: Array, last: pygame.Surface | None = None) -> pygame.Surface:
    """The maps of a layer, side by side, with seams between the rows; drawn on the `last` sheet, if given."""
    maps = output if output.ndim == 3 else output[None, None, :]
    rows, side = -(-column.count // column.across), maps.shape[0]
    sheet = np.full((rows * column.across, side, side, 3), theme.ROOM, np.uint8)
    sheet[: column.count] = bright(maps).transpose(2, 0, 1, 3)
    tiled = sheet.reshape(rows, column.across, side, side, 3).transpose(0, 2, 1, 3, 4)
    wide, high = column.across * side, rows * side
    small = pygame.image.frombuffer(np.ascontiguousarray(tiled).tobytes(), (wide, high), "RGB").convert()
    pixels = column.rect(view, 0).width
    # Enlarged by a whole number, then smoothly to size: the cells keep their edges.
    whole = -(-pixels // side)
    if whole * side != pixels:
        small = pygame.transform.scale(small, (wide * whole, high * whole))
        small = pygame.transform.smoothscale(small, (column.across * pixels, rows * pixels))
    else:
        small = pygame.transform.scale(small, (column.across * pixels, rows * pixels))
    # Seams between the rows, then between the tiles of a row: fewer blits than one for each tile.
    step = pixels + view.pixels(_SEAM)
    if last is None:
        last = pygame.Surface((column.across * pixels, rows * step))
        last.fill(theme.ROOM)
    wide = column.across * pixels
    parts = [(small, (0, row * step), (0, row * pixels, wide, pixels)) for row in range(rows)]
    last.blits(parts, doreturn=False)
    return last


def place(canvas: Canvas, column: Column, apart: pygame.Surface) -> None:
    """Show a sheet, with seams between its columns."""
    first = column.rect(canvas.view, 0)
    pixels, step = first.width, first.width + canvas.view.pixels(_SEAM)
    high = apart.get_height()
    parts = [
        (apart, (first.x + across * step, first.y), (across * pixels, 0, pixels, high))
        for across in range(column.across)
    ]
    canvas.surface.blits(parts, doreturn=False)


def mark(
    canvas: Canvas, rect: pygame.Rect, colour: tuple[int, int, int] = theme.AMBER, width: float = 2
) -> None:
    """A line around a tile."""
    line = canvas.view.pixels(width)
    pygame.draw.rect(canvas.surface, colour, rect.inflate(2 * line, 2 * line), line)
