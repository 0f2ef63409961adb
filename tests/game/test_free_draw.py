"""The main scene, played through SDL's own event queue and the game's own loop."""

import json
import sqlite3
from pathlib import Path

import numpy as np
import pygame
import pytest
from pygame.event import Event

from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import SOMEONE
from digitgame.inference import Reader
from digitgame.ink import frame, parse_drawing
from digitgame.rules import Answer, Phase, Score
from digitgame.store import Store
from digitgame.synth import handwriting
from digitgame.ui.actions import Action
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Push

from .conftest import ONE, SEVEN, Player, key, sends

CTRL = pygame.KMOD_CTRL


def test_a_digit_drawn_with_the_mouse_is_read(player: Player, drawing: FreeDraw, reader: Reader) -> None:
    player.does(player.strokes(SEVEN), key("space"))
    assert drawing.board.ink.drawn().strokes == tuple(tuple(s) for s in SEVEN)
    assert drawing.reading is not None
    assert drawing.reading.digit == reader.read(frame(SEVEN)).digit == 7
    assert drawing.board.picture is not None
    assert np.array_equal(drawing.board.picture, frame(SEVEN))
    assert drawing.round.phase is Phase.ASKED


def test_the_pen_is_heard(player: Player, drawing: FreeDraw, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[float] = []
    monkeypatch.setattr(drawing.game.sounds, "pen", heard.append)
    sends(drawing, *player.strokes(SEVEN)[:3])
    drawing.update(1 / 60)
    drawing.update(1 / 60)
    assert heard[-2] > 0 == heard[-1]


@pytest.mark.parametrize("window", [(640, 400), (1200, 750), (1500, 700), (700, 1100)], indirect=True)
def test_the_pointer_is_right_at_every_size(player: Player, drawing: FreeDraw) -> None:
    player.does(player.strokes(SEVEN))
    half = 150 / player.view.board.width + 1e-9  # of a pixel, in board units
    assert np.abs(np.array(drawing.board.ink.strokes) - np.array(SEVEN)).max() <= half


@pytest.mark.parametrize("name", ["space", "return"])
def test_a_guess_on_a_blank_board_is_only_a_hint(player: Player, drawing: FreeDraw, name: str) -> None:
    player.does(key(name), key("y"), key("3"))
    assert drawing.reading is None
    assert "Nothing drawn yet" in drawing.message
    assert drawing.game.score == Score()


def test_right_counts_once_and_is_kept(
    player: Player, drawing: FreeDraw, store: Store, reader: Reader
) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("y"), key("y"), key("n"), key("3"), key("space"))
    assert drawing.game.score == Score.of([Answer(7, 7)])
    assert list(store.answers("Ann")) == [Answer(7, 7)]
    ink, probabilities, digest = (
        sqlite3.connect(store.path).execute("SELECT ink, probabilities, model FROM guesses").fetchone()
    )
    assert parse_drawing(ink).strokes == tuple(tuple(s) for s in SEVEN)
    assert np.allclose(json.loads(probabilities), reader.read(frame(SEVEN)).probabilities, atol=1e-6)
    assert digest == reader.model.digest


def test_wrong_then_the_true_digit(player: Player, drawing: FreeDraw, store: Store) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("n"))
    assert list(store.answers("Ann")) == [Answer(7, None)]
    player.does(key("1"))
    assert list(store.answers("Ann")) == [Answer(7, 1)]
    assert drawing.game.score.digits[1].wrong == 1
    assert [d.label for d in store.drawings()] == [1]


@pytest.mark.parametrize("name", ["n", "escape"])
def test_wrong_and_left_unsaid(player: Player, drawing: FreeDraw, store: Store, name: str) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("n"), key(name))
    assert drawing.round.phase is Phase.ANSWERED
    assert list(store.answers("Ann")) == [Answer(7, None)]
    assert list(store.drawings()) == []


