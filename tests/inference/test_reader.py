from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from digitgame import model, paths
from digitgame.datasets import sources
from digitgame.datasets.drawings import framed
from digitgame.errors import DigitgameError
from digitgame.inference import Reader, Reading
from digitgame.inference.metrics import score
from digitgame.inference.reader import Array
from digitgame.ink import Stroke, frame, frame_many, read_ink
from digitgame.synth import handwriting


@pytest.fixture(scope="module")
def reader(small_model: Path) -> Reader:
    return Reader(model.load(small_model))


@pytest.fixture(scope="module")
def frames() -> Array:
    return frame_many([drawing.strokes for drawing in handwriting.write_many(250, seed=5)])


def test_a_reading_is_probabilities_a_digit_and_its_confidence(reader: Reader, frames: Array) -> None:
    reading = reader.read(frames[0])
    assert reading.probabilities.shape == (10,)
    assert reading.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert reading.digit == reading.probabilities.argmax()
    assert reading.confidence == reading.probabilities[reading.digit]
    assert reading.layers["features"].ndim == 1


def test_many_are_read_as_one_is(reader: Reader, frames: Array) -> None:
    one_by_one = np.stack([reader.read(frame).probabilities for frame in frames])
    np.testing.assert_allclose(reader.read_many(frames), one_by_one, atol=1e-5)
    assert reader.read_many(frames[:0]).shape == (0, 10)


@pytest.mark.parametrize(
    ("frames", "problem"),
    [
        (np.zeros((2, 28, 28), np.int64), "floats .* not int64"),
        (np.zeros((2, 28, 28), bool), "floats .* not bool"),
        (np.full((2, 28, 28), 255, np.float32), "within 0 to 1, not 255"),
        (np.full((2, 28, 28), -1, np.float32), "within 0 to 1, not -1"),
        (np.full((2, 28, 28), np.nan, np.float32), "within 0 to 1, not nan"),
        (np.zeros((2, 28, 27), np.float32), r"28, 27\]"),
        (np.zeros((2, 784), np.float32), r"784\]"),
        (np.zeros((2, 784), np.uint8), r"784\]"),
    ],
)
def test_what_is_not_a_frame_is_an_error(reader: Reader, frames: np.ndarray, problem: str) -> None:
    for read in (reader.read_many, reader.read_all, lambda frames: reader.read(frames[0])):
        with pytest.raises(ValueError, match=problem):
            read(frames)


def test_uint8_images_are_read_as_the_same_floats(reader: Reader, frames: Array) -> None:
    images = np.rint(255 * frames).astype(np.uint8)
    floats = images.astype(np.float32) / 255
    np.testing.assert_allclose(reader.read_many(images), reader.read_many(floats), atol=1e-6)
    one = reader.read(images[0])
    np.testing.assert_allclose(one.probabilities, reader.read(floats[0]).probabilities, atol=1e-6)
    np.testing.assert_allclose(one.frame, floats[0])


def test_one_frame_is_not_many_and_many_are_not_one(reader: Reader, frames: Array) -> None:
    with pytest.raises(ValueError, match=r"must be \[28, 28\]"):
        reader.read(frames)
    with pytest.raises(ValueError, match=r"must be \[N, 28, 28\]"):
        reader.read_many(frames[0])


def test_double_precision_is_read_as_single(reader: Reader, frames: Array) -> None:
    single, double = reader.read_many(frames[:3]), reader.read_many(frames[:3].astype(np.float64))
    np.testing.assert_array_equal(single, double)


def test_a_reading_keeps_when_another_is_made(reader: Reader, frames: Array) -> None:
    first = reader.read(frames[0])
    kept = first.probabilities.copy(), first.layers["features"].copy()
    reader.read(frames[1])
    np.testing.assert_array_equal(first.probabilities, kept[0])
    np.testing.assert_array_equal(first.layers["features"], kept[1])


