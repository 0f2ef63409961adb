"""Reading a frame with a trained network, through LiteRT; TensorFlow stays out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.inference import litert, rejection
from digitgame.ink import FRAME
from digitgame.model import TFLITE, Model

_AT_ONCE: Final = 100  # frames a call: the layers' outputs stay in the processor's cache
_SUMMARY: Final = frozenset(
    {"probabilities", "doubt", "features"}
)  # the outputs that are kept of many frames
Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Reading:
    """What the network makes of one frame."""

    probabilities: Array  # [10], sums to 1
    layers: dict[str, Array]  # each layer's output by its name, without the batch axis; `features` is one
    doubt: float = 0.0  # how much speaks for it that the ink is not a digit, 0 to 1
    refused: bool = False  # more doubt than the model's card allows
    overruled: int | None = None  # the digit that the network read, where the personal layer knew better
    model: str = field(kw_only=True)  # the digest of the network that read

    @property
    def digit(self) -> int:
        return int(self.probabilities.argmax())

    @property
    def certainty(self) -> float:
        """The probability of the digit read."""
        return float(self.probabilities.max())


@dataclass(frozen=True)
class Readings:
    """What the network makes of N frames."""

    probabilities: Array  # [N, 10]
    doubts: Array  # [N]
    refused: npt.NDArray[np.bool_]  # [N]
    features: Array  # [N, F]; F is 0 where the network has no such output

    def __len__(self) -> int:
        return len(self.probabilities)


class Reader:
    """A model, loaded and ready. One reader belongs to one thread."""

    def __init__(self, model: Model) -> None:
        """Load the network of a checked model folder; DigitgameError where LiteRT cannot read it."""
        self.model = model
        self._limit = rejection.threshold(model)
        hint = "Train another with `digitgame train`."
        self._run = litert.runner(model.folder / TFLITE, digest=model.digest, hint=hint)

    def read(self, frame: Array) -> Reading:
        """Read one frame, float32 [28, 28], 0 to 1, white on black."""
        out = self._run(frame=np.ascontiguousarray(frame[None, :, :, None], np.float32))
        probabilities = self._calibrated(out.pop("probabilities"))
        doubt = float(rejection.doubts(probabilities, out.pop("doubt", None))[0])
        layers = {name: value[0] for name, value in out.items()}
        return Reading(probabilities[0], layers, doubt, doubt > self._limit, model=self.model.digest)

    def read_many(self, frames: Array) -> Array:
        """Read frames [N, 28, 28]: probabilities [N, 10]."""
        return self.read_all(frames).probabilities

    def read_all(self, frames: Array) -> Readings:
        """Read frames [N, 28, 28]: all that can be told of many at once."""
        told: dict[str, list[Array]] = {}
        for at in range(
            0, max(len(frames), 1), _AT_ONCE
        ):  # no frames: one call, for the widths of the outputs
            some = frames[at : at + _AT_ONCE] if len(frames) else np.zeros((1, FRAME, FRAME), np.float32)
            out = self._run(frame=np.ascontiguousarray(some[:, :, :, None], np.float32))
            for name in _SUMMARY & out.keys():
                told.setdefault(name, []).append(out[name].reshape(len(some), -1)[: len(frames)])
        outputs = {name: np.concatenate(parts) for name, parts in told.items()}
        probabilities = self._calibrated(outputs["probabilities"])
        doubts = rejection.doubts(probabilities, outputs.get("doubt"))
        features = outputs.get("features", np.empty((len(frames), 0), np.float32))
        return Readings(probabilities, doubts, doubts > self._limit, features)

    def _calibrated(self, probabilities: Array) -> Array:
        """Divide the logits by the model's temperature (Guo et al. 2017, "On Calibration of Modern Networks")."""
        if self.model.temperature == 1.0 or not len(probabilities):
            return probabilities
        tempered = np.log(np.maximum(probabilities, 1e-30)) / self.model.temperature
        tempered = np.exp(tempered - tempered.max(1, keepdims=True))
        calibrated: Array = tempered / tempered.sum(1, keepdims=True)
        return calibrated