@pytest.mark.parametrize(("name", "right"), [("7", True), ("[7]", True), ("1", False)])
def test_the_true_digit_alone(player: Player, drawing: FreeDraw, name: str, right: bool) -> None:
    player.does(player.strokes(SEVEN), key("space"), key(name))
    assert drawing.round.answer is not None
    assert drawing.round.answer.right is right
    assert drawing.game.score.total.count == 1


def test_a_digit_key_is_known_by_its_place_where_the_layout_writes_another_sign(
    player: Player, drawing: FreeDraw
) -> None:
    french_one = Event(pygame.KEYDOWN, key=pygame.K_AMPERSAND, mod=0, unicode="&", scancode=pygame.KSCAN_1)
    player.does(player.strokes(SEVEN), key("space"), french_one)
    assert drawing.round.answer == Answer(7, 1)


def test_after_an_answer_the_next_stroke_starts_a_clean_board(player: Player, drawing: FreeDraw) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("y"), player.strokes(ONE))
    assert drawing.board.ink.strokes == ONE
    assert drawing.reading is None
    assert drawing.round.phase is Phase.DRAWING
    player.does(key("space"), key("y"))
    assert drawing.game.score.streak == 2


def test_an_answered_drawing_cannot_be_changed(player: Player, drawing: FreeDraw) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("y"), player.strokes(SEVEN, button=3))
    assert drawing.board.ink.strokes == SEVEN
    assert "counted" in drawing.message


@pytest.mark.parametrize("answer", ["y", "n", "1"])
def test_an_answer_can_be_taken_back_and_another_one_given(
    player: Player, drawing: FreeDraw, store: Store, answer: str
) -> None:
    player.does(player.strokes(ONE), key("space"), key("y"), player.strokes(SEVEN), key("space"))
    player.does(key(answer), key("z", CTRL))
    assert drawing.round.phase is Phase.ASKED
    assert drawing.board.ink.strokes == SEVEN
    assert "Answer undone" in drawing.message
    assert drawing.game.score == store.score("Ann") == Score.of([Answer(1, 1)])
    player.does(key("7"))
    assert drawing.game.score == store.score("Ann") == Score.of([Answer(1, 1), Answer(7, 7)])
    assert [d.label for d in store.drawings()] == [1, 7]


def test_what_is_taken_back_is_no_longer_learnt_from(player: Player, drawing: FreeDraw) -> None:
    game = drawing.game
    known = [game.personal.known]
    for does in ([*player.strokes(SEVEN), key("space"), key("1")], [key("z", CTRL)]):
        player.does(does)
        while game.personal.work():
            pass
        known.append(game.personal.known)
    assert known == [0, 1, 0]


def test_an_answer_that_cannot_be_taken_back_stands(player: Player, drawing: FreeDraw, store: Store) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("y"))
    store._db.execute("ALTER TABLE guesses RENAME TO elsewhere")
    player.does(key("z", CTRL))
    assert "can't be taken back" in drawing.message
    assert drawing.round.phase is Phase.ANSWERED
    assert drawing.game.score.total.right == 1


def test_undo_leads_back_from_the_next_drawing_to_the_answer_before(
    player: Player, drawing: FreeDraw, store: Store
) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("n"), key("1"), player.strokes(ONE))
    player.does(key("z", CTRL))
    assert not drawing.board.ink
    player.does(key("z", CTRL))
    assert drawing.board.ink.strokes == SEVEN
    assert drawing.round.answer == Answer(7, 1)
    player.does(key("z", CTRL))
    assert drawing.round.phase is Phase.ASKED
    assert list(store.answers("Ann")) == []


def test_a_clear_after_an_answer_can_be_taken_back(player: Player, drawing: FreeDraw) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("y"), key("c"))
    assert not drawing.board.ink
    assert drawing.reading is None
    player.does(key("z", CTRL))
    assert drawing.board.ink.strokes == SEVEN
    assert drawing.round.answer == Answer(7, 7)


