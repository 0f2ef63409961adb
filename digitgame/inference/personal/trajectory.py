"""How a digit is drawn: the trajectory of the pen, compared up to slant, rotation and stretch.

Two drawings of one handwriting have much the same trajectory, whatever they look like to a network that has learned
to ignore how a digit is written: as many strokes, in one order and direction, with bends in the same places.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink import Stroke

# Points of a trajectory, evenly along the ink.
_POINTS: Final = 32
# The weight of the pen's direction beside its position; the longer side of the ink is 1.
_HEADING: Final = 0.5
# The cost of a deformation: this times the squared differences of its matrix from the identity.
_RIDGE: Final = 0.02
Array = npt.NDArray[np.float32]


def trajectory(strokes: Sequence[Stroke]) -> Array:
    """The trajectory of a drawing, one stroke after the other: points, then headings, float32 [64, 2].

    The points are centred and the longer side of their box is 1. A heading is the mean direction between two points,
    at most 1 long, so that it makes little difference on which side of a corner a point lies. Ink without length has
    all its points in one place.
    """
    lines = [np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in strokes]
    starts = np.concatenate([np.empty((0, 2)), *(stroke[:-1] for stroke in lines)])
    runs = np.concatenate([np.empty((0, 2)), *(np.diff(stroke, axis=0) for stroke in lines)])
    lengths = np.hypot(runs[:, 0], runs[:, 1])
    starts, runs, lengths = starts[lengths > 0], runs[lengths > 0], lengths[lengths > 0]
    if not len(lengths):
        return np.zeros((2 * _POINTS, 2), np.float32)
    ends = np.cumsum(lengths)
    bounds = np.arange(_POINTS + 1) / _POINTS * ends[-1]
    along = (bounds[:-1] + bounds[1:]) / 2
    run = np.minimum(np.searchsorted(ends, along), len(ends) - 1)
    points = starts[run] + runs[run] * ((along - ends[run]) / lengths[run] + 1)[:, None]
    points = (points - points.mean(0)) / np.ptp(points, axis=0).max()
    # The pen's path without its jumps between strokes.
    path = np.concatenate([np.zeros((1, 2)), np.cumsum(runs, 0)])
    at_bounds = np.stack([np.interp(bounds, np.append(0, ends), axis) for axis in path.T], 1)
    heading = np.diff(at_bounds, axis=0) * (_POINTS / ends[-1])
    return np.concatenate([points, _HEADING * heading]).astype(np.float32)


def distances(some: Array, others: Array) -> Array:
    """Distances [N, M] of trajectories [N, P, 2] from others [M, P, 2], each of those deformed to fit; 0 for the same.

    A distance is the root of the mean square that a linear map leaves, plus the cost of that map
    (ridge regression, Hoerl and Kennard 1970): a slant or a stretch by a fifth alone is 0.02.
    """
    half = some.shape[1] // 2
    same = _RIDGE * np.eye(2, dtype=np.float32)
    # [M, 2, P].
    turned = others.transpose(0, 2, 1)
    rows, columns = turned.reshape(-1, some.shape[1]), some.transpose(1, 0, 2).reshape(some.shape[1], -1)
    shared = (rows @ columns).reshape(len(others), 2, len(some), 2).transpose(2, 0, 1, 3) / half + same
    maps = np.linalg.inv(turned @ others / half + same) @ shared
    # With the best map X, from B to A, what is left is |A|^2 + ridge |I|^2 - tr(X' (B'A + ridge I)).
    left = (some**2).sum((1, 2))[:, None] / half + 2 * _RIDGE - (maps * shared).sum((2, 3))
    return np.asarray(np.sqrt(np.maximum(left, 0)))
