"""The rounds of a duel, as the results show them: what each side saw when it named the digit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from digitgame.formatting import a_digit, percent
from digitgame.game.board_scene import BLANK
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


def verdict_words(
    won: Won, yours: int | None, its: int | None, opponent: str, *, paused: bool = False
) -> str:
    """Who won a round and how, by the digits that both sides named: only who won by the first answer "was first".

    `paused`: a pause used up your try.
    """
    it = sentence_case(opponent)
    match won:
        case Won.YOU:
            return "You were first" if its is None else f"{it} said {its}: wrong. You got it"
        case Won.NETWORK if paused:
            return f"You paused. {it} got it"
        case Won.NETWORK:
            return f"{it} was first" if yours is None else f"You said {yours}: wrong. {it} got it"
    if yours is not None and its is not None:
        return f"You said {yours}, {opponent} said {its}: both wrong"
    if paused:
        return (
            "You paused. Nobody got it"
            if its is None
            else f"You paused, {opponent} said {its}: nobody got it"
        )
    said = f"You said {yours}: wrong. " if yours is not None else f"{it} said {its}: wrong. "
    return f"{said if yours is not None or its is not None else ''}Nobody got it"


def outcome(rounds: Sequence[FinishedRound]) -> tuple[int, int]:
    """How many rounds each side has won: you, the opponent."""
    won = [past.won for past in rounds]
    return won.count(Won.YOU), won.count(Won.NETWORK)


def outcome_words(rounds: Sequence[FinishedRound], opponent: str) -> str:
    """Who won a duel that was played to its end; the winner's number comes first."""
    you, it = outcome(rounds)
    if you > it:
        return f"You beat {opponent} {you} : {it}"
    if you < it:
        return f"{sentence_case(opponent)} won {it} : {you}"
    return f"You and {opponent} drew {you} : {it}"


def sentence_case(words: str) -> str:
    """The words with a capital letter, such as "The AI"."""
    return words[:1].upper() + words[1:]


def caption(past: FinishedRound, opponent: str = "the AI") -> tuple[str, Colour]:
    """The digit of a round and who won it."""
    who = {Won.YOU: "you", Won.NETWORK: opponent.removeprefix("the "), Won.NOBODY: "nobody"}[past.won]
    return f"{past.digit}: {who}", theme.ACCENT if past.won is Won.YOU else theme.AMBER


def round_facts(past: FinishedRound, opponent: str = "the AI") -> tuple[str, str, bool]:
    """The digit, who won it and how, and whether that was you."""
    yours, its = (answer.digit if answer is not None else None for answer in (past.yours, past.its))
    words = verdict_words(past.won, yours, its, opponent, paused=past.paused)
    return f"It was {a_digit(past.digit)}", words, past.won is Won.YOU


def answer_facts(answer: DuelAnswer | None, digit: int, *, paused: bool = False) -> tuple[str, str, Colour]:
    """An answer, when it came and how clear the digit was then; its colour says whether it was right."""
    if answer is None:
        return "paused" if paused else "no answer", "", theme.AMBER if paused else theme.QUIET
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
    opponent: str = "the AI"

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
        return caption(self.rounds[at], self.opponent)

    def work(self, shown: range, chosen: int) -> bool:  # noqa: ARG002
        """There is nothing to prepare."""
        return False

    def draw(self, canvas: Canvas, at: int) -> None:
        if not self.rounds:
            canvas.text("No rounds played.", PANEL.middle, theme.SMALL, theme.QUIET, "center")
            return
        past = self.rounds[at]
        title, winner, won = round_facts(past, self.opponent)
        canvas.mark(won, Area(_LEFT, PANEL.y + 20, 44, 44))
        x = _LEFT + 60
        canvas.text(title, (x, PANEL.y + 30), theme.MEDIUM, theme.TEXT)
        canvas.text(winner, (x, PANEL.y + 58), theme.SMALL, caption(past)[1], fit=_RIGHT - x)
        self._draw_side(canvas, at, "you", past.yours, _LEFT, paused=past.paused)
        self._draw_side(canvas, at, self.opponent, past.its, _RIGHT - _SIDE)
        words = "What each side saw when it answered."
        canvas.text(words, (_LEFT, PANEL.bottom - 28), theme.SMALL, theme.QUIET)

    def _draw_side(
        self, canvas: Canvas, at: int, who: str, answer: DuelAnswer | None, x: float, *, paused: bool = False
    ) -> None:
        """One side's answer, and the digit in the fog at that time."""
        area = Area(x, PANEL.y + 112, _SIDE, _SIDE)
        canvas.text(who, (x, area.y - 16), theme.SMALL, theme.QUIET)
        words, when, colour = answer_facts(answer, self.rounds[at].digit, paused=paused)
        if answer is None:
            canvas.picture(BLANK, area)
            canvas.text(words, area.middle, theme.SMALL, colour, "center")
            return
        picture = revealed(self.pictures[at], sharpness(answer.after), fog_of(self.seed + at))
        canvas.picture(picture, area)
        y = area.bottom + 28
        taken = canvas.text(words, (x, y), theme.MEDIUM, colour) + 10
        canvas.text(when, (x + taken, y), theme.SMALL, theme.TEXT, fit=_SIDE - taken)
