import random

import numpy as np
import pytest

from digitgame.rules import Clock, replay
from digitgame.rules.duel import (
    COST,
    GRACE,
    MAX_POINTS,
    SECONDS,
    Duel,
    DuelAnswer,
    FinishedRound,
    Mind,
    Skill,
    Won,
    among,
    duel,
    hesitations,
    past,
    sharpness,
    winner,
)
from digitgame.rules.modes import Mode
from digitgame.rules.record import Recorder
from digitgame.rules.rewards.ranks import rank_of


def fight(*digits: int) -> Duel:
    return Duel(Clock(), digits)


def test_the_first_right_answer_wins_the_round() -> None:
    game = fight(4, 7)
    game.clock.tick(SECONDS / 2)
    assert game.press(4)
    assert (game.score, game.rounds) == (round(MAX_POINTS * 0.75), [Won.YOU])
    assert game.sharpness == 1
    assert not game.network(4)
    assert game.next()
    assert (game.digit, game.sharpness) == (7, 0)
    assert game.network(7)
    assert not game.press(7)
    assert game.rounds == [Won.YOU, Won.NETWORK]
    assert not game.over
    game.next()
    assert game.over


@pytest.mark.parametrize(
    ("rounds", "won"),
    [
        ([Won.YOU, Won.NOBODY, Won.NOBODY], Won.YOU),
        ([Won.YOU, Won.NETWORK, Won.NETWORK], Won.NETWORK),
        ([Won.NETWORK, Won.YOU, Won.NOBODY], Won.NOBODY),
        ([], Won.NOBODY),
    ],
)
def test_who_wins_more_rounds_wins_the_duel(rounds: list[Won], won: Won) -> None:
    assert winner(rounds) is won


@pytest.mark.parametrize("first", ["press", "network"])
def test_a_wrong_answer_leaves_the_digit_to_the_other(first: str) -> None:
    game = fight(4)
    game.clock.tick(GRACE)
    assert getattr(game, first)(9)
    assert not getattr(game, first)(4)
    assert not game.decided
    other = "network" if first == "press" else "press"
    assert getattr(game, other)(4)
    assert game.rounds == [Won.NETWORK if first == "press" else Won.YOU]


def test_two_wrong_answers_or_none_win_nothing() -> None:
    game = fight(4, 5)
    game.clock.tick(GRACE)
    game.press(1)
    game.network(2)
    assert game.rounds == [Won.NOBODY]
    game.next()
    assert not game.end()
    game.clock.tick(SECONDS)
    assert game.end()
    assert game.rounds == [Won.NOBODY] * 2
    assert (game.score, game.hits, game.best) == (0, 0, 0)


def test_the_longest_row_of_wins() -> None:
    game = fight(1, 2, 3, 4)
    for digit in (1, 2, 9, 4):
        game.clock.tick(2 * GRACE)
        game.press(digit)
        game.network(digit)
        game.next()
    assert (game.hits, game.best) == (3, 2)


def test_a_key_that_was_meant_for_the_digit_before_does_nothing() -> None:
    game = fight(4, 7)
    game.clock.tick(1.0)
    record = Recorder(game)
    record.make("network", 4)
    record.make("next")
    game.clock.tick(GRACE - 0.01)
    # Neither the right one nor a wrong one counts, and the player may still answer.
    assert not record.make("press", 7)
    assert not record.make("press", 4)
    assert (game.yours, game.rounds) == (None, [Won.NETWORK])
    game.clock.tick(0.02)
    assert record.make("press", 7)
    assert game.rounds == [Won.NETWORK, Won.YOU]
    assert [move.name for move in record.moves] == ["network", "next", "press"]


def test_the_opponent_has_no_such_time_to_wait() -> None:
    game = fight(4)
    assert game.network(4)


def test_a_wrong_answer_costs_points_where_there_are_some() -> None:
    game = fight(4, 4, 4, 4)
    for digit, cost, score in ((3, 0, 0), (4, 0, 195), (5, COST, 95), (6, 95, 0)):
        game.clock.tick(0.4)
        assert game.press(digit)
        assert (game.cost, game.score) == (cost, score)
        game.network(4)
        game.next()
        assert game.cost == 0


