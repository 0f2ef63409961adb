"""Fool it: hints, and what fooled the network, on the ink."""

from __future__ import annotations

import itertools
from math import cos, dist, pi, sin

import numpy as np
import pytest

from digitgame import model, paths
from digitgame.game.game import Game
from digitgame.game.modes.fool import (
    HINT_AFTER,
    LOCK_AFTER,
    TROPHY_SECONDS,
    FoolScene,
    Trophy,
    seen_words,
    task,
    worth_words,
)
from digitgame.game.modes.telling_ink import cut, telling_parts
from digitgame.inference import Reader
from digitgame.ink import Drawing, frame
from digitgame.rules.fool import PAIRS, SECONDS, Challenge, Kind, Sight, hint, length, next_hint
from digitgame.rules.modes import FOOL
from digitgame.synth import handwriting
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas, hint_areas
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, View

from .conftest import SEVEN, VIEW, key, seeing, sends
from .runs import does, finished, strokes

import pygame  # isort: skip (digitgame.ui imports it in silence)
from pygame.event import Event  # isort: skip

pytestmark = pytest.mark.usefixtures("window")


def test_strokes_are_cut_into_parts_of_equal_length() -> None:
    stroke = [(0.0, 0.0), (30.0, 0.0), (100.0, 0.0)]
    parts = cut([stroke, [(200.0, 7.0)]], 5)
    assert parts[-1] == [(200.0, 7.0)]
    assert [part[0][0] for part in parts[:5]] == pytest.approx([0, 20, 40, 60, 80])
    assert [dist(part[0], part[-1]) for part in parts[:5]] == pytest.approx([20] * 5)
    assert parts[-2][-1] == (100.0, 0.0)


