"""A duel on one digit of the gallery: it hides among two that the network finds most like it."""

import numpy as np
import pytest

from digitgame.game.gallery.enlarged import Enlarged, GalleryPage
from digitgame.game.gallery.hidden_digit import MODE, HiddenDigitScene
from digitgame.game.game import Game
from digitgame.game.modes.duel import RULES
from digitgame.game.results.duel_rounds import DuelRounds
from digitgame.game.results.scene import Results
from digitgame.rules.duel import GRACE, Won
from digitgame.store import Store
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Push, Stack

from .conftest import key, sends

VIEW = View(960, 600)
pytestmark = pytest.mark.usefixtures("window")


@pytest.fixture
def stack(game: Game) -> Stack:
    """A digit of the gallery, enlarged, and the duel on it."""
    page = GalleryPage()
    page.add(game.datasets()[0].take(4, 0, 3), game.reader)
    page.choose(1)
    scenes = Stack([Enlarged(game, page, "made")])
    plays(scenes, "l")
    assert isinstance(scenes.top, HiddenDigitScene)
    return scenes


def plays(scenes: Stack, *names: str, seconds: float = 0.0) -> None:
    """Press keys, and let time pass in frames."""
    for name in names:
        change = sends(scenes.top, key(name))
        if change is not None:
            scenes.apply(change)
    for _ in range(round(seconds * 60)):
        change = scenes.top.update(1 / 60)
        if change is not None:
            scenes.apply(change)


def test_the_very_digit_comes_out_of_the_fog(stack: Stack, game: Game) -> None:
    enlarged, duel = stack.scenes
    assert isinstance(enlarged, Enlarged)
    assert isinstance(duel, HiddenDigitScene)
    picture, label = enlarged.page.digit
    assert (duel.label, label) == (4, 4)
    at = duel.rules.digits.index(4)
    assert (duel._pictures[at] == picture).all()
    likely = game.reader.read(picture).probabilities.argsort()[-3:]
    assert len(duel.rules.digits) == 3
    assert set(duel.rules.digits) <= {4, *likely.tolist()}


def test_who_is_first_wins_it_and_the_way_leads_back(
    stack: Stack, game: Game, store: Store, canvas: Canvas, words: list[str]
) -> None:
    enlarged, duel = stack.scenes
    assert isinstance(duel, HiddenDigitScene)
    duel.draw(canvas)
    assert "Three digits, your 4 among them. Name each one!" in words
    words.clear()
    plays(stack, "return", seconds=1.9)
    duel.draw(canvas)
    assert "The AI shows its thoughts once it has answered." in words
    assert not set(RULES) & set(words)
    while duel.rules.digit != 4:
        plays(stack, seconds=0.1)
    plays(stack, seconds=GRACE + 0.05)
    plays(stack, "4")
    mine = duel.rules.digits.index(4)
    assert duel.rules.rounds[mine] is Won.YOU
    plays(stack, seconds=30.0)
    results = stack.top
    assert isinstance(results, Results)
    assert isinstance(results.items, DuelRounds)
    assert len(results.items) == 3
    assert [run.score for run in store.runs(mode=MODE)] == [results.run.score]
    results.draw(canvas)
    assert "Duel · Gallery" in words
    plays(stack, "return")  # once more, on the same digit
    again = stack.top
    assert isinstance(again, HiddenDigitScene)
    assert (again.label, again.picture is duel.picture) == (4, True)
    plays(stack, "return", seconds=1.9 + GRACE)
    plays(stack, str((again.rules.digits[0] + 1) % 10), "escape", "q", seconds=0.1)
    assert isinstance(stack.top, Results)
    plays(stack, "return", "escape")  # before it has begun, straight back
    assert stack.scenes == [enlarged]
    assert game.best(MODE) == results.run.score


def test_one_of_its_rounds_is_the_enlarged_digit(game: Game) -> None:
    picture = np.zeros((28, 28), np.float32)
    for seed in range(9):
        scene = HiddenDigitScene(game, MODE, seed, picture=picture, label=4)
        blank = [
            digit for digit, shown in zip(scene.rules.digits, scene._pictures, strict=True) if not shown.any()
        ]
        assert blank == [4]


def test_a_digit_that_the_network_misreads_is_lost_by_it(game: Game) -> None:
    """It answers with what it reads: that leaves the digit to the player."""
    page = GalleryPage()
    page.add(game.datasets()[0].take(4, 0, 1), game.reader)
    picture, _ = page.digit
    pushed = sends(Enlarged(game, page, "made"), key("l"))
    assert isinstance(pushed, Push)
    duel = HiddenDigitScene(game, MODE, 3, picture=picture, label=(game.reader.read(picture).digit + 1) % 10)
    scenes = Stack([duel])
    plays(scenes, "return", seconds=1.9)
    while duel.rules.digit != duel.label:
        plays(scenes, seconds=0.5)
    while duel.rules.its is None:
        plays(scenes, seconds=0.1)
    assert not duel.rules.decided
    plays(scenes, str(duel.label))
    assert duel.rules.rounds[-1] is Won.YOU
