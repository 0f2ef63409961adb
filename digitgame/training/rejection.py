"""Non-digits to train on, and the rejection threshold, fitted on digits and non-digits that training has not seen."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.inference import Reader
from digitgame.ink import FRAME, frame_many
from digitgame.synth import non_digits

NOT_A_DIGIT: Final = 10  # the label of non-digits
# The fraction of the digits that is accepted; people's own digits are stranger than these.
ACCEPTED: Final = 0.995
_EACH: Final = 100  # non-digits of each kind
_AT_ONCE: Final = 500  # drawings to frame at a time
# No training generates its non-digits from this seed.
_SEED: Final = 990_001
Array = npt.NDArray[np.float32]
Frames = dict[str, Array]  # [N, 28, 28] by kind of non-digit


def non_digit_images(count: int, seed: int) -> Images:
    """Non-digits to train on: an eleventh kind of image."""
    drawings = iter(non_digits.writing(count, seed, non_digits.KINDS_LEARNT))
    images = np.empty((count, FRAME, FRAME), np.uint8)
    for at in range(0, count, _AT_ONCE):
        some = [drawing.strokes for drawing in islice(drawings, _AT_ONCE)]
        images[at : at + len(some)] = np.rint(frame_many(some) * 255)
    return Images(images, np.full(count, NOT_A_DIGIT, np.uint8))


def fit(digits: Mapping[str, Array], others: Mapping[str, Array], accept: float = ACCEPTED) -> dict[str, Any]:
    """The card's entry on rejection, with the threshold that accepts at least `accept` of the digits of each source.

    `digits`: reject scores [N] of held-out digits, by source; `others`: of non-digits, by kind. The entry has
    `threshold`; the fractions `accepted`, by source, and `refused`, by kind; and `not_a_digit`, the mean fraction
    rejected of the kinds that people draw most.
    """
    limit = max(float(np.quantile(some, accept, method="higher")) for some in digits.values() if len(some))
    rejected = {kind: _fraction(scores > limit) for kind, scores in others.items()}
    measured = [rejected[kind] for kind in non_digits.KINDS_MEASURED if kind in rejected]
    return {
        "threshold": limit,
        "accepted": {source: _fraction(some <= limit) for source, some in digits.items() if len(some)},
        "refused": rejected,
        "not_a_digit": round(float(np.mean(measured)), 4) if measured else None,
    }


def non_digit_frames(each: int = _EACH, seed: int = _SEED) -> Frames:
    """Frames [each, 28, 28] of non-digits of every kind, seen in training or not."""
    frames = {}
    for number, kind in enumerate((*non_digits.KINDS_LEARNT, *non_digits.KINDS_HELD_OUT)):
        # A blank board needs no network to be rejected.
        if kind != "empty":
            drawings = non_digits.write_many(each, seed + number, [kind])
            frames[kind] = frame_many([drawing.strokes for drawing in drawings])
    return frames


def non_digit_scores(reader: Reader, frames: Frames) -> dict[str, Array]:
    """A reader's reject scores [N] of non-digits, by kind."""
    return {kind: reader.read_all(some).reject_scores for kind, some in frames.items()}


def _fraction(true: npt.NDArray[np.bool_]) -> float:
    return round(float(true.mean()), 4)
