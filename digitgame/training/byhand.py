"""The tutorial's network, a step of it written out by hand: the same weights and the same sums, in half of the time.

A convolution with 8 maps leaves most of a processor's vector units idle. Seen in blocks of b x b pixels, as b * b
times as many channels at one place, it has fewer places and b * b times as many maps, and its kernel is the old one at
b * b places of a larger one, with zeros around it. Then it is one product of two matrices that fill the processor, its
gradient is another one, and pooling takes the largest of four maps. Where Keras and its tape take nearly 400 operations
a step, this takes 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from digitgame.training.backend import keras, tf
from digitgame.training.networks import Network

_BLOCK: Final = 4  # pixels, the side of a block of the picture: its rows are what an int32 holds
_POOLING: Final = {"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "VALID"}
_DRAWN: Final = 1 << 16  # different numbers that decide whether a feature is dropped
ops = tf.raw_ops
layers = keras.layers


def fits(network: Network) -> bool:
    """Whether a network is the tutorial's, but for the number of its maps."""
    kinds = [layers.Conv2D, layers.MaxPooling2D] * 2 + [layers.Flatten, layers.Dropout, layers.Dense]
    found = network.layers[1:8]
    return [type(layer) for layer in found] == kinds and all(
        layer.kernel_size == (5, 5) and layer.strides == (1, 1) and layer.padding == "valid"
        for layer in (found[0], found[2])
    )


