"""Digits as strangers write them, and non-digits: drawings of no training, to fit a rejection threshold on.

A threshold fitted on digits like those of the training rejects several per cent of the digits of other people. So these
are deformed more than any that are trained on, and in other pens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink import frame_many
from digitgame.ink.drawing import Stroke
from digitgame.synth import handwriting, non_digits

# How many times as strongly strangers' digits are deformed: with the usual pen, and with others.
_STRONG: Final = 1.5
_STRANGE: Final = 1.25
# Strangers' digits of each setting, and non-digits of each kind.
_STRANGERS: Final = 800
_EACH: Final = 200
# No training generates its digits or non-digits from this seed.
_SEED: Final = 990_001
Array = npt.NDArray[np.float32]
# Frames uint8 [N, 28, 28] by kind: as floats they take four times as much, here and on their way from a worker.
Frames = dict[str, npt.NDArray[np.uint8]]
Strokes = Sequence[Stroke]


@dataclass(frozen=True)
class Samples:
    """What to fit a threshold on: `strangers`' digits by what is strange, the n-th a n % 10, and `others` by kind."""

    strangers: Frames
    others: Frames


def samples() -> Samples:
    """Digits and non-digits of no training."""
    return Samples(stranger_frames(), non_digit_frames())


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
    frames = {
        "deformed": frame_many(strong),
        "wide pen": _in_pen(frame_many(wide), 0.9),
        "narrow pen": _in_pen(frame_many(narrow), -0.5),
        "few points": frame_many(
            [[(*stroke[:-1:4], stroke[-1]) for stroke in strokes] for strokes in sparse]
        ),
    }
    return {name: _rounded(some) for name, some in frames.items()}


def non_digit_frames(each: int = _EACH, seed: int = _SEED) -> Frames:
    """Frames [each, 28, 28] of non-digits of every kind, seen in training or not."""
    frames = {}
    for number, kind in enumerate((*non_digits.KINDS_LEARNT, *non_digits.KINDS_HELD_OUT)):
        # A blank board needs no network to be rejected.
        if kind != "empty":
            drawings = non_digits.write_many(each, seed + number, [kind])
            frames[kind] = _rounded(frame_many([drawing.strokes for drawing in drawings]))
    return frames


def _written(digit: int, strength: float, rng: np.random.Generator) -> Strokes:
    """A synthetic digit, deformed `strength` times as much as the generator's."""
    shape = handwriting.shape_of(digit, rng)
    plain = shape.basis @ shape.points
    curve = plain + strength * (handwriting.deformed(shape, rng) - plain)
    return handwriting.on_board(curve, shape.strokes, rng)


def _rounded(frames: Array) -> npt.NDArray[np.uint8]:
    return np.rint(frames * 255).astype(np.uint8)


def _in_pen(frames: Array, wider: float) -> Array:
    """The frames in a wider pen, by part of a pixel at each side; in a narrower one if `wider` is negative."""
    padded = np.pad(frames, ((0, 0), (1, 1), (1, 1)))
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))
    edge = around.max((3, 4)) - frames if wider > 0 else frames - around.min((3, 4))
    return np.asarray(frames + np.float32(wider) * edge)
