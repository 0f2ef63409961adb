"""First steps: a lesson of three things to do, and twenty drawings that show how well a hand is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from random import Random
from typing import Final

from digitgame.rules.clock import Clock
from digitgame.rules.score import Answer

DRAWINGS: Final = 20  # of a calibration
PATIENCE: Final = 0.9  # seconds with the pen up after which a drawing is finished


class Step(Enum):
    """What the lesson asks for."""

    DRAW = auto()  # a 3
    CLEAR = auto()
    GUESS = auto()  # draw any digit, ask what it is
    DONE = auto()


@dataclass
class Lesson:
    """Draw, clear, guess: each step waits for its own thing and ignores the others."""

    step: Step = Step.DRAW

    def drawn(self) -> bool:
        """A drawing has been read as a 3."""
        return self._to(Step.DRAW, Step.CLEAR)

    def cleared(self) -> bool:
        """The board is blank again."""
        return self._to(Step.CLEAR, Step.GUESS)

    def guessed(self) -> bool:
        """The player has asked for a guess."""
        return self._to(Step.GUESS, Step.DONE)

    def _to(self, now: Step, then: Step) -> bool:
        if self.step is not now:
            return False
        self.step = then
        return True


@dataclass
class Calibration:
    """Twenty digits to draw, each of the ten twice. A drawing is finished once the pen has been up for a while."""

    clock: Clock
    targets: Sequence[int]
    answers: list[Answer] = field(default_factory=list)
    _revision: int = -1  # of the ink that is waited for
    _since: float = 0.0

    @property
    def target(self) -> int | None:
        """The digit to draw; None when all are through."""
        return self.targets[len(self.answers)] if len(self.answers) < len(self.targets) else None

    @property
    def right(self) -> int:
        return sum(answer.right for answer in self.answers)

    def watch(self, revision: int, *, pen_up: bool) -> bool:
        """Whether the drawing with the ink's `revision` is finished."""
        if revision != self._revision or not pen_up:
            self._revision, self._since = revision, self.clock.now
        return self.clock.now - self._since >= PATIENCE

    def take(self, read: int) -> Answer | None:
        """The reading of a finished drawing, whatever it is; what it says of the network."""
        target = self.target
        if target is None:
            return None
        answer = Answer(read, target)
        self.answers.append(answer)
        return answer


def calibration(clock: Clock, seed: int) -> Calibration:
    """The same digits for the same seed."""
    rng = Random(seed)
    return Calibration(clock, [*rng.sample(range(10), 10), *rng.sample(range(10), 10)])
