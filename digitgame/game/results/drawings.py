"""The drawings of a run, as the results show them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from digitgame.game.game import Game
from digitgame.game.results import explanation
from digitgame.inference import Reader
from digitgame.ink import frame
from digitgame.ink.frame import Frame
from digitgame.store import HIT, Attempt
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.theme import Colour


@dataclass
class RunDrawings:
    """Every drawing with its target and its reading; `_why` explains the chosen one.

    `reader` is the run's. `notes`: the outcome of some drawings, by their number.
    """

    game: Game
    reader: Reader
    attempts: tuple[Attempt, ...]
    notes: Mapping[int, str] = field(default_factory=dict)
    _pictures: dict[int, Frame] = field(default_factory=dict)
    _why: explanation.Explanation | None = None

    def __len__(self) -> int:
        return len(self.attempts)

    @property
    def first(self) -> int:
        """The most interesting one: the first misread."""
        return next((at for at, attempt in enumerate(self.attempts) if attempt.outcome != HIT), 0)

    def picture(self, at: int) -> Frame | None:
        """None until it is framed."""
        return self._pictures.get(at)

    def caption(self, at: int) -> tuple[str, Colour]:
        return explanation.caption(self.attempts[at])

    def work(self, shown: range, chosen: int) -> bool:
        """Prepare the shown page and the chosen drawing, for a few milliseconds; whether there is more to do."""
        if not self.attempts:
            return False
        until = time.perf_counter() + explanation.BUDGET
        for at in shown:
            if at not in self._pictures:
                if time.perf_counter() > until:
                    return True
                self._pictures[at] = frame(self.attempts[at].drawing.strokes)
        if self._why is None or self._why.attempt is not self.attempts[chosen]:
            samples = self.game.neighbours(self.reader)
            self._why = explanation.Explanation(
                self.attempts[chosen], self.reader, samples, self.notes.get(chosen, "")
            )
            return True
        return self._why.work()

    def draw(self, canvas: Canvas, at: int) -> None:
        """Explain one drawing."""
        if not self.attempts:
            x, y = explanation.PANEL.middle
            canvas.text("Nothing drawn.", (x, y - 16), theme.MEDIUM, theme.TEXT, "center")
            canvas.text("Play again and draw something!", (x, y + 16), theme.SMALL, theme.QUIET, "center")
        elif self._why is not None and self._why.attempt is self.attempts[at]:
            explanation.draw(canvas, self._why, self.picture(at))
