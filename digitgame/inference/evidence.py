"""What speaks for a digit: shares of its lead, layer by layer, and which ink matters.

Beside blank paper, ink changes every number of every layer. A number's share of the lead is how much it changed, times
how much the lead changes with it: weights pass that back as they are, ReLU and pooling in the ratio of what came out to
what went in. So the shares of any one layer add up to what the ink added to the lead (Shrikumar et al. 2017, "Learning
Important Features Through Propagating Activation Differences": DeepLIFT, the rescale rule). Occlusion covers a little
ink and looks at what becomes of the scores (Zeiler and Fergus 2014, "Visualizing and Understanding CNNs").
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
# A change below this is none.
_STILL: Final = 1e-6


@dataclass(frozen=True)
class Shares:
    """What each value of each layer adds to the lead of one digit over another.

    `layers` has each layer's shares in the shape of its output, `frame` [28, 28] those of the pixels. The shares of a
    layer add up to `lead` less `blank`, the lead on blank paper.
    """

    lead: float
    blank: float
    layers: dict[str, Array]
    frame: Array

    def of_maps(self, name: str) -> Array:
        """The share of each map, or each unit, of a layer."""
        values = self.layers[name]
        return np.asarray(values.reshape(-1, values.shape[-1]).sum(0))


def shares(forward: Forward, blank: Forward, digit: int, other: int) -> Shares:
    """The shares of a digit's lead over another; `blank` is the same network's way from blank paper."""
    lead, at_first = (float(one.logits[digit] - one.logits[other]) for one in (forward, blank))
    slope = np.zeros_like(forward.logits)
    slope[digit], slope[other] = 1, -1
    found: dict[str, Array] = {}
    for step, empty in zip(reversed(forward.steps), reversed(blank.steps), strict=True):
        found[step.layer.name] = slope * (step.output - empty.output)
        slope = _before(step, empty, slope)
    return Shares(lead, at_first, found, slope[..., 0] * (forward.frame - blank.frame))


def _before(step: Step, empty: Step, slope: Array) -> Array:
    """How much the lead changes with a layer's input, from how much it changes with its output."""
    layer = step.layer
    match layer:
        case Flatten():
            return slope.reshape(step.input.shape)
        case Pooling():
            return _unpooled(step, empty, layer.size, slope)
        case Dense():
            through = slope * _ratio(step, empty) if layer.relu else slope
            return np.asarray((layer.weights @ through).reshape(step.input.shape))
        case Convolution():
            through = slope * _ratio(step, empty) if layer.relu else slope
            return _deconvolved(layer, through)


def _ratio(step: Step, empty: Step) -> Array:
    """What came out of a ReLU beside what went in, both as the change from blank paper: 0 to 1."""
    change = step.sums - empty.sums
    still = np.abs(change) < _STILL
    ratio = (step.output - empty.output) / np.where(still, 1, change)
    return np.asarray(np.where(still, step.sums > 0, ratio), np.float32)


def _unpooled(step: Step, empty: Step, size: int, slope: Array) -> Array:
    """The slope of each pooled value, at the place that won; where another won on blank paper, at what changed more.

    What came out has changed by no more than that place has.
    """
    rows, columns, maps = slope.shape

    def squares(values: Array) -> Array:
        cut = values[: rows * size, : columns * size].reshape(rows, size, columns, size, maps)
        return np.asarray(cut.transpose(0, 2, 4, 1, 3).reshape(rows, columns, maps, size * size))

    with_ink, without = squares(step.input), squares(empty.input)
    change = with_ink - without
    won, won_blank = (values.argmax(-1)[..., None] for values in (with_ink, without))
    most, most_blank = (np.take_along_axis(change, at, -1) for at in (won, won_blank))
    place = np.where(np.abs(most) >= np.abs(most_blank), won, won_blank)
    moved = np.take_along_axis(change, place, -1)[..., 0]
    still = np.abs(moved) < _STILL
    ratio = np.where(still, 1, (step.output - empty.output) / np.where(still, 1, moved))
    spread = np.zeros_like(with_ink)
    np.put_along_axis(spread, place, (slope * ratio)[..., None].astype(np.float32), -1)
    back = np.zeros_like(step.input)
    cells = spread.reshape(rows, columns, maps, size, size).transpose(0, 3, 1, 4, 2)
    back[: rows * size, : columns * size] = cells.reshape(rows * size, columns * size, maps)
    return back


def _deconvolved(layer: Convolution, gradient: Array) -> Array:
    """The gradient at the input of a convolution: a convolution with the kernels turned round."""
    rows, columns = layer.kernels.shape[:2]
    turned = layer.kernels[::-1, ::-1].transpose(0, 1, 3, 2)
    edges = (rows - 1, rows - 1), (columns - 1, columns - 1), (0, 0)
    if layer.padding == "same":
        # The kernel hung over the edge of the maps, which kept their size.
        above, left = (rows - 1) // 2, (columns - 1) // 2
        edges = (rows - 1 - above, above), (columns - 1 - left, left), (0, 0)
    return np.asarray(arithmetic.convolve(np.pad(gradient, edges), turned))


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


def feeders(step: Step, number: int) -> Array:
    """What each map [maps] before a layer adds to its map or unit `number`, over all places that are lit.

    For a dense layer behind flattened maps, the values of each map together; ValueError for a flatten.
    """
    layer = step.layer
    match layer:
        case Pooling():
            found = np.zeros(step.input.shape[-1], np.float32)
            found[number] = step.output[..., number].sum()
            return found
        case Dense():
            return np.asarray(step.input.reshape(-1) * layer.weights[:, number], np.float32)
        case Convolution():
            lit = step.output[..., number] > 0 if layer.relu else np.ones(step.sums.shape[:2], np.bool_)
            patches = arithmetic.windows(step.input, *layer.kernels.shape[:2], padding=layer.padding)
            total = patches[lit].sum(0)
            return np.asarray((total * layer.kernels[..., number].transpose(2, 0, 1)).sum((1, 2)), np.float32)
    raise ValueError(f"{layer.name} only lays its input out in a row")


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
