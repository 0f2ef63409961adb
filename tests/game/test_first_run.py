"""The first start, and twenty drawings to know a hand by."""

from collections.abc import Sequence

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.formatting import a_digit
from digitgame.game.first_run.calibration import CalibrationScene, summary
from digitgame.game.first_run.tutorial import TAUGHT, Step, Tutorial
from digitgame.game.game import Game
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.shell.title import Title
from digitgame.game.start import opening
from digitgame.ink import frame
from digitgame.rules import Score
from digitgame.rules.calibration import DRAWINGS, PATIENCE
from digitgame.rules.modes import SPRINT
from digitgame.store import Store
from digitgame.ui import widgets
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y
from digitgame.ui.scene_stack import Pop, Push, Transition

from .conftest import VIEW, key, sends
from .runs import clearly, other, strokes

pytestmark = pytest.mark.usefixtures("window")


def events(scene: Tutorial | CalibrationScene, some: list[Event], seconds: float = 0.1) -> None:
    for event in some:
        assert sends(scene, event) is None
    for _ in range(round(seconds * 60)):
        scene.update(1 / 60)


def test_the_tutorial_step_by_step(game: Game, store: Store) -> None:
    scene = Tutorial(game)
    events(scene, [key("space"), key("c"), *strokes(clearly(1, game))])
    steps = [scene.step]
    events(scene, [key("c"), *strokes(clearly(3, game))])
    steps.append(scene.step)
    assert not store.setting(TAUGHT)
    events(scene, [key("c"), key("space")])
    steps.append(scene.step)
    assert scene.asks == "Draw a digit first."
    events(scene, strokes(clearly(7, game)))
    assert scene.asks == "Now press {guess}"
    events(scene, [key("space")])
    steps.append(scene.step)
    assert scene.asks == "Is it a 7? Press {right} or {wrong}."
    # The drawing that the guess is about stays, and the question too.
    events(scene, [key("c"), key("space"), *strokes(clearly(1, game))])
    assert scene.board.reading is not None
    assert scene.board.reading.digit == 7
    assert scene.step is Step.JUDGE
    events(scene, [key("y")])
    assert [*steps, scene.step] == list(Step)
    assert store.setting(TAUGHT)
    assert sends(scene, key("x")) == Pop()


def test_the_message_of_the_tutorial_can_be_pressed_like_a_key(game: Game) -> None:
    scene = Tutorial(game)
    for digit, after in ((3, Step.GUESS), (7, Step.JUDGE)):
        events(scene, strokes(clearly(digit, game)))
        area = widgets.toast_area(VIEW.caps.fill(scene.asks), VIEW, at_top=scene.board.message_belongs_at_top)
        events(scene, [Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(area).center)])
        assert scene.step is after
        events(scene, [Event(pygame.MOUSEBUTTONUP, button=1, pos=VIEW.rect(area).center)])


def test_the_tutorial_says_what_to_do_with_another_digit_than_a_3(
    game: Game, canvas: Canvas, words: list[str]
) -> None:
    scene = Tutorial(game)
    seven = strokes(clearly(7, game))
    events(scene, seven[:-1])
    # Nobody is corrected while the pen is down.
    assert (scene.other, scene.asks) == (None, "")
    events(scene, seven[-1:])
    assert scene.asks == "That's a 7. Press {clear} and draw a 3."
    scene.draw(canvas)
    assert {"That's a 7", "Press C and draw a 3.", "That's a 7. Press C and draw a 3."} <= set(words)
    events(scene, [key("c")])
    assert (scene.step, scene.asks) == (Step.DRAW, "")


@pytest.mark.parametrize("asks", ["space", "return"])
def test_a_guess_on_a_blank_board_asks_for_a_digit_first(game: Game, asks: str) -> None:
    scene = Tutorial(game, step=Step.GUESS)
    assert scene.asks == ""
    events(scene, [key(asks), key("c")])
    assert (scene.step, scene.asks) == (Step.GUESS, "Draw a digit first.")
    events(scene, strokes(clearly(7, game)))
    assert scene.asks == "Now press {guess}"
    events(scene, [key("c")])
    assert scene.asks == ""


@pytest.mark.parametrize("answer", ["4", "n4", "nn", "ny"])
def test_a_guess_in_the_tutorial_may_be_wrong(game: Game, answer: str) -> None:
    scene = Tutorial(game, step=Step.GUESS)
    events(scene, strokes(clearly(7, game)))
    events(scene, [key("space"), *map(key, answer)])
    assert scene.step is Step.DONE


def test_the_digit_in_the_tutorial_can_be_named_by_pointer(game: Game) -> None:
    scene = Tutorial(game, step=Step.GUESS)
    events(scene, strokes(clearly(7, game)))
    events(scene, [key("space"), key("n")])
    bars = [VIEW.rect(widgets.bar_row(digit)) for digit in range(10)]
    beside = (bars[4].centerx, bars[0].top - 40)
    steps = []
    for pos in (beside, bars[4].center):
        events(scene, [Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pos)])
        steps.append(scene.step)
    assert steps == [Step.JUDGE, Step.DONE]


def test_a_click_beside_the_board_leads_on_once_one_is_ready(game: Game) -> None:
    for step, wish in ((Step.JUDGE, None), (Step.DONE, Pop())):
        scene = Tutorial(game, step=step)
        draws = Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(BOARD_AREA).center)
        assert sends(scene, draws) is None
        assert sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(700, 110))) == wish


