"""A network as the list of its layers, with the numbers of each, read from its `.tflite` without TensorFlow.

LiteRT says which tensors a file has, and what each named layer makes of a frame, but not which weights belong to which
layer. So each layer is found by trying: it is the one whose numbers are LiteRT's own. LiteRT's converter folds batch
normalisation into the kernels and the bias of the convolution before it, so these are what the network multiplies.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.inference import arithmetic, litert
from digitgame.ink import FRAME
from digitgame.quiet import quiet

Array = npt.NDArray[np.float32]
# How far the numbers worked out here may be from LiteRT's, and that for large numbers.
_TOLERANCE: Final = 1e-3
_RELATIVE: Final = 1e-4
# What a network says of a frame, beside what its layers make of it.
_ANSWERS: Final = ("probabilities", "doubt")


@dataclass(frozen=True)
class Convolution:
    """Kernels [rows, columns, channels, filters], a bias [filters], "valid" or "same" padding, and maybe a ReLU."""

    name: str
    kernels: Array
    bias: Array
    padding: str
    relu: bool


@dataclass(frozen=True)
class Pooling:
    """Keeps the largest value of each square of `size` by `size`."""

    name: str
    size: int


@dataclass(frozen=True)
class Flatten:
    """Lays all maps out as one row of values."""

    name: str


@dataclass(frozen=True)
class Dense:
    """Weights [inputs, units], a bias [units], and maybe a ReLU."""

    name: str
    weights: Array
    bias: Array
    relu: bool


Layer = Convolution | Pooling | Flatten | Dense


@dataclass(frozen=True)
class Step:
    """What one layer made of its input: `sums` before the ReLU (the output itself where there is none), `output`."""

    layer: Layer
    input: Array
    sums: Array
    output: Array


@dataclass(frozen=True)
class Forward:
    """One frame on its way through a network.

    `logits` has ten values or eleven, or none where a layer is missing. `probabilities` [10] are those of the digits at
    the model's temperature.
    """

    frame: Array
    steps: tuple[Step, ...]
    logits: Array
    probabilities: Array

    def step(self, name: str) -> Step:
        """The step of a layer by its name; KeyError where there is none."""
        for step in self.steps:
            if step.layer.name == name:
                return step
        raise KeyError(name)


@dataclass(frozen=True)
class Layers:
    """A network's layers from the frame to the logits.

    `missing` says in a sentence which layer or weights the file lacks, "" where it lacks nothing; `layers` are then
    those before it. `temperature` is the model's.
    """

    layers: tuple[Layer, ...] = ()
    missing: str = ""
    temperature: float = 1.0

    def forward(self, frame: Array) -> Forward:
        """Every layer's output for one frame, float [28, 28], 0 to 1."""
        steps: list[Step] = []
        values = np.asarray(frame, np.float32)[:, :, None]
        for layer in self.layers:
            sums = output = apply(layer, values)
            if isinstance(layer, (Convolution, Dense)) and layer.relu:
                output = arithmetic.relu(sums)
            steps.append(Step(layer, values, sums, output))
            values = output
        logits = np.empty(0, np.float32) if self.missing else values
        digits = logits[:10]
        probabilities = arithmetic.softmax(digits, self.temperature) if len(digits) else digits
        return Forward(frame, tuple(steps), logits, probabilities)

    @property
    def convolutions(self) -> tuple[Convolution, ...]:
        return tuple(layer for layer in self.layers if isinstance(layer, Convolution))

    @property
    def first_kernels(self) -> Array:
        """The kernels that look at the frame, [filters, rows, columns]; none where the file lacks them."""
        if not self.convolutions:
            return np.empty((0, 1, 1), np.float32)
        return np.ascontiguousarray(self.convolutions[0].kernels[:, :, 0].transpose(2, 0, 1))


def apply(layer: Layer, values: Array) -> Array:
    """What a layer makes of its input, before a ReLU."""
    match layer:
        case Convolution():
            return arithmetic.convolve(values, layer.kernels, layer.bias, padding=layer.padding)
        case Pooling():
            return arithmetic.max_pool(values, layer.size)
        case Flatten():
            return np.asarray(values.reshape(-1))
        case Dense():
            return arithmetic.dense(values, layer.weights, layer.bias)


def read_layers(network: Path, *, digest: str | None = None, temperature: float = 1.0) -> Layers:
    """The layers of a `.tflite`. Raises DigitgameError if the file is missing, altered or not a network for LiteRT."""
    interpreter, probe = litert.interpreter(network, digest=digest), _probe()
    try:
        with quiet():
            weights = _weights(interpreter)
            answers = interpreter.get_signature_runner()(frame=probe[None, :, :, None])
        outputs = {name: np.asarray(value[0]) for name, value in answers.items()}
        layers, missing = _chain(probe, outputs, weights)
    # Another signature, or shapes that do not fit each other.
    except (ValueError, RuntimeError, LookupError, TypeError) as error:
        raise DigitgameError(f"{network} is not a network that LiteRT can run.") from error
    return Layers(tuple(layers), missing, temperature)


