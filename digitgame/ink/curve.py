"""A smooth curve through the points of a stroke: centripetal Catmull-Rom (Yuksel et al. 2011: no loops, no cusps)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.drawing import Stroke

FEW: Final = 12  # points: a stroke of more is drawn as it is, straight from each to the next
_SPARSE: Final = 0.3  # of the drawing's side: further apart than this the pen was seen too seldom
_STEP: Final = 0.02  # of that side, between two points of the curve
Points = npt.NDArray[np.float64]


def joined(strokes: Sequence[Stroke]) -> Sequence[Stroke]:
    """Strokes with a curve in the place of those whose few points lie far apart; all others are the very same.

    A slow machine or a bad pointer reports few places of a fast pen, which went in a curve from each to the next.
    """
    if not any(2 < len(stroke) <= FEW for stroke in strokes):
        return strokes
    found = [np.asarray(stroke, float) for stroke in strokes]
    side = float(np.ptp(np.concatenate(found), 0).max())
    return [
        _joined(points, side) if 2 < len(points) <= FEW and _is_sparse(points, side) else stroke
        for stroke, points in zip(strokes, found, strict=True)
    ]


def _gaps(points: Points) -> Points:
    gaps: Points = np.hypot(*np.diff(points, axis=0).T)
    return gaps


def _is_sparse(points: Points, side: float) -> bool:
    gaps = _gaps(points)
    moved = gaps[gaps > 0]
    return len(moved) > 1 and float(np.median(moved)) > _SPARSE * side


def _joined(points: Points, side: float) -> Stroke:
    """The curve through points, of which some may be the same as the one before."""
    points = points[np.r_[True, _gaps(points) > 0]]
    ends = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    parts = [points[:1]]
    for at, gap in enumerate(_gaps(points)):
        shares = np.linspace(0, 1, math.ceil(gap / (_STEP * side)) + 1)[1:]
        parts.append(stretch(ends[at : at + 4], shares))
    return np.concatenate(parts).tolist()  # type: ignore[no-any-return]


def stretch(curve: Points, shares: npt.NDArray[np.floating]) -> Points:
    """Points [S, 2] between the middle two of `curve` [4, 2], which differ; the outer two shape it.

    `shares`, of the way in the curve's own time, are 0 at the second and 1 at the third.
    """
    before, start, end, after = curve
    gaps = np.maximum(_gaps(curve), 1e-6) ** 0.5
    leave = (start - before) / gaps[0] - (end - before) / (gaps[0] + gaps[1]) + (end - start) / gaps[1]
    arrive = (end - start) / gaps[1] - (after - start) / (gaps[1] + gaps[2]) + (after - end) / gaps[2]
    leave, arrive = leave * gaps[1], arrive * gaps[1]
    share = np.asarray(shares)[:, None]
    square, cube = share**2, share**3
    points: Points = (2 * cube - 3 * square + 1) * start + (cube - 2 * square + share) * leave
    points += (3 * square - 2 * cube) * end + (cube - square) * arrive
    return points
