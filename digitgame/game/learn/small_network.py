"""A small convolutional network in numpy, trained by gradient descent while the player watches.

It sees digits of 14 x 14 pixels: 8 kernels of 3 x 3, ReLU, 2 x 2 max pooling, dropout, a dense layer and softmax.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.ink import frame
from digitgame.synth import handwriting

SIDE: Final = 14
_KERNEL: Final = 3
_KERNELS: Final = 8
_POOLED: Final = (SIDE - _KERNEL + 1) // 2
_FEATURES: Final = _POOLED * _POOLED * _KERNELS
# Digits that go through the network in one piece of work, and what a piece costs besides, in digits.
_PIECE: Final = 16
_OVERHEAD: Final = 4
TRAINING: Final = 400
VALIDATION: Final = 300
Array = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Recipe:
    """What a run is made of: the learning rate, the batch size, digits to train on, dropout, and augmentation."""

    rate: float = 0.01
    batch: int = 16
    digits: int = 400
    dropout: float = 0.0
    augment: bool = False
    epochs: int = 10


@dataclass(frozen=True)
class EpochResult:
    """Accuracy and loss, on the training digits as they were learnt and on the validation digits after it."""

    accuracy: float
    loss: float
    val_accuracy: float
    val_loss: float


class Digits:
    """Synthetic digits, written a few at a time: [N, 14, 14] to train on, and others to validate with."""

    def __init__(self, seed: int = 5) -> None:
        self._writing = handwriting.writing(TRAINING + VALIDATION, seed)
        self._images: list[Array] = []
        self._labels: list[int] = []

    @property
    def count(self) -> int:
        return len(self._images)

    @property
    def ready(self) -> bool:
        return self.count == TRAINING + VALIDATION

    def work(self, most: int = 4) -> None:
        """Write `most` more of them."""
        for _ in range(min(most, TRAINING + VALIDATION - self.count)):
            drawing = next(self._writing)
            image = frame(drawing.strokes)
            self._images.append(halved(image))
            self._labels.append(drawing.label or 0)

    def training(self, count: int) -> tuple[Array, Labels]:
        return np.stack(self._images[:count]), np.array(self._labels[:count])

    def validation(self) -> tuple[Array, Labels]:
        return np.stack(self._images[TRAINING:]), np.array(self._labels[TRAINING:])


@dataclass
class SmallNetwork:
    """Its weights: kernels [9, 8], their bias, the dense layer [288, 10] and its bias."""

    rng: np.random.Generator
    weights: list[Array] = field(init=False)

    def __post_init__(self) -> None:
        kernels = self.rng.normal(0, np.sqrt(2 / _KERNEL**2), (_KERNEL**2, _KERNELS))
        dense = self.rng.normal(0, np.sqrt(1 / _FEATURES), (_FEATURES, 10))
        shapes = (kernels, np.zeros(_KERNELS), dense, np.zeros(10))
        self.weights = [np.asarray(part, np.float32) for part in shapes]

    def gradients(self, images: Array, labels: Labels, dropout: float) -> tuple[list[Array], float, int]:
        """The gradient of the summed loss of images [N, 14, 14] by each weight, that loss, and how many were right."""
        dense = self.weights[2]
        patches = _patches(images)
        active, pooled = self._pooled(patches)
        features = pooled.reshape(len(images), -1)
        kept = np.float32(1)
        if dropout:
            kept = (self.rng.random(features.shape, np.float32) >= dropout) / np.float32(1 - dropout)
        chances = _softmax((features * kept) @ dense + self.weights[3])
        rows = np.arange(len(labels))
        loss = float(-np.log(np.maximum(chances[rows, labels], 1e-9)).sum())
        right = int((chances.argmax(1) == labels).sum())
        slope = chances
        slope[rows, labels] -= 1
        back = ((slope @ dense.T) * kept).reshape(pooled.shape)[:, :, None, :, None]
        # Only the winner of a pooling, where it is above 0, has an effect on the loss. Equal ones share it.
        winners = ((active == pooled[:, :, None, :, None]) & (active > 0)).astype(np.float32)
        winners /= np.maximum(winners.sum((2, 4), keepdims=True), np.float32(1))
        through = (winners * back).reshape(-1, _KERNELS)
        flat = patches.reshape(-1, _KERNEL**2)
        found = [flat.T @ through, through.sum(0), (features * kept).T @ slope, slope.sum(0)]
        return [np.asarray(part, np.float32) for part in found], loss, right

    def scores(self, images: Array, labels: Labels) -> tuple[float, int]:
        """The summed loss of images [N, 14, 14], and how many are right; nothing is dropped."""
        chances = self.chances(images)
        loss = float(-np.log(np.maximum(chances[np.arange(len(labels)), labels], 1e-9)).sum())
        return loss, int((chances.argmax(1) == labels).sum())

    def chances(self, images: Array) -> Array:
        """The probabilities [N, 10] for images [N, 14, 14]; nothing is dropped."""
        _, pooled = self._pooled(_patches(images))
        return _softmax(pooled.reshape(len(images), -1) @ self.weights[2] + self.weights[3])

    def _pooled(self, patches: Array) -> tuple[Array, Array]:
        """The maps after ReLU [N, 6, 2, 6, 2, 8], and the largest of each 2 x 2 [N, 6, 6, 8]."""
        sums = patches.reshape(-1, _KERNEL**2) @ self.weights[0] + self.weights[1]
        active = np.maximum(sums, np.float32(0)).reshape(len(patches), _POOLED, 2, _POOLED, 2, _KERNELS)
        return active, active.max((2, 4))


@dataclass
class Run:
    """One training of a new `network`; `results` has an entry for each finished epoch."""

    recipe: Recipe
    digits: Digits
    results: list[EpochResult] = field(default_factory=list)
    over: bool = False
    network: SmallNetwork = field(default_factory=lambda: SmallNetwork(np.random.default_rng(1)))
    _steps: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._steps = self._train()

    def work(self, most: int = 64) -> None:
        """Do so much of it: `most` counts digits that go through the network."""
        while most > 0 and not self.over:
            done = next(self._steps, None)
            self.over = done is None
            most -= (done or 0) + _OVERHEAD

    def _train(self) -> Iterator[int]:
        recipe, network = self.recipe, self.network
        rng = network.rng
        images, labels = self.digits.training(recipe.digits)
        for _ in range(recipe.epochs):
            order = rng.permutation(len(images))
            total, right = 0.0, 0
            for first in range(0, len(order), recipe.batch):
                batch = order[first : first + recipe.batch]
                shown = deformed(images[batch], rng) if recipe.augment else images[batch]
                step: list[Array] = []
                for piece in range(0, len(batch), _PIECE):
                    part = slice(piece, piece + _PIECE)
                    slopes, loss, hits = network.gradients(shown[part], labels[batch][part], recipe.dropout)
                    step = [one + other for one, other in zip(step, slopes, strict=True)] if step else slopes
                    total, right = total + loss, right + hits
                    yield len(batch[part])
                for weights, slope in zip(network.weights, step, strict=True):
                    weights -= np.float32(recipe.rate / len(batch)) * slope
            yield from self._validate(network, total / len(images), right / len(images))

    def _validate(self, network: SmallNetwork, loss: float, accuracy: float) -> Iterator[int]:
        images, labels = self.digits.validation()
        total, right = 0.0, 0
        for first in range(0, len(images), 2 * _PIECE):
            part = slice(first, first + 2 * _PIECE)
            more, hits = network.scores(images[part], labels[part])
            total, right = total + more, right + hits
            yield _PIECE
        count = len(images)
        self.results.append(EpochResult(accuracy, loss, right / count, total / count))


def halved(frame: Array) -> Array:
    """A frame [28, 28] as the small network sees it, [14, 14]."""
    return np.asarray(frame.reshape(SIDE, 2, SIDE, 2).mean((1, 3)), np.float32)


def deformed(images: Array, rng: np.random.Generator) -> Array:
    """Images [N, 14, 14], all turned, slanted, scaled and moved a little by the same random amount."""
    angle, slant = rng.normal(0, 0.15), rng.normal(0, 0.2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1, 0], [slant, 1]]) * np.exp(rng.normal(0, 0.08, 2))
    middle = (SIDE - 1) / 2
    grid = np.stack(np.meshgrid(np.arange(SIDE) - middle, np.arange(SIDE) - middle, indexing="ij"), -1)
    at = np.clip(grid @ matrix.T + middle + rng.normal(0, 0.5, 2), 0, SIDE - 1.001)
    whole = at.astype(int)
    part = (at - whole).astype(np.float32)
    (row, column), (down, across) = whole.transpose(2, 0, 1), part.transpose(2, 0, 1)
    upper = images[:, row, column] * (1 - across) + images[:, row, column + 1] * across
    lower = images[:, row + 1, column] * (1 - across) + images[:, row + 1, column + 1] * across
    return np.asarray(upper * (1 - down) + lower * down, np.float32)


def _patches(images: Array) -> Array:
    """The 3 x 3 patch at each place: [N, 144, 9]."""
    found = np.lib.stride_tricks.sliding_window_view(images, (_KERNEL, _KERNEL), axis=(1, 2))
    return np.asarray(found.reshape(len(images), -1, _KERNEL**2))


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)
