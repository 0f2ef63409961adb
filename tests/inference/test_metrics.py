from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from digitgame.errors import DigitgameError
from digitgame.inference.metrics import TEMPERATURES, expected_calibration_error, fit_temperature, score
from digitgame.inference.reader import Array

INK = np.full((6, 28, 28), 200, np.uint8)


def surely(digits: list[int], confidence: float = 0.91) -> Array:
    """Probabilities of a network that reads `digits`, all as surely."""
    probabilities = np.full((len(digits), 10), (1 - confidence) / 9, np.float32)
    probabilities[np.arange(len(digits)), digits] = confidence
    return probabilities


def sampled(sharpness: float, count: int = 20_000) -> tuple[Array, npt.NDArray[np.int64]]:
    """Labels drawn from known probabilities, and these probabilities with their logits times `sharpness`."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (count, 10))
    true = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    labels = (true.cumsum(1) < rng.random((count, 1))).sum(1)
    sharp = np.exp(logits * sharpness)
    return (sharp / sharp.sum(1, keepdims=True)).astype(np.float32), labels


def test_a_score_counted_by_hand() -> None:
    labels = np.array([1, 1, 1, 2, 2, 9], np.uint8)
    made = score(surely([1, 7, 7, 2, 2, 4]), INK, labels, "six")
    assert (made.name, made.count, made.accuracy, made.rejected) == ("six", 6, 0.5, 0)
    assert made.per_digit[1] == pytest.approx(1 / 3)
    assert (made.per_digit[2], made.per_digit[9]) == (1, 0)
    assert all(math.isnan(made.per_digit[digit]) for digit in (0, 3, 4, 5, 6, 7, 8))
    expected = np.zeros((10, 10), int)
    expected[1, 1], expected[1, 7], expected[2, 2], expected[9, 4] = 1, 2, 2, 1
    np.testing.assert_array_equal(made.confusion, expected)
    assert made.confusions() == [(1, 7, 2), (9, 4, 1)]


def test_its_json_is_what_scripts_rely_on() -> None:
    blank = INK.copy()
    blank[0] = 0
    made = score(surely([1, 7, 7, 2, 2, 4]), blank, np.array([1, 1, 1, 2, 2, 9]), "six")
    printed: dict[str, Any] = json.loads(json.dumps(made.as_json(), allow_nan=False))
    assert {key: printed[key] for key in ("data", "count", "accuracy", "refused")} == {
        "data": "six",
        "count": 6,
        "accuracy": 0.5,
        "refused": 1,
    }
    assert printed["per_digit"][2] == 1
    assert printed["per_digit"][0] is None
    assert [len(row) for row in printed["confusion"]] == [10] * 10
    assert sum(map(sum, printed["confusion"])) == 6
    assert printed["seconds"] >= 0


def test_nothing_to_score_is_an_error() -> None:
    with pytest.raises(DigitgameError, match="none holds no digits"):
        score(surely([]), INK[:0], np.empty(0, np.uint8), "none")


@pytest.mark.parametrize("confidence", [0.3, 0.5, 0.91, 1.0])
def test_confidence_that_is_too_high_is_an_error_of_the_difference(confidence: float) -> None:
    labels = np.arange(100) % 10
    read = np.where(np.arange(100) < 30, labels, (labels + 1) % 10)  # 30 % right
    probabilities = surely(read.tolist(), confidence)
    assert expected_calibration_error(probabilities, labels) == pytest.approx(abs(confidence - 0.3), abs=1e-6)


def test_errors_of_different_certainties_do_not_cancel() -> None:
    probabilities = np.concatenate([surely([1] * 10, 0.95), surely([1] * 10, 0.55)])
    labels = np.array([2] * 5 + [1] * 5 + [1] * 10)  # too sure by 0.45, then too unsure by 0.45
    assert expected_calibration_error(probabilities, labels) == pytest.approx(0.45, abs=1e-6)


def test_honest_confidence_has_next_to_no_error() -> None:
    assert expected_calibration_error(*sampled(1.0)) < 0.015
    assert expected_calibration_error(surely([]), np.empty(0, int)) == 0


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 2.5])
def test_the_temperature_that_was_put_in_is_found_again(sharpness: float) -> None:
    probabilities, labels = sampled(sharpness)
    temperature = fit_temperature(probabilities, labels)
    assert temperature == pytest.approx(sharpness, rel=0.04)
    mended = probabilities.astype(float) ** (1 / temperature)
    mended = (mended / mended.sum(1, keepdims=True)).astype(np.float32)
    assert expected_calibration_error(mended, labels) < 0.015


def test_a_temperature_is_found_where_probabilities_are_nought() -> None:
    assert fit_temperature(surely([1, 2, 3, 4], 1.0), np.array([1, 2, 3, 5])) == pytest.approx(10, rel=0.01)


def test_without_a_mistake_or_a_digit_the_temperature_stays_within_bounds() -> None:
    assert fit_temperature(surely([1, 2, 3]), np.array([1, 2, 3])) == pytest.approx(TEMPERATURES[0], rel=0.1)
    assert fit_temperature(surely([1, 2, 3]), np.array([4, 5, 6])) == pytest.approx(TEMPERATURES[1], rel=0.1)
    assert fit_temperature(surely([]), np.empty(0, int)) == 1
