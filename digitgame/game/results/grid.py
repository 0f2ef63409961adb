"""What a run left to look back on, and how much of it is shown at once."""

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
    """What a run left to look back on, one after the other."""

    def __len__(self) -> int: ...

    @property
    def first(self) -> int:
        """The one that most wants a look."""
        ...

    def picture(self, at: int) -> Picture | None:
        """One in small, [28, 28]; None until it is prepared."""
        ...

    def caption(self, at: int) -> tuple[str, Colour]: ...

    def work(self, shown: range, chosen: int) -> bool:
        """Prepare what is shown, for a few milliseconds; whether there is more to do."""
        ...

    def draw(self, canvas: Canvas, at: int) -> None:
        """All about one, in the panel."""
        ...


class Grid(NamedTuple):
    """How many pictures there is room for."""

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
