"""Painting the ink of a picture anew, as the pen of `frame` would have drawn it.

A digit painted with a round pen is all the points within half the pen's width of a line. How far each point lies from
the edge of the ink tells the pen's width, and where the edge of another pen would be: the same digit comes out alike
whether a web canvas drew it with a pen of 1 px or of 40. Scans and photographs whose edges are soft, MNIST's own among
them, stay as they are: their pens are MNIST's.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.frame import BOX, CENTRE, FRAME, PEN, SOFT, Frame
from digitgame.ink.paper import Grey, Mask, cropped, fitted, outline

_FINE: Final = 200  # px, the longer side of the copy that is measured, at most
_CRISP: Final = 0.42  # px of the frame: edges of ink that are softer than this are a scan's
_EDGE: Final = 0.15  # of full ink, and of none: what lies between is the ink's edge
_FURTHEST: Final = 36  # px of the copy: edges further than this are far
_LEAST: Final = 0.6  # of the ink's side: what its middle line measures at least; a blot has none
_HAIR: Final = 2.5  # px: a pen thinner than this would pale where pixels are averaged


def is_crisp(ink: Grey) -> bool:
    """Whether the edges of ink, [height, width], 0 to 1, cropped, are sharper than those of MNIST's scans."""
    side = max(ink.shape)
    if side > 2 * _FINE:
        ink = reduced(ink, side // _FINE)
    edge = ink[(ink > _EDGE) & (ink < 1 - _EDGE)]
    soft = float((4 * edge * (1 - edge)).sum()) / max(int(outline(ink > 0.5).sum()), 1)
    return bool(soft * BOX / max(ink.shape) < _CRISP)


def redrawn(ink: Grey) -> Frame:
    """Crisp ink, [height, width], 0 to 1, as a frame: drawn by the pen that draws strokes."""
    large = _enlarged(ink) > 0.5
    solid = cropped(large, large)
    if not solid.size:
        return np.zeros((FRAME, FRAME), np.float32)
    side = max(solid.shape)
    solid = np.pad(solid, _FURTHEST)
    inside, outside = _to_edge(solid), _to_edge(~solid)
    width = 4 * float(
        np.median(inside[solid])
    )  # half of a stroke lies nearer to its edge than a quarter of its width
    scale = (BOX - 2 * PEN) / max(side - width, _LEAST * side)
    grow = PEN - scale * width / 2  # px of the frame, as the next
    beyond = scale * (outside - inside) - grow
    light = np.clip((SOFT - beyond) / np.float32(2 * SOFT), 0, 1)
    return _centred(light, scale)


def reduced(ink: Grey, times: int) -> Grey:
    """So many times as small, each pixel as full as the fullest of those that it was: thin lines stay whole."""
    height, width = (-(-length // times) for length in ink.shape)
    padded = np.pad(ink, ((0, height * times - ink.shape[0]), (0, width * times - ink.shape[1])))
    small: Grey = padded.reshape(height, times, width, times).max((1, 3))
    return small


def small_copy(ink: Grey, side: int) -> Grey:
    """A copy at most `side` px long in which thin lines stay whole, and what lies apart stays apart where it can."""
    times = -(-max(ink.shape) // side)
    if times < 2:
        return ink
    solid = ink > 0.5
    width = 2 * int(solid.sum()) / max(int(outline(solid).sum()), 1)
    return reduced(ink, times) if width < _HAIR * times else fitted(ink, side)


def _enlarged(ink: Grey) -> Grey:
    """A copy that is large enough to be measured, and no larger than need be."""
    if max(ink.shape) > _FINE:
        return small_copy(ink, _FINE)
    return fitted(
        np.pad(ink, 2), _FINE
    )  # padded: ink at the edge of the picture is smoothed as it is elsewhere


def _to_edge(solid: Mask) -> Grey:
    """How far each pixel of `solid` lies from its edge, px, up to _FURTHEST; 0 elsewhere.

    Column by column, then along the rows (Saito and Toriwaki 1994, "New algorithms for Euclidean distance
    transformation of an n-dimensional digitized picture").
    """
    rows = np.arange(solid.shape[0])[:, None]
    far = solid.shape[0] + _FURTHEST
    above = rows - np.maximum.accumulate(np.where(solid, -far, rows), axis=0)
    below = np.minimum.accumulate(np.where(solid, 2 * far, rows)[::-1], axis=0)[::-1] - rows
    down = np.minimum(np.minimum(above, below), _FURTHEST).astype(np.float32) ** 2
    squared = down.copy()
    padded = np.pad(down, ((0, 0), (_FURTHEST, _FURTHEST)), constant_values=_FURTHEST**2)
    for across in range(-_FURTHEST + 1, _FURTHEST):
        shifted = padded[:, _FURTHEST + across : _FURTHEST + across + solid.shape[1]]
        np.minimum(squared, shifted + np.float32(across * across), out=squared)
    distance: Grey = np.where(solid, np.sqrt(squared) - np.float32(0.5), np.float32(0))
    return distance


def _centred(light: Grey, scale: float) -> Frame:
    """`light` at the pixels of a frame, `scale` times as small, with its centre of mass in the frame's centre."""
    rows, columns = (np.flatnonzero((light > 0.5).any(axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((FRAME, FRAME), np.float32)
    mass = float(light.sum())
    places: list[npt.NDArray[np.floating]] = []
    for axis, lit in ((0, rows), (1, columns)):
        along = np.arange(light.shape[axis], dtype=np.float32) + np.float32(0.5)
        middle = float((light.sum(1 - axis) * along).sum()) / mass
        shift = np.clip(CENTRE - middle * scale, -lit[0] * scale, FRAME - (lit[-1] + 1) * scale)
        places.append((np.arange(FRAME) + 0.5 - float(shift)) / scale - 0.5)
    return _sampled(light, *places)


def _sampled(light: Grey, down: npt.NDArray[np.floating], across: npt.NDArray[np.floating]) -> Frame:
    """Bilinearly, at each of these rows and columns; nothing outside."""
    for axis, at in ((0, down), (1, across)):
        first = np.clip(np.floor(at).astype(int), -1, light.shape[axis] - 1)
        part = np.clip(at - first, 0, 1).astype(np.float32)
        padded = np.pad(light, [(1, 1) if axis == a else (0, 0) for a in (0, 1)])
        low, high = padded.take(first + 1, axis), padded.take(first + 2, axis)
        part = part[:, None] if axis == 0 else part[None]
        light = low * (1 - part) + high * part
    return np.asarray(light, np.float32)
