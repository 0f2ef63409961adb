"""Versus: a match of two players at one machine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from digitgame.demo import autoplayer, screens
from digitgame.game.base_scene import status_line
from digitgame.game.game import Game
from digitgame.game.modes.versus import (
    STARTS_OVER,
    VersusScene,
    VersusTurn,
    end_words,
    match_words,
    name_words,
    round_points,
    turn_words,
)
from digitgame.game.shell.pause import Pause
from digitgame.rules.modes import VERSUS
from digitgame.rules.versus import Versus
from digitgame.store import Store
from digitgame.ui import canvas as canvas_module
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.scene_stack import Pop, Push, Stack, Swap

from .conftest import VIEW, key, sends
from .runs import clearly, does, draws, strokes

import pygame  # isort: skip (digitgame.ui imports it in silence)

pytestmark = pytest.mark.usefixtures("window")
NAMES = ("Ann", "Ben")
CLICK = (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)


@pytest.fixture
def match(game: Game) -> VersusScene:
    game.join("Ben")
    game.join("Ann")
    return VersusScene(game, VERSUS, 7)


def turn_of(match: VersusScene) -> VersusTurn:
    """The turn that Space begins, half a second into the countdown."""
    match.update(1.0)
    wish = sends(match, key("space"))
    assert isinstance(wish, Swap)
    assert isinstance(wish.scene, VersusTurn)
    does(wish.scene, [], 0.5)
    return wish.scene


def test_the_rival_is_a_guest_or_somebody_who_has_played_here(
    match: VersusScene, canvas: Canvas, words: list[str]
) -> None:
    assert match.names == ("Ann", "Player 2")
    sends(match, key("right"))
    assert match.names == NAMES
    match.draw(canvas)
    assert {"Ann", "Ben", "Ann begins"} <= set(words)
    sends(match, key("right"))
    assert match.names == ("Ann", "Player 2")


def test_a_click_on_the_rival_brings_the_next_one(match: VersusScene) -> None:
    (rival,) = match.items()
    pos = VIEW.rect(rival.area).center
    sends(match, *(pygame.event.Event(kind, button=1, pos=pos) for kind in CLICK))
    assert match.names == NAMES


def test_a_click_on_what_is_said_starts_the_turn(match: VersusScene) -> None:
    match.update(1.0)
    (rival,) = match.items()
    beside = VIEW.rect(rival.area).move(0, 90).center
    wish = sends(match, pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=beside))
    assert isinstance(wish, Swap)
    assert isinstance(wish.scene, VersusTurn)


def test_there_is_no_choice_of_one_rival(game: Game, canvas: Canvas, words: list[str]) -> None:
    match = VersusScene(game, VERSUS, 7)
    match.draw(canvas)
    assert match.items() == []
    assert "Rival" not in words
    assert [hint.words for hint in match.hints] == ["start the countdown", "back"]
    assert sends(match, key("right")) is None
    assert match.names == ("Ann", "Player 2")
    # How the other one gets a name, until the match has begun.
    assert "Player 2 can enter a name in Player (P) in the menu." in words
    match.count(900)
    words.clear()
    match.draw(canvas)
    assert not [line for line in words if "can enter a name" in line]


def test_nobody_is_told_to_enter_a_name_where_names_can_be_chosen() -> None:
    assert name_words(["Player 2", "Ben"], "P") == ""
    assert name_words(["Player 1"], "F2") == "Player 1 can enter a name in Player (F2) in the menu."


def test_the_ticks_have_the_colour_of_whoever_won_the_round(
    match: VersusScene, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks: list[tuple[object, ...]] = []
    monkeypatch.setattr(Canvas, "mark", lambda _, right, area, colour: marks.append((right, area.y, colour)))
    for points in (900, 800, 700, 600):
        match.count(points)
    match.draw(canvas)
    # She won the first round, and he, who began the second, that one.
    assert marks == [(True, 160, theme.ACCENT), (True, 200, theme.HEAT[3])]


def test_a_guest_has_another_name_than_the_player(game: Game) -> None:
    game.join("Player 2")
    assert VersusScene(game, VERSUS, 7).names == ("Player 2", "Player 1")


def test_a_turn_counts_and_leads_back_to_the_match(match: VersusScene, store: Store) -> None:
    turn = turn_of(match)
    assert (turn.counting, turn.rules.left, turn.title) == (True, 30.0, "Ann · round 1")
    draws(turn, turn.wanted)
    score = turn.rules.score
    turn.rules.clock.tick(30)
    wish = None
    while wish is None:
        wish = turn.update(1 / 60)
    assert wish == Swap(match)
    assert match.match.points == [score]
    assert score > 100
    assert store.runs() == []
    assert list(store.drawings()) == []


def test_both_draw_the_same_digits_and_the_second_knows_what_to_beat(match: VersusScene) -> None:
    first = turn_of(match)
    match.count(1240)
    second = turn_of(match)
    assert first.rules.prompt == second.rules.prompt
    assert first.seed == second.seed
    assert second.title == "Player 2 · round 1 · 1,240 to beat"
    match.count(800)
    # A key pressed too late starts nothing for a moment, in which the loop draws frame after frame.
    assert match.moving
    assert turn_of(match).title == "Player 2 · round 2"
    assert not match.moving


def test_the_digit_asked_for_has_the_colour_of_whoever_plays(
    match: VersusScene, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    monkeypatch.setattr(Canvas, "digit", lambda *given, **_: shown.append(given[4]))
    colours = []
    for _ in range(2):
        turn = turn_of(match)
        shown.clear()
        turn.draw(canvas)
        colours.append(list(shown))
        match.count(900)
    assert colours == [[theme.ACCENT], [theme.HEAT[3]]]


def test_the_rival_stays_once_the_match_has_begun(
    match: VersusScene, words: list[str], canvas: Canvas
) -> None:
    match.count(1240)
    sends(match, key("right"))
    assert match.names[1] == "Player 2"
    match.draw(canvas)
    assert "Ann, pass the mouse to Player 2" in words


def test_a_key_pressed_too_late_starts_nothing(match: VersusScene) -> None:
    match.count(1240)
    assert sends(match, key("space")) is None
    turn_of(match)


def ends(turn: VersusTurn, value: str) -> None:
    """End the turn in its pause, where `value` says what that comes to; it leads back to the match."""
    pause = sends(turn, key("escape"))
    assert isinstance(pause, Push)
    assert isinstance(pause.scene, Pause)
    assert (pause.scene.items()[-1].label, pause.scene.items()[-1].value) == ("End turn", value)
    assert sends(pause.scene, key("q")) == Pop()
    assert turn.update(0) == Swap(turn.stage)


@pytest.mark.parametrize("seconds", [0.0, 2.9])
def test_a_turn_that_had_hardly_begun_starts_over_and_says_so(
    match: VersusScene, canvas: Canvas, words: list[str], seconds: float
) -> None:
    turn = turn_of(match)
    if seconds:
        while turn.counting:
            turn.update(1 / 60)
        turn.rules.clock.now = seconds
        ends(turn, "starts over")
    else:
        assert sends(turn, key("escape")) == Swap(match)
    assert match.match.points == []
    match.draw(canvas)
    assert "The turn starts over, with the same digits." in words
    turn_of(match)
    words.clear()
    match.draw(canvas)
    assert STARTS_OVER not in words
    assert sends(match, key("escape")) == Pop()


def test_a_turn_in_which_something_was_drawn_counts_though_nothing_was_submitted(match: VersusScene) -> None:
    turn = turn_of(match)
    does(turn, strokes(clearly(5, match.game))[:2], 0.1)
    ends(turn, "0 points")
    assert match.match.points == [0]
    assert (match.starts_over, match.names[match.match.player]) == (False, "Player 2")


def test_a_turn_in_which_the_clock_ran_counts_though_nothing_was_drawn(match: VersusScene) -> None:
    turn = turn_of(match)
    while turn.counting:
        turn.update(1 / 60)
    turn.rules.clock.now = 3.1
    ends(turn, "0 points")
    assert match.match.points == [0]


@pytest.mark.parametrize("before", [[], [5214]])
def test_the_turns_own_player_stands_there_until_the_screen_changes(
    match: VersusScene, canvas: Canvas, words: list[str], before: list[int]
) -> None:
    """As "TIME!" is shown the match has counted the turn already, and it is the other one's."""
    sends(match, key("right"))
    match.match.points += before
    turn = turn_of(match)
    draws(turn, turn.wanted)
    turn.rules.clock.tick(30)
    assert turn.update(1 / 60) is None
    assert len(match.match.points) == len(before) + 1
    name, title = ("Ben", "Ben · round 1 · 5,214 to beat") if before else ("Ann", "Ann · round 1")
    assert turn.title == title
    turn.draw(canvas)
    assert {"TIME!", title, status_line(match.game, name)} <= set(words)


