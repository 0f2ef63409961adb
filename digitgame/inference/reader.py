"""Predictions of a trained network, through LiteRT; TensorFlow is never imported."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.inference import litert, rejection
from digitgame.ink import FRAME, Stroke, frame
from digitgame.ink.set_aside import candidates, without
from digitgame.model import TFLITE, Model

# Frames per call: so many layer outputs stay in the processor's cache.
_BATCH: Final = 100
# The outputs that are kept of a batch.
_BATCH_OUTPUTS: Final = frozenset({"probabilities", "doubt", "features"})
# The least confidence of a reading that is sure.
_SURE: Final = 0.95
# Strokes are set aside if the reject score is so many times lower without them: where the whole drawing is accepted, as
# another digit or unsurely, and where it is rejected.
_CLEARER: Final = 1.25
_MUCH_CLEARER: Final = 4.0
# Rounding may leave a framed pixel this far out of 0 to 1.
_TOLERANCE: Final = 1e-3
Array = npt.NDArray[np.float32]
# Frames as callers have them: floats of 0 to 1, or uint8.
Pixels = npt.NDArray[np.floating[Any]] | npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Reading:
    """The network's prediction for one frame.

    `probabilities` [10] sum to 1; `layers` maps each layer's name to its output, without the batch axis;
    `features`, the input of the last layer, is one of them. `reject_score`, 0 to 1, says how unlike a digit the ink
    is; above the model's threshold it is `rejected`. `overruled` is the network's own digit if the personal layer
    replaced it. `set_aside` are the strokes, by index, that were no part of the digit; `frame` [28, 28] shows the rest.
    `model` is the network's sha256.
    """

    probabilities: Array
    layers: dict[str, Array]
    reject_score: float = 0.0
    rejected: bool = False
    overruled: int | None = None
    set_aside: tuple[int, ...] = ()
    frame: Array = field(default_factory=lambda: np.zeros((FRAME, FRAME), np.float32))
    model: str = field(kw_only=True)

    @property
    def digit(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of that digit."""
        return float(self.probabilities.max())

    @property
    def sure(self) -> bool:
        """Whether it is accepted, and its confidence is high."""
        return not self.rejected and self.confidence >= _SURE


@dataclass(frozen=True)
class Readings:
    """N predictions: probabilities [N, 10], reject_scores [N], rejected [N], features [N, F]; F may be 0."""

    probabilities: Array
    reject_scores: Array
    rejected: npt.NDArray[np.bool_]
    features: Array

    def __len__(self) -> int:
        return len(self.probabilities)


class Reader:
    """A loaded model. One reader belongs to one thread.

    Frames are white on black, as `digitgame.ink.frame` makes them: floats of 0 to 1, or uint8 of 0 to 255, as data sets
    hold them. Anything else is a ValueError.
    """

    def __init__(self, model: Model) -> None:
        """Load the network of a checked model folder; raises DigitgameError if LiteRT cannot load it."""
        self.model = model
        self._threshold = rejection.threshold(model)
        hint = "Train another with `digitgame train`."
        self._run = litert.runner(model.folder / TFLITE, digest=model.digest, hint=hint)

    def read(self, frame: Pixels) -> Reading:
        """Predict one frame [28, 28], white on black, float 0 to 1 or uint8. Raises ValueError for anything else."""
        pixels = _floats(frame, (FRAME, FRAME))
        out = self._run(frame=np.ascontiguousarray(pixels[None, :, :, None], np.float32))
        probabilities = self._calibrated(out.pop("probabilities"))
        score = float(rejection.reject_scores(probabilities, out.pop("doubt", None))[0])
        layers = {name: value[0] for name, value in out.items()}
        rejected = score > self._threshold
        return Reading(probabilities[0], layers, score, rejected, frame=pixels, model=self.model.digest)

    def read_drawing(self, strokes: Sequence[Stroke]) -> Reading:
        """Predict a drawing, without the strokes that may be no part of the digit if it is clearer without them."""
        whole = self.read(frame(strokes))
        best, limit = whole, whole.reject_score / (_MUCH_CLEARER if whole.rejected else _CLEARER)
        for away in candidates(strokes):
            reading = self.read(frame(without(strokes, away)))
            other = not whole.sure or reading.digit != whole.digit
            if other and reading.sure and reading.reject_score < limit:
                best, limit = replace(reading, set_aside=away), reading.reject_score
        return best

    def read_many(self, frames: Pixels) -> Array:
        """Predict frames [N, 28, 28]: probabilities [N, 10]. Raises ValueError as `read`."""
        return self.read_all(frames).probabilities

    def read_all(self, frames: Pixels) -> Readings:
        """Predict frames [N, 28, 28], with reject scores and features. Raises ValueError as `read`."""
        pixels = _floats(frames, (len(frames), FRAME, FRAME))
        # Without frames one call is made all the same, for the widths of the outputs.
        batches = [pixels[start : start + _BATCH] for start in range(0, len(pixels), _BATCH)]
        parts: dict[str, list[Array]] = {}
        for batch in batches or [np.zeros((1, FRAME, FRAME), np.float32)]:
            out = self._run(frame=np.ascontiguousarray(batch[:, :, :, None], np.float32))
            for name in _BATCH_OUTPUTS & out.keys():
                parts.setdefault(name, []).append(out[name].reshape(len(batch), -1)[: len(frames)])
        outputs = {name: np.concatenate(arrays) for name, arrays in parts.items()}
        probabilities = self._calibrated(outputs["probabilities"])
        scores = rejection.reject_scores(probabilities, outputs.get("doubt"))
        features = outputs.get("features", np.empty((len(frames), 0), np.float32))
        return Readings(probabilities, scores, scores > self._threshold, features)

    def _calibrated(self, probabilities: Array) -> Array:
        """Divide the logits by the model's temperature (Guo et al. 2017, "On Calibration of Modern Networks")."""
        if self.model.temperature == 1.0 or not len(probabilities):
            return probabilities
        tempered = np.log(np.maximum(probabilities, 1e-30)) / self.model.temperature
        tempered = np.exp(tempered - tempered.max(1, keepdims=True))
        return np.asarray(tempered / tempered.sum(1, keepdims=True))


def _floats(frames: npt.NDArray[Any], shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """Frames of this shape as floats of 0 to 1. Raises ValueError for any other shape, type or range."""
    if frames.shape != shape or not (frames.dtype.kind == "f" or frames.dtype == np.uint8):
        expected = "[28, 28]" if len(shape) == 2 else "[N, 28, 28]"
        raise ValueError(
            f"frames must be {expected}, floats of 0 to 1 or uint8, not {frames.dtype} {list(frames.shape)}"
        )
    if frames.dtype == np.uint8:
        return np.asarray(frames / np.float32(255), np.float32)
    if frames.size and not (frames.min() >= -_TOLERANCE and frames.max() <= 1 + _TOLERANCE):
        raise ValueError(f"float frames must lie within 0 to 1, not {frames.min():g} to {frames.max():g}")
    return frames