def test_nobody_takes_back_what_another_player_answered(
    player: Player, drawing: FreeDraw, store: Store
) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("y"), key("c"))
    drawing.game.join("Ben")
    player.does(key("z", CTRL))
    assert not drawing.board.ink
    assert list(store.answers("Ann")) == [Answer(7, 7)]


@pytest.mark.parametrize("given", [[], ["space"], ["space", "y"]])
def test_another_player_begins_with_a_clean_board(
    player: Player, drawing: FreeDraw, store: Store, given: list[str]
) -> None:
    """Nothing of what the one before has drawn can be answered, or brought back."""
    player.does(player.strokes(SEVEN), *map(key, given))
    answers = list(store.answers("Ann"))
    drawing.game.join("Ben")
    drawing.update(1 / 60)
    assert (drawing.round.phase, bool(drawing.board.ink), drawing.reading) == (Phase.DRAWING, False, None)
    player.does(key("y"), key("z", CTRL))
    assert not drawing.board.ink
    assert (list(store.answers("Ann")), list(store.answers("Ben"))) == (answers, [])


def test_whoever_gets_a_name_keeps_the_drawing(player: Player, drawing: FreeDraw) -> None:
    drawing.game.join(SOMEONE)
    drawing.update(1 / 60)
    player.does(player.strokes(SEVEN))
    drawing.game.rename("ANN")
    drawing.update(1 / 60)
    assert drawing.board.ink


def test_an_answer_from_before_a_calibration_is_the_one_taken_back(
    player: Player, drawing: FreeDraw, store: Store
) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("y"))
    assert drawing.reading is not None
    drawing.game.record(drawing.board.ink.drawn(), drawing.reading, Answer(7, 2))
    player.does(key("z", CTRL))
    assert list(store.answers("Ann")) == [Answer(7, 2)]
    assert drawing.game.score == store.score("Ann")


@pytest.mark.parametrize("name", ["tab", "g", "h"])
def test_what_was_said_of_the_last_digit_is_over_after_another_scene(
    player: Player, drawing: FreeDraw, name: str, words: list[str]
) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("y"))
    assert "Right!" in words
    wish = sends(drawing, key(name), view=player.view)
    assert isinstance(wish, Push)
    words.clear()
    player.does()
    assert words
    assert "Right!" not in words
    assert not drawing.board.ink


@pytest.mark.parametrize("name", ["y", "n", "3"])
def test_an_answer_without_a_guess_is_told_what_to_do(player: Player, drawing: FreeDraw, name: str) -> None:
    player.does(key(name))
    assert "Nothing drawn yet" in drawing.message
    player.does(player.strokes(SEVEN), key(name))
    assert "Space" in drawing.message
    player.does(key("space"), key("y"), key(name))
    assert "Ctrl Z" in drawing.message
    assert drawing.game.score.total.count == 1


@pytest.mark.parametrize("change", ["undo", "clear", "draw", "rub"])
def test_a_changed_drawing_needs_a_new_guess(player: Player, drawing: FreeDraw, change: str) -> None:
    changes = {
        "undo": [key("z", CTRL)],
        "clear": [key("delete")],
        "draw": player.strokes(ONE),
        "rub": player.strokes([SEVEN[0][:2]], button=3),
    }
    player.does(player.strokes(SEVEN), key("space"), changes[change], key("y"), key("7"))
    assert drawing.reading is None
    assert drawing.game.score == Score()


def test_undo_takes_back_one_stroke_after_the_other(player: Player, drawing: FreeDraw) -> None:
    player.does(player.strokes([*SEVEN, *ONE]), key("z", CTRL))
    assert drawing.board.ink.strokes == SEVEN
    player.does(key("z", CTRL), key("z", CTRL))
    assert not drawing.board.ink
    assert drawing.board.picture is None