def test_the_tutorial_shows_the_keys_that_do_something(game: Game) -> None:
    shown = {step: [hint.words for hint in Tutorial(game, step=step).hints] for step in Step}
    assert shown == {
        Step.DRAW: ["clear"],
        Step.CLEAR: ["clear"],
        Step.GUESS: ["clear", "guess"],
        Step.JUDGE: ["right", "wrong"],
        Step.DONE: [],
    }


def test_the_tutorial_asks_which_digit_it_was_as_free_draw_does(
    game: Game, canvas: Canvas, words: list[str]
) -> None:
    scene = Tutorial(game, step=Step.GUESS)
    events(scene, strokes(clearly(7, game)))
    events(scene, [key("space"), key("n")])
    assert (scene.step, scene.asks) == (Step.JUDGE, "Which digit is it? Press its key.")
    scene.draw(canvas)
    assert {"3 of 3", "Which digit is it?", "or a click: name it", "skip"} <= set(words)


def test_the_tutorial_may_be_skipped_and_does_not_come_again(game: Game, store: Store) -> None:
    assert sends(Tutorial(game), key("escape")) == Pop()
    assert store.setting(TAUGHT)


def test_calibration_says_on_the_board_what_to_draw(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = CalibrationScene(game)
    assert scene.wanted is not None
    scene.draw(canvas)
    assert f"Draw {a_digit(scene.wanted)} here" in words
    scene.board.ink.begin((150, 150))
    words.clear()
    scene.draw(canvas)
    assert not [line for line in words if line.endswith(" here")]


def test_calibration_keeps_every_drawing_and_switches_the_personal_layer_on(game: Game, store: Store) -> None:
    game.settings.personal = False
    scene = CalibrationScene(game)
    misdrawn = 3
    for number in range(DRAWINGS):
        target = scene.wanted
        assert target is not None
        drawn = other(target) if number < misdrawn else target
        events(scene, strokes(clearly(drawn, game)), PATIENCE + 0.2)
    assert scene.wanted is None
    assert scene.rules.right == DRAWINGS - misdrawn
    labels = [drawing.label or 0 for drawing in store.drawings("Ann")]
    assert sorted(labels) == sorted([*range(10), *range(10)])
    assert game.settings.personal
    assert game.score == store.score("Ann") == Score()
    assert store.standings() == []
    assert summary(scene.rules, {"scores": {"mnist": 0.9964}})[1:] == ["Your digits: 85 %"]
    assert summary(scene.rules, {}) == ["Your digits: 85 %"]
    events(scene, strokes(clearly(1, game)), 2.0)
    assert len(scene.rules.answers) == DRAWINGS
    assert sends(scene, key("escape")) == Pop()


def test_a_drawing_is_not_taken_while_the_pen_is_down(game: Game) -> None:
    scene = CalibrationScene(game)
    events(scene, strokes(clearly(4, game))[:-1], 3.0)
    assert scene.rules.answers == []
    events(scene, [key("c")], 2.0)
    assert scene.rules.answers == []
    assert np.isfinite(scene.rules.clock.now)


def test_the_first_start_is_the_tutorial_and_no_other_is(
    game: Game, canvas: Canvas, words: list[str]
) -> None:
    scenes = opening(game, None)
    scenes.top.draw(canvas)
    assert {"Welcome", "Draw a 3", "Draw a 3 here", "skip tutorial"} <= set(words)
    change = sends(scenes.top, key("escape"))
    assert change == Pop()
    scenes.apply(change)
    went = sends(scenes.top, key("return"))  # the menu, with its mark on the Sprint
    assert isinstance(went, Push)
    assert isinstance(went.scene, TimedRunScene)
    assert went.scene.mode == SPRINT
    assert isinstance(opening(game, None).top, Title)


def test_the_hand_shows_a_3_until_the_player_draws(game: Game) -> None:
    """It is read as one, is no ink of the player's, and stands still where motion is not wanted."""
    scene = Tutorial(game)
    assert scene.moving
    shown = 0
    for _ in range(60 * 8):
        scene.update(1 / 60)
        if scene._example._writing.finished:
            shown += 1
            assert game.reader.read(frame(scene._example._ink.strokes)).digit == 3
    assert shown
    assert (scene.step, scene.board.ink.strokes) == (Step.DRAW, [])
    events(scene, strokes(clearly(3, game)))
    assert scene.step is Step.CLEAR
    game.settings.reduced_motion = True
    still = Tutorial(game)
    assert not still.moving
    before = [list(stroke) for stroke in still._example._ink.strokes]
    still.update(5.0)
    assert still._example._ink.strokes == before != []


def test_the_tutorial_needs_no_keyboard(game: Game) -> None:
    """Whoever has only a pen presses the keys that are shown."""

    def press(scene: Tutorial, hints: Sequence[Hint], at: int, x: float) -> Transition | None:
        _, area = hint_areas(hints, VIEW, x, FOOTER_Y)[at]
        return sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(area).center))

    scene = Tutorial(game)
    events(scene, strokes(clearly(3, game)))
    press(scene, scene.hints, 0, BOARD_AREA.x)
    steps = [scene.step]
    events(scene, strokes(clearly(7, game)))
    press(scene, scene.hints, 1, BOARD_AREA.x)
    steps.append(scene.step)
    for _ in range(2):  # wrong, skip
        press(scene, scene.hints, 1, BOARD_AREA.x)
    assert [*steps, scene.step] == [Step.GUESS, Step.JUDGE, Step.DONE]
    assert press(scene, scene.side_hints, 0, BARS_AREA.x) == Pop()
    skipped = Tutorial(game)
    assert press(skipped, skipped.side_hints, 0, BARS_AREA.x) == Pop()
