"""The lessons: each number is one of the network in use, and each goal is noticed when it is reached."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pygame
import pytest

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game.game import Game
from digitgame.game.learn import stars
from digitgame.game.learn.decide import Limits, Softmax, between, doubt_facts, logits_of, turned
from digitgame.game.learn.descend import Gradient, gradient
from digitgame.game.learn.layers import Depth, Pooling, Relu, fields, first_layer, relu_words
from digitgame.game.learn.page import ink_share
from digitgame.game.learn.scene import PAGES, Lesson, Lessons, overview_words, task_words
from digitgame.game.learn.see import (
    EDGES,
    Kernel,
    Kernels,
    Pixels,
    grey_name,
    lit_share,
    pixel_words,
    size_words,
    sum_words,
    sums,
)
from digitgame.game.learn.small_network import TRAINING, VALIDATION, Digits, EpochResult, Run
from digitgame.game.learn.train import Epochs, Overfitting, curve_words
from digitgame.inference import arithmetic
from digitgame.ink import Drawing, Point, frame
from digitgame.synth import handwriting
from digitgame.ui.actions import LEFT, Action, Digit, Input, Pointer, Press
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Pop, Push

from .conftest import ONE, SEVEN, seeing

VIEW = View(960, 600)
LEVEL: list[list[Point]] = [[(40.0, 150.0), (150.0, 150.0), (260.0, 150.0)]]
pytestmark = pytest.mark.usefixtures("window")


def lesson(game: Game, page: type, strokes: list[list[Point]] | None = None) -> Lesson:
    scene = Lesson(game, number=PAGES.index(page))
    if strokes is not None:
        draws(scene, strokes)
    return scene


def draws(scene: Lesson, strokes: list[list[Point]]) -> None:
    scene.board.renew(strokes)
    scene.update(0.0)


def gives(scene: Lesson, *inputs: Input) -> object:
    wish = None
    for given in inputs:
        wish = scene.handle(given, VIEW)
        scene.update(0.0)
    return wish


def rests(scene: Lesson) -> None:
    """Let the drawing be, so that it counts as finished."""
    scene.update(2.0)


def click(scene: Lesson, area: Area) -> None:
    gives(scene, Pointer(VIEW.rect(area).center, LEFT, pressed=True))


def test_the_window_over_the_pixels_catches_black_grey_and_white(game: Game) -> None:
    scene = lesson(game, Pixels, SEVEN)
    page = scene.page
    assert isinstance(page, Pixels)
    picture = frame(SEVEN)
    grey = np.argwhere((picture > 0.2) & (picture < 0.8))[0]
    for at, share in (((0, 0), 1 / 3), (tuple(grey), 2 / 3)):
        page.slide.point((int(at[0]), int(at[1])))
        assert page.value == pytest.approx(float(picture[at]))
        gives(scene, Action.GUESS)
        assert page.progress().share == pytest.approx(share)
    assert page.progress().words == "missing: white"
    assert lesson(game, Pixels, SEVEN).page.progress().words == "all three are missing"
    page.slide.point(divmod(int(picture.argmax()), 28))
    gives(scene, Action.GUESS)
    assert page.finished
    assert pixel_words(0, 27, 0.5) == "row 1, column 28: 0.50, grey"


@pytest.mark.parametrize("digit", range(10))
def test_a_few_steps_lead_to_a_black_a_grey_and_a_white_pixel(game: Game, digit: int) -> None:
    """Without a pointer, and with the window at rest."""
    game.settings.reduced_motion = True
    scene = lesson(
        game,
        Pixels,
        [list(stroke) for stroke in handwriting.write(digit, np.random.default_rng(digit)).strokes],
    )
    page = scene.page
    assert isinstance(page, Pixels)
    for _ in range(40):
        gives(scene, Action.GUESS, Action.DOWN)
    assert page.finished


def test_every_pixel_counts_as_black_grey_or_white() -> None:
    named = [(0.02, "black"), (0.03, "grey"), (0.17, "grey"), (0.9, "grey"), (0.95, "white")]
    assert [(value, grey_name(value)) for value, _ in named] == named
    assert pixel_words(4, 13, 0.17) == "row 5, column 14: 0.17, grey"


def test_a_window_that_stands_still_is_not_said_to_slide(game: Game) -> None:
    begin = "Catch a black, a grey and a white pixel: click them, or "
    assert lesson(game, Pixels).page.goals == (f"{begin}press Space as the window slides.",)
    game.settings.reduced_motion = True
    game.bindings.give(Action.GUESS, Press(pygame.K_j))
    goals = lesson(game, Pixels).page.goals
    assert goals == (f"{begin}step to each with Up and Down and press J.",)


def test_keys_alone_catch_all_three(game: Game) -> None:
    game.settings.reduced_motion = True
    scene = lesson(game, Pixels)
    for digit in range(10):
        scene.page.caught.clear()  # type: ignore[attr-defined]
        gives(scene, Digit(digit))
        for _ in range(784):
            gives(scene, Action.DOWN, Action.GUESS)
        assert scene.page.progress().words == "all three"


def test_a_page_is_as_it_was_left(game: Game) -> None:
    overview = Lessons(game)
    scene = push(overview)
    gives(scene, Digit(3), Action.GUESS)
    found = scene.page.progress()
    assert found.words != "missing: black" or found.share > 0
    gives(scene, Action.RIGHT, Action.LEFT)
    assert scene.page.progress() == found
    # By way of the overview as well.
    overview.menu.chosen = 1
    push(overview)
    draws(scene, ONE)
    assert scene.page.reached == 1
    overview.menu.chosen = 0
    assert push(overview).page.progress() == found
    # What was drawn for another page is not drawn for this one's next goal.
    draws(scene, LEVEL)
    gives(scene, Action.RIGHT)
    scene.update(0.0)
    assert (scene.page.reached, scene.page.progress().words) == (1, "draw")


def push(overview: Lessons) -> Lesson:
    """The lesson that Enter leads to."""
    wish = overview.handle(Action.CONFIRM, VIEW)
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Lesson)
    return wish.scene


def test_each_edge_kernel_is_lit_by_its_line(game: Game) -> None:
    upright, level = EDGES.values()
    assert lit_share(frame(ONE), upright, level) > 0.9
    assert lit_share(frame(LEVEL), upright, level) < 0.1
    scene = lesson(game, Kernel, LEVEL)
    assert scene.page.reached == 0
    draws(scene, ONE)
    assert scene.page.reached == 1
    draws(scene, LEVEL)
    assert scene.page.finished


def test_sums_are_those_of_products_written_out() -> None:
    picture, kernel = frame(SEVEN), EDGES["Vertical edges"]
    found = sums(picture, kernel)
    for row, column in ((0, 0), (5, 9), (12, 14), (25, 25)):
        by_hand = sum(float(picture[row + i, column + j]) * kernel[i, j] for i in range(3) for j in range(3))
        assert found[row, column] == pytest.approx(by_hand, abs=1e-4)
    assert sum_words(np.eye(3, dtype=np.float32), -np.eye(3, dtype=np.float32)) == "−3.00"


def test_two_directions_make_two_kernels_lead(game: Game) -> None:
    scene = lesson(game, Kernels, ONE)
    page = scene.page
    assert isinstance(page, Kernels)
    leaders = set()
    for strokes in (ONE, LEVEL, [[(60.0, 260.0), (240.0, 40.0)]]):
        draws(scene, strokes)
        reading = game.read(frame(strokes))
        leaders.add(int(reading.layers["conv1"].max((0, 1)).argmax()))
        assert page.leaders >= leaders
    assert page.finished == (len(leaders) >= 2)
    assert page.finished


def test_a_drawing_from_another_page_reaches_no_goal_of_the_kernel_s(game: Game) -> None:
    scene = lesson(game, Pixels, ONE)
    gives(scene, Action.RIGHT)
    assert isinstance(scene.page, Kernel)
    assert scene.page.reached == 0
    draws(scene, [[(x + 1, y) for x, y in stroke] for stroke in ONE])
    assert scene.page.reached == 1


@pytest.mark.parametrize("digit", range(10))
def test_the_first_layer_is_litert_s(game: Game, digit: int) -> None:
    strokes = [list(stroke) for stroke in handwriting.write(digit, np.random.default_rng(digit)).strokes]
    layer = first_layer(lesson(game, Relu, strokes).page)
    assert layer is not None
    layers = game.read(frame(strokes)).layers
    assert np.allclose(layer.output, layers["conv1"][..., layer.kernel], atol=1e-4)
    assert np.allclose(np.maximum(layer.sums + layer.bias, 0), layer.output, atol=1e-4)
    pooled = arithmetic.max_pool(layer.output[..., None])[..., 0]
    assert np.allclose(pooled, layers["pool1"][..., layer.kernel], atol=1e-4)


def test_relu_takes_a_place_below_0_and_one_above(game: Game) -> None:
    scene = lesson(game, Relu, SEVEN)
    page = scene.page
    assert isinstance(page, Relu)
    assert page.layer is not None
    x = page.layer.sums + page.layer.bias
    for at in (x.argmin(), x.argmax()):
        page.slide.point(divmod(int(at), x.shape[1]))
        gives(scene, Action.GUESS)
    assert page.finished
    assert relu_words(-1.25, 0.25) == "−1.25 + 0.25 = −1.00   ReLU → 0.00"
    assert relu_words(1.25, -0.25) == "1.25 − 0.25 = 1.00   ReLU → 1.00"
    # What is shown adds up, where each number rounded by itself would read "−0.45 − 0.01 = −0.47".
    assert relu_words(-0.454, -0.014) == "−0.46 − 0.01 = −0.47   ReLU → 0.00"


def test_pooling_counts_only_the_largest(game: Game) -> None:
    scene = lesson(game, Pooling, SEVEN)
    page = scene.page
    assert isinstance(page, Pooling)
    page.chosen = int(page.four.argmin())
    gives(scene, Action.GUESS)
    assert page.right == 0
    for _ in range(3):
        page.chosen = int(page.four.argmax())
        gives(scene, Action.GUESS)
    assert page.finished


def test_a_unit_changes_with_the_pixels_in_its_field_and_with_no_others(game: Game) -> None:
    page = lesson(game, Depth, SEVEN).page
    rng = np.random.default_rng(1)
    noise = rng.random((28, 28)).astype(np.float32)
    for field in fields(page):
        before = game.read(noise).layers.get(field.name)
        if before is None or before.ndim != 3 or field.sees >= 28:
            continue
        row = column = before.shape[0] // 2
        top = max(field.start + row * field.apart, 0)
        bottom = field.start + row * field.apart + field.sees
        outside = noise.copy()
        outside[:top] = outside[bottom:] = 0
        outside[:, :top] = outside[:, bottom:] = 0
        assert np.allclose(game.read(outside).layers[field.name][row, column], before[row, column], atol=1e-4)
        inside = noise.copy()
        inside[top:bottom, top:bottom] = rng.random((bottom - top, bottom - top))
        assert not np.allclose(game.read(inside).layers[field.name][row, column], before[row, column])


def test_going_deeper_shows_the_whole_digit(game: Game) -> None:
    scene = lesson(game, Depth, SEVEN)
    shares = []
    while not scene.page.finished:
        shares.append(scene.page.progress().share)
        gives(scene, Action.DOWN)
    assert shares == sorted(shares)
    assert shares[0] < 0.5
    assert ink_share(frame(SEVEN), (0, 0, 28, 28)) == pytest.approx(1.0)


@pytest.mark.parametrize("digit", range(10))
def test_softmax_at_the_network_s_temperature_is_what_the_game_says(game: Game, digit: int) -> None:
    strokes = [list(stroke) for stroke in handwriting.write(digit, np.random.default_rng(digit)).strokes]
    page = lesson(game, Softmax, strokes).page
    assert isinstance(page, Softmax)
    chances = page.probabilities()
    assert chances is not None
    assert np.allclose(chances, game.read(frame(strokes)).probabilities, atol=1e-4)


def test_a_lower_temperature_claims_more(game: Game) -> None:
    scene = lesson(game, Softmax, SEVEN)
    page = scene.page
    assert isinstance(page, Softmax)
    before = page.probabilities()
    gives(scene, Action.UP, Action.UP)
    after = page.probabilities()
    assert before is not None
    assert after is not None
    assert after.max() < before.max()
    assert after.argmax() == before.argmax()


def test_only_a_lower_temperature_earns_the_star_of_an_unsure_drawing(
    game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = lesson(game, Softmax, SEVEN)
    page = scene.page
    assert isinstance(page, Softmax)
    logits = np.array([0.16, 0, 0, 0, 0, 0, 0, 0, 0, 0], np.float32)
    monkeypatch.setattr("digitgame.game.learn.decide.logits_of", lambda _: logits)
    rests(scene)
    assert page.reached == 1
    # Another stroke makes it sure, which is not what the goal asks for.
    logits[0] = 40
    scene.update(0.0)
    assert page.progress() == (0.0, "draw an unsure one")
    assert not page.finished
    logits[0] = 0.16
    for _ in range(12):
        gives(scene, Action.DOWN)
    assert page.finished


@pytest.mark.parametrize(("page", "rejected"), [(Softmax, False), (Limits, True)])
def test_a_drawing_that_is_not_finished_reaches_no_goal(
    game: Game, page: type, rejected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first stroke of a 4 is torn between digits, and is no digit."""
    scene = lesson(game, page)
    logits = np.zeros(10, np.float32)
    monkeypatch.setattr("digitgame.game.learn.decide.logits_of", lambda _: logits)
    found = seeing(4, 0.4, rejected=rejected)
    monkeypatch.setattr(DrawingBoard, "_read", lambda _, strokes: replace(found, frame=frame(strokes)))
    draws(scene, SEVEN)
    scene.update(1.0)
    assert scene.page.reached == 0
    assert scene.moving
    scene.board.renew([*SEVEN, *LEVEL])
    scene.update(1.0)
    assert scene.page.reached == 0
    scene.update(1.0)
    assert scene.page.reached == 1


