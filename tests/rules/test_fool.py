from random import Random

import pytest

from digitgame.rules import Clock
from digitgame.rules.fool import (
    COUNT,
    FOOLED,
    MAX_POINTS,
    PAIRS,
    SECONDS,
    Challenge,
    Fool,
    Kind,
    Sight,
    challenges,
    fool,
    hint,
    length,
)


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
    assert game.take(sight((9, 0.8), ink=110.0))
    assert game.score == round(MAX_POINTS * 0.8 * 0.9)
    assert game.held is None


def test_little_ink_is_worth_more_and_the_wrong_digit_nothing() -> None:
    game = task(Kind.TURN)
    game.hold(sight((4, 1.0)))
    worth = [game.worth(sight((9, 1.0), ink=ink)) for ink in (100, 110, 150, 190, 300, 60)]
    assert worth == [1000, 900, 500, 100, 100, 600]
    assert game.worth(sight((3, 1.0))) == 0


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
