"""Framing: ink becomes the 28x28 picture that a network reads, framed as MNIST frames its scans.

The longer side of the ink fits 20 px with its shape kept, the pen is as wide as MNIST's whatever the drawing's
size (strokes are scaled, not pixels), and the centre of mass goes to the centre of the picture. The recipe is that
of LeCun, Cortes and Burges' description of MNIST ("size normalized to fit in a 20x20 pixel box while preserving
their aspect ratio ... centered in a 28x28 image by computing the center of mass of the pixels").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.curve import joined
from digitgame.ink.drawing import Stroke

FRAME: Final = 28  # px, both sides of the picture
FRAMING: Final = 2  # raised whenever a frame changes: a network reads only the framing that it was trained on
BOX: Final = 20.0  # px, the longer side of the ink, pen included
CENTRE: Final = 14.5  # px from the picture's edge to the centre of mass: MNIST's mean, measured
PEN: Final = 1.25  # px, half the pen's width, at half its brightness
SOFT: Final = 0.7  # px, half the width of the pen's soft edge
SMALLEST: Final = 8.0  # board px: shorter ink is not blown up further, so that a dot stays a dot
_SPECK: Final = (
    0.08  # of the longest stroke's side: a shorter stroke, far from the others, is no part of a digit
)
_FAR: Final = 0.1  # of that side: how far is far
_STEP: Final = 0.3  # px between the dabs of a stroke
_REACH: Final = 2  # px that a dab reaches beyond its own pixel: PEN + SOFT, rounded up

_AT_ONCE: Final = 32  # drawings whose dabs stay in the processor's cache together

Frame = npt.NDArray[np.float32]
Points = npt.NDArray[np.float32]


def frame(strokes: Sequence[Stroke]) -> Frame:
    """Frame one drawing: strokes of (x, y) in board pixels -> float32 [28, 28], 0 to 1, white on black.

    No ink gives an all-black picture. Every drawing takes this road: the game's, a file's, the built-in hand's.
    """
    picture: Frame = frame_many([strokes])[0]
    return picture


def frame_many(drawings: Sequence[Sequence[Stroke]]) -> Frame:
    """Frame many drawings at once: float32 [len(drawings), 28, 28]."""
    pictures = np.zeros((len(drawings), FRAME, FRAME), np.float32)
    for at in range(0, len(drawings), _AT_ONCE):
        dabs, owner = _dabs(drawings[at : at + _AT_ONCE])
        _paint(pictures[at : at + _AT_ONCE], dabs, owner)
    return pictures


def _dabs(drawings: Sequence[Sequence[Stroke]]) -> tuple[Points, npt.NDArray[np.int64]]:
    """Where the pen touches: points [P, 2] in picture px, evenly close along each stroke, and their drawing [P]."""
    points, owner, starts = _flatten(drawings)
    if not len(points):
        return points, owner
    low = np.full((len(drawings), 2), np.inf, np.float32)
    high = -low
    np.minimum.at(low, owner, points)
    np.maximum.at(high, owner, points)
    side = np.maximum((high - low).max(1), SMALLEST)
    scale = ((BOX - 2 * PEN) / side).astype(np.float32)
    points = (points - low[owner]) * scale[owner, None]

    # each point begins a segment to the next one, but for a stroke's last, which is a segment of no length
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
    """How far each drawing [N, 2], its box of `size` at the corner, goes to have its centre of mass in the centre.

    A segment's mass is its length, at its middle. Ink so lopsided that it would leave the picture stops at the edge.
    """
    weight = length + 1e-3  # a lone dot weighs something too
    total = np.bincount(owner, weight, len(size))
    total[total == 0] = 1
    mass = np.stack([np.bincount(owner, weight * middle[:, axis], len(size)) / total for axis in (0, 1)], 1)
    return np.clip(CENTRE - mass, PEN, FRAME - PEN - size).astype(np.float32)


def _flatten(
    drawings: Iterable[Sequence[Stroke]],
) -> tuple[Points, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All points [P, 2], the drawing each belongs to [P], and where each stroke starts [S]."""
    strokes = [
        (index, stroke)
        for index, drawing in enumerate(drawings)
        for stroke in joined(_without_specks(drawing))
    ]
    sizes = np.array([len(stroke) for _, stroke in strokes], np.int64)
    owner = np.repeat(np.array([index for index, _ in strokes], np.int64), sizes)
    if not strokes:
        return np.empty((0, 2), np.float32), owner, sizes
    points = np.concatenate([np.asarray(stroke, np.float32) for _, stroke in strokes])
    return points, owner, np.cumsum(sizes) - sizes


def _without_specks(drawing: Sequence[Stroke]) -> Sequence[Stroke]:
    """The strokes that hold ink, without stray dots: a slip of the mouse that would shrink the digit to fit it in."""
    strokes = [stroke for stroke in drawing if len(stroke)]
    if len(strokes) < 2:
        return strokes
    boxes = np.array([(*np.min(stroke, 0), *np.max(stroke, 0)) for stroke in strokes])
    sides = (boxes[:, 2:] - boxes[:, :2]).max(1)
    limit = sides.max()
    large = sides >= _SPECK * limit
    if large.all():
        return strokes
    low, high = boxes[large, :2].min(0), boxes[large, 2:].max(0)
    gap = np.maximum(low - boxes[:, 2:], boxes[:, :2] - high).max(1)
    return [stroke for stroke, kept in zip(strokes, large | (gap <= _FAR * limit), strict=True) if kept]


def _paint(pictures: Frame, dabs: Points, owner: npt.NDArray[np.int64]) -> None:
    """Dab a soft round pen at each point; where dabs overlap the brighter one stays.

    That is the nearer one: what is sought first is how far each pixel is from the nearest dab.
    """
    side = FRAME + 2 * _REACH  # with room for what a dab at the edge would paint outside
    cell = np.floor(dabs).astype(np.int64)
    reach = np.arange(-_REACH, _REACH + 1)
    across, down = (
        (cell[:, axis, None] + reach + np.float32(0.5) - dabs[:, axis, None]) ** 2 for axis in (0, 1)
    )
    distances = (down[:, :, None] + across[:, None, :]).reshape(-1)  # squared, [P * 5 * 5]
    corner = (owner * side + cell[:, 1]) * side + cell[:, 0]
    spots = np.arange(len(reach))[:, None] * side + np.arange(len(reach))
    places = (corner[:, None] + spots.reshape(-1)).reshape(-1)
    near = np.flatnonzero(distances < (PEN + SOFT) ** 2)
    distances, places = distances[near], places[near]
    order = np.argsort(-distances)  # of what is assigned to one place several times, the last stays
    nearest = np.full(len(pictures) * side * side, np.inf)
    nearest[places[order]] = distances[order]
    light = np.clip((PEN + SOFT - np.sqrt(nearest)) / np.float32(2 * SOFT), 0, 1)
    pictures[:] = light.reshape(-1, side, side)[:, _REACH:-_REACH, _REACH:-_REACH]
