"""What a network is trained on: which images, and the pipeline that shuffles and deforms them."""

import zlib
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images, shuffled_batches
from digitgame.errors import DigitgameError
from digitgame.training.augment import augmented
from digitgame.training.backend import CORES, tf
from digitgame.training.config import Preset

_SMALLEST: Final = 20  # images, the fewest to train on
_AHEAD: Final = 4  # batches that are ready before they are needed


def split(
    images: Images, preset: Preset, seed: int, *, has_duplicates: bool = False
) -> tuple[Images, Images]:
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
    return images[chosen], images[validation]


def steps_of(images: int, preset: Preset) -> tuple[int, int]:
    """Steps an epoch over so many images takes, and how many of them Keras executes in one call.

    An epoch is a whole number of calls. Of the lengths near the preset's the one that adds the fewest steps is taken;
    the images that fill them are those that come first in the epoch.
    """
    steps = -(-images // preset.batch_size)
    most = min(max(preset.images_per_call // preset.batch_size, 1), steps)
    call = min(range(-(-most // 2), most + 1), key=lambda length: (-steps % length, -length))
    return -(-steps // call) * call, call


def batches(images: Images, preset: Preset, classes: int, steps: int, *, seed: int, first_epoch: int) -> Any:
    """A tf.data.Dataset of frames [batch, 28, 28, 1] and targets [batch, classes], `steps` an epoch.

    What an image becomes depends on the seed and the step alone, so that a training that is resumed at `first_epoch`
    (from 0) sees what an unbroken one sees.
    """
    size = preset.batch_size
    pixels, labels = tf.constant(images.images), tf.constant(images.labels)

    def orders() -> Iterator[npt.NDArray[np.int32]]:
        for epoch in count(first_epoch + 1):
            order = shuffled_batches(len(images), size, seed=seed, epoch=epoch)
            yield np.resize(order, (steps, size))

    def batch(step: Any, order: Any) -> tuple[Any, Any]:
        frames = tf.cast(tf.gather(pixels, order), tf.float32) / 255
        if preset.augment:
            frames = augmented(frames, tf.stack([tf.constant(seed, tf.int64), step]))
        return frames[..., None], tf.one_hot(tf.gather(labels, order), classes)

    signature = tf.TensorSpec([steps, size], tf.int32)
    dataset = tf.data.Dataset.from_generator(orders, output_signature=signature).unbatch()
    dataset = dataset.enumerate(first_epoch * steps)
    dataset = dataset.map(batch, num_parallel_calls=CORES, deterministic=True)
    # One thing is made at a time on each core anyway: nothing here is worth being tuned while it runs.
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.prefetch(_AHEAD).with_options(options)
