"""A pause in a duel: in the fog it uses up the player's try, so that nobody thinks while the clock stands."""

from dataclasses import replace

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.game.gallery.hidden_digit import MODE, HiddenDigitScene
from digitgame.game.game import Game
from digitgame.game.modes.duel import DuelScene
from digitgame.game.shell.pause import Pause
from digitgame.inference import Reader
from digitgame.rules import Clock, replay
from digitgame.rules.duel import GRACE, REST, VERSION, Duel, Won, among, duel
from digitgame.rules.modes import Mode
from digitgame.rules.record import Move, Recorder
from digitgame.store import Run, Store
from digitgame.store.runs import UNCHECKED
from digitgame.ui.canvas import Canvas
from digitgame.ui.scene_stack import Pop, Push, Transition
from digitgame.verify import Checker, check

from .conftest import key, sends
from .runs import begin, does, finished

pytestmark = pytest.mark.usefixtures("window")
BOSS = Mode("duel", "boss")
FOCUS_LOST = Event(pygame.WINDOWFOCUSLOST)


@pytest.fixture
def scene(game: Game) -> DuelScene:
    """A duel whose first digit is in the fog."""
    scene = DuelScene(game, BOSS, 4)
    begin(scene)
    return scene


def paused(wish: Transition | None) -> Pause:
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Pause)
    return wish.scene


def values(pause: Pause) -> dict[str, str]:
    return {item.label: item.value for item in pause.items()}


@pytest.mark.parametrize("event", [key("escape"), FOCUS_LOST], ids=["Esc", "focus lost"])
def test_a_pause_in_the_fog_leaves_the_digit_to_the_opponent(
    scene: DuelScene, event: Event, canvas: Canvas, words: list[str]
) -> None:
    pause = paused(sends(scene, event))
    pause.draw(canvas)
    assert {"Only Boss can get this digit now.", "no try left"} <= set(words)
    assert values(pause)["Resume"] == "no try left"
    assert sends(pause, key("escape"), key("return")) == Pop()
    words.clear()
    scene.draw(canvas)
    assert {"paused", "You paused. Only Boss can get it now.", "Only Boss can get it now"} <= set(words)
    does(scene, [key(str(scene.rules.digit))], 0.1)
    assert (scene.rules.yours, scene.rules.score) == (None, 0)
    while not scene.rules.decided:
        does(scene, [])
    assert scene.rules.rounds[0] is not Won.YOU
    # The next one is anybody's again.
    does(scene, [], REST + GRACE + 0.2)
    does(scene, [key(str(scene.rules.digit))])
    assert scene.rules.rounds[1] is Won.YOU


def test_a_pause_as_a_digit_begins_counts_as_well(game: Game) -> None:
    scene = DuelScene(game, BOSS, 4)
    does(scene, [key("return")])
    while scene.started is None:
        scene.update(1 / 60)
    assert scene.rules.elapsed < GRACE
    paused(sends(scene, key("escape")))
    assert scene.rules.paused


def test_a_pause_between_two_digits_costs_nothing(scene: DuelScene) -> None:
    does(scene, [key(str(scene.rules.digit))])
    assert scene.rules.decided
    pause = paused(sends(scene, key("escape")))
    assert (pause.run.pause_words, values(pause)["Resume"]) == ("The clock waits for you.", "")
    does(scene, [], REST + GRACE + 0.1)
    does(scene, [key(str(scene.rules.digit))])
    assert scene.rules.rounds == [Won.YOU, Won.YOU]
    assert "pause" not in [move.name for move in scene.record.moves]


def test_a_pause_after_the_opponent_was_wrong_ends_the_round(
    scene: DuelScene, canvas: Canvas, words: list[str]
) -> None:
    assert scene.rules.digit is not None
    scene._answer("network", (scene.rules.digit + 1) % 10)
    pause = paused(sends(scene, key("escape")))
    assert scene.rules.rounds == [Won.NOBODY]
    pause.draw(canvas)
    assert "Nobody can get this digit now." in words
    # The answer stays for its time, counted from the pause.
    does(scene, [], REST - 0.1)
    assert scene.rules.decided
    does(scene, [], 0.2)
    assert not scene.rules.decided


def test_a_duel_that_was_only_paused_has_no_results(scene: DuelScene, store: Store) -> None:
    pause = paused(sends(scene, key("escape")))
    assert values(pause)["End run"] == ""
    assert sends(pause, key("q")) == Pop()
    assert scene.update(1 / 60) == Pop()
    assert store.runs() == []


