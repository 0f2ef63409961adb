"""Fitting the rejection threshold."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from digitgame import model
from digitgame.datasets import Images
from digitgame.inference import Reader
from digitgame.ink import FRAMING, frame, frame_many
from digitgame.ink.frame import Frame
from digitgame.synth import handwriting, non_digits, strangers
from digitgame.synth.strangers import Array
from digitgame.training import rejection


def framed(count: int, seed: int) -> Frame:
    return frame_many([drawing.strokes for drawing in handwriting.write_many(count, seed)])


def normal(mean: float, seed: int, count: int = 4000) -> Array:
    """Reject scores whose log-odds are normally distributed around `mean`."""
    odds = np.random.default_rng(seed).normal(mean, 1, count)
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def test_the_knee_lies_between_digits_and_non_digits() -> None:
    # Of two normal distributions of the same width, the weight of an error moves the best threshold by ln(2) / 6.
    limit = rejection.knee({"some": normal(-3, 1)}, {"dot": normal(3, 2)})
    assert np.log(limit / (1 - limit)) == pytest.approx(np.log(2) / 6, abs=0.3)
    # Non-digits whose scores are as high as ever still let through digits that are stranger.
    assert rejection.knee({"some": normal(-3, 1), "odd": normal(0, 3)}, {"dot": normal(3, 2)}) > limit + 0.1


def test_a_network_that_takes_digits_for_non_digits_accepts_nearly_all() -> None:
    digits = {"some": normal(5, 1)}
    limit = rejection.knee(digits, {"dot": normal(5, 2)})
    assert (digits["some"] <= limit).mean() > 0.98


def test_the_entry_on_the_card_counts_what_is_accepted(small_model: Path) -> None:
    reader = Reader(model.load(small_model))
    drawn = strangers.Samples(strangers.stranger_frames(40), strangers.non_digit_frames(3))
    images = np.rint(framed(50, 3) * 255).astype(np.uint8)
    labels = reader.read_many(images.astype(np.float32) / np.float32(255)).argmax(1).astype(np.uint8)
    entry = rejection.fit(reader, Images(images, labels), drawn)
    scores = rejection.non_digit_scores(reader, drawn.others)
    assert set(entry["accepted"]) == {"validation", *drawn.strangers}
    assert entry["refused"]["dot"] == round(float((scores["dot"] > entry["threshold"]).mean()), 4)
    assert entry["not_a_digit"] == pytest.approx(
        np.mean([entry["refused"][kind] for kind in non_digits.KINDS_MEASURED]), abs=1e-4
    )
    assert json.loads(json.dumps(entry)) == entry


def test_strangers_digits_are_digits_that_no_training_sees(small_model: Path) -> None:
    reader = Reader(model.load(small_model))
    written = strangers.stranger_frames(100)
    right = {
        name: (reader.read_many(frames).argmax(1) == np.arange(100) % 10).mean()
        for name, frames in written.items()
    }
    assert min(right.values()) > 0.6
    ink = {name: float(frames.mean()) for name, frames in written.items()}
    assert ink["narrow pen"] < 0.8 * ink["deformed"] < 0.8 * ink["wide pen"]
    again = strangers.stranger_frames(100)
    assert all((again[name] == frames).all() for name, frames in written.items())


def test_non_digits_of_every_kind_with_ink_are_scored(small_model: Path) -> None:
    frames = strangers.non_digit_frames(each=3)
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
    drawings = handwriting.write_many(1000, 10)
    labels = np.array([drawing.label for drawing in drawings], np.uint8)
    images = np.rint(frame_many([drawing.strokes for drawing in drawings]) * 255).astype(np.uint8)
    drawn = strangers.Samples(strangers.stranger_frames(200), strangers.non_digit_frames(30))
    fitted = rejection.fit(reader, Images(images, labels), drawn)
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
