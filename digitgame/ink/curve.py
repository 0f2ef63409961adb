"""A smooth curve through the points of a stroke: centripetal Catmull-Rom (Yuksel et al. 2011: no loops, no cusps)."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

# A stroke with more points than this is never sparse: straight lines join its points.
MAX_SPARSE_POINTS: Final = 12
# The median gap between the points of a sparse stroke, and the spacing of the points on its curve: fractions of
# the drawing's longer side.
_MIN_GAP: Final = 0.3
_SPACING: Final = 0.02
Points = npt.NDArray[np.float64]


def interpolate_sparse(strokes: Sequence[Points]) -> Sequence[Points]:
    """Replace strokes, points [N, 2], of few points that lie far apart by curves; return all other strokes unchanged.

    A slow machine or a bad pointer reports few points of a fast stroke, which was curved between them.
    """
    if not any(2 < len(stroke) <= MAX_SPARSE_POINTS for stroke in strokes):
        return strokes
    side = float(np.ptp(np.concatenate(strokes), 0).max())
    return [
        _curve(points, side) if 2 < len(points) <= MAX_SPARSE_POINTS and _is_sparse(points, side) else points
        for points in strokes
    ]


def _gaps(points: Points) -> Points:
    return np.asarray(np.hypot(*np.diff(points, axis=0).T))


def _is_sparse(points: Points, side: float) -> bool:
    gaps = _gaps(points)
    moved = gaps[gaps > 0]
    return len(moved) > 1 and median(moved) > _MIN_GAP * side


def median(values: Points) -> float:
    """As numpy's, which first imports a package that takes a whole frame."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _curve(points: Points, side: float) -> Points:
    """The curve through `points`, without repeated ones."""
    points = points[np.r_[True, _gaps(points) > 0]]
    ends = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    parts = [points[:1]]
    for at, gap in enumerate(_gaps(points)):
        t = np.linspace(0, 1, math.ceil(gap / (_SPACING * side)) + 1)[1:]
        parts.append(interpolate(ends[at : at + 4], t))
    return np.concatenate(parts)


def interpolate(control: Points, t: npt.NDArray[np.floating]) -> Points:
    """Points [T, 2] of the curve between the two middle points of `control` [4, 2], which must differ.

    The outer two shape the curve. `t` [T] runs from 0 at the second point to 1 at the third.
    """
    before, start, end, after = control
    gaps = np.maximum(_gaps(control), 1e-6) ** 0.5
    leave = (start - before) / gaps[0] - (end - before) / (gaps[0] + gaps[1]) + (end - start) / gaps[1]
    arrive = (end - start) / gaps[1] - (after - start) / (gaps[1] + gaps[2]) + (after - end) / gaps[2]
    leave, arrive = leave * gaps[1], arrive * gaps[1]
    t = np.asarray(t)[:, None]
    square, cube = t**2, t**3
    points: Points = (2 * cube - 3 * square + 1) * start + (cube - 2 * square + t) * leave
    points += (3 * square - 2 * cube) * end + (cube - square) * arrive
    return points