def test_the_pause_of_a_turn_has_no_line_that_it_lacks(match: VersusScene, panels: list[Area]) -> None:
    turn = turn_of(match)
    does(turn, strokes(clearly(5, match.game))[:2], 0.1)
    pause = sends(turn, key("escape"))
    assert isinstance(pause, Push)
    assert isinstance(pause.scene, Pause)
    items = pause.scene.items()
    assert [item.label for item in items] == ["Resume", "Settings", "Sound", "End turn"]
    pause.scene.draw(Canvas(pygame.Surface((960, 600)), VIEW))
    panel = panels[0]
    assert panel.bottom - items[-1].area.bottom == items[0].area.x - panel.x == 16


def test_an_ended_turn_counts_as_far_as_it_went(match: VersusScene) -> None:
    turn = turn_of(match)
    draws(turn, turn.wanted)
    turn.given_up = True
    assert turn.update(0) == Swap(match)
    assert match.match.points == [turn.rules.score]


def test_esc_between_two_turns_leads_to_a_pause(match: VersusScene, canvas: Canvas, words: list[str]) -> None:
    match.count(1240)
    pause = sends(match, key("escape"))
    assert isinstance(pause, Push)
    assert isinstance(pause.scene, Pause)
    lines = [item.label for item in pause.scene.items()]
    assert lines == ["Resume", "Restart", "Settings", "Sound", "End match"]
    assert pause.scene.items()[-1].value == "no winner"
    pause.scene.draw(canvas)
    assert "The match waits for you." in words
    assert sends(pause.scene, key("escape")) == Pop()
    assert match.update(1 / 60) is None
    assert match.match.points == [1240]


