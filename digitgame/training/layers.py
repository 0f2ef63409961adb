"""What a network is made of: a row a layer, for its card."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from digitgame.training.networks import Network


def table(network: Network) -> list[dict[str, Any]]:
    """Each layer: name, kind, shape of what it gives, parameters, multiply-adds a digit, and what its weights are.

    `min`, `max`, `zeros` and `nan` (counts) are of all weights together, absent where a layer has none.
    """
    return [_row(layer) for layer in network.layers if type(layer).__name__ not in ("InputLayer", "GetItem")]


def _row(layer: Any) -> dict[str, Any]:
    row = {
        "name": layer.name,
        "kind": type(layer).__name__,
        "shape": [int(side) for side in layer.output.shape[1:]],
        "parameters": int(layer.count_params()),
        "multiply_adds": _multiply_adds(layer),
    }
    if not layer.weights:
        return row
    weights = np.concatenate([np.ravel(weight) for weight in layer.get_weights()]).astype(np.float64)
    sound = weights[~np.isnan(weights)]
    return {
        **row,
        "min": float(sound.min()) if len(sound) else None,
        "max": float(sound.max()) if len(sound) else None,
        "zeros": int((weights == 0).sum()),
        "nan": int(np.isnan(weights).sum()),
    }


def _multiply_adds(layer: Any) -> int:
    """Of the layer's kernel, at every place of its output; what has no kernel takes next to nothing."""
    kernel = getattr(layer, "kernel", None)
    places = math.prod(layer.output.shape[1:-1])
    return 0 if kernel is None else math.prod(kernel.shape) * places
