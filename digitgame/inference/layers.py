"""A network as the list of its layers, with the numbers of each, read from its `.tflite` without TensorFlow.

LiteRT's converter folds batch normalisation into the kernels and the bias of the convolution before it, so what stands
here is what the network multiplies. Every list is tried on one frame against LiteRT before it is believed.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.inference import arithmetic, litert
from digitgame.ink import FRAME
from digitgame.quiet import quiet

Array = npt.NDArray[np.float32]
# The ten digits, and in some networks "not a digit".
_LOGITS: Final = (10, 11)
# How far the numbers worked out here may be from LiteRT's.
_TOLERANCE: Final = 1e-3
# Operations that only work out the shape for a flatten.
_SHAPES: Final = ("SHAPE", "STRIDED_SLICE", "PACK")


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

    `logits` has ten values or eleven, or none where a layer is missing. `uncalibrated` [10] are the probabilities of
    the digits as the network's softmax gives them, `probabilities` [10] those at the model's temperature.
    """

    frame: Array
    steps: tuple[Step, ...]
    logits: Array
    uncalibrated: Array
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
        chances = [
            arithmetic.softmax(digits, temperature) if len(digits) else digits
            for temperature in (1.0, self.temperature)
        ]
        return Forward(frame, tuple(steps), logits, *chances)

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
    with quiet():
        interpreter = litert.interpreter(network, digest=digest)
        run = interpreter.get_signature_runner()
        probe = _probe()
        outputs = {name: value[0] for name, value in run(frame=probe[None, :, :, None]).items()}
        named = {int(tensor["index"]): name for name, tensor in run.get_output_details().items()}
        layers, missing = _chain(interpreter, named, outputs)
    found = Layers(tuple(layers), missing, temperature)
    return found if missing else _tried(found, probe, outputs)


def _probe() -> Array:
    """A frame on which layers are tried: noise with light and dark regions."""
    noise = np.random.default_rng(0).random((FRAME, FRAME), np.float32)
    return np.asarray(noise * np.sin(np.linspace(0, 3, FRAME, dtype=np.float32))[:, None], np.float32)


def _chain(interpreter: Any, named: dict[int, str], outputs: dict[str, Array]) -> tuple[list[Layer], str]:
    """The layers that lead from the frame to the logits, and what is missing."""
    tensors = {int(tensor["index"]): tensor for tensor in interpreter.get_tensor_details()}
    at = int(interpreter.get_input_details()[0]["index"])
    layers: list[Layer] = []
    counts: dict[str, int] = {}
    # LiteRT lists the operations of a network in the order in which it runs them; only this method names them.
    for operation in interpreter._get_ops_details():
        kind, inputs, out = operation["op_name"], list(map(int, operation["inputs"])), operation["outputs"]
        if at not in inputs or kind in _SHAPES:
            continue
        counts[kind] = counts.get(kind, 0) + 1
        fallback = {"CONV_2D": f"conv{counts[kind]}", "MAX_POOL_2D": f"pool{counts[kind]}"}
        name = named.get(int(out[0]), fallback.get(kind, "flatten" if kind == "RESHAPE" else "logits"))
        before, after = (tensors[index]["shape"][1:].tolist() for index in (at, int(out[0])))
        constants = [_constant(interpreter, index) for index in inputs[1:] if index >= 0]
        layer = _layer(kind, name, before, after, constants)
        if layer is None:
            return layers, f"This network has a layer ({kind}) that can't be opened."
        if isinstance(layer, (Convolution, Dense)) and name in outputs:
            layer = _with_relu(layer, bool((outputs[name] >= 0).all()))
        layers.append(layer)
        at = int(out[0])
        if isinstance(layer, Dense) and after[-1] in _LOGITS and int(out[0]) not in named:
            return layers, ""
    return layers, "This network's file lacks its last layer, the one that scores the ten digits."


def _layer(
    kind: str, name: str, before: list[int], after: list[int], constants: list[Array | None]
) -> Layer | None:
    """One layer from the shapes before and after it and its constants; None where it is of no known form."""
    match kind, constants:
        case "CONV_2D", [np.ndarray() as kernels, *bias]:
            sides = kernels.shape[1:3]
            if after[:2] == before[:2]:
                padding = "same"
            elif after[:2] == [side - kernel + 1 for side, kernel in zip(before, sides, strict=False)]:
                padding = "valid"
            else:
                return None
            moved = kernels.transpose(1, 2, 3, 0).copy()
            return Convolution(name, moved, _bias(bias, len(kernels)), padding, relu=False)
        case "FULLY_CONNECTED", [np.ndarray() as weights, *bias]:
            return Dense(name, weights.T.copy(), _bias(bias, len(weights)), relu=False)
        case "MAX_POOL_2D", []:
            return Pooling(name, before[0] // after[0])
        case "RESHAPE", _:
            return Flatten(name)
    return None


def _bias(found: list[Array | None], units: int) -> Array:
    """The bias; the converter leaves out one that is 0 everywhere."""
    given = found[0] if found else None
    return np.zeros(units, np.float32) if given is None else given


def _with_relu(layer: Convolution | Dense, relu: bool) -> Convolution | Dense:
    if isinstance(layer, Convolution):
        return Convolution(layer.name, layer.kernels, layer.bias, layer.padding, relu)
    return Dense(layer.name, layer.weights, layer.bias, relu)


def _constant(interpreter: Any, index: int) -> Array | None:
    try:
        return np.asarray(interpreter.get_tensor(index), np.float32)
    # Not a constant: it has no value before a run.
    except ValueError:
        return None


def _tried(found: Layers, probe: Array, outputs: dict[str, Array]) -> Layers:
    """The layers if they compute what LiteRT computes, else none of them."""
    passed = found.forward(probe)
    mine = {step.layer.name: step.output for step in passed.steps} | {"probabilities": passed.uncalibrated}
    for name, value in outputs.items():
        if name in mine and not np.allclose(mine[name], value.reshape(mine[name].shape), atol=_TOLERANCE):
            return Layers(
                (), "This network computes its layers in a way that can't be shown.", found.temperature
            )
    return found
