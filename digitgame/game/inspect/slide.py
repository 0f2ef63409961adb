"""A small window that slides over a picture by itself, until the pointer or a key takes it."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ui.actions import Action, Input

# Seconds from one place to the next.
_STEP: Final = 0.14
Place = tuple[int, int]


@dataclass
class Slide:
    """The window's place, row and column among `worth`, and whether it moves by itself.

    It visits only the places that are `worth` a look, [rows, columns], in reading order: those with ink below them.
    `held`: the pointer has put it where it is.
    """

    moves: bool = True
    place: Place = (0, 0)
    held: bool = False
    worth: npt.NDArray[np.bool_] = field(default_factory=lambda: np.ones((1, 1), np.bool_))
    _since: float = 0.0

    def look_at(self, worth: npt.NDArray[np.bool_]) -> None:
        """Slide over other places from now on: all of them where none is worth a look."""
        self.worth = worth if worth.any() else np.ones_like(worth)
        rows, columns = worth.shape
        self.place = min(self.place[0], rows - 1), min(self.place[1], columns - 1)
        if not self.held and not self.worth[self.place]:
            self.step(1)

    def update(self, seconds: float) -> None:
        if self.held or not self.moves:
            return
        self._since += seconds
        while self._since >= _STEP:
            self._since -= _STEP
            self.step(1)

    def handle(self, given: Input) -> bool:
        """Stop or go on with Space, a step with the wheel or PgUp and PgDn; whether the input was one of these."""
        match given:
            case Action.GUESS:
                self.moves = not self.moves
            case Action.PAGE_UP | Action.PAGE_DOWN:
                self.moves = False
                self.step(1 if given is Action.PAGE_DOWN else -1)
            case _:
                return False
        return True

    def point(self, place: Place | None) -> None:
        """Put it where the pointer is; None: the pointer is elsewhere."""
        self.held = place is not None
        if place is not None:
            rows, columns = self.worth.shape
            self.place = min(max(place[0], 0), rows - 1), min(max(place[1], 0), columns - 1)

    def step(self, by: int) -> None:
        """Go to the next place, or to the one before; after the last one comes the first."""
        places = np.flatnonzero(self.worth)
        here = self.place[0] * self.worth.shape[1] + self.place[1]
        at = int(np.searchsorted(places, here, "right" if by > 0 else "left"))
        row, column = divmod(int(places[(at if by > 0 else at - 1) % len(places)]), self.worth.shape[1])
        self.place = row, column
