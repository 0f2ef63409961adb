"""A course: prompts to answer by drawing digits, against the clock. Sprint, Sums and Daily are courses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar, Final

from digitgame.rules.clock import Clock

POINTS: Final = 100  # of a digit
QUICK: Final = 100  # more for one drawn at once, fewer the longer it takes
STEP: Final = 5  # digits without a break that raise the factor by one
HIGHEST: Final = 4  # of the factor
WHISTLE: Final = 3.0  # seconds that a misread stops the clock, at most


@dataclass(frozen=True)
class Prompt:
    """What is asked for: `words` to show and the number to draw, one digit after the other."""

    words: str
    answer: int

    @property
    def digits(self) -> tuple[int, ...]:
        return tuple(map(int, str(self.answer)))


@dataclass(frozen=True)
class ComboWindow:
    """How long a digit may take before the combo cools: shorter with every hit, down to `least`."""

    first: float  # seconds
    least: float
    shrink: float = 0.95

    def seconds(self, hits: int) -> float:
        return max(self.first * self.shrink**hits, self.least)


class RunPhase(Enum):
    """Where a course stands."""

    DRAWING = auto()
    MISREAD = auto()  # another digit was read than asked for; the clock waits for the player
    OVER = auto()


class Mark(Enum):
    """What became of a digit asked for."""

    HIT = "hit"
    DISPUTED = "disputed"  # drawn, misread, disputed: neither points nor a break
    SKIPPED = "skipped"


@dataclass
class TimedRun:
    """One run. Each move says whether it was allowed; one that was not changes nothing.

    A misread costs nothing by itself: the clock waits, the combo stays, and the digit gets its whole time again.
    What breaks a combo is a digit skipped, or one that takes longer than the pace allows. All depends on the
    prompts, the moves and the times of the moves, so a run can be played again from its record.
    """

    MOVES: ClassVar[tuple[str, ...]] = ("take", "again", "dispute", "skip")

    clock: Clock
    prompts: Iterator[Prompt]
    seconds: float  # how long it lasts, pauses not counted
    pace: ComboWindow
    score: int = 0
    combo: int = 0  # hits without a break
    best: int = 0  # the longest combo
    misreads: int = 0
    marks: list[Mark] = field(default_factory=list)
    prompt: Prompt | None = field(init=False)  # None when there are no more
    drawn: int = 0  # digits of the prompt that are done
    read: int | None = None  # the misread that stands
    _asked: float = 0.0  # when the digit was asked for
    _misread: float = 0.0
    _waited: float = 0.0  # seconds that the clock has waited for the player

    def __post_init__(self) -> None:
        self.prompt = next(self.prompts, None)

    @property
    def stage(self) -> RunPhase:
        if self.prompt is None or self.left <= 0:
            return RunPhase.OVER
        return RunPhase.DRAWING if self.read is None else RunPhase.MISREAD

    @property
    def over(self) -> bool:
        return self.stage is RunPhase.OVER

    @property
    def target(self) -> int | None:
        """The digit to draw now."""
        return None if self.prompt is None else self.prompt.digits[self.drawn]

    @property
    def left(self) -> float:
        """Seconds left."""
        return max(self.seconds + self._waited + self._waiting() - self.clock.now, 0.0)

    @property
    def hits(self) -> int:
        return self.marks.count(Mark.HIT)

    @property
    def warmth(self) -> float:
        """How much of the time that the pace allows is left, 1 to 0."""
        if self.read is not None:
            return 1.0
        return max(1 - (self.clock.now - self._asked) / self.pace.seconds(self.hits), 0.0)

    @property
    def factor(self) -> int:
        """What the next hit is multiplied by."""
        return min(1 + (self.combo if self.warmth > 0 else 0) // STEP, HIGHEST)

    def take(self, read: int) -> bool:
        """The reading of a drawing that is finished."""
        if self.stage is not RunPhase.DRAWING:
            return False
        if read != self.target:
            self.read = read
            self.misreads += 1
            self._misread = self.clock.now
            return True
        self.score += (POINTS + round(QUICK * self.warmth)) * self.factor
        self.combo = self.combo + 1 if self.warmth > 0 else 1
        self.best = max(self.best, self.combo)
        self._next(Mark.HIT)
        return True

    def again(self) -> bool:
        """The player takes a misread as it is and draws the digit anew."""
        if self.stage is not RunPhase.MISREAD:
            return False
        self._resume()
        return True

    def dispute(self) -> bool:
        """The player says that the digit read wrongly was the one asked for."""
        if self.stage is not RunPhase.MISREAD:
            return False
        self._resume()
        self._next(Mark.DISPUTED)
        return True

    def skip(self) -> bool:
        """The player passes on a prompt, with all that is left of it."""
        if self.stage is RunPhase.OVER:
            return False
        self._resume()
        self.combo = 0
        assert self.prompt is not None
        self.drawn = len(self.prompt.digits) - 1
        self._next(Mark.SKIPPED)
        return True

    def _waiting(self) -> float:
        return 0.0 if self.read is None else min(self.clock.now - self._misread, WHISTLE)

    def _resume(self) -> None:
        self._waited += self._waiting()
        self.read = None
        self._asked = self.clock.now

    def _next(self, mark: Mark) -> None:
        self.marks.append(mark)
        self.drawn += 1
        self._asked = self.clock.now
        assert self.prompt is not None
        if self.drawn == len(self.prompt.digits):
            self.prompt, self.drawn = next(self.prompts, None), 0
