"""Comparing a scene with its golden picture."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

Picture = npt.NDArray[np.int64]  # [H, W, 3]
GOLDEN = Path(__file__).parent / "golden"
SIZE = (640, 400)
FAR = 40  # of 255: a colour that is another one
SHARE = 0.004  # of the pixels that may be: letters are shaped a little differently from system to system


def different(one: Picture, other: Picture) -> npt.NDArray[np.bool_]:
    """The pixels [H, W] of either picture whose colour the other has neither there nor right beside.

    pygame-ce sets a text a pixel beside where pygame sets it.
    """
    return _missing(one, other) | _missing(other, one)


def _missing(one: Picture, other: Picture) -> npt.NDArray[np.bool_]:
    missing = np.asarray(np.abs(one - other).max(-1) > FAR)
    # Only few pixels are worth a look beside.
    rows, columns = np.nonzero(missing)
    height, width = missing.shape
    for down, right in itertools.product((-1, 0, 1), repeat=2):
        beside = other[(rows + down) % height, (columns + right) % width]
        missing[rows, columns] &= np.abs(one[rows, columns] - beside).max(-1) > FAR
    return missing


def compared(name: str, picture: Path, beside: Path, *, update: bool = True) -> None:
    """Fail where a picture differs from the golden one, with both and the difference laid side by side."""
    golden = GOLDEN / f"{name.replace(' ', '-')}.png"
    if update and os.environ.get("DIGITGAME_GOLDEN") == "update":
        Image.open(picture).quantize(128, dither=Image.Dither.NONE).save(golden, optimize=True)
    one, other = (np.asarray(Image.open(path).convert("RGB")).astype(int) for path in (golden, picture))
    far = different(one, other)
    if far.mean() > SHARE:
        sheet = np.concatenate([one, other, np.repeat(far[..., None] * 255, 3, 2)], 1).astype(np.uint8)
        Image.fromarray(sheet).save(beside)
    assert far.mean() <= SHARE, f"{name} looks different: see {beside}"
