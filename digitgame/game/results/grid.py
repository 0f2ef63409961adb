"""The items that the results of a run show, and how many of them fit on a page."""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.theme import Colour

GRID: Final = Area(32, 160, 480, 384)
Picture = npt.NDArray[np.float32]


class ReviewItems(Protocol):
    """A run's drawings or rounds."""

    def __len__(self) -> int: ...

    @property
    def first(self) -> int:
        """The number of the most interesting one."""
        ...

    def picture(self, at: int) -> Picture | None:
        """A small picture of one, [28, 28]; None until it is prepared."""
        ...

    def caption(self, at: int) -> tuple[str, Colour]: ...

    def work(self, shown: range, chosen: int) -> bool:
        """Prepare the shown page, for a few milliseconds; whether there is more to do."""
        ...

    def draw(self, canvas: Canvas, at: int) -> None:
        """Explain one, in the panel."""
        ...


class Grid(NamedTuple):
    """How many pictures fit on a page."""

    columns: int
    rows: int

    @property
    def page(self) -> int:
        return self.columns * self.rows

    @property
    def step(self) -> tuple[float, float]:
        """Design units from one to the next."""
        return GRID.width / self.columns, GRID.height / self.rows

    def cell(self, place: int) -> Area:
        row, column = divmod(place, self.columns)
        wide, high = self.step
        return Area(GRID.x + column * wide, GRID.y + row * high, wide, high - 8)


LARGE: Final = Grid(5, 3)
SMALL: Final = Grid(8, 4)
