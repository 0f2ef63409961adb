"""Inside, the close-up and the evidence: what they say, by value, and how one gets about."""

from __future__ import annotations

import numpy as np
import pytest

from digitgame.errors import DigitgameError
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.game.inspect import close_up, compare, why
from digitgame.game.inspect.close_up import CloseUp
from digitgame.game.inspect.compare import Compare
from digitgame.game.inspect.inside import Inside, from_menu, inside, layer_words, output_facts, output_row
from digitgame.game.inspect.inside_page import BOARD
from digitgame.game.inspect.why import Why
from digitgame.inference.evidence import patch_at
from digitgame.inference.layers import Layers
from digitgame.inference.opponents import LoadedOpponent
from digitgame.ink import frame
from digitgame.ui.actions import LEFT, Action, Pointer
from digitgame.ui.canvas import Canvas
from digitgame.ui.scene_stack import Pop, Push

from .conftest import SEVEN, VIEW, key, sends

pytestmark = pytest.mark.usefixtures("window")


@pytest.fixture
def scene(game: Game) -> Inside:
    return inside(game, strokes=SEVEN)


def opened(scene: Inside) -> object:
    wish = scene.respond(Action.CONFIRM, VIEW)
    assert isinstance(wish, Push)
    return wish.scene


def close(scene: Inside, name: str, number: int = 2) -> CloseUp:
    return CloseUp(scene.game, scene.drawing, name=name, number=number, sliding=False)


def test_x_on_the_board_brings_the_ink_along_and_leaves_the_board_as_it_was(game: Game) -> None:
    board = FreeDraw(game)
    board.board.renew(SEVEN)
    wish = sends(board, key("x"))
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Inside)
    assert (wish.scene.drawing.forward.frame == frame(SEVEN)).all()
    wish.scene.respond(Action.CLEAR, VIEW)
    assert board.board.ink
    assert isinstance(sends(wish.scene, key("x")), Pop)
    assert isinstance(sends(wish.scene, key("escape")), Pop)


def test_every_layer_but_the_flattened_maps_has_a_column(scene: Inside) -> None:
    assert [(column.name, column.count, column.side) for column in scene.columns] == [
        *(("conv1", 8, 24), ("pool1", 8, 12), ("conv2", 16, 8), ("pool2", 16, 4)),
        *(("conv3", 16, 4), ("features", 64, 1)),
    ]


def test_the_numbers_are_those_of_the_drawing_while_it_grows(scene: Inside) -> None:
    before = scene.drawing.forward
    middle = VIEW.rect(BOARD).center
    scene.respond(Pointer(middle, LEFT, pressed=True), VIEW)
    scene.respond(Pointer((middle[0] + 40, middle[1] + 20)), VIEW)
    scene.update(1 / 60)
    assert scene.drawing.forward is not before
    reading = scene.game.reader.read(scene.drawing.forward.frame)
    assert scene.drawing.forward.probabilities == pytest.approx(reading.probabilities, abs=1e-4)
    for name, output in reading.layers.items():
        assert scene.drawing.forward.step(name).output == pytest.approx(output, abs=1e-4)


def test_the_outputs_say_logit_and_chance(scene: Inside) -> None:
    passed = scene.drawing.forward
    rows = output_facts(passed)
    assert [row[0] for row in rows] == list("0123456789")
    for digit, (_, logit, _, share) in enumerate(rows):
        assert float(logit.replace("−", "-")) == pytest.approx(float(passed.logits[digit]), abs=0.051)
        assert share == pytest.approx(float(passed.probabilities[digit]))
    assert sum(row[3] for row in rows) == pytest.approx(1.0, abs=1e-4)


def test_what_each_kind_of_layer_does(scene: Inside) -> None:
    step = scene.drawing.forward.step
    said = [layer_words(step(name).layer, step(name).input.size)[0] for name in ("conv1", "conv2", "pool1")]
    assert said == [
        "Each of the 8 kernels slides over your drawing and lights up where its pattern is.",
        "Each of the 16 kernels slides over all 8 maps before it.",
        "Pooling keeps the largest of each 2 × 2 numbers: the maps shrink, the strongest stays.",
    ]
    dense = step("features")
    assert layer_words(dense.layer, dense.input.size)[0].startswith(
        "Each of the 64 units adds up all 256 numbers"
    )
    assert "logit" in layer_words(None, 0)[0]
    assert "Softmax" in layer_words(None, 0)[1]


