"""Duel: the fog over a digit lifts. Who names it first, you or the network?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import ClassVar, Final

from digitgame.rules.clock import Clock
from digitgame.rules.record import Move

# Seconds until a digit is sharp, and between two digits, to see the answer.
SECONDS: Final = 8.0
REST: Final = 1.4
# Seconds from the beginning of a digit in which a key is one that was meant for the digit before.
GRACE: Final = 0.3
# Points for a digit named at once; half of that for one named at the end.
MAX_POINTS: Final = 200
# Points that a wrong answer costs, where there are so many: a guess at nothing is right one time in ten.
COST: Final = 100
# Since version 6 a wrong answer costs points. Since version 5 a pause in the fog uses up the player's try. Since
# version 4 no key counts in a digit's first `GRACE` seconds. Since version 3 a duel that is given up says so, by its
# last move. Since version 2 a digit may come twice.
VERSION: Final = 6


class Won(Enum):
    """Who won a round."""

    YOU = "you"
    NETWORK = "network"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Skill:
    """How well an opponent plays.

    It decides once it has been `sure` (0 to 1) of the same digit for `stable` seconds, and answers `reaction` seconds
    later.
    """

    sure: float
    stable: float
    reaction: float

    @classmethod
    def of(cls, strength: float) -> Skill:
        """The skill at a strength of 0 (the rookie, hasty and slow) to 1 (the boss)."""
        if strength < _ADVANCED:
            low, high, share = _ROOKIE, _EXPERT, strength / _ADVANCED
        else:
            low, high, share = _EXPERT, _BOSS, (strength - _ADVANCED) / (1 - _ADVANCED)
        return cls(*(a + (b - a) * share for a, b in zip(low, high, strict=True)))


# Sureness, stability, reaction: of the weakest opponent, of the one with the strength `_ADVANCED`, of the strongest.
_ADVANCED: Final = 2 / 3
_ROOKIE: Final = (0.45, 0.1, 2.7)
_EXPERT: Final = (0.75, 0.3, 0.9)
_BOSS: Final = (0.92, 0.2, 0.0)
# How often an opponent hesitates, 0 to 1, and for how many seconds: so that there is no digit that nobody can win.
_HESITATES: Final = 0.1
_HESITATION: Final = 2.5


def hesitations(seed: int, rounds: int) -> list[float]:
    """How many seconds longer an opponent takes in each round: none in most."""
    rng = Random(f"hesitations {seed}")
    return [_HESITATION if rng.random() < _HESITATES else 0.0 for _ in range(rounds)]


@dataclass
class Mind:
    """Decides when an opponent answers in one round, from what it has seen so far; `hesitation`: seconds on top."""

    skill: Skill
    hesitation: float = 0.0
    _seen: int | None = None
    _since: float = 0.0
    _answers_at: float | None = None

    @property
    def made_up(self) -> bool:
        """Whether it knows what it will answer, whatever it still sees."""
        return self._answers_at is not None

    def watch(self, elapsed: float, digit: int, confidence: float) -> int | None:
        """Its answer, if it gives one now: after `elapsed` seconds it sees `digit` with `confidence`, 0 to 1."""
        if self._answers_at is None:
            seen = digit if confidence >= self.skill.sure else None
            if seen != self._seen:
                self._seen, self._since = seen, elapsed
            if seen is not None and elapsed - self._since >= self.skill.stable:
                self._answers_at = elapsed + self.skill.reaction + self.hesitation
        return self._seen if self._answers_at is not None and elapsed >= self._answers_at else None


@dataclass
class Duel:
    """Rounds of one digit each, ten in a full duel.

    Both sides may answer once per round, `yours` and `its`; after a wrong answer only the other side can still win, and
    yours has `cost` points. A pause uses up the try as well: the round was `paused`. A decided round still shows its
    digit until `next`. Each move returns whether it was allowed; a move that was not changes nothing. `version` is that
    of the rules.
    """

    MOVES: ClassVar[tuple[str, ...]] = ("press", "network", "end", "next", "pause", "quit")

    clock: Clock
    digits: tuple[int, ...]
    version: int = VERSION
    score: int = 0
    rounds: list[Won] = field(default_factory=list)
    yours: int | None = None
    its: int | None = None
    cost: int = 0
    paused: bool = False
    decided: bool = False
    given_up: bool = False
    _began: float = 0.0

    @property
    def digit(self) -> int | None:
        """The digit to name; None when the duel is over."""
        return self.digits[self.number] if self.number < len(self.digits) else None

    @property
    def number(self) -> int:
        """The present round, from 0; `next` moves on."""
        return len(self.rounds) - self.decided

    @property
    def over(self) -> bool:
        return self.number >= len(self.digits) or self.given_up

    @property
    def elapsed(self) -> float:
        """Seconds since the digit began to appear."""
        return self.clock.now - self._began

    @property
    def sharpness(self) -> float:
        """How clear the digit is, 0 to 1."""
        return 1.0 if self.decided else sharpness(self.elapsed)

    @property
    def tried(self) -> bool:
        """Whether your try at this digit is used up."""
        return self.yours is not None or self.paused

    @property
    def hits(self) -> int:
        """Rounds that you have won."""
        return self.rounds.count(Won.YOU)

    @property
    def best(self) -> int:
        """The longest row of rounds won."""
        longest = run = 0
        for won in self.rounds:
            run = run + 1 if won is Won.YOU else 0
            longest = max(longest, run)
        return longest

    def press(self, digit: int) -> bool:
        """You name the digit; not as soon as it begins, when you may still mean the one before."""
        if self.over or self.decided or self.tried:
            return False
        if self.version > 3 and self.elapsed < GRACE:
            return False
        self.yours = digit
        if digit == self.digit:
            self.score += round(MAX_POINTS * (1 - 0.5 * self.sharpness))
            self._decide(Won.YOU)
            return True
        if self.version > 5:
            self.cost = min(COST, self.score)
            self.score -= self.cost
        if self.its is not None:
            self._decide(Won.NOBODY)
        return True

    def network(self, digit: int) -> bool:
        """The network names the digit."""
        if self.over or self.decided or self.its is not None:
            return False
        self.its = digit
        if digit == self.digit:
            self._decide(Won.NETWORK)
        elif self.tried:
            self._decide(Won.NOBODY)
        return True

    def pause(self) -> bool:
        """You stop the clock while the digit is in the fog, and could think about it: that uses up your try."""
        if self.version < 5 or self.over or self.decided or self.tried:
            return False
        self.paused = True
        if self.its is not None:
            self._decide(Won.NOBODY)
        return True

    def end(self) -> bool:
        """The digit is sharp and nobody has named it."""
        if self.over or self.decided or self.elapsed < SECONDS:
            return False
        self._decide(Won.NOBODY)
        return True

    def next(self) -> bool:
        """Show the next digit; after the last one the duel is over."""
        if not self.decided or self.given_up:
            return False
        self.decided, self.yours, self.its, self.cost, self.paused = False, None, None, 0, False
        self._began = self.clock.now
        return True

    def quit(self) -> bool:
        """The player gives up the duel."""
        if self.over:
            return False
        self.given_up = True
        return True

    def _decide(self, won: Won) -> None:
        self.rounds.append(won)
        self.decided = True


def sharpness(elapsed: float) -> float:
    """How clear a digit is after some seconds, 0 to 1."""
    return min(elapsed / SECONDS, 1.0)


@dataclass(frozen=True)
class DuelAnswer:
    """The digit named, and how many seconds after it began to appear."""

    digit: int
    after: float


@dataclass(frozen=True)
class FinishedRound:
    """A decided round; `paused`: a pause used up your try."""

    digit: int
    won: Won
    yours: DuelAnswer | None
    its: DuelAnswer | None
    paused: bool = False


def past(duel: Duel, moves: Iterable[Move]) -> list[FinishedRound]:
    """The decided rounds of a duel, from its recorded moves."""
    answers: list[dict[str, DuelAnswer]] = [{}]
    paused, began = set[int](), 0.0
    for move in moves:
        if move.name == "next":
            answers.append({})
            began = move.at
        elif move.name == "pause":
            paused.add(len(answers) - 1)
        elif move.digit is not None:
            answers[-1][move.name] = DuelAnswer(move.digit, move.at - began)
    return [
        FinishedRound(digit, won, named.get("press"), named.get("network"), number in paused)
        for number, (digit, won, named) in enumerate(zip(duel.digits, duel.rounds, answers, strict=False))
    ]


def winner(rounds: Sequence[Won]) -> Won:
    """Who won more of these rounds; `NOBODY` for a draw."""
    you, it = rounds.count(Won.YOU), rounds.count(Won.NETWORK)
    return Won.YOU if you > it else Won.NETWORK if it > you else Won.NOBODY


def among(clock: Clock, seed: int, digit: int, others: Sequence[int]) -> Duel:
    """A duel on `digit` and `others`, as many rounds as digits; `digit`, which the player knows, comes once."""
    rng = Random(seed)
    digits = [digit, *rng.choices(others, k=len(others))]
    rng.shuffle(digits)
    return Duel(clock, tuple(digits))


def duel(clock: Clock, seed: int, version: int = VERSION) -> Duel:
    """Ten random digits, the same for the same seed."""
    return Duel(clock, tuple(Random(seed).choices(range(10), k=10)), version)
