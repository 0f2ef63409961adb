"""`train --data auto --data mine`: what was corrected in the game is learnt for good, and never at the others' cost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from digitgame import ink, model, paths
from digitgame.cli import main
from digitgame.inference import Reader
from digitgame.ink import Drawing, frame_many
from digitgame.rules import Answer
from digitgame.store import Store
from digitgame.synth import handwriting
from digitgame.training.request import start_of

pytestmark = [
    pytest.mark.slow,  # TensorFlow
    pytest.mark.usefixtures("few_non_digits", "without_charts", "without_snapshots"),
]

ODD = "-.25,.03 .25,.0! .0,1! -.2,1 .22,.99"  # a 7 with a foot, like a 2


def odd_sevens(count: int, seed: int) -> list[Drawing]:
    rng = np.random.default_rng(seed)
    shape = handwriting.parse(ODD)
    return [
        Drawing(handwriting.on_board(handwriting.deformed(shape, rng), shape.strokes, rng), 7)
        for _ in range(count)
    ]


def train(*options: str, exit_code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["train", *options])
    assert done.exit_code == exit_code, done.output
    return done


def default() -> model.Model:
    return model.find(None, models=paths.models(), shipped=paths.shipped_model(), framing=ink.FRAMING)


def read_right(network: model.Model, drawings: Sequence[Drawing]) -> float:
    reads = Reader(network).read_many(frame_many([drawing.strokes for drawing in drawings]))
    return float((reads.argmax(1) == [drawing.label for drawing in drawings]).mean())


def test_what_was_corrected_is_learnt_for_good_and_a_network_that_reads_worse_stays_out() -> None:
    told = train("--data", "auto", "--hand", "2000", "--epochs", "4", "--name", "before")
    assert "on synthetic digits only" in told.output  # no MNIST here, and none to be had
    # So small a network reads worse than the bundled one, which the game would keep.
    model.set_default(paths.models(), "before")
    before = default()
    with Store(paths.database()) as store:
        store.join("Ann")
        for drawing in odd_sevens(40, 1):
            store.add("Ann", drawing, [0.1] * 10, Answer(2, 7), model=before.digest)

    said = train(
        "--data", "auto", "--data", "mine", "--hand", "2500", "--epochs", "5", "--name", "after"
    ).stdout
    assert "The game uses this model now." in said
    after = default()
    assert after.name == "after"
    new = odd_sevens(80, 2)
    assert read_right(after, new) > max(2 * read_right(before, new), 0.4)
    usual = handwriting.write_many(1000, 3)
    assert read_right(after, usual) >= read_right(before, usual)
    assert after.card["recipe"]["start"] == "before"  # it went on learning
    sources = {source["name"]: source["count"] for source in after.card["data"]}
    assert sources["mine"] < 40  # some are kept to test on; none is counted twice

    worse = ("--data", "auto", "--data", "mine", "--hand", "400", "--preset", "seed", "--epochs", "1")
    last = json.loads(train(*worse, "--name", "worse", "--json").stdout.splitlines()[-1])
    assert {"hand", "mine"} <= set(last["scores"])
    assert default().name == "after"
    assert model.names(paths.models()) == ["after", "before", "worse"]
    assert read_right(default(), new) == read_right(after, new)


def test_a_network_of_another_preset_is_no_start(own_model: Path) -> None:
    options = ("--data", "hand", "--preset", "seed", "--from")
    assert "was trained with preset fast, not seed" in train(*options, str(own_model), exit_code=2).stderr
    assert "There is no model nowhere" in train(*options, "nowhere", exit_code=2).stderr


def test_what_goes_on_learning_is_told_by_the_data_and_the_preset() -> None:
    shipped = str(paths.shipped_model().resolve())
    assert start_of(None, None, ("auto", "mine")) == ("best", shipped)
    assert start_of(None, "fast", ("auto", "mine")) == ("fast", None)
    assert start_of(None, None, ("auto",)) == ("fast", None)
    assert start_of("shipped", None, ("auto",)) == ("best", shipped)
