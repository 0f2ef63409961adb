"""A digit in the fog: blurred and drowned in noise at first, sharp at the end."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink.frame import FRAME

# At first the blur's standard deviation, in px, and the strength of the noise.
_WIDEST: Final = 7.0
_NOISE: Final = 0.5
Array = npt.NDArray[np.float32]


def fogged(picture: Array, sharpness: float, noise: Array) -> Array:
    """A picture [28, 28] at `sharpness` 0 to 1; `noise` [28, 28] stays the same for one digit."""
    dim = 1 - min(max(sharpness, 0.0), 1.0)
    blur = _blur(round(_WIDEST * dim, 2))
    soft = blur @ picture @ blur.T
    top = float(soft.max())
    # The blur leaves the brightest pixel as bright as before.
    soft = soft / top if top > 0 else soft
    seen: Array = np.clip(soft * (1 - 0.5 * dim) + _NOISE * dim * noise, 0, 1).astype(np.float32)
    return seen


def noise(seed: int) -> Array:
    """Noise [28, 28], -1 to 1."""
    return np.random.default_rng(seed).uniform(-1, 1, (FRAME, FRAME)).astype(np.float32)


@lru_cache(maxsize=1024)
def _blur(sigma: float) -> Array:
    """A matrix [28, 28] that blurs along one side with a Gaussian of `sigma` pixels; rows sum to 1."""
    if sigma < 0.05:
        return np.eye(FRAME, dtype=np.float32)
    away = np.arange(FRAME)[:, None] - np.arange(FRAME)[None, :]
    weights = np.exp(-0.5 * (away / sigma) ** 2)
    rows: Array = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    return rows
