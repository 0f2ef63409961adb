"""Looking back on the rounds of a Duel: what each side saw when it named the digit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.game.modes.blur import fogged, noise
from digitgame.game.results.explanation import PANEL
from digitgame.rules.duel import DuelAnswer, FinishedRound, Won, sharpness
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.theme import Colour

_LEFT: Final = PANEL.x + 16
_RIGHT: Final = PANEL.right - 16
_SIDE: Final = 168  # design units, of a picture
_WORDS: Final = {
    Won.YOU: "You were first",
    Won.NETWORK: "The network was first",
    Won.NOBODY: "Nobody knew it",
}
Picture = npt.NDArray[np.float32]


@dataclass
class DuelRounds:
    """Every digit with who named it; of one of them, what there was to see then."""

    rounds: tuple[FinishedRound, ...]
    pictures: Picture  # [rounds or more, 28, 28]
    seed: int  # of the fog of the first; each next one has the next

    def __len__(self) -> int:
        return len(self.rounds)

    @property
    def first(self) -> int:
        """What most wants a look: the first that was not won."""
        return next((at for at, past in enumerate(self.rounds) if past.won is not Won.YOU), 0)

    def picture(self, at: int) -> Picture:
        shown: Picture = self.pictures[at]
        return shown

    def caption(self, at: int) -> tuple[str, Colour]:
        past = self.rounds[at]
        who = {Won.YOU: "you", Won.NETWORK: "network", Won.NOBODY: "nobody"}[past.won]
        return f"{past.digit}: {who}", theme.ACCENT if past.won is Won.YOU else theme.AMBER

    def work(self, shown: range, chosen: int) -> bool:  # noqa: ARG002 (all is known)
        """There is nothing to prepare."""
        return False

    def draw(self, canvas: Canvas, at: int) -> None:
        """One round."""
        if not self.rounds:
            canvas.text("No round was played.", PANEL.middle, theme.SMALL, theme.QUIET, "center")
            return
        past = self.rounds[at]
        won = past.won is Won.YOU
        canvas.mark(won, Area(_LEFT, PANEL.y + 20, 44, 44))
        x = _LEFT + 60
        canvas.text(f"It was a {past.digit}", (x, PANEL.y + 30), theme.MEDIUM, theme.TEXT, "midleft")
        canvas.text(_WORDS[past.won], (x, PANEL.y + 58), theme.SMALL, self.caption(at)[1], "midleft")
        self._draw_side(canvas, at, "you", past.yours, _LEFT)
        self._draw_side(canvas, at, "the network", past.its, _RIGHT - _SIDE)
        words = "What there was to see when each answer came."
        canvas.text(
            words, (_LEFT, PANEL.bottom - 28), theme.SMALL, theme.QUIET, "midleft", fit=_RIGHT - _LEFT
        )

    def _draw_side(self, canvas: Canvas, at: int, who: str, named: DuelAnswer | None, x: float) -> None:
        """What one of the two said, and the digit as it was in the fog then."""
        area = Area(x, PANEL.y + 112, _SIDE, _SIDE)
        canvas.text(who, (x, area.y - 16), theme.SMALL, theme.QUIET, "midleft")
        if named is None:
            canvas.panel(area, theme.ROOM, theme.EDGE)
            canvas.text("no answer", area.middle, theme.SMALL, theme.QUIET, "center")
            return
        picture = fogged(self.pictures[at], sharpness(named.after), noise(self.seed + at))
        canvas.picture(picture, area)
        right = named.digit == self.rounds[at].digit
        told = f"{named.digit}"
        taken = canvas.text(
            told, (x, area.bottom + 28), theme.MEDIUM, theme.ACCENT if right else theme.AMBER, "midleft"
        )
        words = f"after {named.after:.1f} s, {widgets.percent(sharpness(named.after))} clear"
        at_ = (x + taken + 10, area.bottom + 28)
        canvas.text(words, at_, theme.SMALL, theme.TEXT, "midleft", fit=_SIDE - taken - 10)
