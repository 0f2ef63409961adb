"""How a player's digits are read as time goes by: one digit's share of right readings, run after run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from digitgame.rules.score import Tally

DIGITS: Final = 10
ENOUGH: Final = 3  # drawings in each half from which a change is told
CLEAR: Final = 0.05  # of the share, from which it is worth telling


@dataclass(frozen=True)
class Trend:
    """One digit, run by run, the earliest first; a run that did not ask for it has an empty tally."""

    runs: tuple[Tally, ...]

    @property
    def total(self) -> Tally:
        return _sum(self.runs)

    @property
    def change(self) -> float | None:
        """How much more often it is read right in the later half of the drawings than in the earlier one, -1 to 1.

        The cut lies between two runs, as near to the middle as it can. None with too few drawings to tell.
        """
        cuts = range(1, len(self.runs))
        cut = min(cuts, key=lambda at: abs(2 * _sum(self.runs[:at]).count - self.total.count), default=0)
        earlier, later = _sum(self.runs[:cut]), _sum(self.runs[cut:])
        if min(earlier.count, later.count) < ENOUGH or earlier.accuracy is None or later.accuracy is None:
            return None
        return later.accuracy - earlier.accuracy


def trends(runs: Sequence[Sequence[Tally]]) -> list[Trend]:
    """The ten digits' trends, from runs with a tally a digit, the earliest first."""
    return [Trend(tuple(run[digit] for run in runs)) for digit in range(DIGITS)]


def weakest(trends: Sequence[Trend]) -> int | None:
    """The digit that is read right least often; None where none was misread."""
    shares = {digit: trend.total.accuracy for digit, trend in enumerate(trends)}
    misread = {digit: share for digit, share in shares.items() if share is not None and share < 1}
    return min(misread, key=misread.__getitem__, default=None)


def _sum(tallies: Sequence[Tally]) -> Tally:
    return Tally(sum(tally.right for tally in tallies), sum(tally.wrong for tally in tallies))
