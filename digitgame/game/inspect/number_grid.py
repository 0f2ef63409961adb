"""Numbers in a grid: a kernel, a patch of a picture, their products."""

from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area, View

Array = npt.NDArray[np.float32]
# How strongly the largest number colours its cell.
_TINT: Final = 0.45


def short(value: float) -> str:
    """A number as it fits a cell: at most two decimals, and no 0 before the point. 0.25 is .25, −1.5 is −1.5."""
    words = f"{abs(value):.2f}".rstrip("0").rstrip(".").removeprefix("0") or "0"
    return words if value >= 0 or words == "0" else f"−{words}"


def cell_area(area: Area, shape: tuple[int, int], row: int, column: int) -> Area:
    """The place of one cell of a grid with `shape` rows and columns."""
    high, wide = area.height / shape[0], area.width / shape[1]
    return Area(area.x + column * wide, area.y + row * high, wide, high)


def cell_at(view: View, area: Area, shape: tuple[int, int], pixel: tuple[int, int]) -> tuple[int, int] | None:
    """Row and column of the cell under a pixel; None beside the grid."""
    rect = view.rect(area)
    if not rect.collidepoint(pixel):
        return None
    return (pixel[1] - rect.y) * shape[0] // rect.height, (pixel[0] - rect.x) * shape[1] // rect.width


def draw_numbers(
    canvas: Canvas, values: Array, area: Area, *, size: int = theme.SMALL, strongest: float | None = None
) -> None:
    """A grid of numbers [rows, columns]: blue above 0, amber below, as strong as they are beside `strongest`.

    By default that is the largest of them.
    """
    top = max(float(np.abs(values).max()) if strongest is None else strongest, 1e-6)
    canvas.surface.fill(theme.EDGE, canvas.view.rect(area.inside(-1)))
    shape = (values.shape[0], values.shape[1])
    for row, column in np.ndindex(shape):
        value = float(values[row, column])
        tint = theme.ACCENT if value > 0 else theme.AMBER
        cell = cell_area(area, shape, row, column).inside(0.5)
        colour = theme.blend(theme.PANEL, tint, _TINT * min(abs(value) / top, 1.0))
        canvas.surface.fill(colour, canvas.view.rect(cell))
        canvas.text(short(value), cell.middle, size, theme.TEXT, "center")
