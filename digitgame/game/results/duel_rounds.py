"""The rounds of a duel, as the results show them: what each side saw when it named the digit."""

from dataclasses import dataclass
from typing import Final

from digitgame.formatting import a_digit, percent
from digitgame.game.modes.reveal import fog_of, revealed
from digitgame.game.results.explanation import PANEL
from digitgame.ink.frame import Frame
from digitgame.rules.duel import DuelAnswer, FinishedRound, Won, sharpness
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.theme import Colour

_LEFT: Final = PANEL.x + 16
_RIGHT: Final = PANEL.right - 16
_SIDE: Final = 168
# Who won a round, in the grid's captions and beside the picture.
_WHO: Final = {Won.YOU: "you", Won.NETWORK: "AI", Won.NOBODY: "nobody"}
VERDICTS: Final = {Won.YOU: "You were first", Won.NETWORK: "The AI was first", Won.NOBODY: "Nobody got it"}


def caption(past: FinishedRound) -> tuple[str, Colour]:
    """The digit of a round and who won it."""
    return f"{past.digit}: {_WHO[past.won]}", theme.ACCENT if past.won is Won.YOU else theme.AMBER


def round_facts(past: FinishedRound) -> tuple[str, str, bool]:
    """The digit, who was first, and whether that was you."""
    return f"It was {a_digit(past.digit)}", VERDICTS[past.won], past.won is Won.YOU


def answer_facts(answer: DuelAnswer | None, digit: int) -> tuple[str, str, Colour]:
    """An answer, when it came and how clear the digit was then; its colour says whether it was right."""
    if answer is None:
        return "no answer", "", theme.QUIET
    when = f"{answer.after:.1f} s, {percent(sharpness(answer.after))} clear"
    return str(answer.digit), when, theme.ACCENT if answer.digit == digit else theme.AMBER


@dataclass
class DuelRounds:
    """Every round with its winner; of the chosen one, what each side saw when it answered.

    `pictures` [rounds or more, 28, 28]; `seed` is that of the first round's fog, and each next round has the next.
    """

    rounds: tuple[FinishedRound, ...]
    pictures: Frame
    seed: int

    def __len__(self) -> int:
        return len(self.rounds)

    @property
    def first(self) -> int:
        """The most interesting one: the first that you did not win."""
        return next((at for at, past in enumerate(self.rounds) if past.won is not Won.YOU), 0)

    def picture(self, at: int) -> Frame:
        shown: Frame = self.pictures[at]
        return shown

    def caption(self, at: int) -> tuple[str, Colour]:
        return caption(self.rounds[at])

    def work(self, shown: range, chosen: int) -> bool:  # noqa: ARG002
        """There is nothing to prepare."""
        return False

    def draw(self, canvas: Canvas, at: int) -> None:
        if not self.rounds:
            canvas.text("No rounds played.", PANEL.middle, theme.SMALL, theme.QUIET, "center")
            return
        past = self.rounds[at]
        title, winner, won = round_facts(past)
        canvas.mark(won, Area(_LEFT, PANEL.y + 20, 44, 44))
        x = _LEFT + 60
        canvas.text(title, (x, PANEL.y + 30), theme.MEDIUM, theme.TEXT)
        canvas.text(winner, (x, PANEL.y + 58), theme.SMALL, caption(past)[1])
        self._draw_side(canvas, at, "you", past.yours, _LEFT)
        self._draw_side(canvas, at, "the AI", past.its, _RIGHT - _SIDE)
        words = "What each side saw when it answered."
        canvas.text(words, (_LEFT, PANEL.bottom - 28), theme.SMALL, theme.QUIET)

    def _draw_side(self, canvas: Canvas, at: int, who: str, answer: DuelAnswer | None, x: float) -> None:
        """One side's answer, and the digit in the fog at that time."""
        area = Area(x, PANEL.y + 112, _SIDE, _SIDE)
        canvas.text(who, (x, area.y - 16), theme.SMALL, theme.QUIET)
        words, when, colour = answer_facts(answer, self.rounds[at].digit)
        if answer is None:
            canvas.panel(area, theme.ROOM, theme.EDGE)
            canvas.text(words, area.middle, theme.SMALL, colour, "center")
            return
        picture = revealed(self.pictures[at], sharpness(answer.after), fog_of(self.seed + at))
        canvas.picture(picture, area)
        y = area.bottom + 28
        taken = canvas.text(words, (x, y), theme.MEDIUM, colour) + 10
        canvas.text(when, (x + taken, y), theme.SMALL, theme.TEXT, fit=_SIDE - taken)
