"""Telling ink from the paper that it lies on, whatever the light."""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

_THUMB: Final = 64  # px, the longer side of the small copy on which light and specks are found
_TRACE: Final = 0.02  # of full ink, on the small copy: what a thin pen leaves there
_LEAST: Final = 24  # of 255: less contrast than this is the grain of the paper
_UNEVEN: Final = 12  # of 255: the edge of a picture differing by more than this is lit unevenly
_SPECK: Final = 0.03  # of the largest patch of ink: smaller patches are dirt
_FLAT: Final = 2  # of 255: paper that a program filled differs by no more than this
_PLAIN: Final = (
    0.3,
    0.4,
    0.15,
)  # filled paper: its share of the picture, of its edge; of tones between it and ink
_FAINT: Final = 0.4  # of the ink's tone: what is printed under it is fainter,
_GRAIN: Final = 12  # of 255: stands out more than what JPEG leaves beside ink,
_PRINT: Final = 0.01  # takes so much of the picture at least,
_REACH: Final = 0.005  # and of its edge; what glows around ink lies beside it
_BETWEEN: Final = 0.4  # of the most contrast: what is nearer to the paper than this is between

Grey = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Tones = TypeVar("Tones", Grey, Mask)


def ink_on(grey: Grey) -> Grey:
    """[height, width], 0 to 1: how much ink lies on the paper, which has the tone of the picture's edge."""
    paper = _paper(grey)
    away = grey - paper
    if away.max() < -away.min():  # ink lies on that side of the paper's tone with more contrast
        away *= -paper.mean() / np.maximum(paper, 16)  # dark ink takes a share of the light there is
    peak = float(away.max())
    if peak < _LEAST:
        return np.zeros_like(grey)
    full = float(np.percentile(away[away > peak / 2], 75))
    grain = 3 * float(np.median(np.abs(away[::3, ::3])))  # 2 standard deviations, where most of it is paper
    if grain > full / 2:  # most of it is ink
        grain = 0
    grain = max(grain, _printed(away, full))
    ink: Grey = np.clip((away - grain) / np.float32(full - grain), 0, 1)
    return ink


def _printed(away: Grey, full: float) -> float:
    """The tone of faint lines or squares that a program drew under the ink, above the paper's; 0 where there are none.

    Of all tones fainter than ink that are neither paper nor the ink's soft edge they have one, exactly.
    """
    if (np.abs(away) < 1).mean() < _PLAIN[0]:  # grain has all tones
        return 0.0
    faint = np.rint(away[(away > _GRAIN) & (away < _FAINT * full)]).astype(np.int64)
    if not len(faint):
        return 0.0
    count = np.bincount(faint)
    tone = int(count.argmax())
    among = count[max(tone - _FLAT, 0) : tone + _FLAT + 1].sum()
    edge = np.concatenate([away[0], away[-1], away[:, 0], away[:, -1]])
    reaches = (np.abs(edge - tone) <= _FLAT).mean() >= _REACH
    return float(tone + _FLAT) if among >= max(_PRINT * away.size, len(faint) / 2) and reaches else 0.0


def _paper(grey: Grey) -> Grey:
    """The paper's tone, [1, 1], or [height, width] where the light on it is uneven: a quadratic surface."""
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    filled = _filled(grey, edge)
    if filled is not None:
        return np.full((1, 1), filled, np.float32)
    low, middle, high = np.percentile(edge, (10, 50, 90))
    even = np.full((1, 1), middle, np.float32)
    if high - low < _UNEVEN or min(grey.shape) < 8:
        return even
    thumb = fitted(grey, _THUMB)
    terms, tones = _quadratic(thumb.shape), thumb.ravel()
    border = np.ones(thumb.shape, bool)
    border[2:-2, 2:-2] = False
    paper = border.ravel()
    for _ in range(6):  # drop what is not paper, then take in what is, until only ink is left out
        surface = np.clip(terms @ np.linalg.lstsq(terms[paper], tones[paper], rcond=None)[0], 0, tones.max())
        miss = np.abs(tones - surface)
        paper = miss < max(3 * float(np.median(miss[paper])), 4)
        if paper.sum() < len(tones) / 4:
            return even
    small = Image.fromarray(surface.reshape(thumb.shape).astype(np.float32))
    return np.asarray(small.resize(grey.shape[::-1], Image.Resampling.BILINEAR))


