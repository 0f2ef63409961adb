"""The connected components of an image's ink."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink import segment
from digitgame.ink.frame import FRAME, Frame
from digitgame.vision.picture import crop, frame_ink
from digitgame.vision.pixels import Grey, downscale, keep, label_components, max_of_neighbours

# The longer side, in px, of the copy on which components are found.
_COPY: Final = 240
# The least ink of a component's pixels, as a fraction of the most.
_SOLID: Final = 0.35
# A component smaller than this fraction of the largest one belongs to the nearest one.
_SPECK: Final = 0.006


@dataclass(frozen=True, eq=False)
class Components:
    """The ink of an image, cropped, [height, width], 0 to 1; its components are numbered from 1."""

    ink: Grey

    @cached_property
    def _labels(self) -> npt.NDArray[np.int64]:
        """The component of each pixel of a small copy; 0 where there is no ink."""
        if not self.ink.size:
            return np.zeros((0, 0), np.int64)
        small = downscale(self.ink, _COPY)
        labels = label_components(small > _SOLID * small.max())
        sizes = np.bincount(labels.ravel(), minlength=1)
        sizes[0] = 0
        labels[sizes[labels] < _SPECK * sizes.max(initial=0)] = 0
        return labels

    def pieces(self) -> segment.Pieces:
        """The components as pieces, ordered from left to right."""
        found = np.unique(self._labels[self._labels > 0])
        points = [np.argwhere(self._labels == number)[:, ::-1].astype(float) for number in found]
        return segment.ordered(found.tolist(), points)

    def frames(self, groups: Sequence[Sequence[int]]) -> Frame:
        """The frames of groups of components, float32 [N, 28, 28]; faint ink goes with the nearest component."""
        everything = set(self._labels[self._labels > 0].tolist())
        frames = np.zeros((len(groups), FRAME, FRAME), np.float32)
        for frame, group in zip(frames, groups, strict=True):
            is_all = set(group) == everything
            ink = self.ink if is_all else crop(keep(self.ink, np.isin(self._nearest, list(group))))
            frame[:] = frame_ink(ink)
        return frames

    @cached_property
    def _nearest(self) -> npt.NDArray[np.int32]:
        """The component nearest to each pixel of the small copy."""
        nearest = self._labels.astype(np.int32)
        while (nearest == 0).any():
            nearest = np.where(nearest == 0, max_of_neighbours(nearest), nearest)
        return nearest
