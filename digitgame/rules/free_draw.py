"""Free draw: a round, from the guess to the player's answer, and the score of all answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

DIGITS: Final = 10


@dataclass(frozen=True)
class Answer:
    """What a player said about a guess; `truth` is None if it was wrong and the player did not say what it was."""

    guess: int
    truth: int | None

    @property
    def right(self) -> bool:
        return self.truth == self.guess


class Phase(Enum):
    """Before the guess, before its answer, after a "wrong" that the true digit may follow, and after the answer."""

    DRAWING = auto()
    ASKED = auto()
    CORRECTING = auto()
    ANSWERED = auto()


@dataclass
class Round:
    """At most one answer, which a correction replaces. A move returns False, changing nothing, if not allowed."""

    phase: Phase = Phase.DRAWING
    guess: int | None = None
    answer: Answer | None = None

    def ask(self, guess: int) -> bool:
        """The network's guess arrives."""
        if self.phase is not Phase.DRAWING:
            return False
        self.guess = guess
        self.phase = Phase.ASKED
        return True

    def withdraw(self) -> bool:
        """The drawing changes before the guess was judged, so the guess no longer applies."""
        if self.phase is not Phase.ASKED:
            return False
        self.guess = None
        self.phase = Phase.DRAWING
        return True

    def right(self) -> bool:
        """The player says that the guess is right."""
        return self.phase is Phase.ASKED and self._judge(self.guess, Phase.ANSWERED)

    def wrong(self) -> bool:
        """The player says that the guess is wrong; the true digit may follow."""
        return self.phase is Phase.ASKED and self._judge(None, Phase.CORRECTING)

    def truth(self, digit: int) -> bool:
        """The player names the true digit, at once or after `wrong`; naming the guess makes it right after all."""
        return self.phase in (Phase.ASKED, Phase.CORRECTING) and self._judge(digit, Phase.ANSWERED)

    def leave_unknown(self) -> bool:
        """The player does not say what it was: the guess stays wrong."""
        if self.phase is not Phase.CORRECTING:
            return False
        self.phase = Phase.ANSWERED
        return True

    def take_back(self) -> bool:
        """The player takes the answer back and may give another one."""
        if self.answer is None:
            return False
        self.answer = None
        self.phase = Phase.ASKED
        return True

    def _judge(self, truth: int | None, phase: Phase) -> bool:
        assert self.guess is not None
        self.answer = Answer(self.guess, truth)
        self.phase = phase
        return True


@dataclass(frozen=True)
class Tally:
    """Right and wrong guesses."""

    right: int = 0
    wrong: int = 0

    @property
    def count(self) -> int:
        return self.right + self.wrong

    @property
    def accuracy(self) -> float | None:
        """The fraction of right guesses, 0 to 1; None before the first one."""
        return self.right / self.count if self.count else None

    def plus(self, right: bool) -> Tally:
        """The tally with one more guess."""
        return Tally(self.right + right, self.wrong + (not right))


@dataclass(frozen=True)
class Score:
    """A player's score: a value, so each answer makes a new one.

    `streak` counts right guesses since the last wrong one, `best` is the longest streak. `digits` has a tally per true
    digit; a wrong guess without a truth is in none.
    """

    total: Tally = Tally()
    streak: int = 0
    best: int = 0
    digits: tuple[Tally, ...] = (Tally(),) * DIGITS

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> Score:
        """The score after `answers`, in the order given."""
        score = cls()
        for answer in answers:
            score = score.after(answer)
        return score

    def after(self, answer: Answer) -> Score:
        """The score with one more answer."""
        streak = self.streak + 1 if answer.right else 0
        score = replace(self, total=self.total.plus(answer.right), streak=streak, best=max(self.best, streak))
        if answer.truth is None:
            return score
        digits = list(self.digits)
        digits[answer.truth] = digits[answer.truth].plus(answer.right)
        return replace(score, digits=tuple(digits))