def test_arrows_reach_every_column_and_the_pointer_chooses_what_it_is_on(scene: Inside) -> None:
    names = []
    for _ in range(len(scene.columns) + 1):
        names.append(scene.layer.name if scene.layer is not None else "outputs")
        scene.respond(Action.RIGHT, VIEW)
    assert names == ["conv1", "pool1", "conv2", "pool2", "conv3", "features", "outputs"]
    assert scene.column == 0
    scene.respond(Action.UP, VIEW)
    assert scene.number == 7
    column = scene.columns[2]
    for number in range(column.count):
        scene.respond(Pointer(column.rect(VIEW, number).center), VIEW)
        assert (scene.column, scene.number) == (2, number)
    wish = scene.respond(Pointer(VIEW.rect(output_row(4)).center, LEFT, pressed=True), VIEW)
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Why)
    assert wish.scene.digit == 4


def test_enter_opens_the_chosen_map(scene: Inside) -> None:
    scene.respond(Action.DOWN, VIEW)
    found = opened(scene)
    assert isinstance(found, CloseUp)
    assert (found.name, found.number) == ("conv1", 1)


def test_a_convolution_is_told_number_by_number(scene: Inside) -> None:
    page = close(scene, "conv2")
    page.row, page.at = 3, 4
    step = page.step
    kernel = step.layer.kernels[..., 2]  # type: ignore[union-attr]
    total = float((patch_at(step, 3, 4) * kernel).sum())
    bias = float(step.layer.bias[2])  # type: ignore[union-attr]
    words = close_up.number_words
    assert close_up.convolution_facts(step, 2, 3, 4) == [
        f"The sums of all 8 input maps: {words(total)}",
        f"plus the bias {words(bias)}: {words(total + bias)}",
        f"ReLU, the larger of 0 and that: {words(max(total + bias, 0))}",
    ]
    assert close_up.convolution_facts(scene.drawing.forward.steps[0], 0, 0, 0)[0].startswith(
        "The sum of all products"
    )


def test_pooling_names_the_four_and_the_one_that_stays(scene: Inside) -> None:
    step = scene.drawing.forward.step("pool1")
    row, column = divmod(int(step.output[..., 2].argmax()), 12)
    square = step.input[2 * row : 2 * row + 2, 2 * column : 2 * column + 2, 2].reshape(-1).tolist()
    words = close_up.number_words
    assert max(square) > 0
    assert close_up.pooling_facts(step, 2, row, column) == [
        "The largest of " + ", ".join(map(words, square)),
        f"is {words(max(square))}: it stays.",
    ]


def test_a_unit_adds_its_products_and_its_bias(scene: Inside) -> None:
    step = scene.drawing.forward.step("features")
    products = step.input.reshape(-1) * step.layer.weights[:, 5]  # type: ignore[union-attr]
    said = close_up.dense_facts(step, 5)
    assert said[0] == f"256 numbers times their weights: {close_up.number_words(float(products.sum()))}"
    rows = close_up.strongest_products(step, 5)
    assert abs(rows[0][1]) == pytest.approx(float(np.abs(products).max()))
    assert [abs(product) for _, product in rows] == sorted(
        (abs(product) for _, product in rows), reverse=True
    )


def test_the_place_slides_by_itself_unless_motion_is_reduced(game: Game, scene: Inside) -> None:
    page = CloseUp(game, scene.drawing, name="conv1", number=0)
    before = (page.row, page.at)
    page.update(1.0)
    assert page.moving
    assert (page.row * 24 + page.at - before[0] * 24 - before[1]) % (24 * 24) == 6
    page.respond(Action.GUESS, VIEW)
    assert not page.moving
    game.settings.reduced_motion = True
    assert not CloseUp(game, scene.drawing, name="conv1", number=0).moving


def test_the_place_follows_the_arrows_and_the_pointer(scene: Inside) -> None:
    page = close(scene, "conv1")
    page.row = page.at = 5
    page.respond(Action.RIGHT, VIEW)
    page.respond(Action.DOWN, VIEW)
    assert (page.row, page.at, page.sliding) == (6, 6, False)
    rect = VIEW.rect(close_up._OUTPUT)
    page.respond(Pointer((rect.right - 1, rect.y)), VIEW)
    assert (page.row, page.at) == (0, 23)
    page.respond(Action.PAGE_DOWN, VIEW)
    assert page.number == 3
    deep = close(scene, "conv2")
    first = deep._source
    deep.respond(Action.CONFIRM, VIEW)
    assert deep._source == (first + 1) % 8
    bars = VIEW.rect(close_up._BARS)
    deep.respond(Pointer((bars.right - 2, bars.centery), LEFT, pressed=True), VIEW)
    assert deep._source == 7


