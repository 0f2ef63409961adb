"""The networks, each one readable list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from digitgame.learn.backend import keras

layers = keras.layers
Network = Any  # keras.Model: keras has no type hints


def seed_network() -> Network:
    """The browser tutorial's network, 5,994 parameters."""
    scaling = {"kernel_initializer": keras.initializers.VarianceScaling()}
    return _named(
        [
            layers.Conv2D(8, 5, activation="relu", name="conv1", **scaling),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Conv2D(16, 5, activation="relu", name="conv2", **scaling),
            layers.MaxPooling2D(2, name="pool2"),
            layers.Flatten(name="features"),
            layers.Dropout(0.9),
            layers.Dense(10, name="logits", **scaling),
        ]
    )


def fast_network() -> Network:
    """Reads most for a second of training on an ordinary processor.

    Few wide layers, and batch normalisation only where the picture is small: on 24x24 pixels it costs more time
    than the convolution that it follows.
    """
    he = {"kernel_initializer": "he_normal"}
    return _named(
        [
            layers.Conv2D(16, 5, activation="relu", name="conv1", **he),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Conv2D(48, 5, activation="relu", name="conv2", **he),
            layers.MaxPooling2D(2, name="pool2"),
            layers.Conv2D(96, 3, padding="same", use_bias=False, name="conv3_kernels", **he),
            layers.BatchNormalization(momentum=0.9, name="conv3_norm"),
            layers.ReLU(name="conv3"),
            layers.Flatten(),
            layers.Dropout(0.1),
            layers.Dense(64, activation="relu", name="features", **he),
            layers.Dropout(0.1),
            layers.Dense(10, name="logits"),
        ]
    )


def _named(stack: list[Any]) -> Network:
    """A model from frames [N, 28, 28, 1] to its named outputs: the probabilities, and each layer worth seeing."""
    frame = keras.Input((28, 28, 1), name="frame")
    out, named = frame, {}
    for layer in stack:
        out = layer(out)
        named[layer.name] = out
    seen = {name: value for name, value in named.items() if name[-1].isdigit() and "_" not in name}
    probabilities = layers.Softmax(name="probabilities")(out)
    outputs = {"probabilities": probabilities, "logits": out, "features": named["features"], **seen}
    return keras.Model(frame, outputs)


NETWORKS: Final[dict[str, Callable[[], Network]]] = {"fast": fast_network, "seed": seed_network}
