"""How results open: the count, the rank, the stars, a new best."""

from __future__ import annotations

import pygame
import pytest
from pygame.event import Event

from digitgame.game.game import Game
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.results.explanation import RunDrawings
from digitgame.game.results.history import RunHistory
from digitgame.game.results.reveal import COUNT, Reveal
from digitgame.game.results.scene import Results
from digitgame.rules.modes import SPRINT
from digitgame.rules.rewards.goals import GOALS
from digitgame.store import Run
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import HEADER_Y
from digitgame.ui.loop import Window
from digitgame.ui.scene_stack import Pop, Swap

from .conftest import key, sends
from .runs import does, draws, finished

pytestmark = pytest.mark.usefixtures("window")


def results(game: Game, score: int = 12_000, best: int | None = 500, *, given_up: bool = False) -> Results:
    run = Run("Ann", SPRINT, 7, "ab12", 100.0, 60.0, score, 40, 40, 30, ())
    drawings = RunDrawings(game, game.reader, ())
    return Results(game, run, drawings, (), RunHistory(best), TimedRunScene, given_up=given_up)


def test_the_points_count_up_then_the_rank_lands_with_its_stars() -> None:
    reveal = Reveal(8_000, "A", record=True)
    assert reveal.points == 0
    reveal.update(COUNT / 2)
    assert 4_000 < reveal.points < 8_000
    assert (reveal.stars, reveal.celebrated) == (0, False)
    assert reveal.update(COUNT / 2) == ["tick"] * 4 + ["rank A"]
    assert reveal.points == 8_000
    assert reveal.update(1.0) == ["star", "star", "record"]
    assert (reveal.stars, reveal.celebrated, reveal.over) == (2, True, False)
    reveal.update(2.0)
    assert reveal.over


@pytest.mark.parametrize(
    ("reveal", "sound"),
    [
        (Reveal(8_000, "A", record=False), "rank A"),
        (Reveal(8_000, "A", record=True), "record"),
        (Reveal(8_000, "A", record=False, age=COUNT + 0.1), "star"),
        (Reveal(8_000, None, record=False), "tick"),
        (Reveal(0, None, record=False), None),
    ],
)
def test_what_is_skipped_has_one_sound(reveal: Reveal, sound: str | None) -> None:
    assert reveal.finish() == sound
    assert (reveal.over, reveal.points) == (True, reveal.score)
    assert reveal.finish() is None


@pytest.mark.parametrize("given", [key("left"), Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(5, 5))])
def test_any_key_or_click_finishes_the_count(game: Game, played: list[str], given: Event) -> None:
    scene = results(game)
    scene.update(0.05)
    sends(scene, Event(pygame.MOUSEMOTION, pos=(5, 5), rel=(0, 0), buttons=(0, 0, 0)))
    assert not scene.reveal.over
    sends(scene, given)
    assert scene.reveal.over
    assert played == ["record"]


def test_enter_and_esc_do_not_wait_for_the_count(game: Game) -> None:
    again = sends(results(game), key("return"))
    assert isinstance(again, Swap)
    assert isinstance(again.scene, TimedRunScene)
    assert isinstance(sends(results(game), key("escape")), Pop)


def test_reduced_motion_shows_everything_at_once(game: Game) -> None:
    game.settings.reduced_motion = True
    scene = results(game)
    assert scene.reveal.over
    assert scene.reveal.points == 12_000


@pytest.mark.parametrize(("score", "best"), [(12_000, None), (12_000, 12_000), (0, None)])
def test_only_a_better_run_than_before_is_a_record(
    game: Game, played: list[str], score: int, best: int | None
) -> None:
    scene = results(game, score, best)
    scene.update(10.0)
    assert "record" not in played
    assert ("rank A" in played) == (score > 0)


def test_a_new_best_has_its_word_and_dust(game: Game, window: Window, words: list[str]) -> None:
    scene = results(game)
    while not scene.reveal.celebrated:
        assert not scene.effects.moving
        scene.draw(window.canvas())
        assert "New best!" not in words
        scene.update(1 / 60)
    scene.draw(window.canvas())
    assert words.count("New best!") == 2
    assert "12,000 points" in words
    assert scene.effects.moving


def test_a_given_up_run_has_neither_rank_nor_record(
    game: Game, window: Window, words: list[str], played: list[str]
) -> None:
    scene = results(game, given_up=True)
    scene.update(10.0)
    scene.draw(window.canvas())
    assert "You gave up: no rank." in words
    assert "New best!" not in words
    assert not {"record", "rank A"} & set(played)
    sprint = TimedRunScene(game, SPRINT, 7)
    draws(sprint, sprint.wanted)
    sprint.given_up = True
    assert finished(does(sprint, [])).given_up


def test_a_goal_is_named_after_the_count_until_the_next_key(
    game: Game, window: Window, words: list[str]
) -> None:
    run = Run("Ann", SPRINT, 7, "ab12", 100.0, 60.0, 900, 9, 9, 9, ())
    history = RunHistory(goals=(GOALS[0],))
    scene = Results(game, run, RunDrawings(game, game.reader, ()), (), history, TimedRunScene)
    scene.draw(window.canvas())
    assert "Goal: First steps!" not in words
    sends(scene, key("left"))
    scene.draw(window.canvas())
    assert "Goal: First steps!" in words
    sends(scene, key("left"))
    assert not scene.message


def test_a_new_best_and_goals_are_celebrated_one_after_the_other(
    game: Game, window: Window, words: list[str], played: list[str]
) -> None:
    run = Run("Ann", SPRINT, 7, "ab12", 100.0, 60.0, 900, 9, 9, 9, ())
    history = RunHistory(best=500, goals=(GOALS[1], GOALS[0]))
    scene = Results(game, run, RunDrawings(game, game.reader, ()), (), history, TimedRunScene)
    said = []
    while not scene.reveal.over:
        words.clear()
        scene.update(0.1)
        scene.draw(window.canvas())
        said += [line for line in ("900 points", "Ten in a row · Mint pen", "First steps") if line in words]
    assert list(dict.fromkeys(said)) == ["900 points", "Ten in a row · Mint pen", "First steps"]
    assert [sound for sound in played if sound in ("record", "goal")] == ["record", "goal", "goal"]


@pytest.mark.parametrize("message", ["goal", "error"])
def test_no_message_of_the_results_lies_on_the_drawings(
    game: Game, window: Window, monkeypatch: pytest.MonkeyPatch, message: str
) -> None:
    written: list[tuple[str, float]] = []
    real = Canvas.text

    def text(self: Canvas, words: str, at: tuple[float, float], *args: object, **kwargs: object) -> float:
        written.append((words, at[1]))
        return real(self, words, at, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Canvas, "text", text)
    run = Run("Ann", SPRINT, 7, "ab12", 100.0, 60.0, 900, 9, 9, 9, ())
    history = RunHistory(goals=(GOALS[0],)) if message == "goal" else RunHistory(error="The disk is full.")
    scene = Results(game, run, RunDrawings(game, game.reader, ()), (), history, TimedRunScene)
    sends(scene, key("left"))
    scene.draw(window.canvas())
    said = "Goal: First steps!" if message == "goal" else "The disk is full."
    assert [y for words, y in written if words == said] == [HEADER_Y]