def test_what_is_read_with_is_what_was_checked(own_model: Path) -> None:
    checked = model.load(own_model)
    network = own_model / model.TFLITE
    content = bytearray(network.read_bytes())
    content[len(content) // 2] ^= 1
    network.write_bytes(content)  # between the check and the reading
    with pytest.raises(DigitgameError, match="its digest is not the card's"):
        Reader(checked)


def test_the_temperature_changes_confidence_but_no_digit(own_model: Path, frames: Array) -> None:
    read = {}
    for temperature in (1.0, 3.0):
        card = json.loads((own_model / model.CARD).read_text("utf-8"))
        model.write_card(own_model, {**card, "calibration": {"temperature": temperature}})
        read[temperature] = Reader(model.load(own_model)).read_many(frames)
    assert (read[1.0].argmax(1) == read[3.0].argmax(1)).all()
    assert read[3.0].max(1).mean() < read[1.0].max(1).mean()
    np.testing.assert_allclose(read[3.0].sum(1), 1, atol=1e-5)


@pytest.mark.parametrize("content", [b"", b"TFL3", b"\x1c\x00\x00\x00TFL3" + bytes(200)])
def test_a_network_that_litert_cannot_read_is_an_error(content: bytes, own_model: Path) -> None:
    (own_model / model.TFLITE).write_bytes(content)
    card = json.loads((own_model / model.CARD).read_text("utf-8"))
    model.write_card(own_model, card)  # with a digest that fits
    with pytest.raises(DigitgameError, match=f"{model.TFLITE} is not a network"):
        Reader(model.load(own_model))


def test_nothing_native_is_printed(small_model: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from digitgame import model; from digitgame.inference import Reader;"
        "Reader(model.load(Path(sys.argv[1])))"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(model.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", program, small_model], env=env, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_litert_reads_as_keras_does(small_model: Path, shared_data: Path, tmp_path: Path) -> None:
    """On 1,000 MNIST digits, the confidence as it comes out of the network."""
    from digitgame.training.backend import keras

    saved_by = json.loads(zipfile.ZipFile(small_model / model.KERAS).read("metadata.json"))["keras_version"]
    if [*map(int, keras.__version__.split(".")[:2])] < [*map(int, saved_by.split(".")[:2])]:
        pytest.skip(f"Keras {saved_by} saved the network, which is newer than the {keras.__version__} here")
    test = sources.load_test(str(shared_data / "mnist"), cache=tmp_path).test[:1000]
    frames = test.images.astype(np.float32) / np.float32(255)
    network = keras.saving.load_model(small_model / model.KERAS, compile=False)
    by_keras = network.predict(frames[..., None], batch_size=200, verbose=0)["probabilities"]
    made = model.load(small_model)
    uncalibrated = model.Model(made.folder, {**made.card, "calibration": {}})
    assert by_keras.shape == (1000, 10)
    np.testing.assert_allclose(Reader(uncalibrated).read_many(frames), by_keras, atol=1e-4)


@pytest.mark.skipif(not paths.shipped_model().is_dir(), reason="no model ships with this checkout")
def test_the_shipped_model_reads_mnist_and_drawings(shared_data: Path, tmp_path: Path) -> None:
    """Every fourth digit of each; `make model` scores a network on them all."""
    reader = Reader(model.load(paths.shipped_model()))
    mnist = sources.load_test(str(shared_data / "mnist"), cache=tmp_path).test[::4]
    assert score(reader, mnist.images, mnist.labels, "mnist").accuracy >= 0.99
    drawn = framed(list(read_ink(shared_data / "drawings" / "pen-30-writers.jsonl"))[::4], "")
    assert score(reader, drawn.images, drawn.labels, "drawings").accuracy >= 0.93


def test_several_readers_score_as_one_does(small_model: Path, reader: Reader) -> None:
    rng = np.random.default_rng(3)
    drawn = frame_many([drawing.strokes for drawing in handwriting.write_many(2500, seed=6)])
    images, labels = np.rint(drawn * 255).astype(np.uint8), rng.integers(0, 10, 2500)
    images[::100] = 0
    alone = score(reader, images, labels, "hand")
    together = score([reader, *(Reader(model.load(small_model)) for _ in range(3))], images, labels, "hand")
    np.testing.assert_array_equal(alone.probabilities, together.probabilities)
    assert alone.rejected == together.rejected >= 25
    few = score([reader, Reader(model.load(small_model))], images[:5], labels[:5], "few")
    np.testing.assert_array_equal(few.probabilities, alone.probabilities[:5])


DIGIT: Stroke = [(100, 100), (150, 90), (180, 120), (140, 150), (185, 180), (150, 215), (100, 205)]
UNDERLINE: Stroke = [(80, 235), (200, 240)]


@pytest.mark.parametrize(
    ("whole", "rest", "set_aside"),
    [
        ((5, 0.90, 0.90), (3, 0.99, 0.01), True),
        ((3, 0.90, 0.01), (3, 0.99, 0.002), True),
        ((5, 0.99, 0.02), (3, 0.99, 0.01), True),
        ((3, 0.99, 0.02), (3, 0.99, 0.01), False),
        ((5, 0.99, 0.01), (3, 0.99, 0.01), False),
        ((5, 0.90, 0.06), (3, 0.99, 0.02), False),
        ((5, 0.90, 0.90), (3, 0.90, 0.01), False),
        ((5, 0.90, 0.90), (3, 0.99, 0.10), False),
    ],
    ids=[
        *("rejected", "unsure", "another digit", "the same digit", "as clear", "hardly clearer"),
        *("unsure without it", "rejected without it"),
    ],
)
def test_strokes_are_set_aside_where_the_digit_is_clearer_without_them(
    reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
    whole: tuple[int, float, float],
    rest: tuple[int, float, float],
    set_aside: bool,
) -> None:
    both, alone = frame([DIGIT, UNDERLINE]), frame([DIGIT])

    def read(frame: Array) -> Reading:
        digit, confidence, score = rest if np.array_equal(frame, alone) else whole
        probabilities = np.full(10, (1 - confidence) / 9, np.float32)
        probabilities[digit] = confidence
        return Reading(probabilities, {}, score, score > 0.05, frame=frame, model="")

    monkeypatch.setattr(reader, "read", read)
    reading = reader.read_drawing([DIGIT, UNDERLINE])
    assert reading.digit == (rest if set_aside else whole)[0]
    assert reading.set_aside == ((1,) if set_aside else ())
    np.testing.assert_array_equal(reading.frame, alone if set_aside else both)


def test_a_drawing_without_other_strokes_is_read_as_its_frame(reader: Reader) -> None:
    for drawing in handwriting.write_many(20, seed=6):
        reading, expected = reader.read_drawing(drawing.strokes), reader.read(frame(drawing.strokes))
        np.testing.assert_array_equal(reading.probabilities, expected.probabilities)
        assert reading.set_aside == ()