def test_a_rub_out_and_a_clear_are_taken_back_in_one_step_each(player: Player, drawing: FreeDraw) -> None:
    player.does(player.strokes(SEVEN), player.strokes([SEVEN[0][:3]], button=3))
    rubbed = [list(stroke) for stroke in drawing.board.ink.strokes]
    assert rubbed not in ([], SEVEN)
    player.does(key("c"), key("z", CTRL))
    assert drawing.board.ink.strokes == rubbed
    player.does(key("z", CTRL))
    assert drawing.board.ink.strokes == SEVEN
    player.does(key("z", CTRL), key("z", CTRL))
    assert not drawing.board.ink


@pytest.mark.parametrize("redo", [key("z", CTRL | pygame.KMOD_SHIFT), key("y", CTRL)])
def test_redo_makes_again_what_was_taken_back(player: Player, drawing: FreeDraw, redo: Event) -> None:
    player.does(player.strokes([*SEVEN, *ONE]), key("z", CTRL), key("z", CTRL), redo)
    assert drawing.board.ink.strokes == SEVEN
    player.does(redo, redo)
    assert drawing.board.ink.strokes == [*SEVEN, *ONE]
    player.does(key("space"), key("y"), redo)
    assert drawing.round.phase is Phase.ANSWERED  # and no more


def test_the_right_button_rubs_out(player: Player, drawing: FreeDraw) -> None:
    dense = [(float(x), 150.0) for x in range(30, 271, 5)]
    player.does(player.strokes([dense]), player.strokes([[(150, 100), (150, 200)]], button=3))
    assert [len(s) > 3 for s in drawing.board.ink.strokes] == [True, True]
    assert all(abs(x - 150) > 10 for stroke in drawing.board.ink.strokes for x, _ in stroke)


def test_a_single_click_makes_a_dot(player: Player, drawing: FreeDraw) -> None:
    player.does(player.click(player.at((150, 150))))
    assert drawing.board.ink.strokes == [[(150, 150)]]


def test_losing_the_focus_lifts_the_pen(player: Player, drawing: FreeDraw) -> None:
    down, *moves, _ = player.strokes(SEVEN)
    player.does([down, *moves[:2], Event(pygame.WINDOWFOCUSLOST), *moves[2:]])
    assert drawing.board.ink.strokes == [SEVEN[0][:3]]


def test_clicks_on_the_keys_shown_press_them(player: Player, drawing: FreeDraw) -> None:
    player.does(player.strokes(SEVEN))
    for action in (Action.GUESS, Action.GUESS_RIGHT, Action.CLEAR):
        area = next(area for hint, area in drawing.places(player.view) if hint.action is action)
        player.does(player.click(player.view.rect(area).center))
    assert drawing.game.score.total.right == 1
    assert not drawing.board.ink


def test_a_click_on_a_digits_row_names_it(player: Player, drawing: FreeDraw) -> None:
    from digitgame.ui.widgets import bar_row

    player.does(player.strokes(SEVEN), key("space"), player.click(player.view.rect(bar_row(1)).center))
    assert drawing.round.answer == Answer(7, 1)


def test_the_players_score_is_there_again(player: Player, drawing: FreeDraw) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("y"))
    drawing.game.join("Ben")
    assert drawing.game.score == Score()
    drawing.game.join("Ann")
    assert drawing.game.score.total.right == 1


def test_a_correction_after_a_change_of_player_goes_to_the_one_who_drew(
    player: Player, drawing: FreeDraw, store: Store
) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("n"))
    drawing.game.join("Ben")
    player.does(key("1"))
    assert list(store.answers("Ann")) == [Answer(7, 1)]
    assert drawing.game.score == store.score("Ben") == Score()


def test_an_answer_that_cannot_be_kept_is_told_and_the_game_goes_on(
    player: Player, drawing: FreeDraw
) -> None:
    drawing.game.store._db.execute("DROP TABLE guesses")
    player.does(player.strokes(SEVEN), key("space"), key("y"))
    assert "not saved" in drawing.message
    assert drawing.game.score.total.right == 1


def test_other_keys_change_nothing(player: Player, drawing: FreeDraw) -> None:
    before = player.strokes(SEVEN)
    player.does(before, key("space"), key("c", CTRL), key("y", CTRL), key("n", pygame.KMOD_ALT), key("x"))
    assert drawing.board.ink.strokes == SEVEN
    assert drawing.round.phase is Phase.ASKED


