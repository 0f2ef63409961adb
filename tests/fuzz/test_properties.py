"""What holds for every drawing, file, run, store and card; more examples with SOAK=1."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("hypothesis", reason="needs the packages for development")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from digitgame import model
from digitgame.cli.models.view import card as shown
from digitgame.cli.models.view import facts
from digitgame.datasets import Images
from digitgame.datasets.formats import idx, npz, sprite
from digitgame.errors import DigitgameError
from digitgame.ink import Drawing, Ink, frame
from digitgame.ink.drawing import BOARD
from digitgame.ink.files import format_drawing, parse_drawing
from digitgame.rules import Answer, Clock, Score, replay
from digitgame.rules.modes import ALL_MODES, Mode
from digitgame.rules.record import Recorder
from digitgame.rules.timed_run import TimedRun
from digitgame.store import Store

MODEL = Path(__file__).resolve().parents[1] / "model"
EXAMPLES = 3_000 if os.environ.get("SOAK") else 25
settings.register_profile(
    "steady",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("steady")

points = st.tuples(st.floats(-20, 320, width=32), st.floats(-20, 320, width=32))
on_board = st.tuples(st.floats(0, BOARD, width=32), st.floats(0, BOARD, width=32))
drawings = st.lists(st.lists(on_board, min_size=1, max_size=12), min_size=1, max_size=5)
# To a hundredth of a unit, as ink files have them. Nearer points may become one where a drawing is moved.
kept = st.integers(0, round(100 * BOARD)).map(lambda hundredths: hundredths / 100)
kept_drawings = st.lists(st.lists(st.tuples(kept, kept), min_size=1, max_size=12), min_size=1, max_size=5)
digits = st.integers(0, 9)
truths = st.none() | digits
json_values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
changes = st.sampled_from(["begin", "extend", "end", "erase", "undo", "redo", "clear"])


@given(st.lists(st.tuples(changes, points), max_size=40))
def test_ink_stays_on_the_board_and_every_step_can_be_undone_and_redone(steps: list[Any]) -> None:
    ink = Ink()
    for name, point in steps:
        values = {"begin": (point,), "extend": (point,), "erase": (point, 20.0)}.get(name, ())
        getattr(ink, name)(*values)
    assert all(0 <= value <= BOARD for stroke in ink.strokes for point in stroke for value in point)
    assert all(ink.strokes)
    ink.end()
    after = [list(stroke) for stroke in ink.strokes]
    undone = 0
    while ink.undo():
        undone += 1
    for _ in range(undone):
        assert ink.redo()
    assert [list(stroke) for stroke in ink.strokes] == after


@given(drawings, truths, st.dictionaries(st.sampled_from(["writer", "time"]), st.text(max_size=5)))
def test_a_drawing_comes_back_from_its_line(strokes: Any, label: int | None, extra: dict[str, str]) -> None:
    drawing = Drawing.of(strokes, label, **extra)
    again = parse_drawing(format_drawing(drawing))
    assert again.label == label
    assert again.extra == extra
    assert len(again.strokes) == len(drawing.strokes)
    for one, other in zip(again.strokes, drawing.strokes, strict=True):
        np.testing.assert_allclose(one, other, atol=0.0051)


@given(st.text(max_size=200) | json_values.map(json.dumps))
def test_any_line_is_a_drawing_or_refused_in_one_line(line: str) -> None:
    refused = ""
    try:
        assert isinstance(parse_drawing(line), Drawing)
    except DigitgameError as error:
        refused = str(error)
    assert "\n" not in refused


@given(kept_drawings)
def test_every_drawing_is_framed_within_bounds_wherever_it_lies(strokes: Any) -> None:
    framed = frame(strokes)
    assert framed.shape == (28, 28)
    assert framed.dtype == np.float32
    assert 0 <= framed.min() <= framed.max() <= 1
    assert framed.any()
    moved = frame([[(x + 32.0, y - 16.0) for x, y in stroke] for stroke in strokes])
    assert float(np.abs(moved - framed).max()) < 0.02


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 6), st.just(28), st.just(28))), st.data())
def test_images_come_back_from_every_format(images: Any, data: Any) -> None:
    labels = data.draw(arrays.arrays(np.uint8, len(images), elements=digits))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        idx.write(folder / "images", images)
        idx.write(folder / "labels", labels)
        assert np.array_equal(idx.read_images(folder / "images"), images)
        assert np.array_equal(idx.read_labels(folder / "labels"), labels)
        np.savez(folder / "a.npz", x_train=images, y_train=labels, x_test=images, y_test=labels)
        # An array says nothing of its range: one of zeros and ones is taken for 0 to 1.
        scaled = images if images.max() > 1 else 255 * images
        assert np.array_equal(npz.read(folder / "a.npz")[1].images, scaled)
        Image.fromarray(images.reshape(-1, 784)).save(folder / sprite.IMAGES)
        (folder / sprite.LABELS).write_bytes(np.eye(10, dtype=np.uint8)[labels].tobytes())
        back = Images.joined(sprite.read(folder / sprite.IMAGES))
        assert np.array_equal(back.images, images)
        assert np.array_equal(back.labels, labels)


@given(st.sampled_from(ALL_MODES), st.integers(0, 2**31 - 1), st.data())
def test_a_run_replays_to_its_score(mode: Mode, seed: int, data: Any) -> None:
    assert Mode.parse(str(mode)) == mode
    rules = mode.rules(Clock(), seed)
    if not isinstance(rules, TimedRun):
        return
    recorder = Recorder(rules)
    read: list[int] = []
    for _ in range(data.draw(st.integers(0, 30))):
        rules.clock.now += data.draw(st.sampled_from([0.0, 0.3, 1.0, 7.0]))
        name = data.draw(st.sampled_from(["take", "take", "take", *rules.MOVES]))
        if name == "take":
            wanted = rules.target
            digit = wanted if wanted is not None and data.draw(st.booleans()) else data.draw(digits)
            if recorder.make(name, digit, drawing=len(read)):
                read.append(digit)
        else:
            recorder.make(name)
    again = mode.rules(Clock(), seed)
    assert replay(again, recorder.moves, read)
    assert isinstance(again, TimedRun)
    assert (again.score, again.hits, again.best) == (rules.score, rules.hits, rules.best)
    assert rules.score >= 0


@given(st.lists(st.tuples(digits, truths), max_size=30))
def test_a_score_counts_every_answer_once(given_answers: list[tuple[int, int | None]]) -> None:
    answers = [Answer(*one) for one in given_answers]
    score = Score.of(answers)
    assert score.total.count == len(answers)
    assert score.total.right == sum(answer.right for answer in answers)
    step = Score()
    for answer in answers:
        step = step.after(answer)
    assert step == score


@given(
    st.lists(st.tuples(st.sampled_from(["add", "correct", "withdraw"]), digits, truths, digits), max_size=20)
)
def test_a_store_holds_what_was_given_whatever_the_order(steps: list[Any]) -> None:
    expected: dict[str, Answer] = {}
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "a.db") as store:
        for name, guess, truth, at in steps:
            known = list(expected)
            if name == "add" or not known:
                drawing = Drawing((((1.0, 2.0), (3.0, 4.0)),))
                uid = store.add("Ann", drawing, [0.1] * 10, Answer(guess, truth), model="m")
                expected[uid] = Answer(guess, truth)
            elif name == "correct":
                uid = known[at % len(known)]
                expected[uid] = Answer(expected[uid].guess, truth)
                store.correct(uid, expected[uid])
            else:
                uid = known[at % len(known)]
                del expected[uid]
                store.withdraw(uid)
        assert list(store.answers("Ann")) == list(expected.values())


@given(json_values)
def test_a_setting_comes_back_or_is_passed_over(value: Any) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "a.db") as store:
        store.set("x", value)
        kept = store.setting("x")
        assert kept is None or json.dumps(kept) == json.dumps(value)


@given(st.sampled_from(sorted(json.loads((MODEL / model.CARD).read_text("utf-8")))), json_values)
def test_a_card_is_shown_or_refused_whatever_one_of_its_values_is(key: str, value: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "model"
        folder.mkdir()
        shutil.copyfile(MODEL / model.TFLITE, folder / model.TFLITE)
        card = json.loads((MODEL / model.CARD).read_text("utf-8"))
        (folder / model.CARD).write_text(json.dumps(card | {key: value}), "utf-8")
        try:
            found = model.load(folder)
        except DigitgameError:
            return
        assert facts(found)["folder"] == str(folder)
        assert shown(found, found.card.get("layers") or [])
