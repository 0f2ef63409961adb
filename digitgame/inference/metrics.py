"""How well a network does on a data set: accuracy, confusion matrix, calibration."""

import logging
import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.datasets.images import fingerprint
from digitgame.errors import DigitgameError
from digitgame.inference.reader import Reader, Readings
from digitgame.ink import Stroke
from digitgame.ink.set_aside import candidates
from digitgame.model import Model

DIGITS: Final = 10
# The range of a fitted temperature: without a mistake in the data the best one would be 0.
TEMPERATURES: Final = (0.1, 10.0)
# The least probability whose logarithm is taken, as in the reader's calibration.
_TINY: Final = 1e-30
# Bisections of the range of temperatures: beyond the precision of float32.
_HALVINGS: Final = 40
# Images turned to floats together, because all 60,000 at once would take 190 MB.
_BATCH: Final = 1000
# Readers that share the work of one model.
_READERS: Final = 4
_log = logging.getLogger(__name__)

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The results of one network on one data set.

    `accuracy` is that of the most probable digit, rejected or not; `accepted`, the accepted accuracy, is the fraction
    recognised and not rejected. `per_digit` is the accuracy of each true digit, nan for one that the data set lacks.
    `confusion` [10, 10] has a row for each true digit and a column for each predicted one; `probabilities` are
    [count, 10]. `rejected` counts blank images and those above the model's threshold. `calibration_error` is the
    expected calibration error, 0 to 1; `seconds` the time of prediction.
    """

    name: str
    count: int
    accuracy: float
    accepted: float
    per_digit: tuple[float, ...]
    confusion: npt.NDArray[np.int64]
    probabilities: Array
    rejected: int
    calibration_error: float
    seconds: float

    def confusions(self) -> list[tuple[int, int, int]]:
        """(true digit, predicted digit, count) of every mistake that was made, the most common first."""
        wrong = self.confusion - np.diag(self.confusion.diagonal())
        pairs = [(int(true), int(pred), int(wrong[true, pred])) for true, pred in np.argwhere(wrong)]
        return sorted(pairs, key=lambda pair: (-pair[2], pair[:2]))

    def as_json(self) -> dict[str, Any]:
        """The object that `evaluate --json` prints. A digit that the data set lacks has the accuracy null."""
        return {
            "data": self.name,
            "count": self.count,
            "accuracy": self.accuracy,
            "accepted": self.accepted,
            "refused": self.rejected,
            "per_digit": [None if np.isnan(accuracy) else accuracy for accuracy in self.per_digit],
            "confusion": self.confusion.tolist(),
            "seconds": round(self.seconds, 3),
            "calibration_error": round(self.calibration_error, 6),
        }


def card_entries(scores: Mapping[str, Evaluation], tests: Mapping[str, Images]) -> dict[str, Any]:
    """What a model's card says of each test: accuracies, in all and by digit, calibration error, and which images."""
    return {
        "scores": {key: round(value.accuracy, 5) for key, value in scores.items()},
        "accepted": {key: round(value.accepted, 5) for key, value in scores.items()},
        "tested": {
            key: {
                "count": value.count,
                "sha256": fingerprint(tests[key]),
                "per_digit": value.as_json()["per_digit"],
                "expected_calibration_error": round(value.calibration_error, 5),
            }
            for key, value in scores.items()
        },
    }


def readers_of(found: Model) -> list[Reader]:
    """Readers of one model to work side by side, each on a core. DigitgameError where its network cannot be read."""
    return [Reader(found) for _ in range(min(os.cpu_count() or 1, _READERS))]


