from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.inference import Reader
from digitgame.inference.metrics import score
from digitgame.ink import FRAMING, frame_many
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


def test_without_an_output_for_non_digits_the_reject_score_is_the_lack_of_confidence(reader: Reader) -> None:
    """The golden network has neither that output nor a threshold."""
    reading = reader.read(framed(1, 1)[0])
    assert reading.rejected is False
    assert reading.reject_score == pytest.approx(1 - reading.confidence, abs=1e-6)


@pytest.mark.parametrize(("threshold", "rejected"), [(-1, True), (1.0, False)])
def test_a_score_above_the_threshold_is_rejected(threshold: float, rejected: bool, own_model: Path) -> None:
    reader = Reader(with_card(own_model, refusal={"threshold": threshold}))
    assert reader.read(framed(1, 2)[0]).rejected is rejected
    assert reader.read_all(framed(12, 3)).rejected.tolist() == [rejected] * 12


def test_many_are_scored_as_one_is(own_model: Path) -> None:
    frames = np.concatenate([framed(130, 4), frame_many([d.strokes for d in non_digits.write_many(30, 4)])])
    reader = Reader(with_card(own_model, refusal={"threshold": 0.05}))
    readings = reader.read_all(frames)
    one_by_one = [reader.read(frame) for frame in frames]
    np.testing.assert_allclose(
        readings.reject_scores, [reading.reject_score for reading in one_by_one], atol=1e-5
    )
    np.testing.assert_allclose(
        readings.features, np.stack([reading.layers["features"].ravel() for reading in one_by_one]), atol=1e-4
    )
    assert 0 < readings.rejected.sum() < len(frames)
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
def test_a_threshold_that_is_not_a_number_is_an_error(entry: object, own_model: Path) -> None:
    damaged = Model(own_model, {**model.load(own_model).card, "refusal": entry})
    with pytest.raises(DigitgameError, match="rejection threshold"):
        Reader(damaged)


def test_an_evaluation_counts_rejected_images(own_model: Path) -> None:
    images = (framed(30, 6) * 255).astype(np.uint8)
    images[3] = 0
    labels = np.zeros(30, np.uint8)
    everything = Reader(with_card(own_model, refusal={"threshold": -1}))
    assert score(everything, images, labels, "all").rejected == 30
    nothing = Reader(with_card(own_model, refusal={"threshold": 1.1}))
    assert score(nothing, images, labels, "none").rejected == 1  # the one without ink


def test_accepted_accuracy_counts_what_is_right_and_not_rejected(own_model: Path) -> None:
    images = np.rint(framed(60, 6) * 255).astype(np.uint8)
    images[:3] = 0
    reader = Reader(with_card(own_model, refusal={"threshold": 0.05}))
    readings = reader.read_all(images.astype(np.float32) / np.float32(255))
    labels = readings.probabilities.argmax(1)
    labels[10:20] = (labels[10:20] + 1) % 10
    result = score(reader, images, labels, "drawn")
    accepted = ~readings.rejected
    accepted[:3] = accepted[10:20] = False
    assert 0 < readings.rejected[20:].sum() < 40
    assert (result.accuracy, result.accepted) == (50 / 60, accepted.mean())


def test_the_bundled_model_rejects_non_digits_and_accepts_digits() -> None:
    shipped = model.load(paths.shipped_model(), framing=FRAMING)
    if "refusal" not in shipped.card:
        pytest.skip("the bundled model has no rejection threshold")
    reader = Reader(shipped)
    assert not reader.read_all(framed(500, 77)).rejected.mean() > 0.03
    unlike = [d.strokes for d in non_digits.write_many(400, 78, non_digits.KINDS_MEASURED)]
    assert reader.read_all(frame_many(unlike)).rejected.mean() > 0.8
