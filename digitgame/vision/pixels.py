"""Operations on the pixels of a grey image or a mask: resizing, cropping, outlines, components, distances."""

from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Grey = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Pixels = TypeVar("Pixels", Grey, Mask)
# A pen thinner than this, in px of the copy, would pale if pixels were averaged.
_THIN: Final = 2.5
# Larger distances count as this, in px.
MAX_DISTANCE: Final = 36


def border(image: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The outermost pixels of an image [height, width, ...]: [2 * (height + width), ...], corners twice."""
    return np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])


def keep(ink: Grey, mask: npt.NDArray[np.int32] | Mask) -> Grey:
    """The ink where a smaller `mask` is 1, without the ink where it is 0."""
    kept = Image.fromarray(mask.astype(np.uint8)).resize(ink.shape[::-1], Image.Resampling.NEAREST)
    return np.asarray(ink * np.asarray(kept), np.float32)


def crop_to(pixels: Pixels, solid: Mask) -> Pixels:
    """Remove the rows and columns around the `solid` pixels; [0, 0] if there are none."""
    rows, columns = (np.flatnonzero(solid.any(axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((0, 0), pixels.dtype)
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def max_of_neighbours(values: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """The maximum of each pixel and its eight neighbours."""
    return np.asarray(Image.fromarray(values).filter(ImageFilter.MaxFilter(3)))


def resize(grey: Grey, side: int) -> Grey:
    """Scale to `side` px on the longer side, keeping the aspect ratio."""
    scale = side / max(grey.shape)
    height, width = (max(round(length * scale), 1) for length in grey.shape)
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(grey).resize((width, height), how))


def max_pool(pixels: Pixels, times: int) -> Pixels:
    """Downscale by an integer factor, each pixel the maximum of its block: thin lines stay whole."""
    height, width = (-(-length // times) for length in pixels.shape)
    padded = np.pad(pixels, ((0, height * times - pixels.shape[0]), (0, width * times - pixels.shape[1])))
    return np.asarray(padded.reshape(height, times, width, times).max((1, 3)))


def downscale(ink: Grey, side: int) -> Grey:
    """A copy at most `side` px long in which thin lines stay whole and separate ink stays separate if possible."""
    times = -(-max(ink.shape) // side)
    if times < 2:
        return ink
    return max_pool(ink, times) if pen_width(ink > 0.5) < _THIN * times else resize(ink, side)


def outline(solid: Mask) -> Mask:
    """The `solid` pixels next to one that is not solid."""
    padded = np.pad(solid, 1)
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return np.asarray(solid & ~inner)


def pen_width(solid: Mask) -> float:
    """The mean width of strokes, in px: a long stroke has two sides."""
    return 2 * int(solid.sum()) / max(int(outline(solid).sum()), 1)


def label_components(solid: Mask) -> npt.NDArray[np.int64]:
    """Number the connected components (8 neighbours) from 1 in reading order; 0 elsewhere.

    Each pixel points to a lower one of its component until all point to the lowest (Shiloach and Vishkin 1982, "An
    O(log n) parallel connectivity algorithm").
    """
    at = np.arange(solid.size).reshape(solid.shape)
    sides = (
        (at[:, :-1], at[:, 1:]),
        (at[:-1], at[1:]),
        (at[:-1, :-1], at[1:, 1:]),
        (at[:-1, 1:], at[1:, :-1]),
    )
    flat = solid.ravel()
    one, other = (np.concatenate([pair[end].ravel() for pair in sides]) for end in (0, 1))
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


def component_boxes(labels: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The box of each component, numbered from 1: its first rows and columns [N, 2], and the first behind it [N, 2]."""
    places = np.argwhere(labels)
    owner = labels[tuple(places.T)] - 1
    low = np.full((labels.max(initial=0), 2), max(labels.shape), np.int64)
    high = np.zeros_like(low)
    np.minimum.at(low, owner, places)
    np.maximum.at(high, owner, places + 1)
    return low, high


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