def _probe() -> Array:
    """A frame on which layers are tried: noise with light and dark regions."""
    noise = np.random.default_rng(0).random((FRAME, FRAME), np.float32)
    return np.asarray(noise * np.sin(np.linspace(0, 3, FRAME, dtype=np.float32))[:, None], np.float32)


def _weights(interpreter: Any) -> list[tuple[str, Array]]:
    """The constants of a network that may be weights or biases, each with the name of its tensor."""
    found = []
    for tensor in interpreter.get_tensor_details():
        try:
            values = interpreter.get_tensor(tensor["index"])
        except ValueError:
            # Not a constant: it has no value before a run.
            continue
        if values.dtype == np.float32 and values.ndim in (1, 2, 4):
            found.append((str(tensor["name"]), np.array(values)))
    return found


def _chain(
    probe: Array, outputs: dict[str, Array], weights: list[tuple[str, Array]]
) -> tuple[list[Layer], str]:
    """The layers that lead from the frame to the logits, and what is missing."""
    layers: list[Layer] = []
    values, left = probe[:, :, None], {name for name in outputs if name not in _ANSWERS}
    while left:
        found = next(_fitting(values, {name: outputs[name] for name in left}, weights), None)
        if found is None:
            names = ", ".join(sorted(left))
            return layers, f"This network has layers ({names}) of a kind that can't be opened."
        for layer in found:
            layers.append(layer)
            values = _output(layer, values)
        left.remove(layers[-1].name)
    for last in _scoring(values, weights):
        chances = arithmetic.softmax(apply(last, values)[:10])
        if _close(chances, outputs["probabilities"]):
            flatten = [Flatten("flatten")] if values.ndim == 3 else []
            return [*layers, *flatten, last], ""
    return layers, "This network's file lacks its last layer, the one that scores the ten digits."


def _fitting(
    values: Array, outputs: dict[str, Array], weights: list[tuple[str, Array]]
) -> Iterator[list[Layer]]:
    """The layers of known kinds that make one of the outputs from some values, behind a flatten where they need one."""
    for name, output in outputs.items():
        # Weights whose tensor has the layer's name come first: where a layer is silent, others would fit as well.
        ranked = [value for _, value in sorted(weights, key=lambda one: f"/{name}_" not in one[0])]
        for layer in _candidates(name, values, output, ranked):
            if _close(_output(layer, values), output):
                flatten = isinstance(layer, Dense) and values.ndim == 3
                yield [Flatten("flatten"), layer] if flatten else [layer]


def _candidates(name: str, values: Array, output: Array, weights: list[Array]) -> Iterator[Layer]:
    """The layers whose output of some values has the shape that is wanted."""
    relu = bool((output >= 0).all())
    if output.ndim == 1:
        if values.ndim == 3 and values.size == output.size:
            yield Flatten(name)
        for matrix in weights:
            if matrix.shape == (output.size, values.size):
                for bias in _biases(weights, output.size):
                    yield Dense(name, matrix.T.copy(), bias, relu)
        return
    if values.ndim != 3 or output.ndim != 3:
        return
    rows, _, channels = values.shape
    size = rows // len(output)
    if output.shape[2] == channels and size > 1:
        yield Pooling(name, size)
    for kernels in weights:
        if kernels.ndim != 4 or (kernels.shape[0], kernels.shape[3]) != (output.shape[2], channels):
            continue
        moved = kernels.transpose(1, 2, 3, 0).copy()
        fits = {"same": rows, "valid": rows - len(moved) + 1}
        for padding in (name for name, side in fits.items() if side == len(output)):
            for bias in _biases(weights, output.shape[2]):
                yield Convolution(name, moved, bias, padding, relu)


def _scoring(values: Array, weights: list[tuple[str, Array]]) -> Iterator[Dense]:
    """The dense layers that may score the ten digits, and with an eleventh unit "not a digit"."""
    constants = [value for _, value in weights]
    for matrix in constants:
        if matrix.ndim == 2 and matrix.shape[0] in (10, 11) and matrix.shape[1] == values.size:
            for bias in _biases(constants, len(matrix)):
                yield Dense("logits", matrix.T.copy(), bias, relu=False)


def _biases(weights: list[Array], units: int) -> list[Array]:
    """What may be a layer's bias; the converter leaves out one that is 0 everywhere."""
    return [*(one for one in weights if one.shape == (units,)), np.zeros(units, np.float32)]


def _output(layer: Layer, values: Array) -> Array:
    sums = apply(layer, values)
    bends = isinstance(layer, (Convolution, Dense)) and layer.relu
    return arithmetic.relu(sums) if bends else sums


def _close(mine: Array, theirs: Array) -> bool:
    return mine.shape == theirs.shape and np.allclose(
        mine, theirs, rtol=_RELATIVE, atol=_TOLERANCE, equal_nan=True
    )