def test_a_match_may_be_left_or_begun_anew_in_its_pause(match: VersusScene) -> None:
    match.count(1240)
    assert sends(Pause(match), key("down"), key("return"), key("q")) == Pop()
    assert match.update(1 / 60) is None
    assert (match.match.points, match.given_up) == ([], False)
    # There is nothing to lose yet.
    assert sends(match, key("escape")) == Pop()
    match.count(900)
    assert sends(Pause(match), key("q"), key("q")) == Pop()
    assert match.update(1 / 60) == Pop()


def test_the_pause_says_whole_what_ending_a_match_costs(
    match: VersusScene, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    real = canvas_module._written

    def noting(words: str, *rest: Any) -> pygame.Surface:
        written.append(words)
        return real(words, *rest)

    monkeypatch.setattr(canvas_module, "_written", noting)
    match.count(1240)
    Pause(match).draw(canvas)
    assert written.count("no winner") == 2
    assert not [words for words in written if words.endswith("…")]


@pytest.mark.parametrize(("keys", "title"), [(["q"], "Leave?"), (["down", "return"], "Restart?")])
def test_what_ends_a_match_is_asked_about_first(
    match: VersusScene, canvas: Canvas, words: list[str], keys: list[str], title: str
) -> None:
    match.count(1240)
    pause = Pause(match)
    assert sends(pause, *map(key, keys)) is None
    pause.draw(canvas)
    assert {title, "Nobody wins, and all points are lost.", "Stay"} <= set(words)
    # Enter takes the first line, which goes on.
    assert sends(pause, key("return")) == Pop()
    assert match.update(1 / 60) is None
    assert match.match.points == [1240]


def test_a_turn_is_ended_by_that_name(match: VersusScene) -> None:
    assert Pause(turn_of(match)).items()[-1].label == "End turn"


def test_from_a_match_that_is_over_the_way_back_is_straight(match: VersusScene) -> None:
    for points in (900, 800, 600, 700):
        match.count(points)
    assert sends(match, key("escape")) == Pop()


def test_the_winner_is_celebrated_and_enter_is_a_rematch(match: VersusScene, played: list[str]) -> None:
    sends(match, key("right"))
    for points in (900, 800, 600, 700):
        match.count(points)
    assert played[-1] == "rank S"
    match.update(1 / 60)
    assert match.effects.moving
    assert match_words(match.match, match.names)[0] == "Ann wins!"
    match.update(1.0)
    assert sends(match, key("return")) is None
    assert (match.match.points, match.names) == ([], NAMES)
    assert not match.match.over


def test_in_a_rematch_the_other_one_begins_once_the_mouse_is_handed_over(
    match: VersusScene, canvas: Canvas, words: list[str]
) -> None:
    sends(match, key("right"))
    for points in (900, 800, 600, 700):
        match.count(points)
    match.update(1.0)
    # Enter pressed twice does not begin the turn.
    assert sends(match, key("return"), key("return")) is None
    match.draw(canvas)
    assert "Ann, pass the mouse to Ben" in words
    assert turn_of(match).title == "Ben · round 1"
    for points in (900, 800, 700, 600, 500, 501):
        match.count(points)
    match.update(1.0)
    sends(match, key("return"))
    words.clear()
    match.draw(canvas)
    # She had the last turn.
    assert "Ann begins" in words
    match.count(100)
    match.restarted = match.given_up = True
    match.update(0.1)
    words.clear()
    match.draw(canvas)
    assert "Ann begins" in words


def test_the_line_at_the_top_names_whoever_plays(
    match: VersusScene, canvas: Canvas, words: list[str]
) -> None:
    sends(match, key("right"))
    for names in ("Ann", "Ben"):
        turn = turn_of(match)
        words.clear()
        turn.draw(canvas)
        assert [line for line in words if "network: " in line] == [status_line(match.game, names)]
        assert status_line(match.game, names).startswith(f"{names} · network: ")
        match.count(0)
    match.draw(canvas)
    assert status_line(match.game, "Ann and Ben") in words


@pytest.mark.parametrize(
    ("to_beat", "score", "words"),
    [
        (0, 0, ""),
        (1349, 0, " · 1,349 to beat"),
        (1349, 1349, " · 1,349 to beat"),
        (349, 350, " · 349 beaten!"),
    ],
)
def test_a_turn_says_what_is_to_beat_until_it_is_beaten(to_beat: int, score: int, words: str) -> None:
    assert turn_words(to_beat, score) == words


def test_the_pause_says_what_an_ended_turn_counts_for() -> None:
    assert end_words(0, played=False) == "starts over"
    assert end_words(0, played=True) == "0 points"
    assert end_words(1349, played=True) == "1,349 points"


def test_with_reduced_motion_no_dust_flies(game: Game) -> None:
    game.settings.reduced_motion = True
    match = VersusScene(game, VERSUS, 7)
    for points in (900, 800, 600, 700):
        match.count(points)
    match.update(0.1)
    assert not match.effects.moving


@pytest.mark.parametrize(
    ("points", "words", "more"),
    [
        ([], "Ann begins", "Draw the digit asked for. Same digits for both, 30 seconds each. Best of three."),
        (
            [1240],
            "Ann, pass the mouse to Ben",
            "Round 1 of 3 · 30 seconds each, the same digits for both. 1,240 to beat.",
        ),
        (
            [0],
            "Ann, pass the mouse to Ben",
            "Round 1 of 3 · 30 seconds each, the same digits for both.",
        ),
        ([1240, 1000], "Ben goes first now", "Round 2 of 3 · 30 seconds each, the same digits for both."),
        (
            [1240, 1000, 700],
            "Ben, pass the mouse to Ann",
            "Round 2 of 3 · 30 seconds each, the same digits for both. 700 to beat.",
        ),
        ([9, 8, 7, 6], "Ann goes first now", "Round 3 of 3 · 30 seconds each, the same digits for both."),
        ([8, 9, 7, 6], "Ben wins!", "2 : 0 in rounds. Again?"),
        ([9, 8, 7, 6, 5, 6], "Ben wins!", "2 : 1 in rounds. Again?"),
        ([9, 8, 6, 7, 5, 5], "Ann wins!", "2 : 0 in rounds. Again?"),
        ([90, 100, 80, 80, 70, 50], "Ann wins!", "1 : 1 in rounds, but more points. Again?"),
        ([5, 5, 5, 5, 5, 5], "It's a draw!", "0 : 0 in rounds, and the same points. Again?"),
    ],
)
def test_what_is_said_between_the_turns(points: list[int], words: str, more: str) -> None:
    assert match_words(Versus(7, points), NAMES) == (words, more)


@pytest.mark.parametrize(
    ("first", "mouse", "words"),
    [
        (1, 0, "Ann, pass the mouse to Ben"),
        (0, 1, "Ben, pass the mouse to Ann"),
        (1, 1, "Ben begins"),
        (1, None, "Ben begins"),
    ],
)
def test_before_a_rematch_the_mouse_is_passed_on(first: int, mouse: int | None, words: str) -> None:
    assert match_words(Versus(7, first=first), NAMES, mouse)[0] == words


def test_the_points_of_each_round() -> None:
    match = Versus(7, [1240, 1000, 2000])
    assert round_points(match, 0) == ["1,240", "–", "–"]
    assert round_points(match, 1) == ["1,000", "2,000", "–"]


@pytest.mark.slow
def test_the_bot_plays_a_match_to_its_end(game: Game) -> None:
    game.settings.reduced_motion = True
    match = VersusScene(game, VERSUS, 5)
    match.match.points += [0, 1, 1]
    scenes, bot = Stack([match]), autoplayer.Autoplayer(np.random.default_rng(2), speed=3000)
    for _ in range(60 * 40):
        screens.step(scenes, bot, VIEW)
        if match.match.over:
            break
    assert match.match.wins[0] + match.match.wins[1] == 2
    assert match.match.points[-1] > 1000