def test_why_compares_with_the_strongest_other_digit(scene: Inside, canvas: Canvas) -> None:
    page = Why(scene.game, scene.drawing, digit=7)
    logits = scene.drawing.forward.logits
    assert page.other == int(np.argsort(-logits[:10])[0 if logits[:10].argmax() != 7 else 1])
    lead = float(logits[7] - logits[page.other])
    digits = (7, page.other) if lead > 0 else (page.other, 7)
    assert why.lead_words(lead, 7, page.other) == (
        f"The score of {digits[0]} is {close_up.number_words(abs(lead))} above that of {digits[1]}."
    )
    found = why.shares(scene.drawing.forward, 7, page.other)
    for name in ("conv1", "conv3", "features"):
        positive, negative, order = why.layer_facts(found, name)
        assert positive - negative + found.biases[name] == pytest.approx(lead, abs=2e-3)
        values = np.abs(found.of_maps(name))
        assert values[order[0]] == values.max()
    assert page.moving
    for _ in range(1000):
        page.update(1 / 60)
        if not page.moving:
            break
    assert not page.moving
    page.draw(canvas)
    page.respond(Action.RIGHT, VIEW)
    assert page.digit == 8


def test_shares_have_a_sign_but_for_none() -> None:
    assert [why.share_words(share) for share in (1.26, -0.34, -0.01, 0.0)] == ["+1.3", "−0.3", "0.0", "0.0"]


def test_from_the_menu_a_digit_is_there_until_one_draws(game: Game) -> None:
    scene = from_menu(game)
    assert not scene.drawing.blank
    assert not scene.drawing.board.ink
    middle = VIEW.rect(BOARD).center
    scene.respond(Pointer(middle, LEFT, pressed=True), VIEW)
    scene.update(1 / 60)
    assert scene.drawing.picture is None
    scene.respond(Action.CLEAR, VIEW)
    scene.update(1 / 60)
    assert scene.drawing.blank
    assert scene.drawing.words == "Draw a digit."


def test_a_network_that_lacks_layers_shows_the_others_and_says_so(
    scene: Inside, canvas: Canvas, words: list[str]
) -> None:
    whole = scene.drawing.layers
    scene.drawing.layers = Layers(whole.layers[:2], "It lacks a layer.")
    scene.drawing.forward = scene.drawing.layers.forward(scene.drawing.forward.frame)
    scene.draw(canvas)
    assert "It lacks a layer." in words
    assert [column.name for column in scene.columns] == ["conv1", "pool1"]
    scene.drawing.layers = Layers((), "Nothing can be shown.")
    scene.drawing.forward = scene.drawing.layers.forward(scene.drawing.forward.frame)
    scene.respond(Action.RIGHT, VIEW)
    assert scene.respond(Action.CONFIRM, VIEW) is None
    scene.draw(canvas)
    assert "Nothing can be shown." in words


def test_two_networks_see_one_drawing(scene: Inside, canvas: Canvas, words: list[str]) -> None:
    wish = sends(scene, key("v"))
    assert isinstance(wish, Push)
    page = wish.scene
    assert isinstance(page, Compare)
    assert page.names == ["epoch 1", "epoch 3", "boss", "shipped"]
    page.draw(canvas)
    first, last = page._passed
    name = scene.game.reader.model.name
    for said, passed in (("epoch 1", first), (name, last)):
        digit = int(passed.probabilities.argmax())
        assert compare.likeliest(passed)[0] == (digit, float(passed.probabilities.max()))
        assert compare.verdict(said, passed) in words
    read = LoadedOpponent(scene.game.opponent("epoch 1")).read(scene.drawing.forward.frame)
    assert first.probabilities == pytest.approx(read.probabilities, abs=1e-4)
    assert last.probabilities == pytest.approx(scene.drawing.forward.probabilities)
    sends(page, key("right"))
    assert page.chosen == [1, 2]
    sends(page, key("down"), key("right"))
    assert page.chosen == [1, 3]
    assert len(page._layers[1].convolutions) == 6
    sends(page, key("left"), key("left"))
    assert page.chosen == [1, 1]
    click = Pointer(VIEW.rect(compare.arrows(0)[0]).center, LEFT, pressed=True)
    page.respond(click, VIEW)
    assert page.chosen == [0, 1]


def test_a_damaged_network_says_so_beside_the_other(scene: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise DigitgameError("It is damaged.")

    monkeypatch.setattr(scene.game, "opponent", broken)
    assert compare.layers_of(scene.game, "epoch 1") == Layers(missing="It is damaged.")
    page = Compare(scene.game, scene.drawing)
    assert compare.verdict("epoch 1", page._passed[0]) == "epoch 1: its last layer can't be opened."
