"""Which part of a drawing fooled the network: the drawing is read again without each of its parts."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import dist
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.inference import Reader
from digitgame.ink import Point, Stroke, frame_many

# The parts that a drawing is cut into; the parts that tell most have at least this share of the strongest one's effect.
_PARTS: Final = 14
_TELLING: Final = 0.6
# The least effect that is worth showing, in probability.
_LEAST: Final = 0.1
Probabilities = npt.NDArray[np.float32]


def telling_parts(
    reader: Reader, strokes: Sequence[Stroke], worth: Callable[[Probabilities], float]
) -> list[list[Point]]:
    """The parts without which `worth` of the ten probabilities falls most; none where no part matters by itself."""
    parts = cut(strokes, _PARTS)
    if len(parts) < 2:
        return []
    rest = [
        [part for number, part in enumerate(parts) if number != left_out] for left_out in range(len(parts))
    ]
    probabilities = reader.read_many(frame_many([parts, *rest]))
    whole = worth(probabilities[0])
    lost = [whole - worth(without) for without in probabilities[1:]]
    least = max(_TELLING * max(lost), _LEAST)
    return [part for part, effect in zip(parts, lost, strict=True) if effect >= least]


def cut(strokes: Sequence[Stroke], count: int) -> list[list[Point]]:
    """Strokes in about `count` parts of equal length; a part ends where its stroke does."""
    length = sum(dist(*pair) for stroke in strokes for pair in pairwise(stroke))
    step = max(length / count, 1.0)
    parts: list[list[Point]] = []
    for stroke in strokes:
        part, gone = [stroke[0]], 0.0
        for start, end in pairwise(stroke):
            far = dist(start, end)
            while far > 0 and gone + far > step:
                share = (step - gone) / far
                start = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
                far -= step - gone
                parts.append([*part, start])
                part, gone = [start], 0.0
            part.append(end)
            gone += far
        if len(part) > 1 or len(stroke) == 1:
            parts.append(part)
    return parts
