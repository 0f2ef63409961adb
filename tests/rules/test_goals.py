import pytest

from digitgame.rules.modes import DAILY, FOOL, GALLERY_DUEL, SCORED_MODES, SPRINT, Mode
from digitgame.rules.rewards.goals import GOALS, Career, Feats, medals, reached
from digitgame.rules.rewards.ranks import ranks_of
from digitgame.rules.rewards.rivals import RIVALS
from digitgame.ui.theme import BOARDS, PENS


def names(career: Career) -> list[str]:
    return [goal.name for goal in reached(career)]


@pytest.mark.parametrize(
    ("mode", "feats", "goals"),
    [
        (SPRINT, Feats(1, 500, 5, 9), ["First steps"]),
        (SPRINT, Feats(1, 500, 5, 10), ["First steps", "Ten in a row"]),
        (SPRINT, Feats(1, 3_370, 5, 1), ["First steps", "Bye, Pip"]),
        (SPRINT, Feats(1, 28_001, 5, 1), ["First steps", "Bye, Pip", "Max out", "Beat the Boss"]),
        (FOOL, Feats(1, 900, 3, 900), ["First steps", "Con artist"]),
        (DAILY, Feats(3, 900, 3, 25), ["First steps", "Ten in a row", "Quarter century", "Regular"]),
        (Mode("sums", "hard"), Feats(1, 27_000, 3, 1), ["First steps", "Mental arithmetic"]),
        (Mode("duel", "boss"), Feats(1, 900, 6, 3), ["First steps", "Quick eye"]),
        (Mode("duel", "epoch 1"), Feats(1, 900, 6, 30), ["First steps"]),
    ],
)
def test_runs_reach_goals(mode: Mode, feats: Feats, goals: list[str]) -> None:
    assert names(Career({mode: feats})) == goals


def test_a_goal_says_how_far_one_is() -> None:
    career = Career({SPRINT: Feats(2, 1_250, 7, 6), FOOL: Feats(1, 10, 2, 0)}, 34)
    said = {goal.name: goal.progress(career) for goal in GOALS}
    pip = RIVALS[0].score(SPRINT)
    assert said["Well read"] == "34 of 100"
    assert said["Ten in a row"] == "6 of 10"
    assert said["Con artist"] == "2 of 3"
    assert said["All-rounder"] == f"2 of {len({mode.name for mode in SCORED_MODES})}"
    assert said["Bye, Pip"] == f"1,250 of {pip + 1:,}"
    assert said["First steps"] == said["Mental arithmetic"] == ""


def test_free_draw_and_every_mode_count_too() -> None:
    assert names(Career({}, 99)) == []
    assert names(Career({}, 100)) == ["Well read"]
    assert [goal.words for goal in GOALS if goal.name == "All-rounder"] == [
        "Score in Sprint, Sums, Fool it, Duel and Daily"
    ]
    assert "All-rounder" in names(Career({mode: Feats(1, 10) for mode in SCORED_MODES}))
    assert "All-rounder" not in names(Career({mode: Feats(1, 10) for mode in SCORED_MODES[1:]}))
    # Neither does a run without a point count.
    assert "All-rounder" not in names(Career({mode: Feats(1) for mode in SCORED_MODES}))
    # A duel on a digit of the gallery is no duel that counts.
    duels = {GALLERY_DUEL if mode.name == "duel" else mode: Feats(1, 10) for mode in SCORED_MODES}
    assert "All-rounder" not in names(Career(duels))


def test_goals_open_every_pen_and_board_but_the_first() -> None:
    assert {goal.pen for goal in GOALS if goal.pen} == set(list(PENS)[1:])
    assert {goal.board for goal in GOALS if goal.board} == set(list(BOARDS)[1:])
    assert {goal.opens for goal in GOALS if goal.opens} >= {"Mint pen", "Blueprint board"}


def test_a_medal_is_the_best_rank_of_a_mode_and_stays() -> None:
    best = {rank: score for score, rank in ranks_of(SPRINT)}
    career = Career({SPRINT: Feats(3, best["A"], 9, 9), DAILY: Feats(1, 0), Mode("x"): Feats(1, 99)})
    assert medals(career) == {SPRINT: "A"}