def _filled(grey: Grey, edge: Grey) -> float | None:
    """The paper's tone where a program filled it: one tone, and hardly any between it and the ink's."""
    tone = float(np.bincount(np.clip(np.rint(edge), 0, 255).astype(np.int64)).argmax())
    away = np.abs(grey - tone)
    between = (away > _FLAT) & (away < _BETWEEN * away.max())
    of_all, of_edge, most = _PLAIN
    plain = (away <= _FLAT).mean() >= of_all and (np.abs(edge - tone) <= _FLAT).mean() >= of_edge
    return tone if plain and between.mean() <= most else None


def _quadratic(shape: tuple[int, ...]) -> Grey:
    """The terms of a quadratic surface at each pixel: [pixels, 6]."""
    down, across = (np.linspace(-1, 1, side, dtype=np.float32) for side in shape)
    y, x = (axis.reshape(-1) for axis in np.meshgrid(down, across, indexing="ij"))
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 1)


def without_specks(ink: Grey) -> Grey:
    """The ink without patches that are small beside the largest one; they are told apart on a small copy."""
    thumb = fitted(ink, min(_THUMB, max(ink.shape)))
    solid = thumb > _TRACE
    number = label(solid).ravel()
    mass = np.bincount(number, thumb.ravel())
    mass[0] = 0
    kept = mass >= _SPECK * mass.max()
    stays = Image.fromarray(_grown((kept[number] & (number > 0)).reshape(solid.shape).astype(np.float32)))
    cleaned: Grey = ink * np.asarray(stays.resize(ink.shape[::-1], Image.Resampling.NEAREST))
    return cleaned


def _grown(tone: Grey) -> Grey:
    """The brightest of each pixel and its eight neighbours."""
    return np.asarray(Image.fromarray(tone).filter(ImageFilter.MaxFilter(3)))


def fitted(tone: Grey, side: int) -> Grey:
    """Scaled with its shape kept, so that the longer side is `side` px."""
    scale = side / max(tone.shape)
    height, width = (max(round(length * scale), 1) for length in tone.shape)
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(tone).resize((width, height), how))


def cropped(tones: Tones, solid: Mask) -> Tones:
    """Without the rows and columns around what is `solid`; [0, 0] where nothing is."""
    rows, columns = (np.flatnonzero(solid.any(axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((0, 0), tones.dtype)
    return tones[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def outline(solid: Mask) -> Mask:
    """The pixels of what is `solid` that have one beside them that is not."""
    padded = np.pad(solid, 1)
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    edge: Mask = solid & ~inner
    return edge


def label(solid: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Number the patches of touching pixels (also at corners) from 1 in reading order; 0 elsewhere.

    Each pixel points to one of its patch with a lower number until all point to the lowest (Shiloach and Vishkin
    1982, "An O(log n) parallel connectivity algorithm").
    """
    at = np.arange(solid.size).reshape(solid.shape)
    sides = (
        (at[:, :-1], at[:, 1:]),
        (at[:-1], at[1:]),
        (at[:-1, :-1], at[1:, 1:]),
        (at[:-1, 1:], at[1:, :-1]),
    )
    flat = solid.ravel()
    one = np.concatenate([a.ravel() for a, _ in sides])
    other = np.concatenate([b.ravel() for _, b in sides])
    touching = flat[one] & flat[other]
    one, other = one[touching], other[touching]
    root = np.arange(solid.size)
    while (root[one] != root[other]).any():
        low = np.minimum(root[one], root[other])
        np.minimum.at(root, root[one], low)
        np.minimum.at(root, root[other], low)
        while (root[root] != root).any():
            root = root[root]
    numbers = np.zeros(solid.size, np.int64)
    numbers[flat] = np.unique(root[flat], return_inverse=True)[1].reshape(-1) + 1
    return numbers.reshape(solid.shape)