def test_what_is_no_digit_is_not_between_two(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitgame.game.learn.decide.logits_of", lambda _: np.zeros(10, np.float32))
    found = seeing(4, 0.4, rejected=True)
    monkeypatch.setattr(DrawingBoard, "_read", lambda _, strokes: replace(found, frame=frame(strokes)))
    scene = lesson(game, Softmax, SEVEN)
    assert scene.page.progress() == (0.0, "this is no digit")


def test_enter_draws_what_a_page_asks_for(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = lesson(game, Kernel)
    gives(scene, Action.CONFIRM, Action.CONFIRM)
    assert scene.page.finished
    assert between(0) == [(200.0, 50.0), (200.0, 50.0), (170.0, 270.0)]
    assert between(1)[0] == (90.0, 50.0)
    scene = lesson(game, Softmax)
    gives(scene, Action.CONFIRM)
    first = scene.board.ink.strokes[0][0]
    gives(scene, Action.CONFIRM)
    assert scene.board.ink.strokes[0][0][0] < first[0]
    scene = lesson(game, Limits)
    monkeypatch.setattr(
        "digitgame.synth.non_digits.write", lambda *_: Drawing.of([[(9.0, 9.0), (90.0, 9.0)]])
    )
    gives(scene, Action.CONFIRM)
    assert scene.board.ink.strokes == [[(9.0, 9.0), (90.0, 9.0)]]


@pytest.mark.parametrize(
    ("threshold", "words"), [(0.25, "rejected above 25 %"), (float("inf"), "It rejects nothing.")]
)
def test_the_last_page_says_when_a_drawing_is_rejected(
    game: Game, monkeypatch: pytest.MonkeyPatch, threshold: float, words: str
) -> None:
    monkeypatch.setattr("digitgame.inference.rejection.threshold", lambda _: threshold)
    assert doubt_facts(game.read(frame(SEVEN)), game)[1] == words


def test_a_network_that_rejects_nothing_has_a_goal_that_can_be_reached(
    game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitgame.inference.rejection.threshold", lambda _: float("inf"))
    scene = lesson(game, Limits, SEVEN)
    assert task_words(scene.page, ()).startswith("1 of 2: This network rejects nothing.")
    assert scene.page.reached == 0
    gives(scene, Action.CONFIRM)
    rests(scene)
    assert scene.page.reached == 1
    assert task_words(scene.page, ()).startswith("2 of 2: Clear, draw a digit, and turn it")


@pytest.mark.slow
def test_more_digits_and_dropout_bring_training_and_validation_together(game: Game) -> None:
    scene = lesson(game, Overfitting)
    page = scene.page
    assert isinstance(page, Overfitting)
    while not page.digits.ready:
        page.digits.work(50)
    # Both goals name what is to be reached, and what the page says about it reaches it.
    assert "by 20 points" in page.goals[0]
    assert "more digits, dropout or augmentation" in page.goals[1]
    assert "70 % or more" in page.goals[1]
    finish(scene)
    assert page.reached == 1
    assert page.progress().words.startswith("validation only ")
    for _ in range(3):
        page.turn(1)
    page.chosen = 1
    page.turn(2)
    assert (page.recipe.digits, page.recipe.dropout) == (400, 0.5)
    finish(scene)
    assert page.finished


def test_the_small_network_reads_the_player_s_drawing_too(game: Game) -> None:
    scene = lesson(game, Epochs, SEVEN)
    page = scene.page
    assert isinstance(page, Epochs)
    assert page.drawing_words() == ""
    page.digits = Digits()
    page.digits.work(TRAINING + VALIDATION)
    gives(scene, Action.GUESS)
    before = page.drawing_words()
    assert before.startswith("Your drawing: a")
    while page.moving:
        scene.update(1 / 60)
    assert page.drawing_words() != before
    scene.board.renew([])
    scene.update(0.0)
    assert page.drawing_words() == ""


def finish(scene: Lesson) -> None:
    """Press Start, and let the run come to its end."""
    gives(scene, Action.GUESS)
    page = scene.page
    assert isinstance(page, Overfitting)
    while page.moving:
        scene.update(1 / 60)
    scene.update(1 / 60)


@pytest.mark.parametrize("many", [3, 4, 7, 8, 21, 40])
def test_pooling_asks_for_three_different_squares(
    game: Game, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = lesson(game, Pooling, SEVEN).page
    assert isinstance(page, Pooling)
    # However few squares have a clear winner.
    found = [(row, column) for row in range(12) for column in range(12)][:many]
    monkeypatch.setattr(Pooling, "squares", lambda _: found)
    asked = set()
    for _ in range(3):
        asked.add(page.square)
        page.chosen = int(page.four.argmax())
        page.respond(Action.GUESS, VIEW)
    assert len(asked) == 3
    assert page.right == 3


def test_page_11_says_that_a_rejected_drawing_cannot_be_turned_into_another_digit(game: Game) -> None:
    scene = lesson(game, Limits)
    page = scene.page
    assert isinstance(page, Limits)
    while page.reached == 0:
        gives(scene, Action.CONFIRM)
        rests(scene)
    assert page.progress().words == "this is no digit"
    gives(scene, Action.DOWN)
    assert page.progress().words == "this is no digit"


def test_page_3_says_how_large_the_kernels_are(game: Game) -> None:
    page = lesson(game, Kernels, SEVEN).page
    assert "slides 8 over your drawing, each 5 × 5 weights instead of 3 × 3, and makes" in page.text
    assert size_words(3) == ", each 3 × 3 weights"


@pytest.mark.parametrize("digit", range(10))
def test_the_sample_of_a_digit_is_plain(digit: int, game: Game) -> None:
    scene = lesson(game, Pixels)
    gives(scene, Digit(digit))
    points = np.array([point for stroke in scene.board.ink.strokes for point in stroke])
    low, high = points.min(0), points.max(0)
    assert np.abs((low + high) / 2 - 150).max() < 30
    assert 150 < (high - low).max() < 270


def test_page_6_says_what_the_eleventh_score_is_for(game: Game) -> None:
    page = lesson(game, Depth, SEVEN).page
    assert isinstance(page, Depth)
    eleven = len(page.layers.layers[-1].bias) == 11  # type: ignore[union-attr]
    assert page.fields[-1].shape == ("10 + non-digit" if eleven else "10 units")


def test_the_digits_of_page_9_are_there_on_page_10(game: Game) -> None:
    scene = lesson(game, Epochs)
    page = scene.page
    assert isinstance(page, Epochs)
    gives(scene, Action.RIGHT)
    assert isinstance(scene.page, Overfitting)
    assert scene.page.digits is page.digits


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    logits, label, step = np.random.default_rng(2).normal(size=10).astype(np.float32), 4, 1e-2
    for unit, slope in enumerate(gradient(logits, label)):
        up, down = logits.copy(), logits.copy()
        up[unit], down[unit] = up[unit] + step, down[unit] - step
        rise = arithmetic.cross_entropy(up, label) - arithmetic.cross_entropy(down, label)
        assert slope == pytest.approx(rise / (2 * step), abs=1e-3)


def test_steps_turn_the_digit_and_leave_the_game_s_network_as_it_is(game: Game) -> None:
    scene = lesson(game, Gradient, SEVEN)
    page = scene.page
    assert isinstance(page, Gradient)
    own = logits_of(page)
    assert own is not None
    assert np.allclose(page.logits, own)
    gives(scene, Action.DOWN)
    other = page.label
    assert other != page.first
    for _ in range(200):
        gives(scene, Action.GUESS)
        if page.finished:
            break
    assert page.finished
    assert int(page.logits.argmax()) == other
    assert all(later < earlier for earlier, later in zip(page.losses, page.losses[1:], strict=False))
    again = logits_of(page)
    assert again is not None
    assert np.allclose(own, again)


def test_a_turned_digit_is_another_picture(game: Game) -> None:
    scene = lesson(game, Limits, SEVEN)
    page = scene.page
    assert isinstance(page, Limits)
    page.reached = 1
    gives(scene, *[Action.DOWN] * 6)
    assert page.angle == 90
    assert page.reading is not None
    assert np.allclose(page.reading.frame, frame(turned(SEVEN, 90)))
    back = np.array(turned(turned(SEVEN, 33), -33)[0])
    assert np.allclose(back, SEVEN[0])


def test_a_star_stays_with_its_player(game: Game) -> None:
    scene = lesson(game, Kernel, ONE)
    draws(scene, LEVEL)
    assert stars.earned(game) == {"kernel"}
    assert Lessons(game).menu.chosen == 0
    game.join("Bob")
    assert stars.earned(game) == set()
    game.join("Ann")
    assert stars.earned(game) == {"kernel"}
    game.store.set("lessons", [1, 2])
    assert stars.earned(game) == set()
    assert overview_words(3) == f"3 of {len(PAGES)} stars"


def test_keys_and_clicks_turn_pages_and_a_digit_s_key_writes_it(game: Game) -> None:
    scene = lesson(game, Pixels)
    gives(scene, Action.LEFT)
    assert scene.number == len(PAGES) - 1
    gives(scene, Action.RIGHT, Action.RIGHT)
    assert scene.number == 1
    gives(scene, Digit(4))
    assert scene.board.reading is not None
    from digitgame.game.learn.scene import star_area

    click(scene, star_area(6))
    assert isinstance(scene.page, Softmax)
    assert scene.board.ink.strokes
    assert gives(scene, Action.BACK) == Pop()
    opened = Lessons(game).handle(Action.CONFIRM, VIEW)
    assert isinstance(opened, Push)


def test_the_task_counts_its_goals(game: Game) -> None:
    page = lesson(game, Kernel).page
    assert task_words(page, ()).startswith("1 of 2: Clear the board. Draw a line")
    page.reached = 2
    assert task_words(page, ()) == "Well done! Go on to the next page."
    last = lesson(game, PAGES[-1]).page
    last.reached = 2
    names = [page.name for page in PAGES]
    assert task_words(last, names) == "Well done! That was the last star."
    assert task_words(last, [*names[:6], *names[7:]]) == "Well done! Page 7 still has a star for you."


def test_left_handed_players_have_the_board_on_the_right(game: Game) -> None:
    game.settings.left_handed = True
    scene = lesson(game, Pixels)
    assert VIEW.rect(scene.board_area).right > 900
    assert scene.page.stage.right < scene.board_area.x


@pytest.mark.parametrize("term", [
    "convolution", "kernel", "feature map", "image kernel", "pooling", "receptive field", "ReLU", "dense",
    "fully connected", "logit", "softmax", "dropout", "overfitting", "epoch", "batch", "learning rate", "loss",
    "gradient", "weights", "calibrated", "validation", "bias", "augmentation", "temperature", "120,000",
])  # fmt: skip
def test_each_term_stands_on_a_page(game: Game, term: str) -> None:
    pages = [lesson(game, page).page for page in PAGES]
    assert any(term.lower() in f"{page.title} {page.text}".lower() for page in pages)


def test_the_gap_on_page_10_is_that_of_the_accuracies_shown(game: Game) -> None:
    page = lesson(game, Overfitting).page
    assert isinstance(page, Overfitting)
    page.run = Run(replace(page.recipe, epochs=1), page.digits)
    # 84 % and 82 % on the screen, though 2.8 points lie between them.
    page.run.over = True
    page.run.results.append(EpochResult(loss=0.5, accuracy=0.844, val_loss=0.6, val_accuracy=0.816))
    page.reached = 1
    assert curve_words("accuracy", page.run) == ("validation 82 %", "training 84 %")
    assert page.progress() == (1.0, "2 points above")
    assert page.before_words() == ""
    page.before = page.run
    assert page.before_words() == "Dim: the run before."


def test_start_pressed_while_the_digits_are_written_is_not_lost(game: Game) -> None:
    page = lesson(game, Epochs).page
    assert isinstance(page, Epochs)
    page.start()
    assert page.run is None
    while not page.digits.ready:
        page.update(0.0)
    page.update(0.0)
    assert page.run is not None
