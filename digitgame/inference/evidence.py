"""What speaks for a digit: exact shares of its score, layer by layer, and which ink matters.

A network of convolutions, ReLU, max pooling and dense layers is linear around one drawing. So a score is the sum, over
the values of any one layer, of the value times its gradient, plus what the biases of the later layers add (Ancona et
al. 2018, "Towards better understanding of gradient-based attribution methods": gradient x input). Occlusion covers a
little ink and looks at what becomes of the scores (Zeiler and Fergus 2014, "Visualizing and Understanding CNNs").
"""

import time
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.inference import arithmetic
from digitgame.inference.layers import Convolution, Dense, Flatten, Forward, Layers, Pooling, Step
from digitgame.ink import FRAME

Array = npt.NDArray[np.float32]
# The side of the square that covers ink, and the pixels from one such square to the next.
COVER: Final = 5
_STRIDE: Final = 2


@dataclass(frozen=True)
class Evidence:
    """Shares of a score. `layers` has each layer's, in the shape of its output, `frame` [28, 28] those of the pixels.

    The shares of one layer add up to the score less `biases`, which the layers after it add; `frame_biases` is that of
    the frame.
    """

    score: float
    layers: dict[str, Array]
    biases: dict[str, float]
    frame: Array
    frame_biases: float

    def of_maps(self, name: str) -> Array:
        """The share of each map, or each unit, of a layer."""
        shares = self.layers[name]
        return np.asarray(shares.reshape(-1, shares.shape[-1]).sum(0))


def evidence(forward: Forward, direction: Array) -> Evidence:
    """The shares of a score; `direction` [logits] weighs them together, such as +1 for one digit, -1 for another."""
    score = float(forward.logits @ direction)
    shares: dict[str, Array] = {}
    biases: dict[str, float] = {}
    gradient, added = np.asarray(direction, np.float32), 0.0
    for step in reversed(forward.steps):
        shares[step.layer.name] = step.output * gradient
        biases[step.layer.name] = added
        gradient, bias = _before(step, gradient)
        added += bias
    return Evidence(score, shares, biases, forward.frame * gradient[..., 0], added)


def _before(step: Step, gradient: Array) -> tuple[Array, float]:
    """The gradient at a layer's input, and what its bias adds to the score."""
    layer = step.layer
    match layer:
        case Flatten():
            return gradient.reshape(step.input.shape), 0.0
        case Pooling():
            return _unpooled(step, layer.size, gradient), 0.0
        case Dense():
            through = gradient * (step.sums > 0) if layer.relu else gradient
            return (layer.weights @ through).reshape(step.input.shape), float(through @ layer.bias)
        case Convolution():
            through = gradient * (step.sums > 0) if layer.relu else gradient
            return _deconvolved(step, layer, through), float((through @ layer.bias).sum())


def _unpooled(step: Step, size: int, gradient: Array) -> Array:
    """The gradient of each pooled value, at the place of the value that won; the first of several alike."""
    rows, columns, maps = gradient.shape
    squares = step.input[: rows * size, : columns * size].reshape(rows, size, columns, size, maps)
    flat = squares.transpose(0, 2, 4, 1, 3).reshape(rows, columns, maps, size * size)
    won = np.zeros_like(flat)
    np.put_along_axis(won, flat.argmax(-1, keepdims=True), gradient[..., None], -1)
    back = np.zeros_like(step.input)
    spread = won.reshape(rows, columns, maps, size, size).transpose(0, 3, 1, 4, 2)
    back[: rows * size, : columns * size] = spread.reshape(rows * size, columns * size, maps)
    return back


def _deconvolved(step: Step, layer: Convolution, gradient: Array) -> Array:
    """The gradient at the input of a convolution: a convolution with the kernels turned round."""
    rows, columns = layer.kernels.shape[:2]
    turned = layer.kernels[::-1, ::-1].transpose(0, 1, 3, 2)
    edges = ((rows - 1, rows - 1), (columns - 1, columns - 1), (0, 0))
    full: Array = arithmetic.convolve(np.pad(gradient, edges), turned)
    if layer.padding == "valid":
        return np.asarray(full)
    above, left = (rows - 1) // 2, (columns - 1) // 2
    rows, columns = step.input.shape[:2]
    return np.asarray(full[above : above + rows, left : left + columns])


def patch_at(step: Step, row: int, column: int) -> Array:
    """What a convolution's kernel lies on at one place: [rows, columns, channels]."""
    layer = step.layer
    assert isinstance(layer, Convolution)
    patches = arithmetic.windows(step.input, *layer.kernels.shape[:2], padding=layer.padding)
    return np.asarray(patches[row, column].transpose(1, 2, 0))


def sums_by_input(step: Step, number: int, row: int, column: int) -> Array:
    """Each input map's share [channels] of the sum of map `number` at one place, without the bias."""
    layer = step.layer
    assert isinstance(layer, Convolution)
    return np.asarray((patch_at(step, row, column) * layer.kernels[..., number]).sum((0, 1)), np.float32)


def covered(frame: Array, row: int, column: int) -> Array:
    """A frame with a square of COVER by COVER around a pixel left empty."""
    half = COVER // 2
    out: Array = frame.copy()
    out[max(row - half, 0) : row + half + 1, max(column - half, 0) : column + half + 1] = 0
    return out


@dataclass
class Occlusion:
    """By how much the lead of one digit over another falls where ink is covered, found a little at a time."""

    layers: Layers
    forward: Forward
    digit: int
    other: int
    _places: list[tuple[int, int]] = field(init=False)
    _lost: Array = field(default_factory=lambda: np.zeros((FRAME, FRAME), np.float32))
    _counts: Array = field(default_factory=lambda: np.zeros((FRAME, FRAME), np.float32))

    def __post_init__(self) -> None:
        # Where there is no ink to cover, nothing changes.
        every = range(0, FRAME, _STRIDE)
        frame = self.forward.frame
        self._places = [(y, x) for y in every for x in every if (covered(frame, y, x) != frame).any()][::-1]

    @property
    def done(self) -> bool:
        return not self._places

    def lead(self, forward: Forward) -> float:
        """How far the digit's score is above the other's."""
        return float(forward.logits[self.digit] - forward.logits[self.other])

    def work(self, seconds: float) -> None:
        """Cover one place after the other for about so long."""
        until = time.perf_counter() + seconds
        lead, half = self.lead(self.forward), COVER // 2
        while self._places and time.perf_counter() < until:
            y, x = self._places.pop()
            lost = lead - self.lead(self.layers.forward(covered(self.forward.frame, y, x)))
            part = (slice(max(y - half, 0), y + half + 1), slice(max(x - half, 0), x + half + 1))
            self._lost[part] += lost
            self._counts[part] += 1

    @property
    def lost(self) -> Array:
        """The mean loss [28, 28] over all squares so far that covered a pixel; above 0 the ink speaks for the digit."""
        return np.asarray(self._lost / np.maximum(self._counts, 1))
