"""One round of free draw: draw, ask for a guess, say whether it was right."""

from dataclasses import dataclass
from enum import Enum, auto

from digitgame.rules.tally import Answer


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
