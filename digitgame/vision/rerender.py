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
from digitgame.vision.background import Grey, cropped, fitted, outline
from digitgame.vision.distance import FURTHEST, to_edge
from digitgame.vision.downscale import reduced, small_copy
from digitgame.vision.pixel_art import smoothed

_FINE: Final = 200  # px, the longer side of the copy that is measured, at most
_CRISP: Final = 0.42  # px of the frame: edges of ink that are softer than this are a scan's
_EDGE: Final = 0.15  # of full ink, and of none: what lies between is the ink's edge
_LEAST: Final = 0.6  # of the ink's side: what its middle line measures at least; a blot has none


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
    solid = np.pad(solid, FURTHEST)
    inside, outside = to_edge(solid), to_edge(~solid)
    width = 4 * float(
        np.median(inside[solid])
    )  # half of a stroke lies nearer to its edge than a quarter of its width
    scale = (BOX - 2 * PEN) / max(side - width, _LEAST * side)
    grow = PEN - scale * width / 2  # px of the frame, as the next
    beyond = scale * (outside - inside) - grow
    light = np.clip((SOFT - beyond) / np.float32(2 * SOFT), 0, 1)
    return _centred(light, scale)


def _enlarged(ink: Grey) -> Grey:
    """A copy that is large enough to be measured, and no larger than need be."""
    if max(ink.shape) > _FINE:
        return small_copy(ink, _FINE)
    padded = np.pad(ink, 2)  # ink at the edge of the picture is smoothed as it is elsewhere
    smooth = smoothed(padded, max(_FINE // max(padded.shape), 1))
    return fitted(padded, _FINE) if smooth is None else smooth


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
