"""A drawing in time: the pen's steps when it is written at a natural speed."""

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from digitgame.ink import Drawing, Ink, Point

# Board units a second: a digit takes about a second.
SPEED: Final = 620.0
# Seconds from one stroke to the next.
LIFT: Final = 0.14
PenStep = tuple[float, Literal["down", "move", "up"], Point]


@dataclass
class Playback:
    """Hands out the pen's steps as time passes."""

    drawing: Drawing
    speed: float = SPEED
    now: float = 0.0
    steps: list[PenStep] = field(init=False)
    _done: int = 0

    def __post_init__(self) -> None:
        self.steps = schedule(self.drawing, self.speed)

    @property
    def finished(self) -> bool:
        return self._done == len(self.steps)

    def pass_time(self, seconds: float) -> list[PenStep]:
        """The steps that fall into the next `seconds`."""
        self.now += seconds
        first = self._done
        while self._done < len(self.steps) and self.steps[self._done][0] <= self.now:
            self._done += 1
        return self.steps[first : self._done]

    def write(self, ink: Ink, seconds: float) -> None:
        """Write into `ink` what falls into the next `seconds`."""
        for _, step, point in self.pass_time(seconds):
            if step == "down":
                ink.begin(point)
            elif step == "move":
                ink.extend(point)
            else:
                ink.end()


def schedule(drawing: Drawing, speed: float) -> list[PenStep]:
    """Every step of the pen with its time: along the strokes at `speed`, slower where they bend."""
    steps: list[PenStep] = []
    at = 0.0
    for stroke in drawing.strokes:
        steps.append((at, "down", stroke[0]))
        for number, (start, end) in enumerate(pairwise(stroke)):
            before = stroke[number - 1] if number else start
            at += math.dist(start, end) / speed * (1 + 0.8 * _bend(before, start, end))
            steps.append((at, "move", end))
        steps.append((at, "up", stroke[-1]))
        at += LIFT
    return steps


def _bend(before: Point, here: Point, after: Point) -> float:
    """How much a path turns at a point: 0 straight on, 1 back where it came from."""
    into = math.atan2(here[1] - before[1], here[0] - before[0])
    out = math.atan2(after[1] - here[1], after[0] - here[0])
    turn = abs((out - into + math.pi) % (2 * math.pi) - math.pi)
    return turn / math.pi if before != here and here != after else 0.0
