"""The first start, and twenty drawings to know a hand by."""

import numpy as np
import pytest
from pygame.event import Event

from digitgame.play.game import Game
from digitgame.play.scenes.calibrating import Calibrating
from digitgame.play.scenes.tutorial import TAUGHT, Tutorial
from digitgame.play.stage import Pop
from digitgame.rules.lesson import DRAWINGS, PATIENCE, Step
from digitgame.store import Store

from .conftest import key
from .test_run import VIEW, clearly, other, strokes

pytestmark = pytest.mark.usefixtures("window")


def events(scene: Tutorial | Calibrating, some: list[Event], seconds: float = 0.1) -> None:
    for event in some:
        assert scene.handle(event, VIEW) is None
    for _ in range(round(seconds * 60)):
        scene.update(1 / 60)


def test_the_lesson_step_by_step(game: Game, store: Store) -> None:
    scene = Tutorial(game)
    events(scene, [key("space"), key("c"), *strokes(clearly(1, game))])
    steps = [scene.lesson.step]
    events(scene, [key("c"), *strokes(clearly(3, game))])
    steps.append(scene.lesson.step)
    assert not store.setting(TAUGHT)
    events(scene, [key("c"), key("space")])
    steps.append(scene.lesson.step)
    events(scene, strokes(clearly(7, game)))
    events(scene, [key("space")])
    assert [*steps, scene.lesson.step] == list(Step)
    assert store.setting(TAUGHT)
    assert scene.handle(key("x"), VIEW) == Pop()


def test_the_lesson_may_be_skipped_and_does_not_come_again(game: Game, store: Store) -> None:
    assert Tutorial(game).handle(key("escape"), VIEW) == Pop()
    assert store.setting(TAUGHT)


def test_calibration_keeps_every_drawing_and_switches_the_personal_layer_on(game: Game, store: Store) -> None:
    game.settings.personal = False
    scene = Calibrating(game)
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
    assert scene.summary()[-1] == "your hand 85 %"
    events(scene, strokes(clearly(1, game)), 2.0)
    assert len(scene.rules.answers) == DRAWINGS
    assert scene.handle(key("escape"), VIEW) == Pop()


def test_a_drawing_is_not_taken_while_the_pen_is_down(game: Game) -> None:
    scene = Calibrating(game)
    events(scene, strokes(clearly(4, game))[:-1], 3.0)
    assert scene.rules.answers == []
    events(scene, [key("c")], 2.0)
    assert scene.rules.answers == []
    assert np.isfinite(scene.rules.clock.now)