class ByHand:
    """The steps of a network that `fits`."""

    def __init__(self, network: Network, precision: str, seed: int) -> None:
        """`precision` is that of the maps; `seed` decides, with the number of the step, what the dropout drops."""
        found = network.layers[1:8]
        self._dtype, self._seed = tf.as_dtype(precision), seed
        self._first, self._second = (
            _Convolution(found[0], 28, _BLOCK),
            _Convolution(found[2], 12, _BLOCK // 2),
        )
        self._dropped, self._logits = found[5].rate, found[6]

    def in_blocks(self, images: Any) -> Any:
        """Pictures uint8 [..., 28, 28] as they are taken here: [..., 49, 16], the pixels of a block side by side."""
        side = 28 // _BLOCK
        rows = tf.bitcast(tf.reshape(images, [-1, side, _BLOCK, side, _BLOCK]), tf.int32)
        blocks = tf.bitcast(tf.transpose(rows, [0, 1, 3, 2]), tf.uint8)
        return tf.reshape(blocks, [*_leading(images), side * side, _BLOCK * _BLOCK])

    def logits(self, blocks: Any) -> Any:
        """Of pictures in blocks [N, 49, 16], in float32: [N, classes]."""
        maps = tf.cast(blocks, tf.float32) / 255
        for layer in (self._first, self._second):
            maps = layer.forth(maps, *layer.weights(tf.float32)).out
        features = tf.reshape(maps, [-1, self._logits.kernel.shape[0]])
        return tf.matmul(features, self._logits.kernel.value) + self._logits.bias.value

    def learn(self, blocks: Any, targets: Any, shares: int, step: Any) -> tuple[Any, Any, list[Any]]:
        """Of a batch: its losses [N], logits [N, classes], and the gradients of their mean, as the network's weights.

        `targets` are the probabilities that it should come to; each of the `shares` is worked on by another core.
        """
        size = int(blocks.shape[0])
        first, second = self._first.weights(self._dtype), self._second.weights(self._dtype)
        bounds = [size * number // shares for number in range(shares + 1)]
        parts = []
        for number, (start, stop) in enumerate(pairwise(bounds)):
            kept = self._kept(stop - start, step * shares + number)
            parts.append(self._share(blocks[start:stop], targets[start:stop], kept, size, first, second))
        losses, logits, *gradients = zip(*parts, strict=True)
        summed = [tf.add_n([tf.cast(one, tf.float32) for one in some]) for some in gradients]
        own = [*self._first.own(*summed[:2]), *self._second.own(*summed[2:4]), *summed[4:]]
        return tf.concat(losses, 0), tf.concat(logits, 0), own

    def _kept(self, count: int, turn: Any) -> Any:
        """What the features of some pictures are multiplied by: zero where they are dropped."""
        features = int(self._logits.kernel.shape[0])
        seed = tf.stack([tf.constant(self._seed, tf.int32), turn])
        drawn = ops.StatelessRandomUniformFullInt(shape=[count, features // 2], seed=seed, dtype=tf.int32)
        drawn = tf.reshape(tf.bitcast(drawn, tf.int16), [count, features])
        least = round(_DRAWN * self._dropped) - _DRAWN // 2
        return tf.where(drawn >= tf.constant(least, tf.int16), 1 / (1 - self._dropped), 0.0)

    def _share(
        self, blocks: Any, targets: Any, kept: Any, size: int, first: tuple[Any, Any], second: tuple[Any, Any]
    ) -> tuple[Any, ...]:
        one = self._first.forth(tf.cast(blocks, self._dtype) / 255, *first)
        two = self._second.forth(one.out, *second)
        features = tf.reshape(tf.cast(two.out, tf.float32), kept.shape) * kept
        kernel = tf.convert_to_tensor(self._logits.kernel.value)
        logits = tf.matmul(features, kernel) + self._logits.bias.value
        losses, back = ops.SoftmaxCrossEntropyWithLogits(features=logits, labels=targets)
        back /= size
        last = [tf.matmul(features, back, transpose_a=True), tf.reduce_sum(back, 0)]
        back = tf.cast(tf.matmul(back, kernel, transpose_b=True) * kept, self._dtype)
        *of_second, back = self._second.back(back, two, second[0])
        *of_first, _ = self._first.back(back, one, None)
        return losses, logits, *of_first, *of_second, *last


@dataclass(frozen=True)
class _Passed:
    """What is remembered of the way forth for the way back."""

    seen: Any  # of each place that the kernel comes to, what it covers: a row
    answers: Any  # [places, 2, 2, maps]
    pooled: Any  # the largest of each four
    out: Any  # [N, places, maps]


class _Convolution:
    """A convolution with bias and ReLU and a pooling by 2, which comes first: it makes no difference to the result."""

    def __init__(self, layer: Any, size: int, block: int) -> None:
        """`size` is the side of the maps that go in, `block` of their blocks; those that come out are half as wide."""
        side, _, channels, filters = (int(one) for one in layer.kernel.shape)
        self._layer, self._filters, self._in_a_block = layer, filters, block * block
        self._places = size // block  # a row of those that go in
        self._span = -(-(block + side - 1) // block)  # blocks that a kernel covers, a row
        to = (size - side + 1) // block  # a row of those that come out
        at, across = np.arange(to), np.arange(self._span)
        row = at[:, None, None, None] + across[:, None]
        # [to, to, span, span]
        self._covers = (row * self._places + at[:, None, None] + across).reshape(-1).astype(np.int32)
        self._to = to * to
        self._spread = _spread(side, channels, block, self._span)
        rows = side * side * channels
        self._spots = (
            np.argsort(self._spread, kind="stable")[: rows * block * block].reshape(rows, -1).astype(np.int32)
        )

    def weights(self, dtype: Any) -> tuple[Any, Any]:
        """The kernel [span * span * block * block * channels, block * block * filters] and the bias for blocks."""
        kernel = tf.cast(tf.reshape(self._layer.kernel.value, [-1, self._filters]), dtype)
        padded = tf.pad(kernel, [[0, 1], [0, 0]])  # a last row of zeros
        spread = tf.reshape(tf.gather(padded, self._spread), [-1, self._in_a_block * self._filters])
        return spread, tf.tile(tf.cast(self._layer.bias.value, dtype), [self._in_a_block // 4])

    def own(self, kernel: Any, bias: Any) -> tuple[Any, Any]:
        """The gradients of the layer's kernel and bias, of those for blocks."""
        gathered = tf.gather(tf.reshape(kernel, [-1, self._filters]), self._spots)
        return (
            tf.reshape(tf.reduce_sum(gathered, 1), self._layer.kernel.shape),
            tf.reduce_sum(tf.reshape(bias, [-1, self._filters]), 0),
        )

    def forth(self, maps: Any, kernel: Any, bias: Any) -> _Passed:
        """Of what goes in [N, places, channels] what comes out."""
        seen = tf.reshape(_rows_of(maps, self._covers), [-1, kernel.shape[0]])
        maps_out = kernel.shape[1] // 4
        answers = tf.reshape(tf.matmul(seen, kernel), [-1, 2, 2, maps_out])
        pooled = ops.MaxPool(input=answers, **_POOLING)
        out = tf.nn.relu(tf.nn.bias_add(pooled, bias))
        return _Passed(seen, answers, pooled, tf.reshape(out, [-1, self._to, maps_out]))

    def back(self, gradient: Any, passed: _Passed, kernel: Any) -> tuple[Any, Any, Any]:
        """Gradients of the kernel and the bias for blocks, and, where `kernel` is given, of what went in."""
        through = ops.ReluGrad(
            gradients=tf.reshape(gradient, tf.shape(passed.pooled)),
            features=tf.reshape(passed.out, tf.shape(passed.pooled)),
        )
        bias = ops.BiasAddGrad(out_backprop=through)
        spread = ops.MaxPoolGrad(
            orig_input=passed.answers, orig_output=passed.pooled, grad=through, **_POOLING
        )
        rows = tf.reshape(spread, [-1, 4 * spread.shape[-1]])
        of_kernel = tf.matmul(passed.seen, rows, transpose_a=True)
        if kernel is None:
            return of_kernel, bias, None
        to, span, count = round(self._to**0.5), self._span, passed.out.shape[0]
        went_in = ops.Conv2DBackpropInput(
            input_sizes=[count, self._places, self._places, kernel.shape[0] // span**2],
            filter=tf.reshape(kernel, [span, span, -1, kernel.shape[1]]),
            out_backprop=tf.reshape(rows, [count, to, to, -1]),
            strides=[1, 1, 1, 1],
            padding="VALID",
        )
        return of_kernel, bias, went_in


def _leading(images: Any) -> list[Any]:
    shape = tf.shape(images)
    return [shape[at] if side is None else side for at, side in enumerate(images.shape[:-2])]


def _rows_of(maps: Any, numbers: Any) -> Any:
    """Some places of each of the maps [N, places, channels]. Half as many numbers of twice the width go much faster."""
    if maps.dtype != tf.bfloat16:
        return tf.gather(maps, numbers, axis=1)
    _, places, channels = maps.shape
    pairs = tf.bitcast(tf.reshape(maps, [-1, places, channels // 2, 2]), tf.float32)
    return tf.bitcast(tf.gather(pairs, numbers, axis=1), tf.bfloat16)


def _spread(side: int, channels: int, block: int, span: int) -> Any:
    """Which row of a kernel [side * side * channels, filters] lies where in that for blocks, one past the last: none.

    In the order [span, span, block, block, channels] of what goes in, [2, 2, block / 2, block / 2] of what comes out:
    first the place among the four of which the largest is taken, then that in the block of those.
    """
    pixel = np.arange(span * block)[:, None, None]
    place = np.arange(2)[:, None] + 2 * np.arange(block // 2)
    tap = (pixel - place).reshape(span, block, 2, block // 2)
    y = tap.reshape(span, 1, block, 1, 1, 2, 1, block // 2, 1)
    x = tap.reshape(1, span, 1, block, 1, 1, 2, 1, block // 2)
    channel = np.arange(channels).reshape(1, 1, 1, 1, -1, 1, 1, 1, 1)
    inside = (y >= 0) & (y < side) & (x >= 0) & (x < side)
    return (
        np.where(inside, (y * side + x) * channels + channel, side * side * channels)
        .reshape(-1)
        .astype(np.int32)
    )
