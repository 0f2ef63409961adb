"""Versus: two players take turns at the same prompts; who wins more of three rounds wins the match."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from digitgame.rules.clock import Clock
from digitgame.rules.sprint import PACE, prompts
from digitgame.rules.timed_run import VERSION, TimedRun

# Seconds of a turn, and rounds at most, of two turns each.
SECONDS: Final = 30.0
ROUNDS: Final = 3


def turn(clock: Clock, seed: int, version: int = VERSION) -> TimedRun:
    """One player's turn: half a minute of Sprint."""
    return TimedRun(clock, prompts(Random(seed)), SECONDS, PACE, version)


@dataclass
class Versus:
    """A match of players 0 and 1: `points` has those of each turn played, in order.

    The players begin rounds by turns, since whoever comes second has seen the prompts; `first` begins the match. A
    round with equal points counts for nobody.
    """

    seed: int
    points: list[int] = field(default_factory=list)
    first: int = 0

    @property
    def round(self) -> int:
        """The number of the round now, from 0."""
        return len(self.points) // 2

    @property
    def player(self) -> int:
        """Whose turn it is."""
        return (len(self.points) + self.round + self.first) % 2

    @property
    def last(self) -> int:
        """Who had the last turn; whoever begins, where there was none."""
        played = max(len(self.points) - 1, 0)
        return (played + played // 2 + self.first) % 2

    @property
    def turn_seed(self) -> int:
        """The seed of the turn: the same for both turns of a round."""
        return self.seed + self.round

    @property
    def rounds(self) -> list[tuple[int, int]]:
        """The points of both players in each round that is over."""
        pairs = zip(self.points[::2], self.points[1::2], strict=False)
        return [
            pair if (number + self.first) % 2 == 0 else (pair[1], pair[0])
            for number, pair in enumerate(pairs)
        ]

    @property
    def wins(self) -> tuple[int, int]:
        """How many rounds each player has won."""
        return sum(one > other for one, other in self.rounds), sum(one < other for one, other in self.rounds)

    @property
    def over(self) -> bool:
        """Whether nobody can catch up: a player is further ahead than there are rounds left, or none is left."""
        return abs(self.wins[0] - self.wins[1]) > ROUNDS - self.round or self.round == ROUNDS

    @property
    def winner(self) -> int | None:
        """Who has won; with equal rounds, whoever has more points; None while it lasts and for a draw."""
        if not self.over:
            return None
        one, other = ((wins, sum(pair[who] for pair in self.rounds)) for who, wins in enumerate(self.wins))
        return None if one == other else int(one < other)
