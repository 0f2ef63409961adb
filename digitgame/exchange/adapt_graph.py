"""A foreign `.tflite` as one of ours: the same network with our input, named outputs, and a batch of any size.

What stands between is added to the file itself, so that whatever reads a model reads this one too. Nothing of the
network's own operations and weights changes, except that a scale of its input may be multiplied into the first weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.ink import FRAME

Array = npt.NDArray[np.float32]
SIGNATURE: Final = "serving_default"
_IDENTIFIER: Final = b"TFL3"
# The operations whose outputs get names, as layers that the game and the charts show; and what may follow them.
_CONVOLUTIONS: Final = ("CONV_2D", "DEPTHWISE_CONV_2D")
_POOLINGS: Final = ("MAX_POOL_2D", "AVERAGE_POOL_2D")
_ACTIVATIONS: Final = ("RELU", "RELU6", "LEAKY_RELU", "PRELU", "ELU", "HARD_SWISH", "LOGISTIC", "TANH")
_EXAMPLE: Final = "Save it with one output of ten values for each image."


@dataclass(frozen=True)
class Pixels:
    """How a network wants its pixels: ours, 0 to 1 and white on black, times `scale`, plus `offset`."""

    name: str
    scale: float
    offset: float = 0.0


# What networks for MNIST are trained on; the last two are PyTorch's mean and deviation of MNIST.
PIXELS: Final = (
    Pixels("0 to 1", 1.0),
    Pixels("0 to 255", 255.0),
    Pixels("-1 to 1", 2.0, -1.0),
    Pixels("-0.42 to 2.82", 1 / 0.3081, -0.1307 / 0.3081),
    Pixels("0 to 1, black on white", -1.0, 1.0),
    Pixels("0 to 255, black on white", -255.0, 255.0),
)


class Graph:
    """A `.tflite` file that can be changed. Raises DigitgameError for any other file, and for several graphs in one."""

    def __init__(self, network: bytes, name: str) -> None:
        from ai_edge_litert import schema_py_generated as schema

        self._schema: Any = schema
        self._name = name
        # Operations that are put before the network's own, and then behind them.
        self._added: list[Any] = []
        try:
            self._model = schema.ModelT.InitFromPackedBuf(network, 0)
            [self._graph] = self._model.subgraphs
            self.operations = list(self._graph.operators)
            self._input, self._outputs = int(self._graph.inputs[0]), [int(at) for at in self._graph.outputs]
        # A damaged file can raise anything that its parser thinks of.
        except Exception as error:
            raise DigitgameError(f"{name} is not one network for LiteRT.", _EXAMPLE) from error
        if len(self._graph.inputs) != 1:
            raise DigitgameError(
                f"{name} has {len(self._graph.inputs)} inputs.", "Save it with one: an image of 28x28 pixels."
            )
        kinds = {
            value: kind for kind, value in vars(schema.BuiltinOperator).items() if not kind.startswith("_")
        }
        with self._understood():
            self._kinds: list[str] = [
                kinds.get(max(code.builtinCode, code.deprecatedBuiltinCode), "?")
                for code in self._model.operatorCodes
            ]

        with self._understood():
            self.parameters = self._count_parameters()

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """DigitgameError for whatever a damaged graph makes of the block."""
        try:
            yield
        except DigitgameError:
            raise
        # An operation without inputs, a tensor that is not there: LiteRT may pass over what is not used.
        except Exception as error:
            raise DigitgameError(f"{self._name} is not one network for LiteRT.", _EXAMPLE) from error

    def _count_parameters(self) -> int:
        """How many weights it has: the values of its constants, but for the shapes in them."""
        used = {int(at) for one in self.operations for at in one.inputs if at >= 0}
        floats = [at for at in used if self._constant(at) is not None and self._is_weight(at)]
        return int(sum(np.prod(self._tensor(at).shape, initial=1) for at in floats))

    def adapted(self, pixels: Pixels, outputs: str) -> bytes:
        """The network with our input `frame` [N, 28, 28, 1], and outputs by name.

        `outputs` says what its own ten values are: "probabilities", "logits" or "scores", each 0 to 1.
        """
        with self._understood():
            return self._adapted(pixels, outputs)

    def _adapted(self, pixels: Pixels, outputs: str) -> bytes:
        self._let_batches_vary()
        self._put_input(pixels)
        named = self._named_layers()
        named["probabilities"] = self._put_probabilities(outputs)
        schema = self._schema
        signature = schema.SignatureDefT()
        signature.signatureKey, signature.subgraphIndex = SIGNATURE.encode(), 0
        signature.inputs = [self._map("frame", self._frame)]
        signature.outputs = [self._map(name, at) for name, at in named.items()]
        self._graph.inputs, self._graph.outputs = [self._frame], list(named.values())
        self._graph.operators = self.operations
        self._model.signatureDefs = [signature]
        self._model.metadata, self._model.metadataBuffer = [], []
        import flatbuffers

        builder = flatbuffers.Builder(1024)
        builder.Finish(self._model.Pack(builder), _IDENTIFIER)
        return bytes(builder.Output())

    def _put_input(self, pixels: Pixels) -> None:
        """Lead a frame to the network's input."""
        wanted = self._tensor(self._input)
        shape = [int(side) for side in wanted.shape]
        floats = self._schema.TensorType.FLOAT32
        if wanted.type == floats and shape == [1, FRAME, FRAME, 1]:
            self._frame = now = self._input
        else:
            self._frame = now = self._new("frame", [1, FRAME, FRAME, 1])
        wanted.shapeSignature = [-1, *shape[1:]]
        self._tensor(self._frame).shapeSignature = [-1, FRAME, FRAME, 1]
        if pixels != PIXELS[0] and (wanted.type != floats or not self._take_in(pixels)):
            if now == self._input:
                self._frame = now = self._new("frame", shape)
                self._tensor(now).shapeSignature = [-1, *shape[1:]]
            sizes = [1, FRAME, FRAME, 1]
            for kind, options, value in (
                ("MUL", self._schema.MulOptionsT(), pixels.scale),
                ("ADD", self._schema.AddOptionsT(), pixels.offset),
            ):
                now = self._append(kind, options, [now, self._value(value)], sizes)
        if now != self._input:
            if shape != [1, FRAME, FRAME, 1]:
                now = self._append(
                    "RESHAPE",
                    self._schema.ReshapeOptionsT(),
                    [now, self._shape([-1, *shape[1:]])],
                    shape,
                )
            if wanted.type != floats:
                now = self._append("QUANTIZE", self._schema.QuantizeOptionsT(), [now], shape, self._input)
            # The last of those added writes into the network's input.
            self._added[-1].outputs = [self._input]
        # What was added runs first.
        self.operations = self._added + self.operations
        self._added = []

    def _put_probabilities(self, outputs: str) -> int:
        """Make probabilities [N, 10] of the network's output, and return where they are."""
        schema = self._schema
        now = next(at for at in self._outputs if self._size(at) == 10)
        if self._tensor(now).type != schema.TensorType.FLOAT32:
            now = self._append(
                "DEQUANTIZE", schema.DequantizeOptionsT(), [now], list(self._tensor(now).shape)
            )
        if len(self._tensor(now).shape) != 2:
            now = self._append("RESHAPE", schema.ReshapeOptionsT(), [now, self._shape([-1, 10])], [1, 10])
        if outputs == "logits":
            options = schema.SoftmaxOptionsT()
            options.beta = 1.0
            now = self._append("SOFTMAX", options, [now], [1, 10])
        elif outputs == "scores":
            options = schema.ReducerOptionsT()
            options.keepDims = True
            total = self._append("SUM", options, [now, self._shape([1])], [1, 1])
            now = self._append("DIV", schema.DivOptionsT(), [now, total], [1, 10])
        self.operations = self.operations + self._added
        return now

    def _named_layers(self) -> dict[str, int]:
        """The layers that are worth a look, by the names that our own networks give them."""
        named: dict[str, int] = {}
        dense: list[Any] = []
        counts = {"conv": 0, "pool": 0}
        for one in self.operations:
            kind, out = self._kind(one), int(one.outputs[0])
            if self._tensor(out).type != self._schema.TensorType.FLOAT32:
                continue
            if kind in _CONVOLUTIONS or kind in _POOLINGS:
                word = "conv" if kind in _CONVOLUTIONS else "pool"
                counts[word] += 1
                named[f"{word}{counts[word]}"] = self._activated(out)
            elif kind == "FULLY_CONNECTED":
                dense.append(one)
        for number, one in enumerate(dense[:-1], 1):
            named[f"dense{number}"] = self._activated(int(one.outputs[0]))
        if dense:
            features = int(dense[-1].inputs[0])
            named = {name: at for name, at in named.items() if at != features}
            if features != self._frame:
                named["features"] = features
        ends = {at for at in self._outputs if self._size(at) == 10}
        return {name: at for name, at in named.items() if at not in ends}

    def _activated(self, at: int) -> int:
        """The output of the activation after a layer, where it is an operation of its own."""
        after = self._readers(at)
        if len(after) == 1 and self._kind(after[0]) in _ACTIVATIONS:
            return int(after[0].outputs[0])
        return at

    def _let_batches_vary(self) -> None:
        """Shapes that were written for one image are for any number of them."""
        for one in self.operations:
            if self._kind(one) != "RESHAPE" or len(one.inputs) < 2:
                continue
            shape = self._constant(int(one.inputs[1]))
            if shape is None or shape.dtype != np.int32 or not len(shape):
                continue
            if shape[0] == 1 and (shape > 0).all():
                varied = [-1, *shape[1:].tolist()]
                one.inputs = [int(one.inputs[0]), self._shape(varied)]
                if one.builtinOptions is not None:
                    one.builtinOptions.newShape = varied

    def _take_in(self, pixels: Pixels) -> bool:
        """Multiply how it wants its pixels into the first weights and the bias; False where that is not the same.

        It is not with an offset where a convolution pads with zeros, nor where anything else uses these weights.
        """
        readers = self._readers(self._input)
        while len(readers) == 1 and self._kind(readers[0]) == "RESHAPE":
            readers = self._readers(int(readers[0].outputs[0]))
        if len(readers) != 1 or len(readers[0].inputs) < 2:
            return False
        [first] = readers
        kind, weights = self._kind(first), int(first.inputs[1])
        values = self._constant(weights)
        if values is None or values.dtype != np.float32 or len(self._readers(weights)) > 1:
            return False
        if pixels.offset:
            valid = kind == "CONV_2D" and first.builtinOptions.padding == self._schema.Padding.VALID
            if not (valid or kind == "FULLY_CONNECTED"):
                return False
            units = int(self._tensor(weights).shape[0])
            given = int(first.inputs[2]) if len(first.inputs) > 2 else -1
            bias = np.zeros(units, np.float32) if given < 0 else self._constant(given)
            if bias is None or bias.dtype != np.float32:
                return False
            added = bias + np.float32(pixels.offset) * values.reshape(units, -1).sum(1)
            first.inputs = [
                int(first.inputs[0]),
                weights,
                self._new("bias", [units], buffer=self._buffer(added.astype(np.float32))),
            ]
        elif kind not in (*_CONVOLUTIONS, "FULLY_CONNECTED", "MUL"):
            return False
        self._tensor(weights).buffer = self._buffer(values * np.float32(pixels.scale))
        self._leave_out_ones()
        return True

    def _readers(self, at: int) -> list[Any]:
        """The operations that use the values of a tensor, and not only its shape."""
        return [
            one
            for one in self.operations
            if at in [int(each) for each in one.inputs] and self._kind(one) != "SHAPE"
        ]

    def _leave_out_ones(self) -> None:
        """A multiplication by 1, such as a division by 255 that was just undone, is left out."""
        for one in [one for one in self.operations if self._kind(one) == "MUL"]:
            factor = self._constant(int(one.inputs[1]))
            out = int(one.outputs[0])
            if factor is None or factor.dtype != np.float32 or not np.allclose(factor, 1, atol=1e-6):
                continue
            if out not in self._outputs:
                self.operations.remove(one)
                for other in self.operations:
                    other.inputs = [int(one.inputs[0]) if int(at) == out else int(at) for at in other.inputs]

    def _append(
        self, kind: str, options: Any, inputs: list[int], shape: list[int], into: int | None = None
    ) -> int:
        """One more operation at the end; returns the tensor that it writes."""
        schema = self._schema
        code = getattr(schema.BuiltinOperator, kind)
        known = [max(one.builtinCode, one.deprecatedBuiltinCode) for one in self._model.operatorCodes]
        if code not in known:
            one = schema.OperatorCodeT()
            one.builtinCode, one.deprecatedBuiltinCode, one.version = code, min(code, 127), 1
            self._model.operatorCodes.append(one)
            self._kinds.append(kind)
            known.append(code)
        operation = schema.OperatorT()
        out = self._new(kind.lower(), shape) if into is None else into
        operation.opcodeIndex, operation.inputs, operation.outputs = known.index(code), inputs, [out]
        operation.builtinOptionsType = getattr(
            schema.BuiltinOptions, type(options).__name__.removesuffix("T")
        )
        operation.builtinOptions = options
        self._added.append(operation)
        return out

    def _new(self, name: str, shape: list[int], kind: int | None = None, buffer: int = 0) -> int:
        tensor = self._schema.TensorT()
        tensor.name, tensor.shape, tensor.buffer = name.encode(), shape, buffer
        tensor.type = self._schema.TensorType.FLOAT32 if kind is None else kind
        if not buffer:
            tensor.shapeSignature = [-1, *shape[1:]]
        self._graph.tensors.append(tensor)
        return len(self._graph.tensors) - 1

    def _buffer(self, values: npt.NDArray[Any]) -> int:
        buffer = self._schema.BufferT()
        buffer.data = np.frombuffer(values.tobytes(), np.uint8)
        self._model.buffers.append(buffer)
        return len(self._model.buffers) - 1

    def _value(self, value: float) -> int:
        return self._new("value", [1], buffer=self._buffer(np.array([value], np.float32)))

    def _shape(self, sizes: list[int]) -> int:
        values = np.array(sizes, np.int32)
        return self._new("shape", [len(sizes)], self._schema.TensorType.INT32, self._buffer(values))

    def _map(self, name: str, at: int) -> Any:
        entry = self._schema.TensorMapT()
        entry.name, entry.tensorIndex = name.encode(), at
        return entry

    def _kind(self, operation: Any) -> str:
        return self._kinds[int(operation.opcodeIndex)]

    def _tensor(self, at: int) -> Any:
        return self._graph.tensors[at]

    def _size(self, at: int) -> int:
        """How many values a tensor has for one image."""
        return int(np.prod(self._tensor(at).shape, initial=1))

    def _is_weight(self, at: int) -> bool:
        types = self._schema.TensorType
        return self._tensor(at).type in (types.FLOAT32, types.FLOAT16, types.INT8, types.UINT8) or (
            self._tensor(at).type == types.INT32
            and self._tensor(at).quantization is not None
            and self._tensor(at).quantization.scale is not None
        )

    def _constant(self, at: int) -> npt.NDArray[Any] | None:
        """The values of a constant, flat; None for what is worked out."""
        types = self._schema.TensorType
        dtypes = {
            types.FLOAT32: np.float32,
            types.INT32: np.int32,
            types.INT8: np.int8,
            types.UINT8: np.uint8,
        }
        data = self._model.buffers[self._tensor(at).buffer].data
        if data is None or not len(data):
            return None
        return np.frombuffer(bytes(bytearray(data)), dtypes.get(self._tensor(at).type, np.uint8))