def test_in_earlier_versions_a_wrong_answer_cost_nothing() -> None:
    for version, score in ((5, 195), (6, 95)):
        game = Mode("duel", "boss").rules(Clock(), 7, version)
        assert isinstance(game, Duel)
        for digit in (game.digits[0], (game.digits[1] + 1) % 10):
            game.clock.tick(0.4)
            game.press(digit)
            game.next()
        assert game.score == score


def test_whoever_presses_keys_blindly_hardly_earns_a_rank() -> None:
    """A guess at nothing is right one time in ten, and early."""
    ranks = []
    for seed in range(1000):
        game = duel(Clock(), seed)
        while not game.over:
            game.clock.tick(0.4)
            game.press(1)
            game.network(game.digits[game.number])
            game.next()
        ranks.append(rank_of(Mode("duel", "boss"), game.score))
    assert ranks.count("B") <= 20
    assert not {"S", "A"} & set(ranks)


def test_in_earlier_versions_every_key_counted() -> None:
    for version, allowed in ((1, True), (3, True), (4, False), (5, False)):
        game = Mode("duel", "boss").rules(Clock(), 7, version)
        assert isinstance(game, Duel)
        assert game.version == version
        assert game.press(game.digits[0]) is allowed


@pytest.mark.parametrize("after", [0.0, GRACE, SECONDS - 1])
def test_a_pause_in_the_fog_uses_up_your_try(after: float) -> None:
    game = fight(4, 7)
    game.clock.tick(after)
    assert game.pause()
    assert (game.tried, game.decided, game.yours) == (True, False, None)
    game.clock.tick(GRACE)
    assert not game.press(4)
    assert not game.pause()
    assert game.network(4)
    assert game.rounds == [Won.NETWORK]
    # The next digit is anybody's again.
    game.next()
    game.clock.tick(2 * GRACE)
    assert not game.tried
    assert game.press(7)
    assert game.rounds == [Won.NETWORK, Won.YOU]


def test_after_a_pause_and_a_wrong_answer_nobody_wins() -> None:
    for first, second in (("pause", "network"), ("network", "pause")):
        game = fight(4)
        for name in (first, second):
            assert not game.decided
            assert getattr(game, name)(*[3] * (name == "network"))
        assert game.rounds == [Won.NOBODY]


def test_a_pause_between_two_digits_costs_nothing() -> None:
    game = fight(4, 7)
    game.clock.tick(GRACE)
    game.press(4)
    assert not game.pause()
    assert (game.score > 0, game.rounds, game.paused) == (True, [Won.YOU], False)


def test_a_pause_after_a_wrong_answer_costs_nothing_more() -> None:
    game = fight(4)
    game.clock.tick(GRACE)
    game.press(3)
    assert not game.pause()
    assert not game.paused


def test_in_earlier_versions_a_pause_was_no_move() -> None:
    for version in range(1, 5):
        game = Mode("duel", "boss").rules(Clock(), 7, version)
        assert isinstance(game, Duel)
        game.clock.tick(GRACE)
        assert not game.pause()
        assert game.press(game.digits[0])
        assert game.hits == 1


def test_a_duel_plays_again_from_its_record() -> None:
    for seed in range(20):
        dice, game = random.Random(seed), duel(Clock(), seed)
        assert len(game.digits) == 10
        record = Recorder(game)
        while not game.over:
            game.clock.tick(dice.random())
            name = dice.choice(game.MOVES)
            record.make(name, *([dice.choice([game.digit, 3])] if name in ("press", "network") else []))
        again = duel(Clock(), seed)
        assert replay(again, record.moves, [])
        assert (again.score, again.rounds) == (game.score, game.rounds)


