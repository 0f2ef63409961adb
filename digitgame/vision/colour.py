"""A picture of any kind as tones of light, and how far each lies from the paper's, whatever the colours."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

_LARGEST: Final = 1600  # px, the longer side: a photograph has more than a digit needs
_COLOURED: Final = 24  # of 255: a picture whose channels never differ by more is grey
_FLAT: Final = 6  # of 255: paper that a program filled, or a scanner evened, differs by no more than this,
_EDGE: Final = 0.6  # at so much of the picture's edge
_ALL: Final = 0.25  # and in so much of the picture
_LIGHT: Final = np.array([0.299, 0.587, 0.114], np.float32)  # of each channel in a grey (ITU-R BT.601)
Tones = npt.NDArray[np.float32]  # [height, width, 1 or 3], 0 to 255


def tones_of(picture: Image.Image) -> Tones:
    """Upright and of a size to work with; see-through parts become paper. One channel where there is no colour."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("1", "P", "PA"):  # what cannot be averaged
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    elif picture.mode.startswith("I;"):
        picture = picture.convert("I")
    if max(picture.size) > _LARGEST:
        picture = picture.reduce(math.ceil(max(picture.size) / _LARGEST))
    if picture.mode.startswith(("I", "F")):  # 16 bits and more: Pillow would clip them at 255
        deep = np.asarray(picture, np.float32)
        return np.asarray((deep - deep.min()) * (255 / max(float(np.ptp(deep)), 1e-9)), np.float32)[..., None]
    if picture.has_transparency_data:
        return _on_paper(picture)
    if picture.mode in ("L", "LA"):
        return np.asarray(picture.convert("L"), np.float32)[..., None]
    picture = picture.convert("RGB")
    if not _is_coloured(np.asarray(picture)):
        return np.asarray(picture.convert("L"), np.float32)[..., None]
    return np.asarray(picture, np.float32)


def contrast(tones: Tones) -> npt.NDArray[np.float32]:
    """[height, width], 0 to 255: a grey in which ink differs from paper as much as it does in any channel.

    On paper of one tone that is the largest difference of a channel, ink darker than white paper: red ink on green
    differs as it does to the eye. Where the light on the paper is uneven it is the lightness.
    """
    if tones.shape[2] == 1:
        return tones[..., 0]
    edge = np.concatenate([tones[0], tones[-1], tones[:, 0], tones[:, -1]])
    paper = np.median(edge, 0)
    away = np.abs(tones - paper).max(2)
    if (np.abs(edge - paper).max(1) <= _FLAT).mean() >= _EDGE and (away <= _FLAT).mean() >= _ALL:
        return np.asarray(255 - away, np.float32)
    return tones @ _LIGHT


def _on_paper(picture: Image.Image) -> Tones:
    """Ink on see-through paper: its tone tells which paper it is for; a solid picture brings its own."""
    layer = np.asarray(picture.convert("RGBA"), np.float32)
    seen = layer[..., 3:] / 255
    coloured = layer[..., :3][layer[..., 3] > 0]
    if len(coloured) and _is_coloured(coloured):
        tones = layer[..., :3]
    else:
        tones = np.asarray(picture.convert("RGBA").convert("LA"), np.float32)[..., :1]
    total = max(float(seen.sum()), 1e-9)
    mean = (tones * seen).sum((0, 1)) / total
    light = float(mean @ _LIGHT) if len(mean) == 3 else float(mean[0])
    paper = mean if seen.mean() > 0.5 else np.float32(0 if light > 127 else 255)
    return np.asarray(paper + (tones - paper) * seen, np.float32)


def _is_coloured(tones: npt.NDArray[np.floating] | npt.NDArray[np.uint8]) -> bool:
    return bool((tones.max(-1).astype(np.int16) - tones.min(-1)).max(initial=0) > _COLOURED)
