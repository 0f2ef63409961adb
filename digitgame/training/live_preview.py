"""What a window shows of a network while it learns: pictures in events, small enough to send several times a second."""

from __future__ import annotations

import base64
import time
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.events import Listener, Look, Samples
from digitgame.training.backend import keras
from digitgame.training.callbacks import AverageWeights, Progress, Validate
from digitgame.training.networks import Network

_SAMPLES: Final = 20
_CANDIDATES: Final = 400  # images, to find samples of every digit among
_MISTAKES: Final = 10
_SECONDS: Final = 0.4  # between two looks, at least
_SHARE: Final = 0.02  # of the time, at most, that looking may take


class LivePreview(keras.callbacks.Callback):  # type: ignore[misc]
    """Reports, now and then, what there is to see."""

    def __init__(
        self,
        progress: Progress,
        validate: Validate,
        weights: AverageWeights,
        network: Network,
        training: Images,
        validation: Images,
        report: Listener,
    ) -> None:
        """`training` are samples of what the network learns from."""
        super().__init__()
        self._progress, self._validate, self._weights = progress, validate, weights
        self._network, self._report = network, report
        self._training, self._validation = training, validation
        self._ten = _one_of_each(validation)
        self._last = 0.0
        self._pause = _SECONDS

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002
        """The images that stay: samples of the training set, and the ten digits that are read again and again."""
        self._report(Samples(_packed(self._training.images), self._training.labels.tolist(),
                             _packed(self._ten.images), self._ten.labels.tolist()))  # fmt: skip

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        started = time.perf_counter()
        if started - self._last < self._pause:
            return
        first = not self._last
        self._weights.update()
        self.show()
        self._last = time.perf_counter()
        # The first one builds its graph: it says nothing of what the next will take.
        self._pause = _SECONDS if first else max(_SECONDS, (self._last - started) / _SHARE)

    def show(self) -> None:
        """Report what the network looks like now."""
        kernel = next(layer.kernel for layer in self._network.layers if hasattr(layer, "kernel")).numpy()
        tiles = kernel[:, :, 0].transpose(2, 0, 1)
        peak = float(np.abs(tiles).max()) or 1.0
        probabilities = self._validate.predict(self._ten.images)
        self._report(
            Look(
                kernels=_packed(np.round(127.5 + 127.5 * tiles / peak).astype(np.uint8)),
                kernel_shape=[int(side) for side in tiles.shape],
                read=np.round(probabilities.astype(float), 3).tolist(),
                **self._mistakes(),
            )
        )

    def _mistakes(self) -> dict[str, Any]:
        """The most confident mistakes among the validation images, after the last epoch."""
        probabilities, images = self._progress.probabilities, self._validation
        if len(probabilities) != len(images):
            return {"mistakes": "", "mistaken": []}
        confidence, predicted = probabilities.max(1), probabilities.argmax(1)
        wrong = np.flatnonzero(predicted != images.labels)
        worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:_MISTAKES]
        rows = [[int(images.labels[at]), int(predicted[at]), round(float(confidence[at]), 3)] for at in worst]
        return {"mistakes": _packed(images.images[worst]), "mistaken": rows}


def samples(images: Images, seed: int) -> Images:
    """Some of the digits that a network learns from, to show."""
    order = np.random.default_rng(seed).permutation(len(images))
    some = images[order[:_CANDIDATES]]
    return _of_every_digit(some[some.labels < 10])


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
