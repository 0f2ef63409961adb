"""Copying a digit by hand."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from digitgame.game.gallery.copy_digit import CopyScene, likeness
from digitgame.game.game import Game
from digitgame.ink import Stroke, frame, frame_many
from digitgame.rules.copying import ALIKE, Copied, Copying
from digitgame.synth import handwriting
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Pop

from .conftest import ONE, SEVEN, Player, key, sends

VIEW = View(960, 600)
pytestmark = pytest.mark.usefixtures("window")


def test_the_rules_tell_eye_and_network_apart() -> None:
    rules = Copying(read=9)
    assert rules.judge(ALIKE, 9) is Copied.TWIN
    assert rules.judge(0.9, 4) is Copied.MASK
    assert rules.judge(0.3, 9) is Copied.COUSIN
    assert rules.judge(0.2, 4) is Copied.STRANGER
    assert (rules.tries, rules.twins, rules.best) == (4, 1, 0.9)


@pytest.mark.slow
def test_a_picture_is_like_itself_and_less_like_others() -> None:
    rng = np.random.default_rng(2)
    written = [frame_many([handwriting.write(digit, rng).strokes for _ in range(120)]) for digit in range(10)]
    blank = np.zeros((28, 28), np.float32)
    for digit, alike in enumerate(written):
        assert likeness(alike[0], alike[0]) == pytest.approx(1)
        assert likeness(alike[0], blank) == 0
        of_its_kind = float(np.median([likeness(one, other) for one, other in pairwise(alike)]))
        others = zip(alike, written[(digit + 1) % 10], strict=True)
        of_another = float(np.median([likeness(one, other) for one, other in others]))
        assert of_another < of_its_kind < ALIKE + 0.1
    assert likeness(blank, blank) == 0


def shaken(strokes: Sequence[Stroke], by: float) -> list[Stroke]:
    rng = np.random.default_rng(3)
    return [[(x + rng.normal(0, by), y + rng.normal(0, by)) for x, y in stroke] for stroke in strokes]


def test_a_careful_copy_is_a_twin(player: Player, game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = CopyScene(game, frame(SEVEN), 7)
    player.scene = scene
    player.does(player.strokes(shaken(SEVEN, 3.0)), key("space"))
    assert (scene.rules.tries, scene.rules.twins) == (1, 1)
    words.clear()
    scene.draw(canvas)
    assert any(told.startswith("A twin!") for told in words)
    player.does(key("space"))
    assert scene.rules.tries == 1  # one copy counts once
    player.does(player.strokes(ONE))
    assert scene.board.ink.strokes == ONE  # the next one has a clean board
    player.does(key("space"))
    assert (scene.rules.tries, scene.rules.twins) == (2, 1)
    assert scene.words == "Not yet: I see a 1, and it looks different."


def test_a_copy_may_be_small_and_anywhere(player: Player, game: Game) -> None:
    scene = CopyScene(game, frame(SEVEN), 7)
    player.scene = scene
    small = [[(x / 3 + 180, y / 3 + 190) for x, y in stroke] for stroke in SEVEN]
    player.does(player.strokes(small), key("return"))
    assert scene.rules.twins == 1
    assert scene.rules.best > 0.9


def test_changing_a_judged_copy_makes_it_another_one(player: Player, game: Game) -> None:
    scene = CopyScene(game, frame(ONE), 1)
    player.scene = scene
    player.does(player.strokes([*ONE, SEVEN[0][:3]]), key("space"))
    player.does(key("z", 64), key("space"))  # Ctrl
    assert scene.rules.tries == 2
    assert scene.board.ink.strokes == ONE
    player.does(key("c"), key("space"))
    assert scene.rules.tries == 2  # nothing is no copy


def test_the_way_back(game: Game) -> None:
    assert sends(CopyScene(game, frame(ONE), 1), key("escape")) == Pop()
