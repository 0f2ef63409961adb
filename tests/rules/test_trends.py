"""How a digit is read from run to run."""

import pytest

from digitgame.rules import Tally
from digitgame.rules.rewards.trends import Trend, trends, weakest

NONE = Tally()


@pytest.mark.parametrize(
    ("runs", "change"),
    [
        ([], None),
        ([Tally(9, 0)], None),  # one run has no earlier one
        ([Tally(3, 1), Tally(2, 0)], None),  # too few later
        ([Tally(1, 3), Tally(4, 0)], 0.75),
        ([Tally(4, 0), Tally(1, 3)], -0.75),
        ([Tally(2, 0), NONE, Tally(2, 0), Tally(0, 4)], -1.0),  # cut where the drawings halve, not the runs
        ([Tally(1, 1), Tally(1, 1), Tally(3, 0), Tally(2, 0)], 0.5),
    ],
)
def test_the_later_half_against_the_earlier(runs: list[Tally], change: float | None) -> None:
    assert Trend(tuple(runs)).change == change


def test_runs_become_digits() -> None:
    first, second = [Tally(digit, 0) for digit in range(10)], [Tally(0, 1)] * 10
    found = trends([first, second])
    assert len(found) == 10
    assert found[7].runs == (Tally(7, 0), Tally(0, 1))
    assert found[7].total == Tally(7, 1)


def test_the_weakest_digit_is_the_one_misread_most_often() -> None:
    runs = [Tally(4, 0)] * 10
    assert weakest(trends([runs])) is None
    assert weakest(trends([])) is None
    runs[3], runs[8] = Tally(3, 1), Tally(1, 1)
    assert weakest(trends([runs])) == 8
