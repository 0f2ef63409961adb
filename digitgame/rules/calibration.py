"""Calibration: twenty drawings that show how well the network reads a player."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from digitgame.rules.clock import Clock
from digitgame.rules.free_draw import Answer

# Of each digit two.
DRAWINGS: Final = 20
# Seconds with the pen up that finish a drawing.
PATIENCE: Final = 0.9


@dataclass
class Calibration:
    """Twenty digits to draw, each of the ten twice. A drawing is finished when the pen has been up for a while."""

    clock: Clock
    targets: Sequence[int]
    answers: list[Answer] = field(default_factory=list)
    _revision: int = -1
    _since: float = 0.0

    @property
    def target(self) -> int | None:
        """The digit to draw; None when all are done."""
        return self.targets[len(self.answers)] if len(self.answers) < len(self.targets) else None

    @property
    def right(self) -> int:
        return sum(answer.right for answer in self.answers)

    def watch(self, revision: int, *, pen_up: bool) -> bool:
        """Whether the drawing at the ink's `revision` is finished."""
        if revision != self._revision or not pen_up:
            self._revision, self._since = revision, self.clock.now
        return self.clock.now - self._since >= PATIENCE

    def take(self, read: int) -> Answer | None:
        """Count the digit read of a finished drawing, right or wrong."""
        target = self.target
        if target is None:
            return None
        answer = Answer(read, target)
        self.answers.append(answer)
        return answer


def calibration(clock: Clock, seed: int) -> Calibration:
    """A new calibration; the same seed gives the same digits."""
    rng = Random(seed)
    return Calibration(clock, [*rng.sample(range(10), 10), *rng.sample(range(10), 10)])