def test_the_rounds_that_are_through_are_told_from_the_moves() -> None:
    game = fight(4, 7, 2)
    record = Recorder(game)
    game.clock.tick(1.0)
    record.make("press", 3)
    game.clock.tick(2.0)
    record.make("network", 4)
    game.clock.tick(1.0)
    record.make("next")
    game.clock.tick(0.5)
    record.make("press", 7)
    record.make("next")
    record.make("press", 9)  # a round that is not through
    assert past(game, record.moves) == [
        FinishedRound(4, Won.NETWORK, DuelAnswer(3, 1.0), DuelAnswer(4, 3.0)),
        FinishedRound(7, Won.YOU, DuelAnswer(7, 0.5), None),
    ]
    game = fight(4, 7)
    record = Recorder(game)
    record.make("pause")
    record.make("network", 4)
    record.make("next")
    record.make("network", 7)
    assert [(one.yours, one.paused) for one in past(game, record.moves)] == [(None, True), (None, False)]
    assert sharpness(SECONDS / 4) == 0.25
    assert sharpness(2 * SECONDS) == 1


def test_the_rounds_before_never_give_away_the_last_digit() -> None:
    dealt = [duel(Clock(), seed).digits for seed in range(200)]
    assert {digits[-1] for digits in dealt} == set(range(10))
    assert any(digits[-1] in digits[:-1] for digits in dealt)
    assert any(set(range(10)) - set(digits[:-1]) - {digits[-1]} for digits in dealt)


def test_one_digit_hides_among_others() -> None:
    dealt = [among(Clock(), seed, 4, [9, 7]).digits for seed in range(100)]
    # Once: whoever names it blindly in each round wins no more than that.
    assert all(len(digits) == 3 and digits.count(4) == 1 for digits in dealt)
    assert {digits[-1] for digits in dealt if digits[:2] == (4, 9)} == {7, 9}
    assert {digits.index(4) for digits in dealt} == {0, 1, 2}
    assert among(Clock(), 7, 4, [9, 7]).digits == dealt[7]


def answered(skill: Skill, *seen: tuple[int, float]) -> list[int | None]:
    """What an opponent says to a reading (digit, confidence) every quarter of a second."""
    mind = Mind(skill)
    return [mind.watch(number / 4, *reading) for number, reading in enumerate(seen)]


def test_an_opponent_answers_what_it_is_sure_of_for_long_enough() -> None:
    skill = Skill(sure=0.8, stable=0.5, reaction=0.75)
    unsure, eight, three = (8, 0.7), (8, 0.9), (3, 0.9)
    assert answered(skill, *[unsure] * 9) == [None] * 9
    assert answered(skill, eight, eight, unsure, eight, eight, unsure) == [None] * 6
    assert answered(skill, eight, eight, three, three, three) == [None] * 5
    assert answered(skill, unsure, *[eight] * 7) == [None] * 6 + [8, 8]


def test_an_opponent_never_knows_what_comes_later() -> None:
    """It sticks to what it has decided, whatever it sees until it says so."""
    skill = Skill(sure=0.8, stable=0.25, reaction=1.0)
    start = [(8, 0.9)] * 2
    assert answered(skill, *start, *[(3, 0.99)] * 6)[5] == 8
    assert answered(skill, *start, *[(8, 0.99)] * 6)[5] == 8


def test_stronger_opponents_are_surer_and_react_faster() -> None:
    ladder = [Skill.of(strength) for strength in (0.0, 0.3, 0.7, 1.0)]
    assert ladder == sorted(ladder, key=lambda skill: skill.sure)
    assert ladder == sorted(ladder, key=lambda skill: -skill.reaction)
    assert len(set(ladder)) == 4


def test_an_opponent_hesitates_in_some_rounds_the_same_ones_for_a_seed() -> None:
    slow = hesitations(3, 1_000)
    assert slow == hesitations(3, 1_000)
    assert slow[:10] == hesitations(3, 10)
    assert set(slow) == {0.0, 2.5}
    assert 0.07 < np.mean([seconds > 0 for seconds in slow]) < 0.13


def test_whoever_hesitates_answers_the_same_later() -> None:
    quick, slow = Mind(Skill(0.5, 0.0, 1.0)), Mind(Skill(0.5, 0.0, 1.0), 2.5)
    assert [quick.watch(at, 5, 0.9) for at in (0.0, 0.9, 1.0)] == [None, None, 5]
    assert [slow.watch(at, 5, 0.9) for at in (0.0, 1.0, 3.4, 3.5)] == [None, None, None, 5]
