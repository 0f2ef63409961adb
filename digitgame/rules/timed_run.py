"""A timed run: prompts to answer by drawing digits, against the clock. Sprint, Sums and Daily are timed runs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar, Final

from digitgame.rules.clock import Clock

# Points for a digit, and the bonus for one drawn at once, which shrinks with time.
POINTS: Final = 100
QUICK: Final = 100
# Points for a digit of the right answer that a wrong one brought on the screen.
CONSOLATION: Final = 20
# Every so many hits in a row raise the factor by one.
STEP: Final = 5
# Disputes in a run that leave the combo alone: nobody knows what was really drawn.
FORGIVEN: Final = 3
# The same of wrong answers to puzzles, where a lie would undo a mistake.
FORGIVEN_ANSWERS: Final = 1
# Seconds that a misread stops the clock, at most.
MAX_MISREAD_PAUSE: Final = 3.0
# Since version 7 a pause at a puzzle ends the combo. Since version 6 the sums of a run are all different, no easy one
# adds a 0, ink that is no digit does not count when submitted, and only the first dispute of a wrong answer brings the
# combo back. Since version 5 the right answer that is drawn after a wrong one earns `CONSOLATION` a digit, which was
# `POINTS`, only `FORGIVEN` disputes leave the combo alone, and a puzzle that stood there in a pause earns no bonus for
# speed. Since version 4 a misread brings back neither a combo whose time was up nor the bonus for speed, and a wrong
# answer to a puzzle counts as one and breaks the combo. Since version 3 a run that is given up says so, by its last
# move. Since version 2 the factor rises without a limit, which was _LIMIT; a puzzle whose answer was shown earns no
# bonus for speed; and Sprint grows harder.
VERSION: Final = 7
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
        """Whether the prompt is a sum, a difference, a product or a quotient."""
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
        """The window after so many hits."""
        return max(self.first * self.shrink**hits, self.least)


class RunPhase(Enum):
    """Where a run stands. At a misread the clock waits for the player."""

    DRAWING = auto()
    MISREAD = auto()
    OVER = auto()


class Mark(Enum):
    """How a digit ended. A disputed one scores no points and breaks no combo; a wrong one may have been put right."""

    HIT = "hit"
    WRONG = "wrong"
    DISPUTED = "disputed"
    SKIPPED = "skipped"


@dataclass
class TimedRun:
    """One run. Each move returns whether it was allowed; a move that was not changes nothing.

    A misread costs nothing: the clock waits (`MAX_MISREAD_PAUSE` seconds at most), the combo stays, and the digit gets
    its full time again, unless that was up; its bonus for speed does not grow again. A skipped digit, or one slower
    than the combo window, breaks the combo. So does a pause at a puzzle, and a wrong answer to one: it counts as wrong
    and shows the right one, which may be drawn then, for `CONSOLATION` points a digit; only a dispute undoes that, and
    from the fourth one on a dispute breaks the combo. Everything follows from the prompts, the moves and their times,
    so a run can be replayed from its record.

    `seconds` is the length of the run without pauses; `version` is that of the rules; `combo` counts hits in a row and
    `best` is the longest combo; `prompt` is None after the last one, `drawn` counts its finished digits, `done` the
    finished prompts, and `read` is the misread digit, if any; `wrong`: it counts as a wrong answer, unless the player
    disputes that; `missed`: the puzzle was answered wrongly. `_shown`: its answer was shown; `paused`: the run was
    paused while it stood there; `_bonus_left`: how much of the digit's time was left when it was misread; `_before`:
    the combo before a wrong answer.
    """

    MOVES: ClassVar[tuple[str, ...]] = ("take", "again", "dispute", "skip", "pause", "quit")

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
    done: int = 0
    read: int | None = None
    wrong: bool = False
    missed: bool = False
    paused: bool = False
    given_up: bool = False
    _asked_at: float = 0.0
    _misread_at: float = 0.0
    _waited: float = 0.0
    _shown: bool = False
    _bonus_left: float = 1.0
    _before: int = 0

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
    def used(self) -> float:
        """Seconds of its time that are over; none while the clock waits."""
        return self.seconds - self.left

    @property
    def pause_left(self) -> float:
        """Seconds that the clock still waits at a misread."""
        return 0.0 if self.read is None else MAX_MISREAD_PAUSE - self._waiting()

    @property
    def hits(self) -> int:
        return self.marks.count(Mark.HIT)

    @property
    def asked(self) -> int:
        """How many digits count as asked: a disputed one counts neither for nor against the player."""
        return len(self.marks) - self.marks.count(Mark.DISPUTED)

    @property
    def forgives(self) -> bool:
        """Whether a dispute leaves the combo alone, or brings it back after a wrong answer."""
        if self.wrong and self.version > 5:
            return self.marks.count(Mark.DISPUTED) < FORGIVEN_ANSWERS
        return self.version < 5 or self.marks.count(Mark.DISPUTED) < FORGIVEN

    @property
    def consolation(self) -> int:
        """The points for drawing the answer that was shown after a wrong one."""
        return 0 if self.prompt is None else CONSOLATION * (len(self.prompt.digits) - self.drawn)

    @property
    def combo_time_left(self) -> float:
        """How much of the digit's time is left, 1 to 0; at 0 the combo breaks."""
        if self.missed or self._bonus_left == 0:
            return 0.0
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
            self._miss(read)
            return True
        if self.missed:
            self.score += POINTS if self.version < 5 else CONSOLATION
            self._next(None)
            return True
        bonus = (
            0 if self._shown or self.paused else round(QUICK * min(self.combo_time_left, self._bonus_left))
        )
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
        forgiven = self.forgives
        if self.wrong:
            self.marks.pop()
            self.combo, self.missed = self._before, False
        if not forgiven:
            self.combo = 0
        self._resume()
        self._next(None if self.missed else Mark.DISPUTED)
        return True

    def skip(self) -> bool:
        """The player gives up the rest of a prompt."""
        if self.stage is RunPhase.OVER:
            return False
        self._resume()
        self.combo = 0
        assert self.prompt is not None
        self.drawn = len(self.prompt.digits) - 1
        self._next(None if self.missed else Mark.SKIPPED)
        return True

    def pause(self) -> bool:
        """The player takes a break, in which a puzzle can be thought about."""
        if self.stage is RunPhase.OVER or self.prompt is None or not self.prompt.is_puzzle:
            return False
        self.paused = True
        if self.version > 6:
            self.combo = 0
        return True

    def quit(self) -> bool:
        """The player gives up the run."""
        if self.over:
            return False
        self.given_up = True
        return True

    def _miss(self, read: int) -> None:
        """The network read another digit than the one asked for."""
        assert self.prompt is not None
        puzzle = self.prompt.is_puzzle
        if self.version > 3:
            self.wrong = puzzle and not self._shown
            self._bonus_left = min(self._bonus_left, self.combo_time_left)
            self.combo = self.combo if self._bonus_left > 0 else 0
        self.read, self._misread_at = read, self.clock.now
        if self.wrong:
            self._before, self.combo, self.missed = self.combo, 0, True
            self.marks.append(Mark.WRONG)
        self._shown |= puzzle and self.version > 1

    def _waiting(self) -> float:
        return 0.0 if self.read is None else min(self.clock.now - self._misread_at, MAX_MISREAD_PAUSE)

    def _resume(self) -> None:
        self._waited += self._waiting()
        self.read, self.wrong = None, False
        self._asked_at = self.clock.now

    def _next(self, mark: Mark | None) -> None:
        """Ask for the next digit; None: this one has its mark."""
        if mark is not None:
            self.marks.append(mark)
        self.drawn += 1
        self._bonus_left = 1.0
        self._asked_at = self.clock.now
        assert self.prompt is not None
        if self.drawn == len(self.prompt.digits):
            self.prompt, self.drawn = next(self.prompts, None), 0
            self.done += 1
            self._shown = self.paused = self.missed = False