def test_the_parts_that_matter_are_found(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_many(_: Reader, frames: np.ndarray) -> np.ndarray:
        out = np.zeros((len(frames), 10), np.float32)
        # The whole, then each part left out: the third one matters most, the fourth nearly as much.
        out[:, 9] = [0.9, 0.9, 0.85, 0.1, 0.3, *[0.88] * (len(frames) - 5)]
        return out

    monkeypatch.setattr(Reader, "read_many", read_many)
    strokes = [[(float(x), 50.0) for x in range(0, 281, 20)]]
    found = telling_parts(reader, strokes, lambda probabilities: float(probabilities[9]))
    assert [part[0][0] for part in found] == pytest.approx([40.0, 60.0])
    assert telling_parts(reader, strokes, lambda _: 0.5) == []
    assert telling_parts(reader, [[(5.0, 5.0)]], lambda _: 0.5) == []


def test_what_fooled_it_stays_on_the_board_for_a_moment(
    game: Game, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = FoolScene(game, FOOL, 5)
    scene.rules.challenge = Challenge(Kind.BETWEEN, 7, 9)
    monkeypatch.setattr("digitgame.game.modes.fool.telling_parts", lambda *_: [SEVEN[0][:2]])
    monkeypatch.setattr(type(scene.board.reader), "read", lambda *_: seeing(7, 0.5, second=9))
    scene.board.renew(SEVEN)
    scene._ask()
    assert scene.rules.points == [1000]
    assert scene.message == "Without this part it is not fooled."
    assert [floater.words for floater, _ in scene.effects.floaters] == ["Fooled!", "+1,000"]

    def pink() -> int:
        scene.effects.floaters.clear()
        scene.draw(canvas)
        pixels = pygame.surfarray.array3d(canvas.surface)[canvas.view.board.left : canvas.view.board.right]
        return int((pixels == theme.MODES["fool"]).all(-1).sum())

    assert pink() > 100
    scene.update(TROPHY_SECONDS)
    assert pink() == 0


@pytest.mark.parametrize("name", theme.BOARDS)
def test_the_board_stays_the_chosen_one_under_what_fooled_it(game: Game, canvas: Canvas, name: str) -> None:
    game.settings.board = name
    scene = FoolScene(game, FOOL, 5)
    scene._trophy, scene._age = Trophy([list(stroke) for stroke in SEVEN], []), 0.0
    scene.draw(canvas)
    board = canvas.view.board
    # Between the lines of a grid, and off the ink.
    assert tuple(canvas.surface.get_at((board.left + 20, board.bottom - 20)))[:3] == theme.BOARDS[name].colour


def test_a_hint_comes_after_a_while_and_goes_with_the_challenge(game: Game) -> None:
    scene = FoolScene(game, FOOL, 5)
    challenge = scene.rules.challenge
    assert challenge is not None
    scene._begin()
    scene.update(HINT_AFTER - 0.1)
    assert scene.hint == ""
    scene.update(0.2)
    assert scene.hint == f"Hint: First draw a plain {challenge.one}."
    sends(scene, key("s"))
    assert scene.hint == ""
    scene.update(HINT_AFTER - 0.1)
    assert scene.hint == ""
    scene.update(0.2)
    assert scene.hint.startswith("Hint: ")


@pytest.mark.slow
def test_every_task_and_every_hint_fit_their_lines(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = FoolScene(game, FOOL, 5)
    scene._begin()
    scene.rules.clock.tick(HINT_AFTER)
    scene.board.renew(SEVEN)
    held = Sight((0.1,) * 10, length(SEVEN))
    for one, other in (*PAIRS, *(pair[::-1] for pair in PAIRS)):
        third = next(digit for digit in range(10) if digit not in (one, other))
        for kind, lock in ((Kind.TURN, None), (Kind.TURN, held), (Kind.BETWEEN, None)):
            scene.rules.challenge, scene.rules.held = Challenge(kind, one, other), lock
            seen = (None, seeing(one, 0.6), seeing(one, 0.95), seeing(other, 0.99, one), seeing(third, 0.9))
            for reading, changed in itertools.product(seen, (0.0, 0.2, 2.0)):
                scene.board.reading = reading
                scene._changed = changed * held.length
                words.clear()
                scene.draw(canvas)
                shown = " ".join(words)
                assert scene.hint in shown
                assert canvas.view.caps.fill(task(scene.rules)[1]) in shown
                assert worth_words(scene._worth())[0] in shown


def test_the_task_fits_while_the_bar_fills(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = FoolScene(game, FOOL, 5)
    assert scene.rules.challenge is not None
    scene._clear = (scene.board.ink.revision, 0.0)
    scene.draw(canvas)
    assert canvas.view.caps.fill(task(scene.rules, clear=True)[1]) in " ".join(words)


def test_the_bundled_network_is_fooled_by_what_the_hints_say_and_not_by_less() -> None:
    reader = Reader(model.load(paths.shipped_model()))

    def seen(*strokes: list[tuple[float, float]]) -> int:
        return int(reader.read(frame(strokes)).digit)

    one = [(150.0, 60.0), (150.0, 240.0)]
    turn = Challenge(Kind.TURN, 4, 9)
    assert hint(turn) == "Close the 4 at its top."
    assert next_hint(turn) == "Close its top and erase the bar's end on the right."
    left, stem, top = (
        [(105.0, 70.0), (80.0, 170.0)],
        [(200.0, 60.0), (200.0, 250.0)],
        [(105.0, 70.0), (200.0, 60.0)],
    )
    assert seen([*left, (240.0, 170.0)], stem) == 4
    assert seen([*left, (240.0, 170.0)], stem, top) == 4
    assert seen([*left, (200.0, 170.0)], stem, top) == 9
    assert "long bar" in hint(Challenge(Kind.TURN, 1, 7))
    assert seen(one, [(114.0, 60.0), (150.0, 60.0)]) == 1
    assert seen(one, [(60.0, 60.0), (150.0, 60.0)]) == 7
    # An ellipse from its top to the left and round; the last quarter is the upper right.
    angles = [pi * step / 40 for step in range(81)]
    zero = [(150 - 60 * sin(angle), 150 - 90 * cos(angle)) for angle in angles]
    across = [(90.0, 150.0), (210.0, 150.0)]
    assert hint(Challenge(Kind.TURN, 0, 6)) == "Erase its upper right and add a bar across its middle."
    assert seen(zero) == 0
    assert seen(zero, [(90.0, 140.0), (210.0, 140.0)]) == 0
    assert seen(zero[:63], across) == 6


@pytest.fixture
def turned(game: Game) -> FoolScene:
    """A 7 whose ink is locked as the first digit."""
    scene = FoolScene(game, FOOL, 5)
    scene.rules.challenge = Challenge(Kind.TURN, 7, 9)
    does(scene, strokes(Drawing.of(SEVEN)), LOCK_AFTER + 0.1)
    assert scene.rules.held is not None
    return scene


def drag(scene: FoolScene, button: int, *points: tuple[float, float]) -> None:
    at = [VIEW.point(BOARD_AREA.x + 1.6 * x, BOARD_AREA.y + 1.6 * y) for x, y in points]
    does(scene, [Event(pygame.MOUSEBUTTONDOWN, button=button, pos=at[0])])
    does(scene, [Event(pygame.MOUSEMOTION, pos=to, rel=(0, 0), buttons=(1, 0, 0)) for to in at[1:]])
    does(scene, [Event(pygame.MOUSEBUTTONUP, button=button, pos=at[-1])])


def test_a_second_stroke_belongs_to_the_first_digit(game: Game, canvas: Canvas, words: list[str]) -> None:
    """A 7 whose bar comes second: what reads as a 7 already is not locked before its writer has had time."""
    scene = FoolScene(game, FOOL, 5)
    scene.rules.challenge = Challenge(Kind.TURN, 7, 9)
    assert scene.locking is None
    does(scene, strokes(Drawing.of(SEVEN)), 0.8 * LOCK_AFTER)
    assert scene.locking == pytest.approx(0.8, abs=0.05)
    assert scene.rules.held is None
    scene.draw(canvas)
    assert "It locks when the bar is full." in " ".join(words)
    across = Drawing.of([[(125.0, 150.0), (190.0, 150.0)]])
    does(scene, strokes(across), 0.5 * LOCK_AFTER)
    assert scene.locking == pytest.approx(0.5, abs=0.05)
    assert scene.rules.held is None
    does(scene, [], 0.6 * LOCK_AFTER)
    assert scene.rules.held is not None
    assert scene.locking is None
    assert scene.changed_words == "Ink changed: 0 % off your score"
    assert len(scene.attempts[0].drawing.strokes) == 2


def test_nothing_locks_while_the_pen_is_down(game: Game) -> None:
    scene = FoolScene(game, FOOL, 5)
    scene.rules.challenge = Challenge(Kind.TURN, 7, 9)
    does(scene, strokes(Drawing.of(SEVEN))[:-1], 2 * LOCK_AFTER)
    assert (scene.locking, scene.rules.held) == (None, None)


def test_whoever_is_done_locks_it_at_once(game: Game) -> None:
    scene = FoolScene(game, FOOL, 5)
    scene.rules.challenge = Challenge(Kind.TURN, 7, 9)
    does(scene, strokes(Drawing.of(SEVEN)))
    sends(scene, key("space"))
    assert scene.rules.held is not None
    assert scene.message == "First digit locked. Now turn it into a 9."
    assert [move.name for move in scene.record.moves] == ["hold"]


def test_the_keys_are_named_and_fit_the_bottom_row(game: Game, turned: FoolScene) -> None:
    scene = FoolScene(game, FOOL, 5)
    assert [hint.words for hint in scene.hints] == ["submit", "erase", "clear", "undo"]
    # Clearing the board gives up the lock as well.
    assert [hint.words for hint in turned.hints] == ["submit", "erase", "start over", "undo"]
    assert [hint.words for hint in turned.side_hints] == ["skip", "inside", "pause"]
    for view in (View(960, 600), View(640, 400)):
        assert hint_areas(turned.hints, view, BOARD_AREA.x, FOOTER_Y)[-1][1].right < BARS_AREA.x - theme.UNIT
        assert hint_areas(turned.side_hints, view, BARS_AREA.x, FOOTER_Y)[-1][1].right <= BARS_AREA.right


def test_whoever_starts_over_is_told_so(turned: FoolScene) -> None:
    sends(turned, key("c"))
    assert turned._message() == "Started over: draw a 7 again."
    assert turned.rules.held is None


def test_a_drawing_that_fools_it_is_skipped_only_when_asked_twice(
    game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = FoolScene(game, FOOL, 5)
    scene.rules.challenge = Challenge(Kind.BETWEEN, 7, 9)
    monkeypatch.setattr(type(scene.board.reader), "read", lambda *_: seeing(7, 0.68, second=9))
    scene._begin()
    scene.board.renew(SEVEN)
    sends(scene, key("s"))
    assert scene._message() == "This fools me! Space submits it for 640 points. S again skips it."
    assert scene.rules.points == []
    # What was drawn on is another drawing, and its own question.
    drag(scene, 1, (20, 20), (20, 60))
    sends(scene, key("s"))
    assert scene.rules.points == []
    sends(scene, key("s"))
    assert scene.rules.points == [0]


def test_a_drawing_that_fools_nobody_is_skipped_at_once(turned: FoolScene) -> None:
    sends(turned, key("s"))
    assert turned.rules.points == [0]


def test_the_last_seconds_are_heard(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = FoolScene(game, FOOL, 5)
    played: list[str] = []
    monkeypatch.setattr(scene.game.sounds, "play", played.append)
    scene._begin()
    scene.rules.clock.tick(SECONDS - 10.5)
    for _ in range(5):
        scene.update(0.5)
    assert played == ["heartbeat"] * 2


def test_all_that_changes_the_ink_of_a_locked_digit_counts(turned: FoolScene) -> None:
    drag(turned, 1, (20, 20), (20, 120))
    assert turned._changed == pytest.approx(101, abs=3)
    # The eraser counts as well.
    drag(turned, 3, (20, 20), (20, 60))
    changed = turned._changed
    assert changed == pytest.approx(150, abs=15)
    # Moving the pointer does not.
    does(turned, [Event(pygame.MOUSEMOTION, pos=(300, 300), rel=(0, 0), buttons=(0, 0, 0))])
    assert turned._changed == changed
    assert turned.rules.held is not None
    share = changed / turned.rules.held.length
    assert turned.changed_words == f"Ink changed: {share:.0%} off your score".replace("%", " %")


def test_undo_gives_back_the_ink_that_it_takes_back(turned: FoolScene) -> None:
    costs = [turned._changed]
    for button, points in ((1, [(20, 20), (20, 120)]), (3, [(20, 20), (20, 60)]), (1, [(60, 20), (60, 50)])):
        drag(turned, button, *points)
        costs.append(turned._changed)
    assert costs == sorted(set(costs))
    for cost in costs[-2::-1]:
        sends(turned, key("z", pygame.KMOD_CTRL))
        assert turned._changed == cost
    for cost in costs[1:]:
        sends(turned, key("y", pygame.KMOD_CTRL))
        assert turned._changed == cost


def test_ink_of_the_locked_digit_is_not_taken_away_for_nothing(turned: FoolScene) -> None:
    """A 9 that lost the line that made it one would be a 4 without any change of ink."""
    turned.board.renew([*SEVEN, [(92.0, 68.0), (192.0, 62.0)]])
    turned.rules.held = None
    does(turned, [], LOCK_AFTER + 0.1)
    assert turned.rules.held is not None
    assert turned._changed == 0
    sends(turned, key("z", pygame.KMOD_CTRL))
    assert turned._changed == pytest.approx(101, abs=3)
    sends(turned, key("y", pygame.KMOD_CTRL))
    assert turned._changed == 0


def test_erasing_and_drawing_as_much_is_not_for_nothing(turned: FoolScene) -> None:
    drag(turned, 3, (90, 60), (120, 57))
    erased = turned._changed
    assert erased > 0
    drag(turned, 1, (90, 90), (120, 90))
    assert turned._changed == pytest.approx(erased + 31, abs=3)


def test_a_change_costs_at_most_nine_tenths(turned: FoolScene) -> None:
    for x in (20, 40, 60, 80):
        drag(turned, 1, (x, 20), (x, 280))
    assert turned.rules.held is not None
    assert turned._changed > turned.rules.held.length
    assert turned.changed_words == "Ink changed: 90 % off your score"


def test_a_turned_digit_is_worth_less_the_more_ink_was_used(
    turned: FoolScene, monkeypatch: pytest.MonkeyPatch, reader: Reader
) -> None:
    monkeypatch.setattr(type(reader), "read", lambda *_: seeing(9, 1.0))
    turned.board.ink.revision += 1
    turned.update(1 / 60)
    assert turned._worth() == 1000
    drag(turned, 1, (20, 20), (20, 60))
    drag(turned, 1, (40, 20), (40, 60))
    assert turned.rules.held is not None
    worth = turned._worth()
    assert worth == pytest.approx(1000 * (1 - turned._changed / turned.rules.held.length), abs=2)
    assert 500 < worth < 850
    sends(turned, key("space"))
    assert turned.rules.points == [worth]
    assert [move.name for move in turned.record.moves] == ["hold", "take"]
    assert turned.record.moves[-1].digit == round(turned._changed)


def test_the_count_begins_anew_with_a_blank_board(turned: FoolScene) -> None:
    drag(turned, 1, (20, 20), (20, 120))
    sends(turned, key("c"))
    assert turned.rules.held is None
    does(turned, strokes(Drawing.of(SEVEN)), LOCK_AFTER + 0.1)
    assert (turned.rules.held is not None, turned._changed) == (True, 0.0)


def test_a_warning_goes_with_the_ink_that_it_is_about(turned: FoolScene) -> None:
    sends(turned, key("space"))
    assert turned._message().startswith("Not fooled yet")
    drag(turned, 1, (20, 20), (20, 40))
    assert turned._message() == ""


def test_the_score_that_is_shown_is_the_score_that_one_gets(game: Game) -> None:
    """To the point: the store keeps a hundredth of a unit, and the panel shows what the network sees in that."""
    scene = FoolScene(game, FOOL, 5)
    rng = np.random.default_rng(3)
    differing = 0
    for digit in (3, 4, 5, 7, 8) * 4:
        ink = [
            [(x + 1 / 3, y + 1 / 7) for x, y in stroke] for stroke in handwriting.write(digit, rng).strokes
        ]
        one, other = np.argsort(scene.reader.read(frame(ink)).probabilities)[:-3:-1]
        scene.rules.challenge = Challenge(Kind.BETWEEN, int(one), int(other))
        scene.board.renew(ink)
        reading = scene.board.reading
        assert reading is not None
        kept, shown = scene.board.kept()[1].probabilities, scene._worth()
        np.testing.assert_array_equal(reading.probabilities, kept)
        differing += not np.array_equal(scene.reader.read(frame(ink)).probabilities, kept)
        assert scene._make("take", int(other))
        assert scene.rules.points[-1] == shown
    assert differing > 10


def test_whoever_changed_too_much_is_told_so(
    turned: FoolScene, monkeypatch: pytest.MonkeyPatch, reader: Reader
) -> None:
    monkeypatch.setattr(type(reader), "read", lambda *_: seeing(9, 1.0))
    assert turned.rules.held is not None
    turned._changed = 0.7 * turned.rules.held.length
    turned.board.ink.revision += 1
    sends(turned, key("space"))
    assert turned._message().startswith("Too much ink changed: undo some. Space again submits it for 30")


@pytest.mark.parametrize("drawn", [True, False])
def test_the_results_say_that_the_last_drawing_came_too_late(
    game: Game, canvas: Canvas, words: list[str], drawn: bool
) -> None:
    scene = FoolScene(game, FOOL, 5)
    scene._begin()
    sends(scene, key("s"))
    if drawn:
        scene.board.renew(SEVEN)
    scene.rules.clock.tick(SECONDS)
    results = finished(scene.update(1 / 60))
    results.reveal.update(10.0)
    results.draw(canvas)
    late = "Time ran out before you submitted your last drawing. It didn't count."
    assert (late in words) == drawn
    assert {"0 of 1", "challenges won"} <= set(words)


def test_a_run_that_was_given_up_says_that_and_not_what_came_too_late(game: Game) -> None:
    scene = FoolScene(game, FOOL, 5)
    scene._begin()
    sends(scene, key("s"))
    scene.board.renew(SEVEN)
    scene.given_up = True
    results = finished(scene.update(1 / 60))
    results.message = ""
    assert results.note == ("You gave up: no rank.", theme.QUIET)


def test_what_it_sees_has_to_be_a_digit_only_at_first() -> None:
    torn = seeing(8, 0.96, rejected=True)
    assert seen_words(torn, first=True) == "Not a digit yet"
    assert seen_words(torn, first=False) == "I see an 8"
