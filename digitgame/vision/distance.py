"""How far the points of a shape lie from its edge."""

from __future__ import annotations

from typing import Final

import numpy as np

from digitgame.vision.background import Grey, Mask

FURTHEST: Final = 36  # px: edges further than this are far


def to_edge(solid: Mask) -> Grey:
    """How far each pixel of `solid` lies from its edge, px, up to FURTHEST; 0 elsewhere.

    Column by column, then along the rows (Saito and Toriwaki 1994, "New algorithms for Euclidean distance
    transformation of an n-dimensional digitized picture").
    """
    rows = np.arange(solid.shape[0])[:, None]
    far = solid.shape[0] + FURTHEST
    above = rows - np.maximum.accumulate(np.where(solid, -far, rows), axis=0)
    below = np.minimum.accumulate(np.where(solid, 2 * far, rows)[::-1], axis=0)[::-1] - rows
    down = np.minimum(np.minimum(above, below), FURTHEST).astype(np.float32) ** 2
    squared = down.copy()
    padded = np.pad(down, ((0, 0), (FURTHEST, FURTHEST)), constant_values=FURTHEST**2)
    for across in range(-FURTHEST + 1, FURTHEST):
        shifted = padded[:, FURTHEST + across : FURTHEST + across + solid.shape[1]]
        np.minimum(squared, shifted + np.float32(across * across), out=squared)
    distance: Grey = np.where(solid, np.sqrt(squared) - np.float32(0.5), np.float32(0))
    return distance
