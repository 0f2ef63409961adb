"""How a player's digits are read from run to run: the trend of each, and the weakest one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from digitgame.rules.free_draw import DIGITS, Tally

# A trend needs this many drawings in each half, and is worth reporting from this change of accuracy on.
ENOUGH: Final = 3
CLEAR: Final = 0.05


@dataclass(frozen=True)
class Trend:
    """One digit, run by run, the earliest first; a run without that digit has an empty tally."""

    runs: tuple[Tally, ...]

    @property
    def total(self) -> Tally:
        return _sum(self.runs)

    @property
    def change(self) -> float | None:
        """How much the accuracy of the later half of the drawings exceeds that of the earlier half, -1 to 1.

        The halves are cut between two runs, as near to the middle as possible. None with too few drawings.
        """
        cuts = range(1, len(self.runs))
        cut = min(cuts, key=lambda at: abs(2 * _sum(self.runs[:at]).count - self.total.count), default=0)
        earlier, later = _sum(self.runs[:cut]), _sum(self.runs[cut:])
        if min(earlier.count, later.count) < ENOUGH or earlier.accuracy is None or later.accuracy is None:
            return None
        return later.accuracy - earlier.accuracy


def trends(runs: Sequence[Sequence[Tally]]) -> list[Trend]:
    """The ten digits' trends, from runs with a tally per digit, the earliest first."""
    return [Trend(tuple(run[digit] for run in runs)) for digit in range(DIGITS)]


def weakest(trends: Sequence[Trend]) -> int | None:
    """The digit with the lowest accuracy; None if none was misread."""
    shares = {digit: trend.total.accuracy for digit, trend in enumerate(trends)}
    misread = {digit: share for digit, share in shares.items() if share is not None and share < 1}
    return min(misread, key=misread.__getitem__, default=None)


def _sum(tallies: Sequence[Tally]) -> Tally:
    return Tally(sum(tally.right for tally in tallies), sum(tally.wrong for tally in tallies))