def test_a_guess_never_sees_the_answer(player: Player, drawing: FreeDraw, reader: Reader) -> None:
    """The reading is that of the ink alone, whatever was answered before and stands on the screen."""
    rng = np.random.default_rng(4)
    for _ in range(5):
        strokes = [
            [(round(x), round(y)) for x, y in s]
            for s in handwriting.write(int(rng.integers(10)), rng).strokes
        ]
        player.does(player.strokes(strokes), key("space"))
        assert drawing.reading is not None
        alone = reader.read(frame(drawing.board.ink.strokes))
        assert np.array_equal(drawing.reading.probabilities, alone.probabilities)
        player.does(key("n"), key(str(int(rng.integers(10)))))


def test_a_second_game_sees_the_first_ones_score(reader: Reader, player: Player, tmp_path: Path) -> None:
    assert reader
    player.does(player.strokes(SEVEN), key("space"), key("y"))
    with Store(tmp_path / "digitgame.db") as other:
        assert other.score("Ann").total.right == 1


@pytest.mark.usefixtures("window")
def test_a_wheels_notch_does_not_lift_the_pen(drawing: FreeDraw) -> None:
    view = View(960, 600)
    left, top = view.board.topleft
    sends(drawing, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(left + 50, top + 50)), view=view)
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        sends(drawing, Event(kind, button=4, pos=(left + 50, top + 50)), view=view)
    sends(
        drawing,
        Event(pygame.MOUSEMOTION, pos=(left + 90, top + 90), rel=(40, 40), buttons=(1, 0, 0)),
        view=view,
    )
    assert [len(stroke) for stroke in drawing.board.ink.strokes] == [2]


@pytest.mark.parametrize(
    ("stroke", "low"),
    [
        ([], False),
        ([(100.0, 100.0), (100.0, 200.0)], False),
        ([(100.0, 100.0), (100.0, 280.0)], True),
        ([(100.0, 20.0), (100.0, 280.0)], False),  # it lies on the ink wherever it is: then as always
    ],
)
def test_a_message_keeps_clear_of_the_ink(
    player: Player, stroke: list[tuple[float, float]], low: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[bool] = []

    def toast(canvas: Canvas, words: str, *, at_top: bool = False) -> None:
        assert canvas
        assert "Space" in words
        shown.append(at_top)

    monkeypatch.setattr("digitgame.ui.widgets.toast", toast)
    player.does(player.strokes([stroke] if stroke else []), key("3"))
    assert shown[-1] is low


def test_the_network_does_not_see_the_stroke_that_is_set_aside(player: Player, drawing: FreeDraw) -> None:
    box = [(30.0, 30.0), (270.0, 30.0), (270.0, 280.0), (30.0, 280.0), (30.0, 30.0)]
    player.does(player.strokes([*SEVEN, box]), key("space"))
    assert drawing.reading is not None
    assert (drawing.reading.digit, drawing.reading.set_aside) == (7, (1,))
    alone = frame(drawing.board.ink.strokes[:1])
    for seen in (drawing.board.picture, drawing.reading.frame):
        np.testing.assert_array_equal(seen, alone)
    drawing.board.update(read=False)
    drawing.board.whole, drawing.board.reading = True, None
    drawing.board.update()
    np.testing.assert_array_equal(drawing.board.picture, frame(drawing.board.ink.strokes))


def test_a_right_guess_raises_dust_and_a_wrong_one_does_not(player: Player, drawing: FreeDraw) -> None:
    player.does(player.strokes(SEVEN), key("space"))
    assert not drawing.effects.moving
    player.does(key("n"))
    assert not drawing.effects.moving
    player.does(key("z", CTRL), key("y"))
    assert drawing.effects.moving
    while drawing.effects.moving:
        drawing.update(0.1)
    player.does(key("y"))
    assert not drawing.effects.moving