def score(
    predictor: Reader | Sequence[Reader] | Array,
    images: npt.NDArray[np.uint8],
    labels: npt.NDArray[np.integer[Any]],
    name: str,
    drawings: Sequence[Sequence[Stroke]] = (),
) -> Evaluation:
    """Score a reader, or its probabilities [N, 10], on framed images uint8 [N, 28, 28] and their digits [N].

    Several readers of one model work side by side, each on a core. Of the `drawings` that the images show strokes may
    be set aside.
    Raises DigitgameError if there are no images.
    """
    if not len(labels):
        raise DigitgameError(f"{name} holds no digits to score.", "Name another with --data.")
    started = time.perf_counter()
    rejected = ~images.any((1, 2))
    if isinstance(predictor, np.ndarray):
        probabilities = np.asarray(predictor, np.float32)
    else:
        readers = [predictor] if isinstance(predictor, Reader) else predictor
        probabilities, above = _predict(readers, images)
        for at in [at for at, strokes in enumerate(drawings) if candidates(strokes)]:
            reading = readers[0].read_drawing(drawings[at])
            probabilities[at], above[at] = reading.probabilities, reading.rejected
        rejected |= above
    seconds = time.perf_counter() - started
    true = np.asarray(labels, np.int64)
    predicted = probabilities.argmax(1)
    right = predicted == true
    confusion = np.bincount(true * DIGITS + predicted, minlength=DIGITS**2).reshape(DIGITS, DIGITS)
    of_each = confusion.sum(1)
    per_digit = np.where(of_each, confusion.diagonal() / np.maximum(of_each, 1), np.nan)
    return Evaluation(
        name=name,
        count=len(true),
        accuracy=float(right.mean()),
        accepted=float((right & ~rejected).mean()),
        per_digit=tuple(per_digit.tolist()),
        confusion=confusion,
        probabilities=probabilities,
        rejected=int(rejected.sum()),
        calibration_error=expected_calibration_error(probabilities, true),
        seconds=seconds,
    )


def _predict(readers: Sequence[Reader], images: npt.NDArray[np.uint8]) -> tuple[Array, npt.NDArray[np.bool_]]:
    """The probabilities [N, 10], and which images were rejected [N]; each reader takes its share of the batches."""
    batches = [images[start : start + _BATCH] for start in range(0, len(images), _BATCH)]

    def predict(first: int) -> list[Readings]:
        reader, own = readers[first], batches[first :: len(readers)]
        return [reader.read_all(batch.astype(np.float32) / np.float32(255)) for batch in own]

    if len(readers) == 1:
        by_reader = [predict(0)]
    else:
        with ThreadPoolExecutor(len(readers)) as pool:
            by_reader = list(pool.map(predict, range(len(readers))))
    readings = [by_reader[batch % len(readers)][batch // len(readers)] for batch in range(len(batches))]
    return np.concatenate([r.probabilities for r in readings]), np.concatenate([r.rejected for r in readings])


def expected_calibration_error(
    probabilities: Array, labels: npt.NDArray[np.integer[Any]], bins: int = 15
) -> float:
    """The mean difference of confidence and accuracy over equal bins of confidence, 0 to 1; 0 is calibrated.

    Naeini, Cooper and Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning".
    """
    if not len(labels):
        return 0.0
    confidence = probabilities.max(1).astype(np.float64)
    correct = probabilities.argmax(1) == np.asarray(labels)
    bin_of = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    # Each bin's size times its accuracy less its confidence.
    gap = np.bincount(bin_of, correct - confidence, bins)
    return float(np.abs(gap).sum() / len(confidence))


def fit_temperature(probabilities: Array, labels: npt.NDArray[np.integer[Any]]) -> float:
    """The temperature, within TEMPERATURES, that maximises the likelihood of the true digits; 1 if there are none.

    Dividing the logits by it keeps every prediction and calibrates its confidence (Guo et al. 2017, "On Calibration
    of Modern Neural Networks"). The likelihood is concave in 1/temperature: bisection finds where its slope is 0.
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


class Measured(NamedTuple):
    """An accuracy, 0 to 1, on so many images."""

    accuracy: float
    images: int


def measure(current: Model, tests: Mapping[str, Images]) -> dict[str, Measured]:
    """How well a model reads each of the sets; nothing where its network cannot be read.

    A set that its card has a score on, of the very same images, is not read again: that is a fifth of a short training.
    """
    known = {
        name: measured for name, part in tests.items() if (measured := _on_card(current.card, name, part))
    }
    if known.keys() == tests.keys():
        return known
    try:
        readers = readers_of(current)
    except DigitgameError as error:
        _log.debug("The game's model cannot be compared: %s", error)
        return {}
    return {
        name: known.get(name) or Measured(score(readers, part.images, part.labels, name).accuracy, len(part))
        for name, part in tests.items()
    }


def _on_card(card: Mapping[str, Any], name: str, part: Images) -> Measured | None:
    """What a model's card says of its accuracy on these images; None where it was scored on others, or on none."""
    test, accuracy = card.get("tested", {}).get(name, {}), card.get("scores", {}).get(name)
    if accuracy is None or test.get("sha256") != fingerprint(part):
        return None
    # The card rounds it.
    return Measured(round(accuracy * len(part)) / len(part), len(part))
