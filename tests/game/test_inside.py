"""Inside, the close-up and the evidence: what they say, by value, and how one gets about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pygame
import pytest

from digitgame.demo.screens import SCREENS
from digitgame.errors import DigitgameError
from digitgame.formatting import percent, summand
from digitgame.game.board_scene import CLEAR, BoardScene
from digitgame.game.first_run.calibration import CalibrationScene
from digitgame.game.first_run.tutorial import Tutorial
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.game.inspect import chances, close_up, compare, maps, open_example, open_inside, paths, why
from digitgame.game.inspect.chances import Chances
from digitgame.game.inspect.close_up import CloseUp
from digitgame.game.inspect.compare import Compare
from digitgame.game.inspect.inside import Inside, output_facts, output_row
from digitgame.game.inspect.inside_page import BOARD, WORDS, InsidePage
from digitgame.game.inspect.kernel_lab import KernelLab
from digitgame.game.inspect.why import Why
from digitgame.game.inspect.words import (
    CHANCES,
    COMPARE,
    CONVOLUTION,
    DENSE,
    POOLING,
    WHY,
    layer_words,
)
from digitgame.game.learn.scene import Lesson
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.inference.evidence import Shares, patch_at, shares
from digitgame.inference.layers import Flatten, Layers
from digitgame.inference.opponents import LoadedOpponent
from digitgame.ink import Drawing, frame
from digitgame.rules.modes import SPRINT
from digitgame.store import HIT, Attempt
from digitgame.ui import theme
from digitgame.ui.actions import LEFT, Action, Pointer
from digitgame.ui.canvas import Canvas, wrapped
from digitgame.ui.layout import FOOTER_Y, Area, View
from digitgame.ui.scene_stack import Pop, Push, Stack, Swap

from .conftest import ONE, SEVEN, VIEW, key, sends

pytestmark = pytest.mark.usefixtures("window")


@pytest.fixture
def scene(game: Game) -> Inside:
    return open_inside(game, strokes=SEVEN)


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


def test_maps_are_drawn_anew_only_when_the_drawing_has_changed(
    scene: Inside, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    sheet = maps.sheet

    def counted(
        view: View, column: maps.Column, output: maps.Array, last: pygame.Surface | None = None
    ) -> pygame.Surface:
        made.append(column.name)
        return sheet(view, column, output, last)

    monkeypatch.setattr(maps, "sheet", counted)
    scene.draw(canvas)
    first = canvas.surface.copy()
    scene.draw(canvas)
    assert made == [column.name for column in scene.columns]
    assert pygame.image.tobytes(canvas.surface, "RGB") == pygame.image.tobytes(first, "RGB")
    scene.drawing.board.renew(ONE)
    scene.update(0.0)
    scene.draw(canvas)
    assert made == 2 * [column.name for column in scene.columns]
    fresh = open_inside(scene.game, strokes=ONE)
    fresh.draw(Canvas(again := canvas.surface.copy(), canvas.view))
    for column in scene.columns:
        where = column.rect(canvas.view, 0)
        assert pygame.image.tobytes(canvas.surface.subsurface(where), "RGB") == pygame.image.tobytes(
            again.subsurface(where), "RGB"
        )


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
    assert all(words.more for words in (layer_words(None, 0), layer_words(dense.layer, 256)))
    assert "logit" in layer_words(None, 0)[0]
    assert "Softmax" in layer_words(None, 0)[1]


def test_arrows_reach_every_column_and_the_pointer_chooses_what_it_is_on(scene: Inside) -> None:
    names = []
    scene.respond(Action.RIGHT, VIEW)
    for _ in range(len(scene.columns) + 1):
        names.append(scene.layer.name if scene.layer is not None else "outputs")
        scene.respond(Action.RIGHT, VIEW)
    assert names == ["conv1", "pool1", "conv2", "pool2", "conv3", "features", "outputs"]
    assert scene.column == 0
    scene.respond(Action.UP, VIEW)
    assert scene.number == 6
    column = scene.columns[2]
    for number in range(column.count):
        scene.respond(Pointer(column.rect(VIEW, number).center), VIEW)
        assert (scene.column, scene.number) == (2, number)
    wish = scene.respond(Pointer(VIEW.rect(output_row(4)).center, LEFT, pressed=True), VIEW)
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Chances)
    assert wish.scene.digit == 4


def test_until_one_chooses_the_answer_is_chosen_and_the_lines_lead_back_from_it(
    scene: Inside, canvas: Canvas
) -> None:
    assert scene.layer is None
    assert scene.number == int(scene.drawing.forward.probabilities.argmax())
    scene.drawing.board.renew(ONE)
    scene.update(0.0)
    assert scene.number == int(scene.drawing.forward.probabilities.argmax())
    scene.respond(Action.UP, VIEW)
    chosen = scene.number
    scene.drawing.board.renew(SEVEN)
    scene.update(0.0)
    assert scene.number == chosen
    scene.draw(canvas)


def test_a_line_leads_from_each_layer_to_the_maps_that_add_most(scene: Inside) -> None:
    passed = scene.drawing.forward
    for column in range(len(scene.columns) + 1):
        found = paths.links(passed, column, 3)
        assert all(link.source.column == link.target.column - 1 for link in found)
        targets = [link.target for link in found]
        assert not targets or targets[0] == (column, 3)
    # The first convolution looks at the drawing, a pooled map at the map of its own number.
    assert [link.source for link in paths.links(passed, 0, 2)] == [(-1, 0)]
    kept = [link.source for link in paths.links(passed, 1, 2) if link.target == (1, 2)]
    assert kept == [(0, 2)]
    # Behind the flattened maps, a unit's line leads to a map, whose numbers are added up.
    step = passed.step("features")
    unit = int(step.output.argmax())
    products = (step.input * step.layer.weights[:, unit]).reshape(-1, 16).sum(0)  # type: ignore[union-attr]
    strongest = max(
        (link for link in paths.links(passed, 5, unit) if link.target == (5, unit)),
        key=lambda link: link.share,
    )
    assert strongest.source == (4, int(products.argmax()))
    assert strongest.share == pytest.approx(float(products.max() / np.abs(products).max()))


def test_h_says_more_on_every_page_of_a_visit(scene: Inside, canvas: Canvas, words: list[str]) -> None:
    scene.draw(canvas)
    few = len(words)
    assert sends(scene, key("h")) is None
    words.clear()
    scene.draw(canvas)
    assert len(words) > few
    assert scene.hints[-3].words == "less"
    opened = scene.respond(Action.CONFIRM, VIEW)
    assert isinstance(opened, Push)
    assert isinstance(opened.scene, Chances)
    assert opened.scene.drawing.more


def test_a_narrow_cell_has_few_letters() -> None:
    values = (0.0, -0.004, 0.52, -0.08, 0.999, 1.85, -2.09, 10.04)
    narrow = [close_up.cell_words(value, narrow=True) for value in values]
    assert narrow == ["0", "0", ".52", "−.08", "1.0", "1.9", "−2.1", "10.0"]
    wide = [close_up.cell_words(value, narrow=False) for value in (0.0, -0.08, 10.04)]
    assert wide == ["0.00", "−0.08", "10.04"]


def test_longer_words_cover_nothing(scene: Inside, canvas: Canvas, panels: list[Area]) -> None:
    """What a page shows ends above them."""
    scene.drawing.more = True
    pages: list[Inside | CloseUp | Compare | Chances | Why] = [
        scene,
        *(close(scene, name) for name in ("conv1", "pool1")),
        Compare(scene.game, scene.drawing),
    ]
    pages += [Chances(scene.game, scene.drawing, digit=8), Why(scene.game, scene.drawing, digit=8)]
    for page in pages:
        panels.clear()
        page.draw(canvas)
        top = panels[-1].y
        assert page.end <= top - 8
        keys = FOOTER_Y - 20
        covered = [area for area in panels[:-1] if top < area.bottom < keys]
        assert not covered


@pytest.mark.parametrize("size", [(640, 400), (960, 600), (1920, 1200)])
def test_longer_words_are_three_lines_at_most(scene: Inside, size: tuple[int, int]) -> None:
    said = [CHANCES, COMPARE, CONVOLUTION, DENSE, POOLING, WHY, layer_words(None, 0)]
    said += [
        layer_words(step.layer, step.input.size)
        for step in scene.drawing.forward.steps
        if not isinstance(step.layer, Flatten)
    ]
    for one in said:
        lines = wrapped(f"{one.second} {one.more}", theme.SMALL, WORDS.width - 32, View(*size))
        assert len(lines) <= 3


@pytest.mark.parametrize("digit", range(10))
def test_the_chance_of_a_digit_comes_about_number_by_number(scene: Inside, digit: int) -> None:
    passed = scene.drawing.forward
    step, words = passed.steps[-1], close_up.number_words
    logit, bias = float(passed.logits[digit]), float(step.layer.bias[digit])  # type: ignore[union-attr]
    powers = np.exp(passed.logits[:10].astype(float) / 2.0)
    assert chances.chance_facts(step, digit, 2.0) == [
        f"all 64 products: {words(summand(logit, bias))}",
        f"plus the bias {words(bias)}: {words(logit)}, the logit",
        f"÷ temperature 2.00: {words(logit / 2)}",
        f"{chances.power_words(powers[digit])} ÷ {chances.power_words(powers.sum())} = "
        f"{percent(powers[digit] / powers.sum(), 1)}",
    ]
    rows = chances.softmax_rows(passed, scene.drawing.layers.temperature)
    assert rows[digit][1] == words(logit)
    assert rows[digit][4] == percent(float(passed.probabilities[digit]))


def test_powers_of_e_stay_short() -> None:
    assert [chances.power_words(value) for value in (0.05, 659.41, 403_428.8, 1.6e8, 0.0034, 3e-7)] == [
        *("0.05", "659.41", "403,429", "1.6e+08", "0.0034", "<0.0001")
    ]


def test_from_a_chance_enter_asks_why(scene: Inside) -> None:
    page = Chances(scene.game, scene.drawing, digit=4)
    sends(page, key("up"))
    assert page.digit == 3
    page.respond(Pointer(VIEW.rect(chances.row_area(7)).center, LEFT, pressed=True), VIEW)
    wish = page.respond(Action.CONFIRM, VIEW)
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Why)
    assert wish.scene.digit == 7


@pytest.mark.parametrize("kind", [KernelLab, Tutorial, CalibrationScene, Lesson])
def test_x_opens_the_network_on_every_board(game: Game, kind: type[BoardScene]) -> None:
    board = kind(game)
    board.board.renew(SEVEN)
    wish = board.handle(Action.XRAY, VIEW)
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Inside)
    assert (wish.scene.drawing.forward.frame == frame(SEVEN)).all()


def test_x_in_a_run_stops_its_clock_and_lets_nobody_practise(
    game: Game, canvas: Canvas, words: list[str]
) -> None:
    run = TimedRunScene(game, SPRINT, 7)
    practice = run.look_inside().scene
    assert isinstance(practice, Inside)
    assert not practice.drawing.waits
    run.respond(Pointer(VIEW.board.center, LEFT, pressed=True), VIEW)
    stack = Stack([run])
    stack.apply(run.look_inside())
    clock, ink = run.rules.clock.now, run.board.ink.revision
    scene = stack.top
    assert isinstance(scene, Inside)
    middle = VIEW.rect(BOARD).center
    for given in (
        Action.CLEAR,
        Pointer(middle, LEFT, pressed=True),
        Pointer((middle[0] + 40, middle[1])),
        Pointer(middle, LEFT),
    ):
        scene.handle(given, VIEW)
        stack.top.update(1.0)
    assert scene.drawing.board.ink.strokes == run.board.ink.strokes
    assert (run.rules.clock.now, run.board.ink.revision) == (clock, ink)
    scene.draw(canvas)
    assert "The clock waits for you." in words
    assert "Draw a digit." not in words
    # Before the first stroke of a digit there is nothing to see, and nothing to draw on.
    for waits, said in (("The clock waits for you.", "Nothing drawn yet."), ("", "Draw a digit.")):
        assert open_inside(game, waits=waits).drawing.words == said
    assert CLEAR not in scene.hints
    assert isinstance(sends(scene, key("x")), Pop)


def test_x_on_the_results_opens_the_chosen_drawing(game: Game) -> None:
    drawing = Drawing.of(SEVEN)
    attempt = Attempt(7, drawing, 7, tuple([0.1] * 10), HIT)
    run = TimedRunScene(game, SPRINT, 7, attempts=[attempt], given_up=True)
    run.record.make("skip")
    over = run.update(0.0)
    assert isinstance(over, Swap)
    over.scene.update(0.0)
    wish = sends(over.scene, key("x"))
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, Inside)
    assert np.allclose(wish.scene.drawing.forward.frame, frame(SEVEN), atol=0.01)


def test_enter_opens_the_chosen_map(scene: Inside) -> None:
    scene.respond(Action.RIGHT, VIEW)
    scene.number = 0
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
        f"The sums of all 8 input maps: {words(summand(total + bias, bias))}",
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


def test_a_logit_just_below_0_has_no_minus(scene: Inside) -> None:
    passed = scene.drawing.forward
    nearly = replace(passed, logits=np.full(10, -0.04, np.float32))
    assert [logit for _, logit, _, _ in output_facts(nearly)] == ["0.0"] * 10


def test_a_unit_adds_its_products_and_its_bias(scene: Inside) -> None:
    step = scene.drawing.forward.step("features")
    products = step.input.reshape(-1) * step.layer.weights[:, 5]  # type: ignore[union-attr]
    bias = float(step.layer.bias[5])  # type: ignore[union-attr]
    sums = summand(float(products.sum()) + bias, bias)
    said = close_up.dense_facts(step, 5)
    assert said[0] == f"256 numbers times their weights: {close_up.number_words(sums)}"
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
    rect = VIEW.rect(page.output_area)
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
    empty = scene.drawing.layers.forward(np.zeros((28, 28), np.float32))
    found = shares(scene.drawing.forward, empty, 7, page.other)
    assert page._found.lead == found.lead
    for name in ("conv1", "conv3", "features"):
        positive, negative, order = why.layer_facts(found, name)
        assert positive - negative == pytest.approx(found.lead - found.blank, abs=1e-3)
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


def test_the_lead_is_what_the_ink_adds_and_what_blank_paper_gives() -> None:
    found = Shares(5.42, -0.24, {}, np.zeros((28, 28), np.float32))
    said = "The score of 3 is 5.42 above that of 8. Your ink adds 5.66; blank paper alone gives −0.24."
    assert why.lead_words(found, 3, 8) == said
    assert why.lead_words(replace(found, lead=-5.42, blank=0.24), 8, 3) == said
    # What is shown adds up: 5.364 and -0.244 are 5.608 apart, which would read as 5.61.
    assert "Your ink adds 5.60; blank" in why.lead_words(replace(found, lead=5.364, blank=-0.244), 3, 8)


def test_shares_have_a_sign_but_for_none() -> None:
    assert [why.share_words(share) for share in (1.26, -0.34, -0.01, 0.0)] == ["+1.3", "−0.3", "0.0", "0.0"]


def test_from_the_menu_a_digit_is_there_until_one_draws(game: Game) -> None:
    scene = open_example(game)
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
    click = Pointer(VIEW.rect(page.arrows(0)[0]).center, LEFT, pressed=True)
    page.respond(click, VIEW)
    assert page.chosen == [0, 1]


def test_a_damaged_network_says_so_beside_the_other(scene: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise DigitgameError("It is damaged.")

    monkeypatch.setattr(scene.game, "opponent", broken)
    assert compare.layers_of(scene.game, "epoch 1") == Layers(missing="It is damaged.")
    page = Compare(scene.game, scene.drawing)
    assert compare.verdict("epoch 1", page._passed[0]) == "epoch 1: its last layer can't be opened."


@pytest.mark.parametrize("name", ["inside", "close-up", "compare", "chances", "why"])
def test_longer_words_cover_no_line_by_half(game: Game, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = SCREENS[name](game)
    assert isinstance(made, InsidePage)
    pages: list[InsidePage] = [made]
    if isinstance(made, CloseUp):
        layers = made.drawing.layers.layers
        pages = [CloseUp(game, made.drawing, name=one.name) for one in layers if not isinstance(one, Flatten)]
    made.drawing.more = True
    lines: list[tuple[str, float, float]] = []
    panels: list[float] = []
    text, panel = Canvas.text, Canvas.panel

    def note(canvas: Canvas, words: str, at: tuple[float, float], size: int, *args: object) -> float:
        lines.append((words, at[1] - size / 3, at[1] + size / 3))
        return text(canvas, words, at, size, *args)  # type: ignore[arg-type]

    def note_panel(canvas: Canvas, area: Area, *args: object) -> None:
        if area.bottom == WORDS.bottom:
            panels.append(area.y)
        panel(canvas, area, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Canvas, "panel", note_panel)
    monkeypatch.setattr(Canvas, "text", lambda *args, fit=0.0: note(*args))  # noqa: ARG005
    for page in pages:
        page.draw(Canvas(pygame.display.get_surface(), VIEW))  # type: ignore[attr-defined]
        (top,) = panels
        assert [words for words, upper, lower in lines if upper < top < lower] == []
        panels.clear()
        lines.clear()


@pytest.mark.parametrize("inputs", [1, 48])
def test_the_sum_of_one_map_s_products_is_said_once(game: Game, inputs: int, words: list[str]) -> None:
    scene = open_example(game)
    first = [one.name for one in scene.drawing.layers.convolutions][0 if inputs == 1 else 1]
    words.clear()
    close(scene, first).draw(Canvas(pygame.display.get_surface(), VIEW))
    assert sum(said.startswith("The sum") for said in words) == (1 if inputs == 1 else 2)
