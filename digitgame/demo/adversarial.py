"""Adversarial drawings for Fool it: of many that the bot tries unseen, the best one."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from digitgame.inference import Reader
from digitgame.ink import BOARD, Point, Stroke, frame, frame_many
from digitgame.rules.fool import Challenge, Kind, length
from digitgame.synth import handwriting

# Drawings of the first digit to try, the lines to try on each, and the least probability of the first digit.
_DRAWINGS: Final = 6
_LINES: Final = 120
_LOCKED: Final = 0.95


def trick(
    reader: Reader, challenge: Challenge, rng: np.random.Generator
) -> tuple[Sequence[Stroke], list[Point]]:
    """A drawing that the reader is sure is the challenge's first digit, and the straight line that tricks it best.

    Best is what the game pays most for: how likely the other digit is, less the share of ink that is added; or, for
    something halfway between both digits, how likely the less likely one is.
    """
    one, other = challenge.one, challenge.other
    best, chosen = -1.0, (handwriting.write(one, rng).strokes, [(150.0, 150.0)])
    for _ in range(_DRAWINGS):
        drawing = handwriting.write(one, rng).strokes
        if reader.read(frame(drawing)).probabilities[one] < _LOCKED:
            continue
        lines = _lines(drawing, rng)
        probabilities = reader.read_many(frame_many([[*drawing, line] for line in lines]))
        if challenge.kind is Kind.BETWEEN:
            worth = np.minimum(probabilities[:, one], probabilities[:, other])
        else:
            added = np.array([math.dist(*line) for line in lines]) / max(length(drawing), 1.0)
            worth = probabilities[:, other] * np.maximum(1 - added, 0.1) * (probabilities.argmax(1) == other)
        if worth.max() > best:
            best, chosen = float(worth.max()), (drawing, lines[int(worth.argmax())])
    return chosen


def _lines(drawing: Sequence[Stroke], rng: np.random.Generator) -> list[list[Point]]:
    """Straight lines from places of a drawing to near others."""
    points = np.concatenate([np.array(stroke, np.float64) for stroke in drawing])
    starts, ends = (points[rng.integers(len(points), size=_LINES)] for _ in range(2))
    ends = (ends + rng.normal(0, 12, ends.shape)).clip(0, BOARD)
    both = np.stack([starts, ends], 1).tolist()
    return [[(x, y), (to_x, to_y)] for (x, y), (to_x, to_y) in both]
