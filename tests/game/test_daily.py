"""Daily: the first run of a day counts, the others are practice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pygame
import pytest
from pygame.event import Event

from digitgame.game.game import Game
from digitgame.game.modes.timed_run import TimedRunScene, start_words
from digitgame.game.results.scene import Results
from digitgame.game.shell.pause import Pause
from digitgame.rules import Clock
from digitgame.rules.daily import PROMPTS, SECONDS, daily, day_words, seed_of, streak
from digitgame.rules.modes import DAILY
from digitgame.store import Store
from digitgame.ui import clipboard
from digitgame.ui.actions import Action
from digitgame.ui.canvas import Canvas, hint_areas
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y
from digitgame.ui.loop import Window
from digitgame.ui.scene_stack import Pop, Push, Swap

from .conftest import VIEW, key, sends
from .runs import does, draws, finished

pytestmark = pytest.mark.usefixtures("window")
TODAY = date(2026, 3, 9)


def begun(game: Game, day: date) -> TimedRunScene:
    scene = TimedRunScene(game, DAILY, seed_of(day))
    sends(scene, key("space"))
    return scene


def plays(game: Game, day: date) -> Results:
    scene = begun(game, day)
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


def test_a_result_that_was_copied_says_so_until_the_next_key(
    game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "copy", lambda text: text.startswith("digitgame daily 2026-03-09"))
    results = plays(game, TODAY)
    sends(results, key("right"))
    # A keyboard sends the letter as well.
    sends(results, key("c"), Event(pygame.TEXTINPUT, text="c"))
    assert results.note[0] == "Copied."
    sends(results, key("right"))
    assert results.note[0] != "Copied."


def clips(monkeypatch: pytest.MonkeyPatch, *, works: bool = True) -> list[str]:
    """A clipboard that holds what is copied, and says whether it `works`."""
    copied: list[str] = []

    def copy(text: str) -> bool:
        copied.append(text)
        return works

    monkeypatch.setattr(clipboard, "copy", copy)
    return copied


@pytest.mark.parametrize(
    ("practice", "given_up", "note"),
    [(False, False, ""), (True, False, " (practice)"), (False, True, " (given up)")],
)
def test_what_is_copied_says_whether_it_was_practice_or_given_up(
    game: Game, monkeypatch: pytest.MonkeyPatch, practice: bool, given_up: bool, note: str
) -> None:
    copied = clips(monkeypatch)
    results = plays(game, TODAY)
    results.history, results.given_up = replace(results.history, practice=practice), given_up
    sends(results, key("right"), key("c"))
    assert copied[0].splitlines()[0].partition("points")[2] == note


def test_a_run_says_its_day_and_whether_it_is_practice(game: Game) -> None:
    assert TimedRunScene(game, DAILY, seed_of(TODAY)).title == "Daily · 2026-03-09"
    plays(game, TODAY)
    assert TimedRunScene(game, DAILY, seed_of(TODAY)).title == "Daily · 2026-03-09 · practice"


def test_the_scored_attempt_waits_for_the_player_and_says_what_it_is(
    game: Game, canvas: Canvas, words: list[str], store: Store
) -> None:
    scene = TimedRunScene(game, DAILY, seed_of(TODAY))
    assert does(scene, [], 5.0) is None
    assert (scene.waits, scene.counting, scene.started) == (True, False, None)
    scene.draw(canvas)
    assert {"Your one scored attempt", "Click here to begin"} <= set(words)
    # Nobody studies the first digit before the clock runs.
    assert "Draw" not in words
    assert sends(scene, key("escape")) == Pop()
    at = VIEW.board.center
    sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=at))
    assert (scene.counting, scene.board.ink.strokes) == (True, [])
    does(scene, [], 2.0)
    assert scene.started is not None
    assert store.runs() == []


def test_a_daily_says_how_long_it_is() -> None:
    scored = start_words(None, practice=False)
    assert scored[0] == "Your one scored attempt"
    assert scored[1].startswith("20 digits and sums, 2 minutes. Today's first run is the one that counts.")
    assert (len(list(daily(Clock(), 7).prompts)) + 1, 120.0) == (PROMPTS, SECONDS)
    practice = "20 digits and sums, 2 minutes. Runs are practice now: only the first one counts."
    assert start_words(2_340, practice=True) == ("Played today: 2,340 points", practice)
    assert start_words(None, practice=True) == ("Played today", practice)


def test_practice_waits_when_it_comes_from_the_menu_and_begins_at_once_after_a_run(game: Game) -> None:
    results = plays(game, TODAY)
    scene = TimedRunScene(game, DAILY, seed_of(TODAY))
    assert (scene.waits, scene.counting) == (True, False)
    sends(scene, key("space"))
    assert (scene.waits, scene.counting) == (False, True)
    again = sends(results, key("right"), key("return"))
    assert isinstance(again, Swap)
    assert isinstance(again.scene, TimedRunScene)
    assert (again.scene.waits, again.scene.counting) == (False, True)


@pytest.mark.parametrize("clipped", [True, False])
def test_the_scored_result_can_be_copied_again(
    game: Game, canvas: Canvas, words: list[str], monkeypatch: pytest.MonkeyPatch, clipped: bool
) -> None:
    copied = clips(monkeypatch, works=clipped)
    first = TimedRunScene(game, DAILY, seed_of(TODAY))
    assert [hint.action for hint in first.hints] == [Action.GUESS]
    results = plays(game, TODAY)
    sends(results, key("right"), key("c"))
    scene = TimedRunScene(game, DAILY, seed_of(TODAY))
    ends = [area.right for _, area in hint_areas(scene.hints, VIEW, BOARD_AREA.x, FOOTER_Y)]
    assert [hint.words for hint in scene.hints][1] == "copy the result"
    assert max(ends) < BARS_AREA.x
    assert sends(scene, key("c")) is None
    assert copied[0] == copied[1]
    assert copied[0].startswith("digitgame daily 2026-03-09: ")
    scene.draw(canvas)
    said = "Copied." if clipped else "This system has no clipboard to copy to."
    assert {f"Played today: {results.run.score} points", said} <= set(words)
    assert scene.waits


def test_a_result_that_is_not_known_is_not_copied(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "copy", lambda text: pytest.fail(text))
    game.use_up_daily(seed_of(TODAY))
    scene = TimedRunScene(game, DAILY, seed_of(TODAY))
    assert [hint.action for hint in scene.hints] == [Action.GUESS]
    assert sends(scene, key("c")) is None
    assert scene.waits


def test_a_closed_window_uses_the_scored_attempt_up(game: Game, store: Store) -> None:
    scene = begun(game, TODAY)
    assert not game.played_daily(seed_of(TODAY))
    draws(scene, scene.wanted)
    does(scene, [])
    # The window is closed, or the game killed: the run is never finished.
    assert store.runs() == []
    assert game.played_daily(seed_of(TODAY))
    assert not game.played_daily(seed_of(TODAY + timedelta(days=1)))
    game.player = "Ben"
    assert not game.played_daily(seed_of(TODAY))


@pytest.mark.parametrize("restart", [False, True])
def test_leaving_the_scored_attempt_is_asked_about(
    game: Game, store: Store, canvas: Canvas, words: list[str], restart: bool
) -> None:
    scene = begun(game, TODAY)
    draws(scene, scene.wanted)
    pause = sends(scene, key("escape"))
    assert isinstance(pause, Push)
    assert isinstance(pause.scene, Pause)
    leave = [key("down"), key("return")] if restart else [key("q")]
    assert sends(pause.scene, *leave) is None
    assert not scene.given_up
    pause.scene.draw(canvas)
    assert {"That uses up today's one scored attempt.", "Stay"} <= set(words)
    assert ("Restart" if restart else "Leave") in words
    # The countdown, which a second key cuts short.
    assert sends(pause.scene, key("return")) is None
    assert sends(pause.scene, key("return")) == Pop()
    assert not scene.given_up
    asked = Pause(scene)
    sends(asked, *leave)
    assert sends(asked, key("q")) == Pop()
    assert (scene.given_up, scene.restarted) == (True, restart)
    scene.update(0)
    assert [run.seed for run in store.runs(mode=DAILY)] == [seed_of(TODAY)]


def test_nobody_is_warned_of_leaving_what_does_not_count(game: Game) -> None:
    untouched = begun(game, TODAY)
    does(untouched, [], 2.0)
    assert untouched.warning == ""
    plays(game, TODAY)
    practice = begun(game, TODAY)
    draws(practice, practice.wanted)
    assert practice.warning == ""
    assert sends(Pause(practice), key("q")) == Pop()


def test_whoever_left_the_scored_attempt_is_told_what_remains(game: Game) -> None:
    assert plays(game, TODAY).advice == "You gave up: no rank. More runs today are practice."


def test_what_follows_a_closed_window_is_practice_and_counts_nowhere(game: Game, store: Store) -> None:
    scene = TimedRunScene(game, DAILY, seed_of(TODAY))
    sends(scene, key("space"))
    draws(scene, scene.wanted)
    does(scene, [], 0.1)
    # The window is closed; the next one plays to the end.
    again = TimedRunScene(game, DAILY, seed_of(TODAY))
    sends(again, key("space"))
    draws(again, again.wanted)
    again.rules.clock.tick(again.rules.seconds)
    wish = does(again, [], 2.0)
    assert isinstance(wish, Swap)
    assert isinstance(wish.scene, Results)
    assert wish.scene.history.practice
    assert store.runs() == []


def test_two_windows_have_one_scored_attempt(game: Game) -> None:
    first, second = (TimedRunScene(game, DAILY, seed_of(TODAY)) for _ in range(2))
    for scene in (second, first):
        sends(scene, key("space"))
        does(scene, [], 4.0)
        sends(scene, key("s"))
        does(scene, [], 0.1)
    assert (second.practice, first.practice) == (False, True)
    assert first.title.endswith("practice · 2 of 20")


def test_a_window_notices_as_it_begins_that_the_attempt_is_used_up(game: Game) -> None:
    first, second = (TimedRunScene(game, DAILY, seed_of(TODAY)) for _ in range(2))
    sends(second, key("space"))
    does(second, [], 4.0)
    sends(second, key("s"))
    does(second, [], 0.1)
    assert not first.practice
    sends(first, key("space"))
    assert first.practice


def test_after_a_daily_one_can_only_practise(game: Game) -> None:
    hint = plays(game, TODAY).hints[0]
    assert (hint.words, hint.action) == ("practise", Action.CONFIRM)
