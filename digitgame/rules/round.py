"""One round of free drawing: draw, ask, say whether the guess was right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from digitgame.rules.score import Answer


class Phase(Enum):
    """Where a round stands."""

    DRAWING = auto()  # no guess yet
    ASKED = auto()  # there is a guess, the player has not judged it
    CORRECTING = auto()  # the guess was wrong and counts as that; the true digit may still be told
    ANSWERED = auto()  # judged; the next stroke starts the next round


@dataclass
class Round:
    """A state machine. Each move says whether it was allowed; one that was not changes nothing."""

    phase: Phase = Phase.DRAWING
    guess: int | None = None
    answer: Answer | None = None  # never more than one a round: a correction replaces it

    def ask(self, guess: int) -> bool:
        """The network's guess arrives."""
        if self.phase is not Phase.DRAWING:
            return False
        self.guess = guess
        self.phase = Phase.ASKED
        return True

    def withdraw(self) -> bool:
        """The drawing changes before the guess was judged: the guess no longer speaks of it."""
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
        """The player names the true digit, at once or after `wrong`; the one guessed means right after all."""
        return self.phase in (Phase.ASKED, Phase.CORRECTING) and self._judge(digit, Phase.ANSWERED)

    def leave_unknown(self) -> bool:
        """The player keeps the true digit back: the guess stays wrong."""
        if self.phase is not Phase.CORRECTING:
            return False
        self.phase = Phase.ANSWERED
        return True

    def take_back(self) -> bool:
        """The player takes the answer back: the guess waits for another one."""
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
