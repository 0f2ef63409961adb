from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.inference import Reader, rejection
from digitgame.inference.metrics import score
from digitgame.inference.reader import Array
from digitgame.ink import FRAMING, frame, frame_many
from digitgame.ink.frame import Frame
from digitgame.model import Model
from digitgame.synth import handwriting, non_digits


def with_card(folder: Path, **entries: object) -> Model:
    """The model of a folder whose card has more entries."""
    card = json.loads((folder / model.CARD).read_text("utf-8"))
    model.write_card(folder, {**card, **entries})
    return model.load(folder)


def framed(count: int, seed: int) -> Frame:
    return frame_many([drawing.strokes for drawing in handwriting.write_many(count, seed)])


def test_a_network_that_has_not_learnt_to_doubt_doubts_as_much_as_it_is_unsure(own_model: Path) -> None:
    card = json.loads((own_model / model.CARD).read_text("utf-8"))
    card.pop("refusal", None)
    model.write_card(own_model, card)
    reader = Reader(model.load(own_model))
    reading = reader.read(framed(1, 1)[0])
    assert reading.refused is False  # no threshold
    if not has_learnt(reader):
        assert reading.doubt == pytest.approx(1 - reading.certainty, abs=1e-6)


def has_learnt(reader: Reader) -> bool:
    return "doubt" in reader._run.get_output_details()


@pytest.mark.parametrize(("threshold", "refused"), [(-1, True), (1.0, False)])
def test_what_is_doubted_more_than_the_card_allows_is_refused(
    threshold: float, refused: bool, own_model: Path
) -> None:
    reader = Reader(with_card(own_model, refusal={"threshold": threshold}))
    assert reader.read(framed(1, 2)[0]).refused is refused
    assert reader.read_all(framed(12, 3)).refused.tolist() == [refused] * 12


def test_many_are_doubted_as_one_is(own_model: Path) -> None:
    frames = np.concatenate([framed(130, 4), frame_many([d.strokes for d in non_digits.write_many(30, 4)])])
    reader = Reader(with_card(own_model, refusal={"threshold": 0.05}))
    readings = reader.read_all(frames)
    one_by_one = [reader.read(frame) for frame in frames]
    np.testing.assert_allclose(readings.doubts, [reading.doubt for reading in one_by_one], atol=1e-5)
    np.testing.assert_allclose(
        readings.features, np.stack([reading.layers["features"].ravel() for reading in one_by_one]), atol=1e-4
    )
    assert 0 < readings.refused.sum() < len(frames)
    assert len(readings) == len(frames)


def test_nothing_to_read_has_the_widths_of_the_outputs(small_model: Path) -> None:
    reader = Reader(model.load(small_model))
    nothing, something = reader.read_all(framed(10, 5)[:0]), reader.read_all(framed(10, 5))
    assert len(nothing) == 0
    assert nothing.features.shape[1:] == something.features.shape[1:]
    assert nothing.probabilities.shape == (0, 10)


@pytest.mark.parametrize(
    "entry", [{}, {"threshold": None}, {"threshold": "much"}, {"threshold": math.nan}, 7]
)
def test_a_threshold_that_is_no_number_is_told(entry: object, own_model: Path) -> None:
    damaged = Model(own_model, {**model.load(own_model).card, "refusal": entry})
    with pytest.raises(DigitgameError, match="threshold of refusal"):
        Reader(damaged)


def test_the_threshold_accepts_the_share_asked_for_of_every_source() -> None:
    rng = np.random.default_rng(0)
    digits = {"easy": rng.random(997).astype(np.float32) * 0.3, "hard": rng.random(501).astype(np.float32)}
    told = rejection.fit(digits, {"dot": np.array([0.5, 0.999], np.float32)}, accept=0.98)
    assert told["accepted"]["easy"] == 1
    assert 0.98 <= told["accepted"]["hard"] < 0.984
    assert told["refused"] == {"dot": 0.5}
    assert told["not_a_digit"] == 0.5
    assert json.loads(json.dumps(told)) == told


