from itertools import islice

import pytest

from digitgame.rules import Clock
from digitgame.rules.modes import Mode
from digitgame.rules.sprint import sprint
from digitgame.rules.versus import SECONDS, Versus, turn


def test_a_turn_is_half_a_minute_of_sprint() -> None:
    run, minute = turn(Clock(), 7), sprint(Clock(), 7)
    assert run.left == SECONDS == 30.0
    assert run.prompt == minute.prompt
    assert list(islice(run.prompts, 40)) == list(islice(minute.prompts, 40))
    assert Mode("versus").timed_run(Clock(), 7).prompt == run.prompt


def test_both_play_the_same_prompts_and_begin_by_turns() -> None:
    match, turns = Versus(40), []
    for points in (100, 200, 300, 300, 100, 200):
        turns.append((match.round, match.player, match.turn_seed))
        match.points.append(points)
    assert turns == [(0, 0, 40), (0, 1, 40), (1, 1, 41), (1, 0, 41), (2, 0, 42), (2, 1, 42)]


@pytest.mark.parametrize(
    ("points", "wins", "over", "winner"),
    [
        ([], (0, 0), False, None),
        ([900], (0, 0), False, None),
        ([900, 800], (1, 0), False, None),
        # The second round is begun by player 1.
        ([900, 800, 700, 600], (1, 1), False, None),
        ([900, 800, 600, 700], (2, 0), True, 0),
        ([800, 900, 700, 600], (0, 2), True, 1),
        ([900, 800, 700, 600, 500, 501], (1, 2), True, 1),
        # A round with equal points counts for nobody.
        ([900, 800, 700, 700], (1, 0), False, None),
        ([900, 800, 700, 700, 500, 500], (1, 0), True, 0),
        # With equal rounds, all points decide: 2,400 to 2,200, or nothing does.
        ([1000, 800, 700, 700, 700, 700], (1, 0), True, 0),
        ([900, 1000, 800, 800, 700, 500], (1, 1), True, 0),
        ([900, 1000, 800, 800, 700, 600], (1, 1), True, None),
    ],
)
def test_who_wins(points: list[int], wins: tuple[int, int], over: bool, winner: int | None) -> None:
    match = Versus(1, points)
    assert (match.wins, match.over, match.winner) == (wins, over, winner)


def test_the_second_player_may_begin() -> None:
    match, turns = Versus(40, first=1), []
    for points in (100, 200, 300, 400, 500, 600):
        turns.append(match.player)
        match.points.append(points)
        assert match.last == turns[-1]
    assert turns == [1, 0, 0, 1, 1, 0]
    assert match.rounds == [(200, 100), (300, 400), (600, 500)]
    assert Versus(40, first=1).last == 1
