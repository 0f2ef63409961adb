"""What a window shows of a network while it learns: pictures in events, small enough to send several times a second."""

from __future__ import annotations

import base64
import time
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.events import Batch, Epoch, Event, Listener, Look, Samples, Saving
from digitgame.training.course import Course

_SAMPLES: Final = 20
_LOOKED_THROUGH: Final = 400  # to find samples of every digit
_MISTAKES: Final = 10
_SECONDS: Final = 0.4  # between two looks, at least
_SHARE: Final = 0.02  # of the time, at most, that looking may take


class Looker:
    """Tells, among a training's events, what there is to see."""

    def __init__(self, course: Course, tell: Listener) -> None:
        self._course = course
        self._tell = tell
        self._ten = _one_of_each(course.watching)
        self._last = 0.0
        self._pause = _SECONDS

    def start(self) -> None:
        """The pictures that stay: samples of what is learnt from, and the ten digits that are read again and again."""
        learning, rng = self._course.learning, np.random.default_rng(self._course.seed)
        shown = _of_every_digit(learning.take(rng.permutation(len(learning.chosen))[:_LOOKED_THROUGH]))
        self._tell(Samples(_packed(shown.images), shown.labels.tolist(),
                           _packed(self._ten.images), self._ten.labels.tolist()))  # fmt: skip

    def __call__(self, event: Event) -> None:
        """Pass an event on, and look where it is time to, and once the epochs are over."""
        self._tell(event)
        started = time.perf_counter()
        due = isinstance(event, (Batch, Epoch)) and started - self._last >= self._pause
        if due or isinstance(event, Saving):
            first = not self._last
            self._tell(self._look())
            self._last = time.perf_counter()
            # the first one built its graph: it says nothing of what the next will take
            self._pause = _SECONDS if first else max(_SECONDS, (self._last - started) / _SHARE)

    def _look(self) -> Look:
        course = self._course
        kernel = next(
            layer.kernel for layer in course.learner.network.layers if hasattr(layer, "kernel")
        ).numpy()
        tiles = kernel[:, :, 0].transpose(2, 0, 1)
        peak = float(np.abs(tiles).max()) or 1.0
        read = course.learner.read(self._ten.images)
        return Look(
            kernels=_packed(np.round(127.5 + 127.5 * tiles / peak).astype(np.uint8)),
            kernel_shape=[int(side) for side in tiles.shape],
            read=np.round(read.astype(float), 3).tolist(),
            **self._mistakes(),
        )

    def _mistakes(self) -> dict[str, Any]:
        """Of the pictures to watch by, those misread most surely, as they were read after the last epoch."""
        probabilities, watching = self._course.watched, self._course.watching
        if len(probabilities) != len(watching):
            return {"mistakes": "", "mistaken": []}
        certain, read = probabilities.max(1), probabilities.argmax(1)
        wrong = np.flatnonzero(read != watching.labels)
        hardest = wrong[np.argsort(-certain[wrong], kind="stable")][:_MISTAKES]
        told = [[int(watching.labels[at]), int(read[at]), round(float(certain[at]), 3)] for at in hardest]
        return {"mistakes": _packed(watching.images[hardest]), "mistaken": told}


def _of_every_digit(pictures: Images) -> Images:
    """Samples in the order of their digits: as many of each as there are places, what one lacks the others fill."""
    nth = np.zeros(len(pictures), int)  # of its own digit
    for digit in np.unique(pictures.labels):
        of_it = np.flatnonzero(pictures.labels == digit)
        nth[of_it] = np.arange(len(of_it))
    first = np.argsort(nth, kind="stable")[:_SAMPLES]
    return pictures[first[np.argsort(pictures.labels[first], kind="stable")]]


def _one_of_each(pictures: Images) -> Images:
    """The first picture of each digit, 0 to 9, as far as there are any."""
    digits, first = np.unique(pictures.labels, return_index=True)
    return pictures[first[digits < 10]]


def _packed(pictures: npt.NDArray[np.uint8]) -> str:
    return base64.b64encode(pictures.tobytes()).decode("ascii")