def test_the_score_counts_what_was_refused(own_model: Path) -> None:
    images = (framed(30, 6) * 255).astype(np.uint8)
    images[3] = 0
    labels = np.zeros(30, np.uint8)
    everything = Reader(with_card(own_model, refusal={"threshold": -1}))
    assert score(everything, images, labels, "all").refused == 30
    nothing = Reader(with_card(own_model, refusal={"threshold": 1.1}))
    assert score(nothing, images, labels, "none").refused == 1  # the one without ink


def test_scraps_of_every_kind_that_has_ink_are_read(small_model: Path) -> None:
    told = rejection.scrap_doubts(Reader(model.load(small_model)), rejection.scrap_frames(each=3))
    assert set(told) == {*non_digits.KINDS_LEARNT, *non_digits.KINDS_HELD_OUT} - {"empty"}
    assert all(doubts.shape == (3,) for doubts in told.values())


def test_the_shipped_model_refuses_what_it_is_said_to() -> None:
    shipped = model.load(paths.shipped_model(), framing=FRAMING)
    if "refusal" not in shipped.card:
        pytest.skip("the model in the box has no threshold of refusal")
    reader = Reader(shipped)
    assert not reader.read_all(framed(500, 77)).refused.mean() > 0.03
    unlike = [d.strokes for d in non_digits.write_many(400, 78, non_digits.KINDS_MEASURED)]
    assert reader.read_all(frame_many(unlike)).refused.mean() > 0.8


@pytest.fixture(scope="module")
def doubting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder whose small network has learnt to doubt, in a few seconds."""
    from digitgame.training.backend import keras, tf

    digits, others = handwriting.write_many(5000, 1), non_digits.write_many(4000, 2)
    pictures = frame_many([drawing.strokes for drawing in (*digits, *others)])[..., None]
    labels = np.array([10 if drawing.label is None else drawing.label for drawing in (*digits, *others)])
    frame_in = keras.Input((28, 28, 1))
    out = keras.layers.Conv2D(12, 5, strides=2, activation="relu")(frame_in)
    out = keras.layers.Conv2D(24, 5, strides=2, activation="relu")(out)
    features = keras.layers.Dense(48, activation="relu")(keras.layers.Flatten()(out))
    network = keras.Model(frame_in, [keras.layers.Dense(11)(features), features])
    loss = [keras.losses.SparseCategoricalCrossentropy(from_logits=True), None]
    network.compile(keras.optimizers.Adam(3e-3), loss, jit_compile=False)
    network.fit(pictures, labels, batch_size=64, epochs=4, verbose=0)

    @tf.function(input_signature=[tf.TensorSpec([None, 28, 28, 1], tf.float32, name="frame")])  # type: ignore[untyped-decorator]
    def read(frame: Array) -> dict[str, Array]:
        logits, features = network(frame, training=False)
        return {
            "probabilities": tf.nn.softmax(logits[:, :10]),
            "doubt": tf.nn.softmax(logits)[:, 10:],
            "features": features,
        }

    holder = tf.Module()
    holder.held = [variable.value for variable in network.variables]
    folder = tmp_path_factory.mktemp("models") / "doubting"
    folder.mkdir()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([read.get_concrete_function()], holder)
    (folder / model.TFLITE).write_bytes(converter.convert())
    (folder / model.KERAS).write_bytes(b"")
    model.write_card(folder, {"name": "doubting", "framing": FRAMING})
    return folder


@pytest.mark.slow
def test_a_network_that_has_learnt_to_doubt_refuses_what_it_never_saw(doubting: Path) -> None:
    reader = Reader(model.load(doubting))
    fitted = rejection.fit(
        {"hand": reader.read_all(framed(1000, 10)).doubts},
        rejection.scrap_doubts(reader, rejection.scrap_frames()),
    )
    reader = Reader(with_card(doubting, refusal=fitted))
    assert "doubt" not in reader.read(framed(1, 1)[0]).layers  # a number of the reading, not a layer to see
    assert reader.read_all(framed(1000, 11)).refused.mean() < 0.03
    for kind in ("letter", "other letter", "spiral", "tick"):
        unlike = non_digits.write_many(200, 12, [kind])
        assert reader.read_all(frame_many([d.strokes for d in unlike])).refused.mean() > 0.5, kind
    one = reader.read(frame(non_digits.write_many(1, 12, ["star"])[0].strokes))
    assert one.refused
    assert one.doubt > fitted["threshold"]
