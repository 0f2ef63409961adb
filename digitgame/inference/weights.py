"""The weights of a network, read from its `.tflite` without TensorFlow: first kernels, and the last layer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.inference import litert

# the ten digits, and in some networks "not a digit"
_LOGITS: Final = (10, 11)
Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """`kernels` [maps, height, width] of the first layer; `votes` [10, features], what each adds to a digit's score."""

    kernels: Array
    votes: Array

    def votes_for(self, digit: int, features: Array) -> Array:
        """The evidence [features] for (above 0) or against (below 0) a digit, which the last layer adds up."""
        return np.asarray(self.votes[digit] * features.reshape(-1))


def read_weights(network: Path, *, digest: str | None = None) -> Weights | None:
    """The weights in a `.tflite`; None if its architecture differs. DigitgameError if it is missing or altered."""
    interpreter = litert.interpreter(network, digest=digest)
    kernels = votes = None
    for tensor in interpreter.get_tensor_details():
        shape = tuple(int(side) for side in tensor["shape"])
        if len(shape) == 4 and shape[3] == 1 and shape[1] == shape[2] and "conv1" in tensor["name"]:
            kernels = _constant(interpreter, tensor)
        elif len(shape) == 2 and shape[0] in _LOGITS and "logits" in tensor["name"]:
            votes = _constant(interpreter, tensor)
    if kernels is None or votes is None:
        return None
    return Weights(kernels[..., 0].copy(), votes[:10].copy())


def _constant(interpreter: Any, tensor: Any) -> Array | None:
    try:
        value = np.asarray(interpreter.get_tensor(tensor["index"]), np.float32)
    # Not a constant: it has no value before a run.
    except ValueError:
        return None
    return value if value.size else None
