"""A timed run: prompts to answer by drawing digits, against the clock. Sprint, Sums and Daily are timed runs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar, Final

from digitgame.rules.clock import Clock

# Points for a digit, and the bonus for one drawn at once, which shrinks with time.
POINTS: Final = 100
QUICK: Final = 100
# Every so many hits in a row raise the factor by one.
STEP: Final = 5
# Seconds that a misread stops the clock, at most.
MAX_MISREAD_PAUSE: Final = 3.0
# Since version 3 a run that is given up says so, by its last move. Since version 2 the factor rises without a limit,
# which was this one; a puzzle whose answer was shown earns no bonus for speed; and Sprint grows harder.
VERSION: Final = 3
_LIMIT: Final = 4


class PromptForm(Enum):
    """How a prompt is shown: its words, that many dots, or its digit mirrored."""

    TEXT = auto()
    DOTS = auto()
    MIRRORED = auto()


@dataclass(frozen=True)
class Prompt:
    """`words` to show, and the number to draw, one digit after the other.

    `extra`: seconds that its first digit gets beyond the combo window.
    """

    words: str
    answer: int
    form: PromptForm = PromptForm.TEXT
    extra: float = 0.0

    @property
    def digits(self) -> tuple[int, ...]:
        return tuple(map(int, str(self.answer)))

    @property
    def is_sum(self) -> bool:
        return any(sign in self.words for sign in "+−×÷")

    @property
    def is_puzzle(self) -> bool:
        """Whether the player has to work out the digits: a sum, a word, dots, a mirrored digit."""
        return self.form is not PromptForm.TEXT or self.words.replace(" ", "") != str(self.answer)


@dataclass(frozen=True)
class ComboWindow:
    """Seconds that a digit may take before the combo breaks: fewer with every hit, down to `least`."""

    first: float
    least: float
    shrink: float = 0.95

    def seconds(self, hits: int) -> float:
        return max(self.first * self.shrink**hits, self.least)


class RunPhase(Enum):
    """Where a run stands. At a misread the clock waits for the player."""

    DRAWING = auto()
    MISREAD = auto()
    OVER = auto()


class Mark(Enum):
    """How a digit ended. A disputed one scores no points and breaks no combo."""

    HIT = "hit"
    DISPUTED = "disputed"
    SKIPPED = "skipped"


@dataclass
class TimedRun:
    """One run. Each move returns whether it was allowed; a move that was not changes nothing.

    A misread costs nothing: the clock waits (`MAX_MISREAD_PAUSE` seconds at most), the combo stays, and the digit gets
    its full time again. It shows the answer of a puzzle, which then earns no bonus for speed. A skipped digit, or one
    slower than the combo window, breaks the combo. Everything follows from the prompts, the moves and their times, so a
    run can be replayed from its record.

    `seconds` is the length of the run without pauses; `version` is that of the rules; `combo` counts hits in a row and
    `best` is the longest combo; `prompt` is None after the last one, `drawn` counts its finished digits, and `read` is
    the misread digit, if any.
    """

    MOVES: ClassVar[tuple[str, ...]] = ("take", "again", "dispute", "skip", "quit")

    clock: Clock
    prompts: Iterator[Prompt]
    seconds: float
    combo_window: ComboWindow
    version: int = VERSION
    score: int = 0
    combo: int = 0
    best: int = 0
    marks: list[Mark] = field(default_factory=list)
    prompt: Prompt | None = field(init=False)
    drawn: int = 0
    read: int | None = None
    given_up: bool = False
    _asked_at: float = 0.0
    _misread_at: float = 0.0
    _waited: float = 0.0
    _shown: bool = False

    def __post_init__(self) -> None:
        self.prompt = next(self.prompts, None)

    @property
    def stage(self) -> RunPhase:
        if self.prompt is None or self.left <= 0 or self.given_up:
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
    def pause_left(self) -> float:
        """Seconds that the clock still waits at a misread."""
        return 0.0 if self.read is None else MAX_MISREAD_PAUSE - self._waiting()

    @property
    def hits(self) -> int:
        return self.marks.count(Mark.HIT)

    @property
    def combo_time_left(self) -> float:
        """How much of the digit's time is left, 1 to 0; at 0 the combo breaks."""
        if self.read is not None:
            return 1.0
        extra = self.prompt.extra if self.prompt is not None and self.drawn == 0 else 0.0
        window = self.combo_window.seconds(self.hits) + extra
        return max(1 - (self.clock.now - self._asked_at) / window, 0.0)

    @property
    def factor(self) -> int:
        """The multiplier of the next hit."""
        factor = 1 + (self.combo if self.combo_time_left > 0 else 0) // STEP
        return min(factor, _LIMIT) if self.version == 1 else factor

    def take(self, read: int) -> bool:
        """Count the digit that the network read of a finished drawing."""
        if self.stage is not RunPhase.DRAWING:
            return False
        assert self.prompt is not None
        if read != self.target:
            self.read = read
            self._misread_at = self.clock.now
            self._shown |= self.prompt.is_puzzle and self.version > 1
            return True
        bonus = 0 if self._shown else round(QUICK * self.combo_time_left)
        self.score += (POINTS + bonus) * self.factor
        self.combo = self.combo + 1 if self.combo_time_left > 0 else 1
        self.best = max(self.best, self.combo)
        self._next(Mark.HIT)
        return True

    def again(self) -> bool:
        """The player accepts a misread and draws the digit again."""
        if self.stage is not RunPhase.MISREAD:
            return False
        self._resume()
        return True

    def dispute(self) -> bool:
        """The player says that the drawing was the right digit and the network misread it."""
        if self.stage is not RunPhase.MISREAD:
            return False
        self._resume()
        self._next(Mark.DISPUTED)
        return True

    def skip(self) -> bool:
        """The player gives up the rest of a prompt."""
        if self.stage is RunPhase.OVER:
            return False
        self._resume()
        self.combo = 0
        assert self.prompt is not None
        self.drawn = len(self.prompt.digits) - 1
        self._next(Mark.SKIPPED)
        return True

    def quit(self) -> bool:
        """The player gives up the run."""
        if self.over:
            return False
        self.given_up = True
        return True

    def _waiting(self) -> float:
        return 0.0 if self.read is None else min(self.clock.now - self._misread_at, MAX_MISREAD_PAUSE)

    def _resume(self) -> None:
        self._waited += self._waiting()
        self.read = None
        self._asked_at = self.clock.now

    def _next(self, mark: Mark) -> None:
        self.marks.append(mark)
        self.drawn += 1
        self._asked_at = self.clock.now
        assert self.prompt is not None
        if self.drawn == len(self.prompt.digits):
            self.prompt, self.drawn, self._shown = next(self.prompts, None), 0, False
