"""Fool it: turn one digit into another in the network's eyes, or leave it torn between two."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from random import Random
from typing import ClassVar, Final

from digitgame.rules.clock import Clock

# Challenges in a run, and its seconds.
COUNT: Final = 6
SECONDS: Final = 180.0
# The most points for a challenge, and those from which on the network counts as fooled.
MAX_POINTS: Final = 1000
FOOLED: Final = 500
# Confidence that the network needs in the first digit before the player may turn it into the other.
SURE: Final = 0.9
# The least share of its points that a turned digit keeps, however much ink was changed.
_KEPT: Final = 0.1
# Since version 4 undo gives back the ink that it takes back. Since version 3 all ink that is drawn or erased after the
# first digit was locked counts, and no longer by how much the drawing grew or shrank. Since version 2 a run that is
# given up says so, by its last move.
VERSION: Final = 4
# Digits that look alike.
PAIRS: Final = (
    *((4, 9), (3, 8), (1, 7), (5, 6), (2, 7), (3, 5)),
    *((0, 6), (7, 9), (8, 9), (2, 3), (5, 8), (1, 4)),
)
# What helps to turn the first digit into the second one.
_TURNS: Final[dict[tuple[int, int], str]] = {
    (4, 9): "Close the 4 at its top.",
    (9, 4): "Open the loop at its top.",
    (3, 8): "Close the 3 on its left.",
    (8, 3): "Open the 8 on its left.",
    (1, 7): "Add a long bar at the top, to the left.",
    (7, 1): "Shorten the bar at the top.",
    (5, 6): "Close the bowl on its left.",
    (6, 5): "Open the loop on its left.",
    (2, 7): "Erase the line at the foot.",
    (7, 2): "Add a line at the foot.",
    (3, 5): "Move the upper bow to the left.",
    (5, 3): "Move the upper line to the right.",
    (0, 6): "Erase its upper right and add a bar across its middle.",
    (6, 0): "Erase the bar inside.",
    (7, 9): "Close the top into a loop.",
    (9, 7): "Open the loop on its left.",
    (8, 9): "Open the lower loop on its left.",
    (9, 8): "Close the tail into a loop.",
    (2, 3): "Bend the foot into a bow.",
    (3, 2): "Straighten the lower bow into a foot.",
    (5, 8): "Close both bows.",
    (8, 5): "Open the upper loop on the right, the lower one on the left.",
    (1, 4): "Add a hook on its left.",
    (4, 1): "Erase the bar on its left.",
}
# What helps where that is not enough.
_NEXT_TURNS: Final[dict[tuple[int, int], str]] = {
    (4, 9): "Close its top and erase the bar's end on the right.",
}


class Kind(Enum):
    """What to draw: `one` and then, with little more ink, `other`; or something halfway between the two."""

    TURN = auto()
    BETWEEN = auto()


@dataclass(frozen=True)
class Challenge:
    """Two digits and what to do with them."""

    kind: Kind
    one: int
    other: int


@dataclass(frozen=True)
class Sight:
    """What the rules know of a drawing: its ten probabilities, and the length of its lines in board pixels."""

    probabilities: tuple[float, ...]
    length: float

    @property
    def digit(self) -> int:
        """The most probable digit."""
        return max(range(10), key=self.probabilities.__getitem__)


def length(strokes: Sequence[Sequence[tuple[float, float]]]) -> float:
    """The length of strokes in board pixels; a dot counts as one."""
    total = 0.0
    for stroke in strokes:
        total += 1.0
        for (x, y), (to_x, to_y) in itertools.pairwise(stroke):
            total += ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
    return total


@dataclass
class Fool:
    """One run of challenges, with the points of each finished one.

    `version` is that of the rules; `held` is the first digit of a `TURN`, once the network was sure of it; `asked_at`
    is when the challenge began, in seconds of play. Each move returns whether it was allowed; a move that was not
    changes nothing.
    """

    MOVES: ClassVar[tuple[str, ...]] = ("hold", "drop", "take", "skip", "quit")

    clock: Clock
    challenges: Iterator[Challenge]
    version: int = VERSION
    score: int = 0
    points: list[int] = field(default_factory=list)
    challenge: Challenge | None = field(init=False)
    held: Sight | None = None
    asked_at: float = 0.0
    given_up: bool = False

    def __post_init__(self) -> None:
        self.challenge = next(self.challenges, None)

    @property
    def over(self) -> bool:
        return self.challenge is None or self.left <= 0 or self.given_up

    @property
    def left(self) -> float:
        """Seconds left."""
        return max(SECONDS - self.clock.now, 0.0)

    @property
    def hits(self) -> int:
        """Challenges in which the network was fooled."""
        return sum(points >= FOOLED for points in self.points)

    @property
    def best(self) -> int:
        """The most points for one challenge."""
        return max(self.points, default=0)

    @property
    def turning(self) -> bool:
        """Whether the challenge is to turn one digit into another."""
        return self.challenge is not None and self.challenge.kind is Kind.TURN

    def hold(self, sight: Sight) -> bool:
        """The network is sure of the first digit: from here on the player turns it into the other."""
        challenge = self.challenge
        if self.over or challenge is None or not self.turning or self.held is not None:
            return False
        if sight.probabilities[challenge.one] < SURE:
            return False
        self.held = sight
        return True

    def drop(self) -> bool:
        """The board was cleared: the player has to draw the first digit again."""
        if self.held is None or self.over:
            return False
        self.held = None
        return True

    def changed(self, sight: Sight, ink: int) -> float:
        """How much of a locked digit was changed by `ink` that was drawn and erased since, in parts of its length.

        What the drawing grew or shrank by is the least that it can be.
        """
        if self.held is None:
            return 0.0
        return max(ink, abs(sight.length - self.held.length)) / self.held.length

    def cost(self, sight: Sight, ink: int) -> float:
        """The share of the points that this change costs, 0 to 1."""
        return min(self.changed(sight, ink), 1 - _KEPT)

    def worth(self, sight: Sight, ink: int = 0) -> int:
        """The points that a drawing would score now; `ink` was drawn and erased since its first digit was locked."""
        challenge = self.challenge
        if challenge is None:
            return 0
        other = sight.probabilities[challenge.other]
        if challenge.kind is Kind.BETWEEN:
            return round(MAX_POINTS * 2 * min(sight.probabilities[challenge.one], other, 0.5))
        if self.held is None or sight.digit != challenge.other:
            return 0
        return round(MAX_POINTS * other * max(1 - self.changed(sight, ink), _KEPT))

    def take(self, sight: Sight, ink: int | None = None) -> bool:
        """The player hands in a drawing; `ink`, in board pixels, has to be given for a `TURN`."""
        if self.over or (self.turning and self.held is None):
            return False
        if self.turning and (ink is None) == (self.version > 2):
            return False
        self._next(self.worth(sight, ink or 0))
        return True

    def skip(self) -> bool:
        """The player passes."""
        if self.over:
            return False
        self._next(0)
        return True

    def quit(self) -> bool:
        """The player gives up the run."""
        if self.over:
            return False
        self.given_up = True
        return True

    def _next(self, points: int) -> None:
        self.score += points
        self.points.append(points)
        self.held, self.asked_at = None, self.clock.now
        self.challenge = next(self.challenges, None)


def hint(challenge: Challenge) -> str:
    """What helps with a challenge."""
    if challenge.kind is Kind.BETWEEN:
        article = "an" if challenge.one == 8 else "a"
        return f"Draw {article} {challenge.one}, turn it slowly into the {challenge.other}, and stop halfway."
    return _TURNS[challenge.one, challenge.other]


def next_hint(challenge: Challenge) -> str:
    """What helps to turn a digit once `hint` was followed in vain."""
    first = hint(challenge)
    further = f"Go further: {first[0].lower()}{first[1:]}"
    return _NEXT_TURNS.get((challenge.one, challenge.other), further)


def fool(clock: Clock, seed: int, version: int = VERSION) -> Fool:
    """Six challenges, the two kinds in turn; the same seed gives the same ones."""
    return Fool(clock, challenges(Random(seed)), version)


def challenges(rng: Random) -> Iterator[Challenge]:
    """`COUNT` challenges with pairs of digits that look alike, none twice."""
    for number, pair in enumerate(rng.sample(PAIRS, COUNT)):
        one, other = pair if rng.random() < 0.5 else pair[::-1]
        yield Challenge(Kind.BETWEEN if number % 2 else Kind.TURN, one, other)
