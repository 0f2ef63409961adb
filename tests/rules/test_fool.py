from random import Random

import pytest

from digitgame.rules import Clock, replay
from digitgame.rules.fool import (
    COUNT,
    FOOLED,
    MAX_POINTS,
    PAIRS,
    SECONDS,
    VERSION,
    Challenge,
    Fool,
    Kind,
    Sight,
    challenges,
    fool,
    hint,
    length,
)
from digitgame.rules.modes import Mode
from digitgame.rules.record import Recorder


def sight(*shares: tuple[int, float], ink: float = 100.0) -> Sight:
    probabilities = [0.0] * 10
    for digit, share in shares:
        probabilities[digit] = share
    return Sight(tuple(probabilities), ink)


def task(kind: Kind, count: int = 2) -> Fool:
    return Fool(Clock(), iter([Challenge(kind, 4, 9)] * count))


@pytest.mark.parametrize(
    ("four", "nine", "points"), [(0.5, 0.5, MAX_POINTS), (0.6, 0.4, 800), (1.0, 0.0, 0), (0.1, 0.1, 200)]
)
def test_torn_between_two_scores_by_how_close(four: float, nine: float, points: int) -> None:
    game = task(Kind.BETWEEN)
    assert game.take(sight((4, four), (9, nine)))
    assert game.score == points


def test_a_digit_is_turned_only_after_it_was_read_for_certain() -> None:
    game = task(Kind.TURN)
    assert not game.take(sight((9, 1.0)))
    assert not game.hold(sight((4, 0.89)))
    assert game.hold(sight((4, 0.95)))
    assert not game.hold(sight((4, 0.95)))
    assert game.take(sight((9, 0.8), ink=110.0), 10)
    assert game.score == round(MAX_POINTS * 0.8 * 0.9)
    assert game.held is None


def test_little_ink_is_worth_more_and_the_wrong_digit_nothing() -> None:
    game = task(Kind.TURN)
    game.hold(sight((4, 1.0)))
    worth = [game.worth(sight((9, 1.0), ink=ink)) for ink in (100, 110, 150, 190, 300, 60)]
    assert worth == [1000, 900, 500, 100, 100, 600]
    assert game.worth(sight((3, 1.0))) == 0


def test_all_ink_that_was_drawn_and_erased_counts() -> None:
    """Not what is left of it: whoever erases a line and draws another one of its length has changed twice as much."""
    game = task(Kind.TURN)
    game.hold(sight((4, 1.0)))
    nine = sight((9, 1.0), ink=100.0)
    assert [game.worth(nine, ink) for ink in (0, 10, 40, 80, 300)] == [1000, 900, 600, 200, 100]
    # No count is believed that is less than what the drawing grew by.
    assert game.worth(sight((9, 1.0), ink=130.0), 10) == 700
    assert game.take(nine, 40)
    assert game.points == [600]


def test_version_2_counted_what_was_left_of_the_ink() -> None:
    run = Fool(Clock(), iter([Challenge(Kind.TURN, 4, 9)]), 2)
    run.hold(sight((4, 1.0)))
    assert not run.take(sight((9, 1.0)), 40)
    assert run.take(sight((9, 1.0)))
    assert run.points == [1000]
    older, now = Mode("fool").rules(Clock(), 7, 2), Mode("fool").rules(Clock(), 7)
    assert isinstance(older, Fool)
    assert isinstance(now, Fool)
    assert (older.version, now.version) == (2, VERSION)


def test_a_turned_digit_without_the_count_of_its_ink_is_refused() -> None:
    run = task(Kind.TURN)
    run.hold(sight((4, 1.0)))
    assert not run.take(sight((9, 1.0)))


def test_the_count_of_ink_is_in_the_record() -> None:
    four, nine = sight((4, 1.0)), sight((9, 1.0))
    run = task(Kind.TURN, 1)
    record = Recorder(run)
    record.make("hold", four, drawing=0)
    record.make("take", nine, 25, drawing=1)
    assert [move.digit for move in record.moves] == [None, 25]
    again = task(Kind.TURN, 1)
    assert replay(again, record.moves, [four, nine])
    assert again.score == run.score == 750


def test_a_challenge_begins_when_the_last_one_ends() -> None:
    run = task(Kind.BETWEEN)
    run.clock.tick(9.0)
    assert run.asked_at == 0
    run.skip()
    assert run.asked_at == 9.0


def test_a_cleared_board_starts_again() -> None:
    game = task(Kind.TURN)
    assert not game.drop()
    game.hold(sight((4, 1.0)))
    assert game.drop()
    assert not game.take(sight((9, 1.0)))


@pytest.mark.parametrize(("four", "points", "hits"), [(0.25, FOOLED, 1), (0.249, FOOLED - 2, 0)])
def test_half_the_points_count_as_fooled(four: float, points: int, hits: int) -> None:
    game = task(Kind.BETWEEN)
    game.take(sight((4, four), (9, 1 - four)))
    assert (game.points, game.hits) == ([points], hits)


def test_hits_skips_and_the_end() -> None:
    game = task(Kind.BETWEEN, 3)
    game.take(sight((4, 0.5), (9, 0.5)))
    game.skip()
    game.take(sight((4, 0.9), (9, 0.1)))
    assert (game.points, game.hits, game.best) == ([MAX_POINTS, 0, 200], 1, MAX_POINTS)
    assert FOOLED > 200
    assert game.over
    late = task(Kind.BETWEEN)
    late.clock.tick(SECONDS)
    assert not any([late.take(sight()), late.skip(), late.hold(sight()), late.drop()])


def test_challenges_differ_and_are_the_same_for_a_seed() -> None:
    asked = list(challenges(Random(3)))
    assert len(asked) == COUNT
    assert len({frozenset((c.one, c.other)) for c in asked}) == COUNT
    assert {c.kind for c in asked} == set(Kind)
    assert fool(Clock(), 3).challenge == asked[0] == next(challenges(Random(3)))


def test_length() -> None:
    assert length([[(0, 0), (3, 4)], [(1, 1)]]) == 7.0


def test_every_challenge_has_a_hint() -> None:
    for one, other in [*PAIRS, *(pair[::-1] for pair in PAIRS)]:
        assert hint(Challenge(Kind.TURN, one, other)).endswith(".")
    assert hint(Challenge(Kind.TURN, 4, 9)) == "Close the 4 at its top."
    assert hint(Challenge(Kind.BETWEEN, 8, 9)) == "Draw an 8, turn it slowly into the 9, and stop halfway."
