"""Render the ink of an image again as if it were drawn with the pen of `frame`.

A digit drawn with a round pen is all points within half the pen's width of a line. The distances to the ink's edge give
the pen's width, and where the edge of another pen would be: a digit looks the same whether a web canvas drew it with a
pen of 1 px or of 40. Scans and photographs with soft edges, such as MNIST's, are not rendered again.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.frame import BOX, CENTRE, FRAME, PEN_RADIUS, SOFT_EDGE, Frame
from digitgame.vision.background import Grey, crop_to, outline, resize
from digitgame.vision.distance import MAX_DISTANCE, distance_to_edge
from digitgame.vision.downscale import downscale, max_pool
from digitgame.vision.pixel_art import enlarge_smoothly

# The largest longer side, in px, of the copy that is measured.
_COPY: Final = 200
# The ink's edge is where its amount is at least this far from 0 and from 1; softer edges than so many px of the frame
# come from a scan.
_EDGE: Final = 0.15
_CRISP: Final = 0.42
# The least length of the ink's centre line, as a fraction of its longer side: a blot has none.
_MIN_LINE: Final = 0.6


def is_crisp(ink: Grey) -> bool:
    """Whether the edges of cropped ink, [height, width], 0 to 1, are sharper than those of MNIST's scans."""
    side = max(ink.shape)
    if side > 2 * _COPY:
        ink = max_pool(ink, side // _COPY)
    edge = ink[(ink > _EDGE) & (ink < 1 - _EDGE)]
    soft = float((4 * edge * (1 - edge)).sum()) / max(int(outline(ink > 0.5).sum()), 1)
    return bool(soft * BOX / max(ink.shape) < _CRISP)


def rerender(ink: Grey) -> Frame:
    """The frame, float32 [28, 28], of crisp ink, [height, width], 0 to 1, drawn with the pen of `frame`."""
    large = _resized(ink) > 0.5
    solid = crop_to(large, large)
    if not solid.size:
        return np.zeros((FRAME, FRAME), np.float32)
    side = max(solid.shape)
    solid = np.pad(solid, MAX_DISTANCE)
    inside, outside = distance_to_edge(solid), distance_to_edge(~solid)
    # Half of a stroke's pixels are closer to its edge than a quarter of its width.
    width = 4 * float(np.median(inside[solid]))
    scale = (BOX - 2 * PEN_RADIUS) / max(side - width, _MIN_LINE * side)
    # In px of the frame: how much wider the pen becomes, and each pixel's distance beyond the new edge.
    grow = PEN_RADIUS - scale * width / 2
    beyond = scale * (outside - inside) - grow
    light = np.clip((SOFT_EDGE - beyond) / np.float32(2 * SOFT_EDGE), 0, 1)
    return _centre(light, scale)


def _resized(ink: Grey) -> Grey:
    """A copy as large as measuring needs."""
    if max(ink.shape) > _COPY:
        return downscale(ink, _COPY)
    # Smooth ink at the image's border like ink elsewhere.
    padded = np.pad(ink, 2)
    smooth = enlarge_smoothly(padded, max(_COPY // max(padded.shape), 1))
    return resize(padded, _COPY) if smooth is None else smooth


def _centre(light: Grey, scale: float) -> Frame:
    """Sample `light`, scaled by `scale`, at a frame's pixels, with its centre of mass in the centre."""
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
    """Bilinear samples at these rows and columns; 0 outside."""
    for axis, at in ((0, down), (1, across)):
        first = np.clip(np.floor(at).astype(int), -1, light.shape[axis] - 1)
        part = np.clip(at - first, 0, 1).astype(np.float32)
        padded = np.pad(light, [(1, 1) if axis == a else (0, 0) for a in (0, 1)])
        low, high = padded.take(first + 1, axis), padded.take(first + 2, axis)
        part = part[:, None] if axis == 0 else part[None]
        light = low * (1 - part) + high * part
    return np.asarray(light, np.float32)
