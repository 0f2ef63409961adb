"""Non-digits to train on, and the rejection threshold, fitted on digits and non-digits that training has not seen.

A threshold fitted on digits like those of the training rejects several per cent of the digits of other people. So it is
fitted on the digits of strangers: synthetic ones, deformed more than any that are trained on, and in other pens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.inference import Reader
from digitgame.ink import FRAME, frame_many
from digitgame.ink.drawing import Stroke
from digitgame.synth import handwriting, non_digits

NOT_A_DIGIT: Final = 10  # the label of non-digits
# How bad it is to reject a digit, compared with accepting a non-digit.
_COST: Final = 2.0
# Thresholds whose costs differ by no more than this are equally good.
_EQUAL: Final = 0.004
# Candidate thresholds: evenly spaced log-odds.
_CANDIDATES: Final = 1 / (1 + np.exp(-np.linspace(-10, 10, 401)))
# How many times as strongly strangers' digits are deformed: with the usual pen, and with others.
_STRONG: Final = 1.5
_STRANGE: Final = 1.25
# Strangers' digits of each setting, and non-digits of each kind.
_STRANGERS: Final = 800
_EACH: Final = 200
_AT_ONCE: Final = 500  # drawings to frame at a time
# No training generates its digits or non-digits from this seed.
_SEED: Final = 990_001
Array = npt.NDArray[np.float32]
Frames = dict[str, Array]  # [N, 28, 28] by kind
Strokes = Sequence[Stroke]


@dataclass(frozen=True)
class Samples:
    """What to fit a threshold on: `strangers`' digits by what is strange, the n-th a n % 10, and `others` by kind."""

    strangers: Frames
    others: Frames


def non_digit_images(count: int, seed: int) -> Images:
    """Non-digits to train on: an eleventh kind of image."""
    drawings = iter(non_digits.writing(count, seed, non_digits.KINDS_LEARNT))
    images = np.empty((count, FRAME, FRAME), np.uint8)
    for at in range(0, count, _AT_ONCE):
        some = [drawing.strokes for drawing in islice(drawings, _AT_ONCE)]
        images[at : at + len(some)] = np.rint(frame_many(some) * 255)
    return Images(images, np.full(count, NOT_A_DIGIT, np.uint8))


def samples() -> Samples:
    """Digits and non-digits of no training."""
    return Samples(stranger_frames(), non_digit_frames())


def fit(reader: Reader, validation: Images, drawn: Samples) -> dict[str, Any]:
    """The card's entry on rejection, fitted to the digits that `reader` recognises and to non-digits.

    It has the `threshold`; the fractions `accepted`, of digits by source, and `refused`, of non-digits by kind; and
    `not_a_digit`, the mean fraction rejected of the kinds that people draw most.
    """
    digits = {"validation": _recognised(reader, validation.images / np.float32(255), validation.labels)}
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


def stranger_frames(each: int = _STRANGERS, seed: int = _SEED) -> Frames:
    """Frames [each, 28, 28] of digits as strangers write them, by what is strange; the n-th is a n % 10."""
    strong, *drawn = (
        [_written(number % 10, strength, rng) for number in range(each)]
        for strength, rng in zip(
            (_STRONG, _STRANGE, _STRANGE, _STRANGE),
            (np.random.default_rng(seed + setting) for setting in range(4)),
            strict=True,
        )
    )
    wide, narrow, sparse = drawn
    return {
        "deformed": frame_many(strong),
        "wide pen": _in_pen(frame_many(wide), 0.9),
        "narrow pen": _in_pen(frame_many(narrow), -0.5),
        "few points": frame_many(
            [[(*stroke[:-1:4], stroke[-1]) for stroke in strokes] for strokes in sparse]
        ),
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


def _written(digit: int, strength: float, rng: np.random.Generator) -> Strokes:
    """A synthetic digit, deformed `strength` times as much as the generator's."""
    shape = handwriting.shape_of(digit, rng)
    plain = shape.basis @ shape.points
    curve = plain + strength * (handwriting.deformed(shape, rng) - plain)
    return handwriting.on_board(curve, shape.strokes, rng)


def _in_pen(frames: Array, wider: float) -> Array:
    """The frames in a wider pen, by part of a pixel at each side; in a narrower one if `wider` is negative."""
    padded = np.pad(frames, ((0, 0), (1, 1), (1, 1)))
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))
    edge = around.max((3, 4)) - frames if wider > 0 else frames - around.min((3, 4))
    return np.asarray(frames + np.float32(wider) * edge)


def _recognised(reader: Reader, frames: Array, labels: npt.NDArray[np.integer[Any]]) -> Array:
    """The reject scores of the digits whose most probable digit is their own."""
    readings = reader.read_all(frames)
    recognised = np.flatnonzero(readings.probabilities.argmax(1) == labels)
    return readings.reject_scores[recognised]


def _above(scores: Array) -> npt.NDArray[np.float64]:
    """The fraction of scores above each candidate threshold."""
    return 1 - np.searchsorted(np.sort(scores), _CANDIDATES, "right") / len(scores)


def _fraction(true: npt.NDArray[np.bool_]) -> float:
    return round(float(true.mean()), 4)
