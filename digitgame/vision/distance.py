"""The distance of pixels to the edge of a shape."""

from typing import Final

import numpy as np

from digitgame.vision.background import Grey, Mask

# Larger distances count as this, in px.
MAX_DISTANCE: Final = 36


def distance_to_edge(solid: Mask) -> Grey:
    """The distance of each `solid` pixel to the edge, in px, up to `MAX_DISTANCE`; 0 elsewhere.

    Column by column, then along the rows (Saito and Toriwaki 1994, "New algorithms for Euclidean distance
    transformation of an n-dimensional digitized picture").
    """
    rows = np.arange(solid.shape[0])[:, None]
    far = solid.shape[0] + MAX_DISTANCE
    above = rows - np.maximum.accumulate(np.where(solid, -far, rows), axis=0)
    below = np.minimum.accumulate(np.where(solid, 2 * far, rows)[::-1], axis=0)[::-1] - rows
    down = np.minimum(np.minimum(above, below), MAX_DISTANCE).astype(np.float32) ** 2
    squared = down.copy()
    padded = np.pad(down, ((0, 0), (MAX_DISTANCE, MAX_DISTANCE)), constant_values=MAX_DISTANCE**2)
    for across in range(-MAX_DISTANCE + 1, MAX_DISTANCE):
        shifted = padded[:, MAX_DISTANCE + across : MAX_DISTANCE + across + solid.shape[1]]
        np.minimum(squared, shifted + np.float32(across * across), out=squared)
    return np.asarray(np.where(solid, np.sqrt(squared) - np.float32(0.5), np.float32(0)))
