"""Framing: turn ink into a frame, the network's 28x28 input, normalised as MNIST normalises its scans.

The ink's longer side is scaled to 20 px with its aspect ratio kept, the pen is as wide as MNIST's whatever the
drawing's size (strokes are scaled, not pixels), and the centre of mass goes to the centre. The method is that of LeCun,
Cortes and Burges' description of MNIST ("size normalized to fit in a 20x20 pixel box while preserving their aspect
ratio ... centered in a 28x28 image by computing the center of mass of the pixels").
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.curve import interpolate_sparse
from digitgame.ink.drawing import Stroke

# The framing's version, raised whenever a frame changes: a network needs the framing that it was trained on.
FRAMING: Final = 2
# In px of the frame: its side; the ink's longer side, pen included; the place of the centre of mass (the mean of
# MNIST, measured); the pen's radius, where it is half as bright; half the width of the pen's soft edge.
FRAME: Final = 28
BOX: Final = 20.0
CENTRE: Final = 14.5
PEN_RADIUS: Final = 1.25
SOFT_EDGE: Final = 0.7
# In board px: smaller ink is scaled as if it were this large, so that a dot stays a dot.
MIN_EXTENT: Final = 8.0
# As fractions of the largest stroke's longer side: a stroke smaller than a speck is dropped if it lies further than
# the gap from all larger strokes.
_SPECK: Final = 0.08
_SPECK_GAP: Final = 0.1
# In px of the frame: the distance between the dabs of a stroke, and how many pixels beyond its own a dab reaches
# (`PEN_RADIUS + SOFT_EDGE`, rounded up).
_STEP: Final = 0.3
_REACH: Final = 2
# The drawings of a batch. The arrays of more are so large that the system takes their memory back each time, and gives
# it anew: a quarter more time.
_BATCH: Final = 4

Frame = npt.NDArray[np.float32]
Points = npt.NDArray[np.float32]


def frame(strokes: Sequence[Stroke]) -> Frame:
    """Frame one drawing: strokes of (x, y) in board pixels -> float32 [28, 28], 0 to 1, white on black.

    No ink gives an all-black frame. Every drawing is framed here, whether from the game, a file or synthetic.
    """
    return np.asarray(frame_many([strokes])[0])


def frame_many(drawings: Sequence[Sequence[Stroke]]) -> Frame:
    """Frame many drawings at once: float32 [len(drawings), 28, 28]."""
    frames = np.zeros((len(drawings), FRAME, FRAME), np.float32)
    for at in range(0, len(drawings), _BATCH):
        dabs, owner = _dabs(drawings[at : at + _BATCH])
        _paint(frames[at : at + _BATCH], dabs, owner)
    return frames


def _dabs(drawings: Sequence[Sequence[Stroke]]) -> tuple[Points, npt.NDArray[np.int64]]:
    """The pen's dabs: points [P, 2] in px of the frame, evenly spaced along each stroke, and their drawing [P]."""
    points, owner, starts = _flatten(drawings)
    if not len(points):
        return points, owner
    low = np.full((len(drawings), 2), np.inf, np.float32)
    high = -low
    np.minimum.at(low, owner, points)
    np.maximum.at(high, owner, points)
    side = np.maximum((high - low).max(1), MIN_EXTENT)
    scale = ((BOX - 2 * PEN_RADIUS) / side).astype(np.float32)
    points = (points - low[owner]) * scale[owner, None]

    # Each point starts a segment to the next one; the segment of a stroke's last point has no length.
    ahead = np.empty_like(points)
    ahead[:-1] = points[1:]
    last = np.append(starts[1:], len(points)) - 1
    ahead[last] = points[last]
    run = ahead - points
    length = np.hypot(run[:, 0], run[:, 1])
    points += _shift(points + run / 2, length, owner, (high - low) * scale[:, None])[owner]

    count = np.maximum(np.ceil(length / _STEP), 1).astype(np.int64)
    segment = np.repeat(np.arange(len(points)), count)
    first = np.cumsum(count) - count
    along = ((np.arange(len(segment)) - first[segment]) / count[segment]).astype(np.float32)
    return points[segment] + run[segment] * along[:, None], owner[segment]


