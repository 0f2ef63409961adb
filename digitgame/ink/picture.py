"""Framing a picture of a digit, scanned, photographed or painted, as `frame` frames ink."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from digitgame.ink.frame import BOX, CENTRE, FRAME, PEN, Frame


def frame_picture(picture: Image.Image) -> Frame:
    """Frame one picture of any size and mode: float32 [28, 28], 0 to 1, white on black.

    Dark on light is inverted, see-through counts as paper, the ink is cropped, its longer side fitted to 20 px, a pen
    thinner than MNIST's thickened, and the centre of mass put in the centre. No ink gives an all-black picture.
    """
    ink = _ink(picture)
    box = Image.fromarray((ink > 0.5 * 255).astype(np.uint8)).getbbox()
    if box is None:
        return np.zeros((FRAME, FRAME), np.float32)
    faint = Image.fromarray(np.where(ink > 0.1 * 255, ink, 0).astype(np.uint8)).getbbox() or box
    # soft edges belong to the ink, stray grey far from it does not
    box = tuple(max(f, b - 2) if i < 2 else min(f, b + 2) for i, (f, b) in enumerate(zip(faint, box, strict=True)))
    cropped = Image.fromarray(ink).crop(box)
    scale = BOX / max(cropped.size)
    cropped = _thicken(cropped, scale)
    scale = BOX / max(cropped.size)
    size = (max(round(cropped.width * scale), 1), max(round(cropped.height * scale), 1))
    small = np.asarray(cropped.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC), np.float32) / 255
    return _centred(small)


def _ink(picture: Image.Image) -> np.ndarray:  # type: ignore[type-arg]
    """uint8 [height, width]: 255 where there is ink, 0 where there is paper."""
    picture = ImageOps.exif_transpose(picture)
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        alpha = np.asarray(layer.getchannel("A"))
        seen = alpha > 0
        tone = np.asarray(layer.convert("L"))[seen]
        # on see-through paper the ink's own tone says which paper it was drawn for
        paper = 0 if tone.size and tone.mean() > 127 else 255
        flat = Image.new("RGBA", layer.size, (paper, paper, paper, 255))
        grey = np.asarray(Image.alpha_composite(flat, layer).convert("L"), np.float32)
    else:
        grey = np.asarray(picture.convert("L"), np.float32)
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper_tone = float(np.median(edge))
    light = np.abs(grey - paper_tone)
    away = grey - paper_tone
    # ink is what lies to the one side of the paper's tone where there is more contrast
    light = np.clip(away, 0, None) if away.max() >= -away.min() else np.clip(-away, 0, None)
    peak = float(light.max())
    if peak < 24:  # of 255: nothing but the grain of the paper
        return np.zeros(grey.shape, np.uint8)
    return np.clip(light * (255 / peak), 0, 255).astype(np.uint8)


def _thicken(ink: Image.Image, scale: float) -> Image.Image:
    """Widen a pen that would be thinner than MNIST's once scaled, as far as the ink's gaps allow."""
    solid = np.asarray(ink) > 127
    area = int(solid.sum())
    inner = solid[1:-1, 1:-1] & solid[:-2, 1:-1] & solid[2:, 1:-1] & solid[1:-1, :-2] & solid[1:-1, 2:]
    outline = area - int(inner.sum())
    width = 2 * area / max(outline, 1)  # px; a long stroke has two sides
    missing = 2 * PEN - width * scale  # px of the frame
    grow = round(missing / scale / 2)
    if missing < 0.4 or grow < 1:
        return ink
    roomy = ImageOps.expand(ink, grow)
    for _ in range(grow):
        roomy = roomy.filter(ImageFilter.MaxFilter(3))
    return roomy


def _centred(small: Frame) -> Frame:
    """Put a picture of at most 20 px a side into the 28x28 frame, its centre of mass in the centre."""
    mass = float(small.sum()) or 1.0
    rows, columns = np.indices(small.shape) + 0.5
    top = round(CENTRE - float((rows * small).sum()) / mass)
    left = round(CENTRE - float((columns * small).sum()) / mass)
    top = min(max(top, 0), FRAME - small.shape[0])
    left = min(max(left, 0), FRAME - small.shape[1])
    out = np.zeros((FRAME, FRAME), np.float32)
    out[top : top + small.shape[0], left : left + small.shape[1]] = np.clip(small, 0, 1)
    return out
