"""Copying a digit by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from digitgame.game.gallery.copy_digit import CopyScene, likeness
from digitgame.game.game import Game
from digitgame.ink import Stroke, frame, frame_many
from digitgame.rules.copying import ALIKE, Copied, Copying
from digitgame.synth import handwriting, non_digits
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Pop

from .conftest import ONE, SEVEN, Player, key, seeing, sends

VIEW = View(960, 600)
pytestmark = pytest.mark.usefixtures("window")


def test_the_rules_tell_eye_and_network_apart() -> None:
    rules = Copying(read=9)
    assert rules.judge(ALIKE, 9) is Copied.TWIN
    assert rules.judge(0.9, 4) is Copied.MASK
    assert rules.judge(0.3, 9) is Copied.COUSIN
    assert rules.judge(0.2, 4) is Copied.STRANGER
    assert rules.judge(0.9, None) is Copied.MASK
    assert rules.judge(0.2, None) is Copied.STRANGER
    assert (rules.tries, rules.twins, rules.best) == (6, 1, 0.9)


def test_a_picture_is_like_itself_and_not_like_nothing() -> None:
    blank = np.zeros((28, 28), np.float32)
    dot = blank.copy()
    dot[14, 14] = 1.0
    for picture in (frame(SEVEN), frame(ONE), dot):
        assert likeness(picture, picture) == 1
        assert likeness(picture, blank) == likeness(blank, picture) == 0
    assert likeness(blank, blank) == 0
    assert likeness(frame(SEVEN), dot) == 0


def leaning(strokes: Sequence[Stroke], by: float) -> list[Stroke]:
    return [[(x + by * (150 - y), y) for x, y in stroke] for stroke in strokes]


def test_an_honest_copy_scores_above_other_digits_and_scribbles() -> None:
    """Copies with a shaking hand and another slant, against another digit and what is none, 20 of each."""
    rng = np.random.default_rng(2)
    originals = [handwriting.write(number % 10, rng).strokes for number in range(20)]
    leans = rng.choice((-0.3, 0.3), 20)
    copies = [leaning(shaken(one, 3.0), lean) for one, lean in zip(originals, leans, strict=True)]
    scribbles = [drawing.strokes for drawing in non_digits.write_many(20, 3, ("scribble", "zigzag", "wave"))]

    def median(others: Sequence[Sequence[Stroke]]) -> float:
        pairs = zip(frame_many(originals), frame_many(others), strict=True)
        return float(np.median([likeness(one, other) for one, other in pairs]))

    assert median(copies) > ALIKE + 0.05
    assert median([*originals[1:], originals[0]]) < 0.5
    assert median(scribbles) < 0.4


def test_a_scribble_is_not_told_that_it_is_the_same_digit(
    player: Player, game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = CopyScene(game, frame(SEVEN), 7)
    player.scene = scene
    rejected = seeing(scene._reading.digit, 0.9, rejected=True)
    monkeypatch.setattr(type(game.reader), "read", lambda *_: rejected)
    player.does(
        player.strokes([[(40, 40), (260, 60), (50, 100), (250, 140), (40, 180), (260, 240)]]), key("space")
    )
    assert scene.words == "Not yet: I see no digit, and it looks different."


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
    asked = CopyScene(game, frame(ONE), 1).words
    assert scene.words != asked
    player.does(key("c"), key("space"))
    assert scene.rules.tries == 2  # nothing is no copy
    assert scene.words == asked


def test_the_way_back(game: Game) -> None:
    assert sends(CopyScene(game, frame(ONE), 1), key("escape")) == Pop()
