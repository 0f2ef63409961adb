"""Reading a frame with a trained network, through LiteRT; TensorFlow stays out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.ink import FRAME
from digitgame.model import TFLITE, Model

_AT_ONCE: Final = 100  # frames a call: the layers' outputs stay in the processor's cache
Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Reading:
    """What the network makes of one frame."""

    probabilities: Array  # [10], sums to 1
    layers: dict[str, Array]  # each layer's output by its name, without the batch axis; `features` is one

    @property
    def digit(self) -> int:
        return int(self.probabilities.argmax())

    @property
    def certainty(self) -> float:
        """The probability of the digit read."""
        return float(self.probabilities.max())


class Reader:
    """A model, loaded and ready. One reader belongs to one thread."""

    def __init__(self, model: Model) -> None:
        """Load the network of a checked model folder; DigitgameError where LiteRT cannot read it."""
        self.model = model
        path = model.folder / TFLITE
        with _no_native_chatter():
            from ai_edge_litert.interpreter import Interpreter

            try:
                self._run = Interpreter(str(path), num_threads=1).get_signature_runner()
                self._run(frame=np.zeros((1, FRAME, FRAME, 1), np.float32))
            except (ValueError, RuntimeError) as error:
                hint = "Train another with `digitgame train`."
                raise DigitgameError(f"{path} is not a network that LiteRT can run.", hint) from error

    def read(self, frame: Array) -> Reading:
        """Read one frame, float32 [28, 28], 0 to 1, white on black."""
        out = self._run(frame=np.ascontiguousarray(frame[None, :, :, None], np.float32))
        probabilities = self._calibrated(out.pop("probabilities"))[0]
        return Reading(probabilities, {name: value[0] for name, value in out.items()})

    def read_many(self, frames: Array) -> Array:
        """Read frames [N, 28, 28]: probabilities [N, 10]."""
        out = np.empty((len(frames), 10), np.float32)
        for at in range(0, len(frames), _AT_ONCE):
            some = np.ascontiguousarray(frames[at : at + _AT_ONCE, :, :, None], np.float32)
            out[at : at + _AT_ONCE] = self._run(frame=some)["probabilities"]
        return self._calibrated(out)

    def _calibrated(self, probabilities: Array) -> Array:
        """Divide the logits by the model's temperature (Guo et al. 2017, "On Calibration of Modern Networks")."""
        if self.model.temperature == 1.0 or not len(probabilities):
            return probabilities
        tempered = np.log(np.maximum(probabilities, 1e-30)) / self.model.temperature
        tempered = np.exp(tempered - tempered.max(1, keepdims=True))
        calibrated: Array = tempered / tempered.sum(1, keepdims=True)
        return calibrated


@contextmanager
def _no_native_chatter() -> Iterator[None]:
    """Keep LiteRT's own lines (its XNNPACK delegate) from the user's stderr; they bypass Python."""
    try:
        kept = os.dup(2)
    except OSError:  # a windowed program without a stderr
        yield
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (a device, not a path)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
