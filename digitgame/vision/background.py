"""Separate ink from the background that it lies on, whatever the light."""

from typing import Final

import numpy as np
from PIL import Image

from digitgame.vision.pixels import (
    Grey,
    border,
    component_boxes,
    keep,
    label_components,
    max_of_neighbours,
    resize,
)

# The longer side of the copy on which light and specks are measured; brightness counts from 0 to 255.
_THUMB_PX: Final = 64
# Less contrast than this is the grain of the paper.
_MIN_CONTRAST: Final = 24
# A border whose brightness varies by more than this is lit unevenly.
_UNEVEN: Final = 12
# Components with less ink than this fraction of the largest one are specks; a thin pen leaves this much ink.
_SPECK: Final = 0.03
_TRACE: Final = 0.02
# A dot between two components may be a decimal point; it has at least this much ink, as a fraction of the largest one.
_POINT: Final = 0.004
# A background that a program filled varies by at most this,
_FLAT: Final = 2
# and covers at least these fractions of the image and of its border.
_FLAT_AREA: Final = 0.3
_FLAT_BORDER: Final = 0.4
# At most this fraction of the pixels lies between it and ink, that is, has less than this fraction of the contrast.
_MAX_BETWEEN: Final = 0.15
_BETWEEN: Final = 0.4
# Lines printed under the ink: more contrast than JPEG artefacts, less than this fraction of the ink's; the least
# fractions of the image and of its border, which a glow around ink does not reach, that they cover.
_MIN_PRINT: Final = 12
_MAX_PRINT: Final = 0.4
_PRINT_AREA: Final = 0.01
_PRINT_BORDER: Final = 0.005


def separate_ink(grey: Grey) -> Grey:
    """The amount of ink, [height, width], 0 to 1, on a background that has the brightness of the image's border."""
    background = _background(grey)
    contrast = grey - background
    # Ink is on the side of the background with more contrast; dark ink absorbs a fraction of the light.
    if contrast.max() < -contrast.min():
        contrast *= -background.mean() / np.maximum(background, 16)
    peak = float(contrast.max())
    if peak < _MIN_CONTRAST:
        return np.zeros_like(grey)
    full = float(np.percentile(contrast[contrast > peak / 2], 75))
    # Three times the median absolute deviation is about two standard deviations of the background, unless most of
    # the image is ink.
    grain = 3 * float(np.median(np.abs(contrast[::3, ::3])))
    if grain > full / 2:
        grain = 0
    grain = max(grain, _printed(contrast, full))
    return np.asarray(np.clip((contrast - grain) / np.float32(full - grain), 0, 1))


def _printed(contrast: Grey, full: float) -> float:
    """The contrast of faint lines that a program drew under the ink; 0 if there are none.

    They have exactly one brightness, and most of the pixels between background and ink.
    """
    # Grain has every brightness.
    if (np.abs(contrast) < 1).mean() < _FLAT_AREA:
        return 0.0
    faint = contrast[(contrast > _MIN_PRINT) & (contrast < _MAX_PRINT * full)]
    if not len(faint):
        return 0.0
    count = np.bincount(np.rint(faint).astype(np.int64))
    level = int(count.argmax())
    enough = max(_PRINT_AREA * contrast.size, len(faint) / 2)
    reaches = (np.abs(border(contrast) - level) <= _FLAT).mean() >= _PRINT_BORDER
    is_print = reaches and count[max(level - _FLAT, 0) : level + _FLAT + 1].sum() >= enough
    return float(level + _FLAT) if is_print else 0.0


def _background(grey: Grey) -> Grey:
    """The background's brightness, [1, 1], or a quadratic surface [height, width] in uneven light."""
    edge = border(grey)
    filled = _filled(grey, edge)
    if filled is not None:
        return np.full((1, 1), filled, np.float32)
    low, middle, high = np.percentile(edge, (10, 50, 90))
    even = np.full((1, 1), middle, np.float32)
    if high - low < _UNEVEN or min(grey.shape) < 8:
        return even
    thumb = resize(grey, _THUMB_PX)
    terms, pixels = _quadratic(thumb.shape), thumb.ravel()
    frame = np.ones(thumb.shape, bool)
    frame[2:-2, 2:-2] = False
    chosen = frame.ravel()
    # Fit the surface and choose the pixels close to it again, until only ink is left out.
    for _ in range(6):
        solution = np.linalg.lstsq(terms[chosen], pixels[chosen], rcond=None)[0]
        surface = np.clip(terms @ solution, 0, pixels.max())
        miss = np.abs(pixels - surface)
        chosen = miss < max(3 * float(np.median(miss[chosen])), 4)
        if chosen.sum() < len(pixels) / 4:
            return even
    small = Image.fromarray(surface.reshape(thumb.shape).astype(np.float32))
    return np.asarray(small.resize(grey.shape[::-1], Image.Resampling.BILINEAR))


def _filled(grey: Grey, edge: Grey) -> float | None:
    """The brightness of a background that a program filled: hardly any pixel lies between it and the ink's."""
    level = float(np.bincount(np.clip(np.rint(edge), 0, 255).astype(np.int64)).argmax())
    contrast = np.abs(grey - level)
    between = (contrast > _FLAT) & (contrast < _BETWEEN * contrast.max())
    is_flat = (contrast <= _FLAT).mean() >= _FLAT_AREA
    is_flat &= (np.abs(edge - level) <= _FLAT).mean() >= _FLAT_BORDER
    return level if is_flat and between.mean() <= _MAX_BETWEEN else None


def _quadratic(shape: tuple[int, ...]) -> Grey:
    """The terms of a quadratic surface at each pixel: [pixels, 6]."""
    down, across = (np.linspace(-1, 1, side, dtype=np.float32) for side in shape)
    y, x = (axis.reshape(-1) for axis in np.meshgrid(down, across, indexing="ij"))
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 1)


def remove_specks(ink: Grey) -> Grey:
    """The ink without components that are small beside the largest one; they are found on a small copy."""
    thumb = resize(ink, min(_THUMB_PX, max(ink.shape)))
    labels = label_components(thumb > _TRACE)
    mass = np.bincount(labels.ravel(), thumb.ravel())
    mass[0] = 0
    large = mass >= _SPECK * mass.max()
    if large[1:].sum() > 1 and not large[1:].all():
        low, high = (side[:, 1] for side in component_boxes(labels))
        between = (high[large[1:]].min() <= low) & (low[large[1:]].max() >= high)
        large[1:] |= between & (mass[1:] >= _POINT * mass.max())
    kept = large[labels] & (labels > 0)
    return keep(ink, max_of_neighbours(kept.astype(np.int32)))
