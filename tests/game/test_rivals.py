"""The house's rivals and the ghost of the best run, before and in a run and in the table."""

from __future__ import annotations

import pytest

from digitgame.game.game import Game
from digitgame.game.modes.timed_run import TimedRunScene, ghost_facts, ladder
from digitgame.game.shell.scores import ScoresScene, run_rows
from digitgame.rules.modes import SPRINT
from digitgame.rules.rewards.rivals import RIVALS
from digitgame.rules.sprint import SECONDS
from digitgame.ui.loop import Window
from digitgame.ui.theme import ACCENT, AMBER

from .conftest import key
from .runs import does, draws, finished

pytestmark = pytest.mark.usefixtures("window")
PIP = RIVALS[0]


def test_the_countdown_shows_the_house_and_your_best(game: Game, window: Window, words: list[str]) -> None:
    scene = TimedRunScene(game, SPRINT, 7)
    scene.draw(window.canvas())
    assert {"You", "your best", "Pip", "Boss", f"{PIP.score(SPRINT):,}"} <= set(words)
    assert [name for name, *_ in ladder(SPRINT, 5_000)] == ["Pip", "your best", "Dot", "Max", "Boss"]


def test_the_next_rival_is_named_and_overtaken(
    game: Game, window: Window, words: list[str], played: list[str]
) -> None:
    scene = TimedRunScene(game, SPRINT, 7)
    scene.rules.score = PIP.score(SPRINT) - 50
    draws(scene, scene.wanted)
    assert "slam" in played
    assert "You beat Pip!" in [floater.words for floater, _ in scene.effects.floaters]
    scene.draw(window.canvas())
    assert "Dot" in words
    played.clear()
    draws(scene, scene.wanted)
    assert "slam" not in played


def test_a_run_is_compared_with_the_best_one_so_far(game: Game, window: Window, words: list[str]) -> None:
    scene = TimedRunScene(game, SPRINT, 7)
    assert not scene._ghost
    draws(scene, scene.wanted)
    draws(scene, scene.wanted)
    scene.rules.clock.tick(SECONDS)
    score = finished(does(scene, [], 2.0)).run.score
    again = TimedRunScene(game, SPRINT, 8)
    assert again._best == score == again._ghost[-1][1]
    does(again, [key("s")], 30.0)
    again.draw(window.canvas())
    assert f"{score:,} behind your best" in words
    assert ghost_facts(240) == ("240 ahead of your best", ACCENT)
    assert ghost_facts(0) == ("level with your best", ACCENT)
    assert ghost_facts(-1_240) == ("1,240 behind your best", AMBER)


def test_while_the_clock_waits_the_best_run_waits_as_well(
    game: Game, window: Window, words: list[str]
) -> None:
    scene = TimedRunScene(game, SPRINT, 7)
    does(scene, [key("s")], 0.1)
    # The best run got its points in the third second of its time.
    scene._ghost = ((0.0, 400), (2.5, 900))
    scene.rules.read, scene.rules._misread_at = 3, scene.rules.clock.now
    scene.rules.clock.tick(2.8)
    scene.draw(window.canvas())
    assert [line for line in words if line.endswith(" your best")] == ["400 behind your best"]


def test_nothing_is_said_of_the_best_run_before_the_first_point(
    game: Game, window: Window, words: list[str]
) -> None:
    scene = TimedRunScene(game, SPRINT, 7)
    does(scene, [key("s")], 0.1)
    scene._ghost = ((2.5, 900),)
    scene.draw(window.canvas())
    assert [line for line in words if line.endswith(" your best")] == []
    scene.rules.clock.tick(2.6)
    scene.draw(window.canvas())
    assert "900 behind your best" in words


def test_a_damaged_store_leaves_no_ghost(game: Game) -> None:
    game.store._db.execute("DROP TABLE shots")
    game.store._db.execute("DROP TABLE runs")
    assert TimedRunScene(game, SPRINT, 7)._best is None


def test_the_house_stands_in_the_table_of_all_time(game: Game) -> None:
    scene = ScoresScene(game)
    assert [row.player for row in scene.rows] == [f"{rival.name} (house)" for rival in reversed(RIVALS)]
    assert ScoresScene(game, period="today").rows == []
    assert run_rows([], None) == []
