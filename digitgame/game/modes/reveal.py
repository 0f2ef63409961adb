"""A digit under fog that lifts in patches. Both sides see the same image, and fog alone looks like no digit."""

from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.frame import FRAME

# The width of the patches in pixels (a standard deviation), how much of the time a pixel takes to clear, and the
# brightness of the fog.
_PATCH: Final = 2.0
_SOFT: Final = 0.3
_GREY: Final = 0.12
# Above 1 the fog lifts faster at first than at the end.
_HASTE: Final = 1.7
Array = npt.NDArray[np.float32]


def revealed(image: Array, sharpness: float, fog: Array) -> Array:
    """An image [28, 28] at `sharpness` 0 to 1, under `fog` as `fog_of` makes it."""
    lifted = 1 - (1 - min(max(sharpness, 0.0), 1.0)) ** _HASTE
    clear = np.clip((lifted * (1 + _SOFT) - fog) / _SOFT, 0, 1)
    seen: Array = (image * clear + _GREY * fog * (1 - clear)).astype(np.float32)
    return seen


def fog_of(seed: int) -> Array:
    """When each pixel [28, 28] clears, 0 (first) to 1 (last): the ranks of smooth noise."""
    margin = round(4 * _PATCH)
    side = FRAME + 2 * margin
    away = np.arange(side)[:, None] - np.arange(side)[None, :]
    blur = np.exp(-0.5 * (away / _PATCH) ** 2)
    noise = blur @ np.random.default_rng(seed).standard_normal((side, side)) @ blur
    ranks = noise[margin:-margin, margin:-margin].ravel().argsort().argsort()
    fog: Array = (ranks / (FRAME * FRAME - 1)).reshape(FRAME, FRAME).astype(np.float32)
    return fog
