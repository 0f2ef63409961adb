"""The patches of ink of a picture: what touches is one patch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from digitgame.ink import segment
from digitgame.ink.frame import FRAME, Frame
from digitgame.vision.background import Grey, label
from digitgame.vision.downscale import small_copy
from digitgame.vision.picture import cropped, frame_grey

_SMALL: Final = 240  # px, the longer side of the copy on which patches are told apart
_SOLID: Final = 0.35  # of the fullest ink
_SPECK: Final = 0.02  # of the largest patch: smaller ones are parts of what they are near to


@dataclass(frozen=True, eq=False)
class Components:
    """The ink of a picture, cropped, [height, width], 0 to 1; its patches are numbered from 1."""

    ink: Grey

    @cached_property
    def _numbers(self) -> npt.NDArray[np.int64]:
        """The patch of each pixel of a small copy; 0 where there is no ink."""
        if not self.ink.size:
            return np.zeros((0, 0), np.int64)
        small = small_copy(self.ink, _SMALL)
        numbers = label(small > _SOLID * small.max())
        sizes = np.bincount(numbers.ravel(), minlength=1)
        sizes[0] = 0
        numbers[sizes[numbers] < _SPECK * sizes.max(initial=0)] = 0
        return numbers

    def pieces(self) -> segment.Pieces:
        """The patches as pieces, in order."""
        found = np.unique(self._numbers[self._numbers > 0])
        points = [np.argwhere(self._numbers == number)[:, ::-1].astype(float) for number in found]
        return segment.ordered(found.tolist(), points)

    def frames(self, groups: Sequence[Sequence[int]]) -> Frame:
        """A frame of each group of patches, [N, 28, 28]; faint ink goes with the patch that it is nearest to."""
        everything = set(self._numbers[self._numbers > 0].tolist())
        framed = [frame_grey(self.ink if set(group) == everything else self._only(group)) for group in groups]
        return np.stack(framed) if framed else np.zeros((0, FRAME, FRAME), np.float32)

    @cached_property
    def _nearest(self) -> npt.NDArray[np.int64]:
        """The patch that each pixel of the small copy is nearest to."""
        spread = self._numbers
        while (spread == 0).any():
            spread = np.where(spread == 0, _greatest_beside(spread), spread)
        return spread

    def _only(self, group: Sequence[int]) -> Grey:
        inside = Image.fromarray(np.isin(self._nearest, list(group)).astype(np.uint8))
        size = self.ink.shape[1], self.ink.shape[0]
        return cropped(self.ink * np.asarray(inside.resize(size, Image.Resampling.NEAREST)))


def _greatest_beside(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The greatest number of each pixel's eight neighbours and itself."""
    padded = np.pad(numbers, 1)
    height, width = numbers.shape
    beside = numbers
    for down, across in np.ndindex(3, 3):
        beside = np.maximum(beside, padded[down : down + height, across : across + width])
    return beside
