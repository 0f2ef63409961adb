"""Keeping score of the guesses that a player has answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Answer:
    """What a player said about a guess; `truth` is None where it was wrong and nobody said what it was."""

    guess: int
    truth: int | None

    @property
    def right(self) -> bool:
        return self.truth == self.guess


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
        """The share of right guesses, 0 to 1; None before the first one."""
        return self.right / self.count if self.count else None

    def plus(self, right: bool) -> Tally:
        return Tally(self.right + right, self.wrong + (not right))


@dataclass(frozen=True)
class Score:
    """A player's score. A value: each answer makes a new one, so the old one can be kept."""

    total: Tally = Tally()
    streak: int = 0  # right guesses since the last wrong one
    best: int = 0  # the longest streak so far
    digits: tuple[Tally, ...] = (Tally(),) * 10  # by true digit; a wrong guess without a truth is in none

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
