"""How a digit is drawn: the trajectory of the pen, compared up to slant, turn and stretch.

Two drawings in one way of writing have much the same trajectory, whatever they look like to a network that has learnt
to overlook how a digit is written: as many strokes, in one order and direction, with bends in the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink import Stroke

_POINTS: Final = 32  # places of a trajectory, evenly along the ink
_HEADING: Final = 0.5  # the weight of where the pen goes beside where it is; the longer side of the ink is 1
_BOUND: Final = 0.02  # what a deformation costs: the squares of its entries' changes, times this
Array = npt.NDArray[np.float32]


def trajectory(strokes: Sequence[Stroke]) -> Array:
    """The trajectory of a drawing, one stroke after the other: places, then headings, [2 * _POINTS, 2].

    The places are centred and the longer side of their box is 1. A heading is the mean along the ink between two
    places, at most 1 long, so that it makes little difference on which side of a corner a place lies. Ink without
    length stays in one place.
    """
    points = [np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in strokes]
    starts = np.concatenate([np.empty((0, 2)), *(stroke[:-1] for stroke in points)])
    runs = np.concatenate([np.empty((0, 2)), *(np.diff(stroke, axis=0) for stroke in points)])
    lengths = np.hypot(runs[:, 0], runs[:, 1])
    starts, runs, lengths = starts[lengths > 0], runs[lengths > 0], lengths[lengths > 0]
    if not len(lengths):
        return np.zeros((2 * _POINTS, 2), np.float32)
    ends = np.cumsum(lengths)
    bounds = np.arange(_POINTS + 1) / _POINTS * ends[-1]
    along = (bounds[:-1] + bounds[1:]) / 2
    at = np.minimum(np.searchsorted(ends, along), len(ends) - 1)
    places = starts[at] + runs[at] * ((along - ends[at]) / lengths[at] + 1)[:, None]
    places = (places - places.mean(0)) / np.ptp(places, axis=0).max()
    drawn = np.concatenate([np.zeros((1, 2)), np.cumsum(runs, 0)])  # what the pen drew, without its jumps
    come = np.stack([np.interp(bounds, np.append(0, ends), way) for way in drawn.T], 1)
    heading = np.diff(come, axis=0) * (_POINTS / ends[-1])
    return np.concatenate([places, _HEADING * heading]).astype(np.float32)


def apart(some: Array, others: Array) -> Array:
    """How far trajectories [N, P, 2] are from others [M, P, 2], each of those deformed to fit: [N, M], 0 for the same.

    It is the root of the mean square that a linear map leaves, and of what that map pays for not being the identity
    (ridge regression, Hoerl and Kennard 1970): a slant or a stretch by a fifth alone is 0.02.
    """
    half = some.shape[1] // 2
    same = _BOUND * np.eye(2, dtype=np.float32)
    turned = others.transpose(0, 2, 1)  # [M, 2, P]
    rows, columns = turned.reshape(-1, some.shape[1]), some.transpose(1, 0, 2).reshape(some.shape[1], -1)
    shared = (rows @ columns).reshape(len(others), 2, len(some), 2).transpose(2, 0, 1, 3) / half + same
    maps = np.linalg.inv(turned @ others / half + same) @ shared
    # with the best map X, from B to A, what is left is |A|^2 + bound |I|^2 - tr(X' (B'A + bound I))
    left = (some**2).sum((1, 2))[:, None] / half + 2 * _BOUND - (maps * shared).sum((2, 3))
    distances: Array = np.sqrt(np.maximum(left, 0))
    return distances
