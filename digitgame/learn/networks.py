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
    """Wide where the picture is small: most digits read a second of training on an ordinary processor."""
    return _named(
        [
            *_conv(16, 5, "conv1", strides=1),
            layers.MaxPooling2D(2, name="pool1"),
            *_conv(32, 3, "conv2", padding="same"),
            *_conv(32, 3, "conv3", padding="same"),
            layers.MaxPooling2D(2, name="pool2"),
            *_conv(64, 3, "conv4", padding="same"),
            *_conv(64, 3, "conv5", padding="valid"),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(64, activation="relu", name="features"),
            layers.Dropout(0.3),
            layers.Dense(10, name="logits"),
        ]
    )


def _conv(filters: int, size: int, name: str, **options: Any) -> list[Any]:
    return [
        layers.Conv2D(
            filters, size, use_bias=False, name=f"{name}_kernels", kernel_initializer="he_normal", **options
        ),
        layers.BatchNormalization(momentum=0.9, name=f"{name}_norm"),
        layers.ReLU(name=name),
    ]


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
