"""Daily: the first run of a day counts, the others are practice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from digitgame.game.game import Game
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.results.scene import Results
from digitgame.rules.daily import day_words, seed_of, streak
from digitgame.rules.modes import DAILY
from digitgame.store import Store
from digitgame.ui.loop import Window

from .runs import does, draws, finished

pytestmark = pytest.mark.usefixtures("window")
TODAY = date(2026, 3, 9)


def plays(game: Game, day: date) -> Results:
    scene = TimedRunScene(game, DAILY, seed_of(day))
    draws(scene, scene.wanted)
    scene.given_up = True
    return finished(does(scene, []))


def test_a_streak_ends_at_the_first_day_without_a_run() -> None:
    days = [seed_of(TODAY - timedelta(days=ago)) for ago in (0, 1, 2, 4)]
    assert streak(days, TODAY) == 3
    assert streak(days[1:], TODAY) == 0
    assert day_words(seed_of(TODAY)) == "2026-03-09"


def test_only_the_first_run_of_a_day_counts(
    game: Game, store: Store, window: Window, words: list[str]
) -> None:
    today = date.today()
    first = plays(game, today - timedelta(days=1))
    assert (first.history.practice, first.history.streak) == (False, 0)
    second = plays(game, today)
    assert second.title == f"Daily results · {today} · 2 days in a row"
    practice = plays(game, today)
    assert practice.history.practice
    assert len(store.runs(mode=DAILY)) == 2
    practice.given_up = False
    practice.draw(window.canvas())
    assert {f"Daily results · {today} · practice", "Only the first run of a day counts."} <= set(words)


def test_a_run_says_its_day_and_whether_it_is_practice(game: Game) -> None:
    assert TimedRunScene(game, DAILY, seed_of(TODAY)).title == "Daily · 2026-03-09"
    plays(game, TODAY)
    assert TimedRunScene(game, DAILY, seed_of(TODAY)).title == "Daily · 2026-03-09 · practice"
