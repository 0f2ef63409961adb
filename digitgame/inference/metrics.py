"""How well a network reads a data set: accuracy, the confusions, whether its certainty means what it says."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.inference.reader import Reader, Readings

DIGITS: Final = 10
TEMPERATURES: Final = (0.1, 10.0)  # what a fit may give; without a mistake to learn from it would have no end
_TINY: Final = 1e-30  # the least probability whose logarithm is taken; the reader's calibration has the same
_HALVINGS: Final = 40  # of the interval that holds the temperature: finer than float32 can tell
_AT_ONCE: Final = 1000  # pictures turned to floats together, to keep 60,000 of them from costing 190 MB

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How one network read one data set."""

    name: str
    count: int
    accuracy: float  # of the most probable digit, even where it was refused
    per_digit: tuple[float, ...]  # the accuracy of each true digit; nan where the data set has none
    confusion: npt.NDArray[np.int64]  # [10, 10]: a row a true digit, a column a digit read
    probabilities: Array  # [count, 10]
    refused: int  # pictures without any ink, and those that the reader took for no digit
    seconds: float  # of reading

    def confusions(self) -> list[tuple[int, int, int]]:
        """(true digit, digit read, count) of every mistake that was made, the commonest first."""
        wrong = self.confusion - np.diag(self.confusion.diagonal())
        pairs = [(int(truth), int(read), int(wrong[truth, read])) for truth, read in np.argwhere(wrong)]
        return sorted(pairs, key=lambda pair: (-pair[2], pair[:2]))

    def as_json(self) -> dict[str, Any]:
        """The object that `evaluate --json` prints. A digit that the data set lacks has the accuracy null."""
        return {
            "data": self.name,
            "count": self.count,
            "accuracy": self.accuracy,
            "refused": self.refused,
            "per_digit": [None if np.isnan(accuracy) else accuracy for accuracy in self.per_digit],
            "confusion": self.confusion.tolist(),
            "seconds": round(self.seconds, 3),
        }


def score(
    reads: Reader | Sequence[Reader] | Array,
    images: npt.NDArray[np.uint8],
    labels: npt.NDArray[np.integer[Any]],
    name: str,
) -> Evaluation:
    """Score a reader, or probabilities [N, 10] it gave, on framed pictures [N, 28, 28] and their digits [N].

    Several readers of one model read side by side, each on a core.
    Raises DigitgameError where there is nothing to score.
    """
    if not len(labels):
        raise DigitgameError(f"{name} holds no digits to score.", "Name another with --data.")
    started = time.perf_counter()
    refused = ~images.any((1, 2))
    if isinstance(reads, np.ndarray):
        probabilities = np.asarray(reads, np.float32)
    else:
        probabilities, doubted = _read_all([reads] if isinstance(reads, Reader) else reads, images)
        refused |= doubted
    seconds = time.perf_counter() - started
    truth = np.asarray(labels, np.int64)
    read = probabilities.argmax(1)
    confusion = np.bincount(truth * DIGITS + read, minlength=DIGITS**2).reshape(DIGITS, DIGITS)
    of_each = confusion.sum(1)
    per_digit = np.where(of_each, confusion.diagonal() / np.maximum(of_each, 1), np.nan)
    return Evaluation(
        name=name,
        count=len(truth),
        accuracy=float((read == truth).mean()),
        per_digit=tuple(per_digit.tolist()),
        confusion=confusion,
        probabilities=probabilities,
        refused=int(refused.sum()),
        seconds=seconds,
    )


def _read_all(
    readers: Sequence[Reader], images: npt.NDArray[np.uint8]
) -> tuple[Array, npt.NDArray[np.bool_]]:
    """The probabilities [N, 10], and which pictures were refused [N]."""
    parts = [images[at : at + _AT_ONCE] for at in range(0, len(images), _AT_ONCE)]
    readings: list[Readings] = [None] * len(parts)  # type: ignore[list-item]

    def read(number: int) -> None:
        for at in range(number, len(parts), len(readers)):
            readings[at] = readers[number].read_all(parts[at].astype(np.float32) / np.float32(255))

    if len(readers) == 1:
        read(0)
    else:
        with ThreadPoolExecutor(len(readers)) as pool:
            list(pool.map(read, range(len(readers))))
    return np.concatenate([r.probabilities for r in readings]), np.concatenate([r.refused for r in readings])


def expected_calibration_error(
    probabilities: Array, labels: npt.NDArray[np.integer[Any]], bins: int = 15
) -> float:
    """How far certainty lies from accuracy, on the average over equal bins of certainty; 0 is honest.

    Naeini, Cooper and Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning".
    """
    if not len(labels):
        return 0.0
    certainty = probabilities.max(1).astype(np.float64)
    right = probabilities.argmax(1) == np.asarray(labels)
    place = np.clip(np.ceil(certainty * bins).astype(np.int64) - 1, 0, bins - 1)
    gap = np.bincount(place, right - certainty, bins)  # a bin's size times its (accuracy - certainty)
    return float(np.abs(gap).sum() / len(certainty))


def fit_temperature(probabilities: Array, labels: npt.NDArray[np.integer[Any]]) -> float:
    """The temperature that makes the true digits likeliest, within TEMPERATURES; 1 where there are none.

    Dividing the logits by it leaves every answer and mends its certainty (Guo et al. 2017, "On Calibration of
    Modern Neural Networks"). The likelihood is concave in 1/temperature: halving finds where its slope is 0.
    """
    if not len(labels):
        return 1.0
    logits = np.log(np.maximum(probabilities.astype(np.float64), _TINY))
    of_truth = logits[np.arange(len(logits)), np.asarray(labels, np.int64)].mean()
    low, high = 1 / TEMPERATURES[1], 1 / TEMPERATURES[0]
    for _ in range(_HALVINGS):
        inverse = (low * high) ** 0.5
        scaled = logits * inverse
        weight = np.exp(scaled - scaled.max(1, keepdims=True))
        expected = float(((weight * logits).sum(1) / weight.sum(1)).mean())
        low, high = (inverse, high) if of_truth > expected else (low, inverse)
    return float(1 / (low * high) ** 0.5)