def test_a_round_that_only_the_opponent_can_get_goes_faster(scene: DuelScene) -> None:
    assert scene.rules.digit is not None
    before = scene.rules.clock.now
    does(scene, [], 0.2)
    slow = scene.rules.clock.now - before
    does(scene, [key(str((scene.rules.digit + 1) % 10))])
    before = scene.rules.clock.now
    does(scene, [], 0.2)
    assert not scene.rules.decided
    assert scene.rules.clock.now - before == pytest.approx(3 * slow)


def test_the_points_of_a_wrong_answer_fly_off_the_score(scene: DuelScene) -> None:
    for score, said in ((0, []), (60, ["−60"]), (500, ["−60", "−100"])):
        scene.rules.score, scene.rules.yours = score, None
        assert scene.rules.digit is not None
        sends(scene, key(str((scene.rules.digit + 1) % 10)))
        assert [floater.words for floater, _ in scene.effects.floaters] == said


def test_no_key_is_named_where_no_answer_counts(scene: DuelScene) -> None:
    assert [(hint.cap, hint.words) for hint in scene.hints] == [("0 – 9", "or a click: name the digit")]
    assert scene.rules.digit is not None
    does(scene, [key(str((scene.rules.digit + 1) % 10))])
    assert [(hint.cap, hint.words) for hint in scene.hints] == [("", "Only Boss can get it now")]
    while not scene.rules.decided:
        does(scene, [])
    assert [hint.cap for hint in scene.hints] == ["0 – 9"]


def test_a_kept_duel_with_a_pause_is_verified(scene: DuelScene, store: Store, reader: Reader) -> None:
    paused(sends(scene, key("escape")))
    while scene.rules.number == 0:
        does(scene, [])
    does(scene, [], GRACE + 0.1)
    wish = does(scene, [key(str(scene.rules.digit))], 0.1)
    while wish is None:
        wish = does(scene, [], 1.0)
    results = finished(wish)
    (run,) = store.runs(mode=BOSS)
    assert (run.rules, run.hits, run.moves[0].name) == (6, 1, "pause")
    assert run.score == results.run.score
    assert check(run, [], reader) is None
    assert Checker({}).verdict(run, list) == (UNCHECKED, "a duel has no drawings")
    # The right digit named after the pause would be found out.
    at, digit = run.moves[0].at + 1.0, scene.rules.digits[0]
    forged = replace(run, moves=(run.moves[0], Move(at, "press", digit=digit), *run.moves[1:]))
    assert check(forged, [], reader) == "its moves break the rules"


def test_an_earlier_duel_with_a_pause_is_verified_as_before(reader: Reader) -> None:
    """Its pause left no trace but the time: the clock stood, and the right answer counted."""
    game = duel(Clock(), 7, version=4)
    record = Recorder(game)
    while not game.over:
        game.clock.tick(1.0)
        record.make("press", game.digit)
        game.clock.tick(REST)
        record.make("next")
    run = Run("Ann", BOSS, 7, "ab", 1e6, game.clock.now, game.score, 10, 10, 10, tuple(record.moves), rules=4)
    assert check(run, [], reader) is None
    assert check(replace(run, rules=VERSION), [], reader) is None
    # A pause is a move of version 5 only.
    with_pause = (*run.moves[:2], Move(run.moves[1].at, "pause"), *run.moves[2:])
    for rules in (4, 5):
        assert check(replace(run, moves=with_pause, rules=rules), [], reader) == "its moves break the rules"
    assert not replay(duel(Clock(), 7, version=4), [Move(0.5, "pause")], [])
    assert replay(duel(Clock(), 7), [Move(0.5, "pause")], [])


def test_a_pause_in_a_duel_on_a_digit_of_the_gallery_costs_as_much(game: Game) -> None:
    scene = HiddenDigitScene(game, MODE, 7, picture=np.zeros((28, 28), np.float32), label=4)
    begin(scene)
    paused(sends(scene, key("escape")))
    does(scene, [key(str(scene.rules.digit))])
    assert (scene.rules.paused, scene.rules.yours) == (True, None)
    again: Duel = scene._dealt()
    assert (again.version, again.digits) == (VERSION, scene.rules.digits)
    assert replay(again, scene.record.moves, [])
    assert among(Clock(), 7, 4, [9, 7]).version == VERSION
