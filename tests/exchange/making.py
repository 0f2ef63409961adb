"""Networks as others train them: linear ones, worked out instead of trained, in every form that others save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from digitgame.datasets import Images
from digitgame.ink import frame_many
from digitgame.synth import handwriting

Array = npt.NDArray[np.float32]


@cache
def digits(count: int = 300, seed: int = 5) -> Images:
    drawings = handwriting.write_many(count, seed=seed)
    frames = frame_many([drawing.strokes for drawing in drawings])
    labels = np.array([drawing.label for drawing in drawings], np.uint8)
    return Images(np.rint(frames * 255).astype(np.uint8), labels)


def nearest_mean(step: int = 1) -> tuple[Array, Array]:
    """Weights [pixels, 10] and a bias [10]: the logits are highest for the digit whose mean is nearest.

    `step`: of the largest pixel of each square of so many pixels.
    """
    some = digits(1000, seed=6)
    pixels = some.images.astype(np.float32) / 255
    pixels = pixels.reshape(-1, 28 // step, step, 28 // step, step).max((2, 4)).reshape(len(pixels), -1)
    means = np.stack([pixels[some.labels == digit].mean(0) for digit in range(10)])
    return np.asarray(means.T, np.float32), np.asarray(-(means**2).sum(1) / 2, np.float32)


def network(
    shape: Sequence[int] = (28, 28, 1),
    *,
    scale: float = 1.0,
    offset: float = 0.0,
    end: str | None = "softmax",
    before: Callable[[], Sequence[Any]] = lambda: (),
) -> Any:
    """A Keras network of one dense layer, for pixels of `scale` times ours plus `offset`."""
    from digitgame.training.backend import keras

    weights, bias = nearest_mean()
    made = keras.Sequential(
        [
            keras.Input(tuple(shape)),
            *before(),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation=end, name="scores"),
        ]
    )
    made.get_layer("scores").set_weights([weights / scale, bias - offset / scale * weights.sum(0)])
    return made


def convolutional() -> Any:
    """A network with a convolution that lets its input through, pooling, and a dense layer."""
    from digitgame.training.backend import keras

    layers = keras.layers
    made = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(2, 3, padding="same", activation="relu", name="first"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, name="scores"),
        ]
    )
    kernels = np.zeros((3, 3, 1, 2), np.float32)
    kernels[1, 1] = 1
    weights, bias = nearest_mean(2)
    made.get_layer("first").set_weights([kernels, np.zeros(2, np.float32)])
    made.get_layer("scores").set_weights([np.repeat(weights, 2, 0) / 2, bias])
    return made


def as_tflite(made: Any, *, whole_numbers: bool = False, batch: int | None = None) -> bytes:
    """A Keras network as TensorFlow's converter saves it, of whole numbers on request, or for one size of batch."""
    from digitgame.training.backend import quiet, tf

    given = tf.TensorSpec([batch, *made.inputs[0].shape[1:]], tf.float32)
    function = tf.function(lambda x: made(x, training=False), [given], autograph=False)
    holder = tf.Module()
    holder.variables_held = [variable.value for variable in made.variables]
    with quiet():
        converter = tf.lite.TFLiteConverter.from_concrete_functions(
            [function.get_concrete_function()], holder
        )
        if whole_numbers:
            frames = digits().images[:50, None, :, :, None].astype(np.float32) / 255
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.representative_dataset = lambda: ([frame] for frame in frames)
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = tf.uint8
        converted: bytes = converter.convert()
    return converted
