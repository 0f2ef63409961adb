from itertools import pairwise

import pytest

from digitgame.rules import Clock
from digitgame.rules.modes import FREE_DRAW, SCORED_MODES, SPRINT
from digitgame.rules.record import Recorder
from digitgame.rules.rewards.ranks import ranks_of
from digitgame.rules.rewards.rivals import RIVALS, next_rival, overtaken, score_at, score_curve, short_of
from digitgame.rules.sprint import sprint

PIP, DOT, MAX, BOSS = RIVALS


def test_the_house_has_a_higher_score_from_rival_to_rival_in_every_mode() -> None:
    for mode in SCORED_MODES:
        scores = [rival.score(mode) for rival in RIVALS]
        assert scores[0] > 0
        assert scores == sorted(set(scores))
        assert all(isinstance(score, int) for score in scores)


def test_the_next_rival_is_the_weakest_one_not_yet_beaten() -> None:
    pip = PIP.score(SPRINT)
    assert next_rival(SPRINT, 0) is next_rival(SPRINT, pip - 1) is PIP
    assert next_rival(SPRINT, BOSS.score(SPRINT)) is None
    assert next_rival(FREE_DRAW, 0) is None


def test_a_rival_is_overtaken_once_the_score_is_higher() -> None:
    pip = PIP.score(SPRINT)
    assert overtaken(SPRINT, pip - 10, pip) is None
    assert overtaken(SPRINT, pip, pip + 1) is PIP
    assert overtaken(SPRINT, 0, MAX.score(SPRINT) + 1) is MAX
    assert overtaken(SPRINT, pip + 1, pip + 100) is None
    assert overtaken(FREE_DRAW, 0, 100) is None


def test_a_score_is_nearly_that_of_a_rival() -> None:
    pip = PIP.score(SPRINT)
    assert short_of(SPRINT, pip - 18) == (PIP, 18)
    assert short_of(SPRINT, round(0.9 * pip)) == (PIP, round(0.1 * pip))
    assert short_of(SPRINT, round(0.9 * pip) - 1) is None
    # Nobody is level with a rival: the next one is another.
    assert short_of(SPRINT, pip) is None
    assert short_of(SPRINT, BOSS.score(SPRINT)) is None
    assert short_of(FREE_DRAW, 10) is None


def test_a_run_is_replayed_as_a_curve_of_its_score() -> None:
    clock = Clock()
    recorder, read = Recorder(run := sprint(clock, 7)), []
    for at in range(3):
        clock.tick(1.0)
        assert run.target is not None
        read.append(run.target)
        recorder.make("take", run.target, drawing=at)
    curve = score_curve(SPRINT, 7, SPRINT.version, recorder.moves, read)
    assert [at for at, _ in curve] == [1.0, 2.0, 3.0]
    assert curve[-1][1] == run.score
    assert [score_at(curve, at) for at in (0.5, 1.0, 1.9, 60.0)] == [0, curve[0][1], curve[0][1], run.score]
    # Moves that do not fit end the curve.
    assert score_curve(SPRINT, 7, SPRINT.version, recorder.moves, read[:1]) == curve[:1]


def test_while_the_clock_waits_a_run_uses_no_time() -> None:
    clock = Clock()
    recorder, read = Recorder(run := sprint(clock, 7)), []
    assert run.target is not None
    clock.tick(1.0)
    read.append((run.target + 1) % 10)
    recorder.make("take", read[0], drawing=0)
    clock.tick(2.0)
    assert run.used == pytest.approx(1.0)
    recorder.make("again")
    read.append(run.target)
    recorder.make("take", run.target, drawing=1)
    curve = score_curve(SPRINT, 7, SPRINT.version, recorder.moves, read)
    assert [at for at, _ in curve] == pytest.approx([1.0, 1.0, 1.0])
    assert score_at(curve, 1.5) == run.score > 0


def test_the_rivals_are_spread_evenly() -> None:
    for mode in SCORED_MODES:
        scores = [0, *(rival.score(mode) for rival in RIVALS)]
        steps = [after - before for before, after in pairwise(scores[1:])]
        assert max(steps) < 1.15 * min(steps)
        assert scores[-1] == ranks_of(mode)[0][0]
