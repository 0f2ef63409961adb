"""The rejection threshold, fitted on digits and non-digits that training has not seen."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.inference import Reader
from digitgame.synth import non_digits
from digitgame.synth.strangers import Array, Frames, Samples

# How bad it is to reject a digit, compared with accepting a non-digit.
_COST: Final = 2.0
# Thresholds whose costs differ by no more than this are equally good.
_EQUAL: Final = 0.004
# Candidate thresholds: evenly spaced log-odds.
_CANDIDATES: Final = 1 / (1 + np.exp(-np.linspace(-10, 10, 401)))


def fit(reader: Reader, validation: Images, drawn: Samples) -> dict[str, Any]:
    """The card's entry on rejection, fitted to the digits that `reader` recognises and to non-digits.

    It has the `threshold`; the fractions `accepted`, of digits by source, and `refused`, of non-digits by kind; and
    `not_a_digit`, the mean fraction rejected of the kinds that people draw most.
    """
    digits = {"validation": _recognised(reader, validation.images, validation.labels)}
    for name, frames in drawn.strangers.items():
        digits[name] = _recognised(reader, frames, np.arange(len(frames)) % 10)
    digits = {name: scores for name, scores in digits.items() if len(scores)}
    others = non_digit_scores(reader, drawn.others)
    limit = knee(digits, others)
    rejected = {kind: _fraction(scores > limit) for kind, scores in others.items()}
    measured = [rejected[kind] for kind in non_digits.KINDS_MEASURED if kind in rejected]
    return {
        "threshold": limit,
        "accepted": {source: _fraction(scores <= limit) for source, scores in digits.items()},
        "refused": rejected,
        "not_a_digit": round(float(np.mean(measured)), 4) if measured else None,
    }


def knee(digits: Mapping[str, Array], others: Mapping[str, Array]) -> float:
    """The threshold with the least cost: the fraction of non-digits accepted, and twice that of digits rejected.

    These are the means over sources and kinds, given their reject scores [N]. Among equally good thresholds it is the
    one in the middle. With a network that cannot tell non-digits from digits nearly everything is accepted.
    """
    rejected = np.mean([_above(scores) for scores in digits.values()], 0)
    accepted = 1 - np.mean([_above(scores) for scores in others.values()], 0)
    cost = _COST * rejected + accepted
    return float(np.median(_CANDIDATES[cost <= cost.min() + _EQUAL]))


def non_digit_scores(reader: Reader, frames: Frames) -> dict[str, Array]:
    """A reader's reject scores [N] of non-digits, by kind."""
    return {kind: reader.read_all(some).reject_scores for kind, some in frames.items()}


def _recognised(reader: Reader, frames: npt.NDArray[np.uint8], labels: npt.NDArray[np.integer[Any]]) -> Array:
    """The reject scores of the digits whose most probable digit is their own."""
    readings = reader.read_all(frames)
    recognised = np.flatnonzero(readings.probabilities.argmax(1) == labels)
    return readings.reject_scores[recognised]


def _above(scores: Array) -> npt.NDArray[np.float64]:
    """The fraction of scores above each candidate threshold."""
    return 1 - np.searchsorted(np.sort(scores), _CANDIDATES, "right") / len(scores)


def _fraction(true: npt.NDArray[np.bool_]) -> float:
    return round(float(true.mean()), 4)
