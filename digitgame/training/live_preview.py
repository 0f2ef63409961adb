"""The live preview of a network in training: images in events, small enough to send several times a second."""

import base64
import time
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.events import Confusion, Layer, Listener, Preview, Recipe, Samples
from digitgame.training.backend import keras
from digitgame.training.callbacks import AverageWeights, Validation
from digitgame.training.config import Preset
from digitgame.training.networks import Network
from digitgame.training.training_set import TrainingSet

_SAMPLES: Final = 20
# Images among which samples of every digit are looked for.
_CANDIDATES: Final = 400
_MISTAKES: Final = 10
# The kinds of layers that a window shows.
_SHOWN: Final = "Conv2D BatchNormalization ReLU MaxPooling2D Flatten Dropout Dense Softmax".split()
# Seconds between two previews, at least, and the part of the time, at most, that they may take.
_SECONDS: Final = 0.4
_COST: Final = 0.02


@dataclass(eq=False)
class LivePreview(keras.callbacks.Callback):  # type: ignore[misc]
    """Reports kernels, predictions and mistakes now and then, and once some images of the `training` set."""

    validation: Validation
    weights: AverageWeights
    training: Images | TrainingSet
    seed: int
    report: Listener

    def __post_init__(self) -> None:
        super().__init__()
        # The first image of each digit, 0 to 9, as far as there are any.
        digits, first = np.unique(self.validation.images.labels, return_index=True)
        self._ten = self.validation.images[first[digits < 10]]
        self._next = 0.0

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002
        some = samples(self.training, self.seed)
        chosen = _packed(some.images), some.labels.tolist()
        self.report(Samples(*chosen, _packed(self._ten.images), self._ten.labels.tolist()))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        started = time.perf_counter()
        if started < self._next:
            return
        self.weights.update()
        self.show()
        ended = time.perf_counter()
        # The first one builds its graph, so the next takes less.
        self._next = ended + max(_SECONDS, (ended - started) / _COST if self._next else 0)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
        self.show_confusion()

    def show_confusion(self) -> None:
        """Report which of the validation images was read as which, when they were read last."""
        pairs = self.validation.images.labels.astype(np.int64) * 10 + self.validation.probabilities.argmax(1)
        self.report(Confusion(np.bincount(pairs, minlength=100).reshape(10, 10).tolist()))

    def show(self) -> None:
        """Report a preview of the network now."""
        kernel = next(
            layer.kernel for layer in self.validation.network.layers if hasattr(layer, "kernel")
        ).numpy()
        tiles = kernel[:, :, 0].transpose(2, 0, 1)
        peak = float(np.abs(tiles).max()) or 1.0
        probabilities = self.validation.predict(self._ten.images)
        kernels = _packed(np.round(127.5 + 127.5 * tiles / peak).astype(np.uint8))
        shape, read = [int(side) for side in tiles.shape], np.round(probabilities.astype(float), 3).tolist()
        self.report(Preview(kernels, shape, read, *self._mistakes()))

    def _mistakes(self) -> tuple[str, list[list[float]]]:
        """The most confident mistakes among the validation images, after the last epoch."""
        probabilities, images = self.validation.probabilities, self.validation.images
        if len(probabilities) != len(images):
            return "", []
        confidence, predicted = probabilities.max(1), probabilities.argmax(1)
        wrong = np.flatnonzero(predicted != images.labels)
        worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:_MISTAKES]
        rows = [[int(images.labels[at]), int(predicted[at]), round(float(confidence[at]), 3)] for at in worst]
        return _packed(images.images[worst]), rows


def recipe_of(network: Network, preset: Preset) -> Recipe:
    """What a window says of the network, and of how it is trained."""
    shown = [layer for layer in network.layers if type(layer).__name__ in _SHOWN]
    return Recipe(
        # The other softmax, of the output that rejects, says nothing new.
        tuple(_layer(one) for one in shown if one.name == "probabilities" or type(one).__name__ != "Softmax"),
        preset.batch_size,
        preset.learning_rate,
        preset.augment,
        preset.scraps,
    )


def _layer(layer: Any) -> Layer:
    kernel = getattr(layer, "kernel_size", getattr(layer, "pool_size", ()))
    return Layer(
        type(layer).__name__,
        [int(side) for side in layer.output.shape[1:]],
        int(layer.count_params()),
        [int(side) for side in kernel],
        float(getattr(layer, "rate", 0.0)),
    )


def samples(images: Images | TrainingSet, seed: int) -> Images:
    """Some digits of a training set in their order: as many of each as there are places; others fill the gaps."""
    some = images[np.random.default_rng(seed).permutation(len(images))[:_CANDIDATES]]
    labels = some.labels
    digits = np.flatnonzero(labels < 10)
    # How many of the same digit come before each.
    earlier = [int((labels[:at] == labels[at]).sum()) for at in digits]
    first = digits[np.argsort(earlier, kind="stable")][:_SAMPLES]
    return some[first[np.argsort(labels[first], kind="stable")]]


def _packed(images: npt.NDArray[np.uint8]) -> str:
    return base64.b64encode(images.tobytes()).decode("ascii")
