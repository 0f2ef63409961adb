"""What a network is trained on: which images, and the pipeline that shuffles and deforms them."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import SIDE, Images, shuffled_batches
from digitgame.errors import DigitgameError
from digitgame.training.augment import augmented
from digitgame.training.backend import CORES, tf
from digitgame.training.config import Preset

# The fewest images to train on, and how many batches are ready before they are needed.
_SMALLEST: Final = 20
_AHEAD: Final = 4


@dataclass(frozen=True)
class TrainingSet:
    """What is trained on: some `rows` of the `digits`, then `count` non-digits. Nothing is copied before it is needed.

    `non_digits` waits for those, which may still be drawn when how many there are is known.
    """

    digits: Images
    rows: npt.NDArray[np.intp]
    count: int = 0
    non_digits: Callable[[], Images] = Images.none

    def __len__(self) -> int:
        return len(self.rows) + self.count

    def __getitem__(self, index: npt.NDArray[np.integer]) -> Images:
        digit = index < len(self.rows)
        images = np.empty((len(index), SIDE, SIDE), np.uint8)
        labels = np.empty(len(index), np.uint8)
        for where, part in (
            (digit, self.digits[self.rows[index[digit]]]),
            (~digit, self.non_digits()[index[~digit] - len(self.rows)]),
        ):
            images[where], labels[where] = part.images, part.labels
        return Images(images, labels)


def split(
    images: Images, preset: Preset, seed: int, *, has_duplicates: bool = False
) -> tuple[TrainingSet, Images]:
    """The images to train on and those to validate with, at most a fifth, drawn at random.

    `has_duplicates`: some images come several times; none that is trained on validates. Raises DigitgameError where
    there are too few to train on.
    """
    if len(images) < _SMALLEST:
        raise DigitgameError(
            f"{len(images)} images are too few to train on.",
            f"Give at least {_SMALLEST}, or add `--data hand`.",
        )
    order = np.random.default_rng(seed).permutation(len(images))
    held = min(preset.validation, len(images) // 5)
    chosen, validation = order[held:][: preset.pictures], order[:held]
    if has_duplicates:
        marks = np.array([zlib.crc32(image) for image in images.images])
        alone = validation[~np.isin(marks[validation], marks[chosen])]
        validation = alone if len(alone) else validation
    return TrainingSet(images, chosen), images[validation]


def steps_of(images: int, preset: Preset) -> tuple[int, int]:
    """Steps an epoch over so many images takes, and how many of them Keras executes in one call.

    An epoch is a whole number of calls. Of the lengths near the preset's the one that adds the fewest steps is taken;
    the images that fill them are those that come first in the epoch.
    """
    steps = -(-images // preset.batch_size)
    most = min(max(preset.images_per_call // preset.batch_size, 1), steps)
    call = min(range(-(-most // 2), most + 1), key=lambda length: (-steps % length, -length))
    return -(-steps // call) * call, call


def batches(
    images: Images | TrainingSet,
    preset: Preset,
    classes: int,
    steps: int,
    at_once: int,
    seed: int,
    first: int,
) -> Any:
    """A tf.data.Dataset of frames [batch, 28, 28, 1] and targets [batch, classes], `steps` an epoch.

    What an image becomes depends on the seed and the step alone, so that a training that is resumed at epoch `first`
    (from 0) sees what an unbroken one sees. So many batches are fetched `at_once`, a divisor of `steps`, when they are
    due: memory does not grow with the images.
    """
    size = preset.batch_size

    def fetched() -> Iterator[tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]]:
        for epoch in count(first + 1):
            order = shuffled_batches(len(images), size, seed=seed, epoch=epoch)
            for rows in np.resize(order, (steps // at_once, at_once * size)):
                some = images[rows]
                yield some.images.reshape(at_once, size, SIDE, SIDE), some.labels.reshape(at_once, size)

    def batch(step: Any, fetched: Any) -> tuple[Any, Any]:
        pixels, labels = fetched
        frames = tf.cast(pixels, tf.float32) / 255
        if preset.augment:
            frames = augmented(frames, tf.stack([tf.constant(seed, tf.int64), step]))
        return frames[..., None], tf.one_hot(labels, classes)

    shape = [at_once, size]
    signature = tf.TensorSpec([*shape, SIDE, SIDE], tf.uint8), tf.TensorSpec(shape, tf.uint8)
    dataset = tf.data.Dataset.from_generator(fetched, output_signature=signature).unbatch()
    dataset = dataset.enumerate(first * steps)
    # `batch` has no Python control flow on tensors, and looking for some would take most of a second.
    plain = tf.autograph.experimental.do_not_convert(batch)
    dataset = dataset.map(plain, num_parallel_calls=CORES, deterministic=True)
    # One thing is made at a time on each core anyway: nothing here is worth being tuned while it runs.
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.prefetch(_AHEAD).with_options(options)
