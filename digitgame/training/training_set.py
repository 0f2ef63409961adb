"""What a training learns from: most of the digits, and scraps, without a copy of either."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images

Numbers = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Material:
    """The `chosen` of `digits`, numbered from 0, then the `scraps`."""

    digits: Images
    chosen: Numbers
    scraps: Images

    def __len__(self) -> int:
        return len(self.chosen) + len(self.scraps)

    def take(self, numbers: Numbers) -> Images:
        """The pictures of some numbers, in their order: images uint8 [N, 28, 28] and labels [N]."""
        own = numbers < len(self.chosen)
        if own.all():
            return self.digits[self.chosen[numbers]]
        images = np.empty((len(numbers), *self.digits.images.shape[1:]), np.uint8)
        labels = np.empty(len(numbers), np.uint8)
        for where, part in (
            (own, self.digits[self.chosen[numbers[own]]]),
            (~own, self.scraps[numbers[~own] - len(self.chosen)]),
        ):
            images[where], labels[where] = part.images, part.labels
        return Images(images, labels)