def _shift(middle: Points, length: Points, owner: npt.NDArray[np.int64], size: Points) -> Points:
    """How far to move each drawing [N, 2], whose box of `size` is at the corner, to centre its mass.

    A segment's mass is its length, at its middle. Lopsided ink is moved no further than the frame's edge.
    """
    # A lone dot has a little mass too.
    weight = length + 1e-3
    total = np.bincount(owner, weight, len(size))
    total[total == 0] = 1
    mass = np.stack([np.bincount(owner, weight * middle[:, axis], len(size)) / total for axis in (0, 1)], 1)
    return np.clip(CENTRE - mass, PEN_RADIUS, FRAME - PEN_RADIUS - size).astype(np.float32)


def _flatten(
    drawings: Iterable[Sequence[Stroke]],
) -> tuple[Points, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All points [P, 2], the drawing of each [P], and the first point of each stroke [S]."""
    strokes = [
        (index, stroke)
        for index, drawing in enumerate(drawings)
        for stroke in interpolate_sparse(_without_specks(drawing))
    ]
    sizes = np.array([len(stroke) for _, stroke in strokes], np.int64)
    owner = np.repeat(np.array([index for index, _ in strokes], np.int64), sizes)
    if not strokes:
        return np.empty((0, 2), np.float32), owner, sizes
    points = np.concatenate([stroke for _, stroke in strokes]).astype(np.float32)
    return points, owner, np.cumsum(sizes) - sizes


def _without_specks(drawing: Sequence[Stroke]) -> list[npt.NDArray[np.float64]]:
    """The strokes that hold ink, without stray dots, which would shrink the digit to fit them in."""
    strokes = [np.asarray(stroke, float) for stroke in drawing if len(stroke)]
    if len(strokes) < 2:
        return strokes
    boxes = np.array([(*stroke.min(0), *stroke.max(0)) for stroke in strokes])
    sides = (boxes[:, 2:] - boxes[:, :2]).max(1)
    limit = sides.max()
    large = sides >= _SPECK * limit
    if large.all():
        return strokes
    low, high = boxes[large, :2].min(0), boxes[large, 2:].max(0)
    gap = np.maximum(low - boxes[:, 2:], boxes[:, :2] - high).max(1)
    return [stroke for stroke, kept in zip(strokes, large | (gap <= _SPECK_GAP * limit), strict=True) if kept]


def _paint(frames: Frame, dabs: Points, owner: npt.NDArray[np.int64]) -> None:
    """Paint a soft round dab at each point; each pixel's brightness comes from its distance to the nearest dab."""
    # A margin takes what dabs at the edge paint outside the frame.
    side = FRAME + 2 * _REACH
    cell = np.floor(dabs).astype(np.int64)
    reach = np.arange(-_REACH, _REACH + 1)
    across, down = (
        (cell[:, axis, None] + reach + np.float32(0.5) - dabs[:, axis, None]) ** 2 for axis in (0, 1)
    )
    squared = (down[:, :, None] + across[:, None, :]).reshape(-1)
    corner = (owner * side + cell[:, 1]) * side + cell[:, 0]
    spots = np.arange(len(reach))[:, None] * side + np.arange(len(reach))
    places = (corner[:, None] + spots.reshape(-1)).reshape(-1)
    near = np.flatnonzero(squared < (PEN_RADIUS + SOFT_EDGE) ** 2)
    squared, places = squared[near], places[near]
    nearest = np.full(len(frames) * side * side, np.inf)
    np.minimum.at(nearest, places, squared)
    light = np.clip((PEN_RADIUS + SOFT_EDGE - np.sqrt(nearest)) / np.float32(2 * SOFT_EDGE), 0, 1)
    frames[:] = light.reshape(-1, side, side)[:, _REACH:-_REACH, _REACH:-_REACH]
