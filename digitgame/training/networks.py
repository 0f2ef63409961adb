"""The networks, each one readable list; the table of a network's layers for its card; weights from a file."""

import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from digitgame.datasets.formats import hdf5, zips
from digitgame.errors import DigitgameError
from digitgame.training.backend import keras, quiet, tf

layers = keras.layers
# keras.Model: keras has no type hints.
Network = Any

# Layers that work on maps take nearly all of the time, so only they compute in a lower precision. Those after them add
# up a digit's features and draw random numbers, which need the finer steps of float32.
_ON_MAPS: Final = (layers.Conv2D, layers.MaxPooling2D, layers.ReLU)
# Bytes that a model file may unpack to: that of preset `best` has 5 MB.
MOST_BYTES: Final = 64 * 2**20
_WEIGHTS: Final = "model.weights.h5"
_HE: Final = {"kernel_initializer": "he_normal"}


def _seed() -> list[Any]:
    """The browser tutorial's network, 5,994 parameters."""
    scaling = {"kernel_initializer": keras.initializers.VarianceScaling()}
    return [
        layers.Conv2D(8, 5, activation="relu", name="conv1", **scaling),
        layers.MaxPooling2D(2, name="pool1"),
        layers.Conv2D(16, 5, activation="relu", name="conv2", **scaling),
        layers.MaxPooling2D(2, name="pool2"),
        layers.Flatten(name="features"),
        layers.Dropout(0.9),
        layers.Dense(10, name="logits", **scaling),
    ]


def _fast() -> list[Any]:
    """The most accurate for a second of training on an ordinary processor.

    On maps of 24x24 pixels, batch normalisation costs more time than the convolution before it.
    """
    return [
        layers.Conv2D(16, 5, activation="relu", name="conv1", **_HE),
        layers.MaxPooling2D(2, name="pool1"),
        layers.Conv2D(48, 5, activation="relu", name="conv2", **_HE),
        layers.MaxPooling2D(2, name="pool2"),
        *_normalised(96, "conv3"),
        layers.Flatten(),
        layers.Dropout(0.1),
        layers.Dense(64, activation="relu", name="features", **_HE),
        layers.Dropout(0.1),
        layers.Dense(11, name="logits"),
    ]


def _best() -> list[Any]:
    """The most accurate within a millisecond of one core and a megabyte."""
    return [
        layers.Conv2D(24, 5, activation="relu", name="conv1", **_HE),
        layers.MaxPooling2D(2, name="pool1"),
        *_normalised(48, "conv2"),
        *_normalised(48, "conv3"),
        layers.MaxPooling2D(2, name="pool2"),
        *_normalised(72, "conv4"),
        *_normalised(72, "conv5"),
        *_normalised(72, "conv6", padding="valid"),
        layers.Flatten(),
        layers.Dropout(0.2),
        layers.Dense(64, activation="relu", name="features", **_HE),
        layers.Dropout(0.2),
        layers.Dense(11, name="logits"),
    ]


def _normalised(filters: int, name: str, padding: str = "same") -> list[Any]:
    """A 3x3 convolution with batch normalisation between it and its ReLU."""
    return [
        layers.Conv2D(filters, 3, padding=padding, use_bias=False, name=f"{name}_kernels", **_HE),
        layers.BatchNormalization(momentum=0.9, name=f"{name}_norm"),
        layers.ReLU(name=name),
    ]


NETWORKS: Final = {"fast": _fast, "best": _best, "seed": _seed}


def build(name: str, precision: str = "float32") -> Network:
    """A new network from frames [N, 28, 28, 1] to its named outputs: the probabilities, and each layer worth seeing.

    Its weights are float32; `precision` is the Keras dtype policy of the layers that work on maps. A network of eleven
    logits is trained on non-digits too: `doubt` [N, 1] is the probability of one, `probabilities` those of ten digits.
    """
    frame = keras.Input((28, 28, 1), name="frame")
    out, named = frame, {}
    for layer in NETWORKS[name]():
        if isinstance(layer, _ON_MAPS):
            layer.dtype_policy = keras.DTypePolicy(precision)
        out = layer(out)
        named[layer.name] = out
    seen = {name: value for name, value in named.items() if name[-1].isdigit() and "_" not in name}
    if out.shape[1] > 10:
        seen["doubt"] = layers.Identity(name="doubt")(layers.Softmax()(out)[:, 10:])
    probabilities = layers.Softmax(name="probabilities")(out[:, :10])
    return keras.Model(frame, {"probabilities": probabilities, "features": named["features"], **seen})


def predictor(network: Network, shape: Sequence[int] = (28, 28, 1)) -> Any:
    """A compiled function of frames [N, *shape], float32, to the outputs of a network."""
    frame = tf.TensorSpec([None, *shape], tf.float32, name="frame")
    return tf.function(lambda frame: network(frame, training=False), [frame], autograph=False)


def to_tflite(network: Network, predict: Any) -> bytes:
    """A network for LiteRT, converted from its predictor: from a saved model it would take twice as long."""
    # The converter looks for the variables in a module.
    holder = tf.Module()
    holder.variables_held = [variable.value for variable in network.variables]
    with quiet():
        functions = [predict.get_concrete_function()]
        made: bytes = tf.lite.TFLiteConverter.from_concrete_functions(functions, holder).convert()
    return made


def layer_table(network: Network) -> list[dict[str, Any]]:
    """Each layer: its name, its kind, the shape of its output, its parameters, multiply-adds a digit, and weights.

    `min`, `max`, `zeros` and `nan` (counts) are of all weights of the layer, absent where it has none.
    """
    return [_row(layer) for layer in network.layers if type(layer).__name__ not in ("InputLayer", "GetItem")]


def _row(layer: Any) -> dict[str, Any]:
    kernel, places = getattr(layer, "kernel", None), math.prod(layer.output.shape[1:-1])
    row = {
        "name": layer.name,
        "kind": type(layer).__name__,
        "shape": [int(side) for side in layer.output.shape[1:]],
        "parameters": int(layer.count_params()),
        # Of the kernel at every place of the output; a layer without one takes next to no time.
        "multiply_adds": 0 if kernel is None else math.prod(kernel.shape) * places,
    }
    if not layer.weights:
        return row
    weights = np.concatenate([np.ravel(weight) for weight in layer.get_weights()]).astype(np.float64)
    numbers = weights[~np.isnan(weights)]
    low, high = (float(numbers.min()), float(numbers.max())) if len(numbers) else (None, None)
    counts = {"zeros": int((weights == 0).sum()), "nan": len(weights) - len(numbers)}
    return {**row, "min": low, "max": high, **counts}


def load_weights(network: Any, file: Path, preset: str, *, hint: str) -> None:
    """Load the weights in a `.keras` file into `network`, a new one of that preset.

    Raises DigitgameError, with `hint`, for a file that is damaged, holds other layers, weights that are no numbers, or
    would take much memory.
    """
    try:
        with zips.open_bounded(file, MOST_BYTES) as packed:
            hdf5.check(packed.read(_WEIGHTS), MOST_BYTES)
        with quiet(), warnings.catch_warnings():
            # Keras warns of layers without weights.
            warnings.simplefilter("ignore")
            network.load_weights(file)
        if not all(np.isfinite(weight).all() for weight in network.get_weights()):
            raise ValueError("a weight is not a number")
    # A damaged file raises anything that zip, HDF5 or Keras think of.
    except Exception as error:
        problem = f"{file} does not hold the weights of a network of preset {preset}."
        raise DigitgameError(problem, hint) from error
