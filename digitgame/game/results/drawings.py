"""Looking back on the drawings of a run."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from digitgame.game.game import Game
from digitgame.game.results import explanation
from digitgame.inference import Reader
from digitgame.ink import frame
from digitgame.ink.frame import Frame
from digitgame.store import HIT, Attempt
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.theme import Colour

Picture = npt.NDArray[np.float32]


@dataclass
class RunDrawings:
    """Every drawing with what was asked and what was read; one of them explained."""

    game: Game
    reader: Reader  # that read them
    shots: tuple[Attempt, ...]
    notes: Mapping[int, str] = field(default_factory=dict)  # what became of some of them, by their number
    _pictures: dict[int, Frame] = field(default_factory=dict)
    _why: explanation.Explanation | None = None  # of the drawing that is chosen

    def __len__(self) -> int:
        return len(self.shots)

    @property
    def first(self) -> int:
        """What most wants a look: the first that was not read as asked."""
        return next((at for at, shot in enumerate(self.shots) if shot.outcome != HIT), 0)

    def picture(self, at: int) -> Picture | None:
        """None until it is framed."""
        return self._pictures.get(at)

    def caption(self, at: int) -> tuple[str, Colour]:
        shot = self.shots[at]
        words = f"{shot.target}" if shot.outcome == HIT else f"{shot.target} › {shot.read}"
        return words, explanation.colour_of(shot)

    def work(self, shown: range, chosen: int) -> bool:
        """Prepare what is shown and the one chosen, for a few milliseconds; whether there is more to do."""
        if not self.shots:
            return False
        until = time.perf_counter() + explanation.BUDGET
        for at in shown:
            if at not in self._pictures:
                if time.perf_counter() > until:
                    return True
                self._pictures[at] = frame(self.shots[at].drawing.strokes)
        if self._why is None or self._why.shot is not self.shots[chosen]:
            samples = self.game.neighbours(self.reader)
            self._why = explanation.Explanation(
                self.shots[chosen], self.reader, samples, self.notes.get(chosen, "")
            )
            return True
        return self._why.work()

    def draw(self, canvas: Canvas, at: int) -> None:
        """One drawing, explained."""
        if not self.shots:
            x, y = explanation.PANEL.middle
            canvas.text("Nothing was drawn.", (x, y - 16), theme.MEDIUM, theme.TEXT, "center")
            canvas.text("The next run may bring more.", (x, y + 16), theme.SMALL, theme.QUIET, "center")
        elif self._why is not None and self._why.shot is self.shots[at]:
            explanation.draw(canvas, self._why, self.picture(at))
