"""The numbers on the screen, in Inside and in the lessons, are LiteRT's own: 100 drawings, a network of each preset."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from digitgame import model, paths
from digitgame.datasets import Images
from digitgame.game.game import Game
from digitgame.game.inspect import open_inside
from digitgame.game.inspect.chances import chance_facts, softmax_rows
from digitgame.game.inspect.close_up import convolution_facts, dense_facts, pooling_facts
from digitgame.game.learn.decide import Softmax, logits_of
from digitgame.game.learn.descend import Gradient
from digitgame.game.learn.layers import first_layer
from digitgame.game.learn.scene import PAGES, Lesson
from digitgame.game.learn.see import Kernels
from digitgame.inference import Reader, arithmetic
from digitgame.inference.layers import Convolution, Dense, Flatten, Pooling
from digitgame.ink import Point, frame
from digitgame.model import FORMAT, TFLITE, Model, sha256
from digitgame.store import Store
from digitgame.synth import handwriting
from digitgame.ui.sound import Sounds

from .pictures import GOLDEN

CLOSE = 1e-4
# What two decimals leave out.
ROUNDED = 0.0051
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("window")]


@cache
def reader_of(preset: str) -> Reader:
    if preset == "seed":
        folder = GOLDEN / "network"
        card = {"name": "golden", "format": FORMAT, "files": {TFLITE: sha256(folder / TFLITE)}}
        return Reader(Model(folder, card))
    return Reader(
        model.load(Path(__file__).parents[1] / "model" if preset == "fast" else paths.shipped_model())
    )


@cache
def drawings() -> list[list[list[Point]]]:
    rng = np.random.default_rng(5)
    return [[list(stroke) for stroke in handwriting.write(number % 10, rng).strokes] for number in range(100)]


@pytest.fixture(params=["seed", "fast", "best"])
def each_game(request: pytest.FixtureRequest, store: Store) -> Game:
    def samples(seed: int) -> tuple[str, Images]:
        raise AssertionError(seed)

    return Game(reader_of(request.param), store, "Ann", Sounds(muted=True), samples)


def close(mine: object, theirs: object) -> bool:
    return np.allclose(np.asarray(mine), np.asarray(theirs), rtol=0, atol=CLOSE)


def said(words: str) -> float:
    """The last number of a line."""
    return float(re.findall(r"−?\d+\.\d+", words)[-1].replace("−", "-"))


def test_what_inside_says_of_a_place_is_what_litert_has_there(each_game: Game) -> None:
    rng = np.random.default_rng(3)
    for strokes in drawings():
        passed = open_inside(each_game, picture=frame(strokes)).drawing.forward
        reading = each_game.reader.read(frame(strokes))
        assert passed.probabilities == pytest.approx(reading.probabilities, abs=CLOSE)
        compared = 0
        for step in passed.steps:
            name, layer = step.layer.name, step.layer
            theirs = reading.layers.get(name)
            if theirs is None or isinstance(layer, Flatten):
                continue
            compared += 1
            assert close(step.output, theirs.reshape(step.output.shape))
            *place, number = (int(rng.integers(side)) for side in step.output.shape)
            at = (*place, number)
            if isinstance(layer, Convolution):
                last = convolution_facts(step, number, *place)[-1]
            elif isinstance(layer, Pooling):
                last = pooling_facts(step, number, *place)[-1]
            else:
                last = dense_facts(step, number)[-1]
            assert said(last) == pytest.approx(float(theirs[at]), abs=ROUNDED)
        assert compared >= 4


def test_what_inside_says_of_an_answer_is_what_litert_answers(each_game: Game) -> None:
    for strokes in drawings():
        drawing = open_inside(each_game, picture=frame(strokes)).drawing
        reading = each_game.reader.read(frame(strokes))
        rows = softmax_rows(drawing.forward, drawing.layers.temperature)
        step = drawing.forward.steps[-1]
        assert isinstance(step.layer, Dense)
        for digit, chance in enumerate(reading.probabilities.tolist()):
            last = chance_facts(step, digit, drawing.layers.temperature)[-1]
            if "%+" not in rows[digit][4]:
                assert float(rows[digit][4].removesuffix(" %")) == pytest.approx(chance * 100, abs=0.51)
            if "%+" not in last and "." in last.rpartition("= ")[2]:
                assert said(last) == pytest.approx(chance * 100, abs=0.06)


def test_what_the_lessons_show_is_what_litert_has(each_game: Game) -> None:
    scenes = {
        page: Lesson(each_game, number=number)
        for number, page in enumerate(PAGES)
        if page in (Kernels, Softmax, Gradient)
    }
    for strokes in drawings():
        reading = each_game.reader.read(frame(strokes))
        for page, scene in scenes.items():
            scene.board.renew(strokes)
            scene.page.update(0.0)
            shown, page_name = scene.page, page.name
            first, logits = first_layer(shown), logits_of(shown)
            assert first is not None
            assert logits is not None
            theirs = reading.layers["conv1"][..., first.kernel]
            assert close(first.output, theirs), page_name
            assert close(arithmetic.relu(first.sums + first.bias), theirs)
            pooled = arithmetic.max_pool(first.output[..., None])[..., 0]
            assert close(pooled, reading.layers["pool1"][..., first.kernel])
            temperature = each_game.reader.model.temperature
            assert close(arithmetic.softmax(logits, temperature), reading.probabilities)
            match shown:
                case Kernels():
                    assert close(shown.maps, reading.layers["conv1"])
                case Softmax():
                    assert close(shown.probabilities(), reading.probabilities)
                case Gradient():
                    assert close(shown.logits, logits)
