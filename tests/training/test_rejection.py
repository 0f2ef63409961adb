"""Fitting the rejection threshold."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from digitgame import model
from digitgame.inference import Reader
from digitgame.ink import FRAMING, frame, frame_many
from digitgame.ink.frame import Frame
from digitgame.synth import handwriting, non_digits
from digitgame.training import rejection
from digitgame.training.rejection import Array


def framed(count: int, seed: int) -> Frame:
    return frame_many([drawing.strokes for drawing in handwriting.write_many(count, seed)])


def test_the_threshold_accepts_the_fraction_asked_for_of_every_source() -> None:
    rng = np.random.default_rng(0)
    digits = {"easy": rng.random(997).astype(np.float32) * 0.3, "hard": rng.random(501).astype(np.float32)}
    entry = rejection.fit(digits, {"dot": np.array([0.5, 0.999], np.float32)}, accept=0.98)
    assert entry["accepted"]["easy"] == 1
    assert 0.98 <= entry["accepted"]["hard"] < 0.984
    assert entry["refused"] == {"dot": 0.5}
    assert entry["not_a_digit"] == 0.5
    assert json.loads(json.dumps(entry)) == entry


def test_non_digits_of_every_kind_with_ink_are_scored(small_model: Path) -> None:
    frames = rejection.non_digit_frames(each=3)
    scores = rejection.non_digit_scores(Reader(model.load(small_model)), frames)
    assert set(scores) == {*non_digits.KINDS_LEARNT, *non_digits.KINDS_HELD_OUT} - {"empty"}
    assert all(some.shape == (3,) for some in scores.values())


@pytest.fixture(scope="module")
def rejecting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder whose small network has an output for non-digits, trained in a few seconds."""
    from digitgame.training.backend import keras, tf

    digits, others = handwriting.write_many(3000, 1), non_digits.write_many(2400, 2)
    pictures = frame_many([drawing.strokes for drawing in (*digits, *others)])[..., None]
    labels = np.array([10 if drawing.label is None else drawing.label for drawing in (*digits, *others)])
    frame_in = keras.Input((28, 28, 1))
    out = keras.layers.Conv2D(12, 5, strides=2, activation="relu")(frame_in)
    out = keras.layers.Conv2D(24, 5, strides=2, activation="relu")(out)
    features = keras.layers.Dense(48, activation="relu")(keras.layers.Flatten()(out))
    network = keras.Model(frame_in, [keras.layers.Dense(11)(features), features])
    loss = [keras.losses.SparseCategoricalCrossentropy(from_logits=True), None]
    network.compile(keras.optimizers.Adam(3e-3), loss, jit_compile=False)
    network.fit(pictures, labels, batch_size=64, epochs=6, verbose=0)

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
    folder = tmp_path_factory.mktemp("models") / "rejecting"
    folder.mkdir()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([read.get_concrete_function()], holder)
    (folder / model.TFLITE).write_bytes(converter.convert())
    (folder / model.KERAS).write_bytes(b"")
    model.write_card(folder, {"name": "rejecting", "framing": FRAMING})
    return folder


@pytest.mark.slow
def test_a_network_that_knows_non_digits_rejects_kinds_that_it_never_saw(rejecting: Path) -> None:
    reader = Reader(model.load(rejecting))
    fitted = rejection.fit(
        {"hand": reader.read_all(framed(1000, 10)).reject_scores},
        rejection.non_digit_scores(reader, rejection.non_digit_frames(each=3)),
    )
    card = json.loads((rejecting / model.CARD).read_text("utf-8"))
    model.write_card(rejecting, {**card, "refusal": fitted})
    reader = Reader(model.load(rejecting))
    assert "doubt" not in reader.read(framed(1, 1)[0]).layers
    assert reader.read_all(framed(1000, 11)).rejected.mean() < 0.03
    for kind in ("letter", "other letter", "spiral", "tick"):
        unlike = non_digits.write_many(200, 12, [kind])
        assert reader.read_all(frame_many([d.strokes for d in unlike])).rejected.mean() > 0.5, kind
    one = reader.read(frame(non_digits.write_many(1, 12, ["star"])[0].strokes))
    assert one.rejected
    assert one.reject_score > fitted["threshold"]
