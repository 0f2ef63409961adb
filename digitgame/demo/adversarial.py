"""Adversarial drawings for Fool it: of many that the bot tries unseen, the best one."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.inference import Reader
from digitgame.ink import BOARD, Point, Stroke, frame, frame_many
from digitgame.rules import fool
from digitgame.synth import handwriting

# Drawings of the first digit to try, the lines to try on each, and the least probability of the first digit.
_DRAWINGS: Final = 6
_LINES: Final = 120
_LOCKED: Final = 0.95
# Pairs of drawings to blend, the second one's weights in the blends, and the points of a blended stroke.
_PAIRS: Final = 24
_WEIGHTS: Final = tuple(step / 12 for step in range(2, 11))
_POINTS: Final = 40
Points = npt.NDArray[np.float64]


def turning(
    reader: Reader, one: int, other: int, rng: np.random.Generator
) -> tuple[Sequence[Stroke], list[Point]]:
    """A drawing that the reader is sure is one digit, and a straight line that best makes it another.

    Best is what the game pays most for: how likely the other digit is, less the share of ink that is added.
    """
    best, chosen = -1.0, (handwriting.write(one, rng).strokes, [(150.0, 150.0)])
    for _ in range(_DRAWINGS):
        drawing = handwriting.write(one, rng).strokes
        if reader.read(frame(drawing)).probabilities[one] < _LOCKED:
            continue
        lines = _lines(drawing, rng)
        probabilities = reader.read_many(frame_many([[*drawing, line] for line in lines]))
        added = np.array([math.dist(*line) for line in lines]) / max(fool.length(drawing), 1.0)
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


def between(reader: Reader, one: int, other: int, rng: np.random.Generator) -> list[list[Point]]:
    """A drawing that the reader finds as much like one digit as like another: strokes of both, blended."""
    blends: list[list[list[Point]]] = []
    for _ in range(_PAIRS):
        first, second = (_evenly(handwriting.write(digit, rng).strokes) for digit in (one, other))
        blends += [_blended(first, second, share) for share in _WEIGHTS]
    probabilities = reader.read_many(frame_many(blends))
    return blends[int(np.minimum(probabilities[:, one], probabilities[:, other]).argmax())]


def _evenly(strokes: Sequence[Stroke]) -> Points:
    """All strokes as one, as points at equal distances [_POINTS, 2], in a square of 0 to 1."""
    points = np.concatenate([np.array(stroke, np.float64) for stroke in strokes])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, along[-1], _POINTS)
    even = np.stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)], 1)
    size = max(float(np.ptp(even, axis=0).max()), 1.0)
    unit: Points = (even - even.min(0)) / size
    return unit


def _blended(first: Points, second: Points, share: float) -> list[list[Point]]:
    """A drawing on the middle of the board."""
    points = 60 + 180 * (first * (1 - share) + second * share)
    return [[(float(x), float(y)) for x, y in points]]
