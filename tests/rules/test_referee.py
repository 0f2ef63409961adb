import pytest

from digitgame.rules import Clock
from digitgame.rules.referee import LATER, SOON, SURE, VERY_SURE, Referee, accepts


def taken_after(digit: int, confidence: float, *, pen_up: bool = True) -> float | None:
    """How long a reading has to stand until it is taken; None where it never is."""
    referee = Referee(Clock())
    while referee.clock.now < 5:
        if referee.watch(1, digit, confidence, pen_up=pen_up, target=4):
            return referee.clock.now
        referee.clock.tick(0.01)
    return None


def test_the_digit_asked_for_is_taken_soon_another_one_later() -> None:
    assert taken_after(4, SURE) == pytest.approx(SOON, abs=0.011)
    assert taken_after(9, VERY_SURE) == pytest.approx(LATER, abs=0.011)


def test_an_unsure_reading_or_a_pen_that_is_down_is_never_taken() -> None:
    assert taken_after(4, SURE - 0.01) is None
    assert taken_after(9, VERY_SURE - 0.01) is None
    assert taken_after(4, 1.0, pen_up=False) is None


def test_a_plausible_drawing_of_the_digit_asked_for_is_never_rejected() -> None:
    assert accepts(4, 4, rejected=True, reject_score=0.5)
    assert accepts(9, 4, rejected=False, reject_score=0.1)
    assert not accepts(9, 4, rejected=True, reject_score=0.5)
    # A scribble that looks most like a 4.
    assert not accepts(4, 4, rejected=True, reject_score=0.97)


@pytest.mark.parametrize("change", ["ink", "digit", "pen"])
def test_a_change_starts_the_wait_again(change: str) -> None:
    referee = Referee(Clock())
    assert not referee.watch(1, 4, 1.0, pen_up=True, target=4)
    referee.clock.tick(SOON)
    assert not referee.watch(
        2 if change == "ink" else 1, 9 if change == "digit" else 4, 1.0, pen_up=change != "pen", target=4
    )
    referee.clock.tick(SOON / 2)
    assert not referee.watch(2 if change == "ink" else 1, 4, 1.0, pen_up=True, target=4)
