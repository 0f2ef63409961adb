"""What each kind of layer computes, in numpy: for one image, slow beside LiteRT, and readable.

Arrays are float32. Maps are [rows, columns, channels]; kernels are [rows, columns, channels, filters], as in Keras.
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


def convolve(maps: Array, kernels: Array, bias: Array | None = None, *, padding: str = "valid") -> Array:
    """Slide every kernel over the maps: the sum of products at each place, plus the filter's bias.

    `padding` is "valid" (only where the kernel fits) or "same" (zeros around the maps), as in Keras; ValueError
    otherwise. Returns [rows, columns, filters].
    """
    rows, columns, _, filters = kernels.shape
    patches = windows(maps, rows, columns, padding=padding).transpose(0, 1, 3, 4, 2)
    down, across = patches.shape[:2]
    # One product of two matrices: a patch in each row, a kernel in each column.
    sums = patches.reshape(down * across, -1) @ kernels.reshape(-1, filters)
    sums = sums.reshape(down, across, filters)
    return np.asarray(sums if bias is None else sums + bias, np.float32)


def windows(maps: Array, rows: int, columns: int, *, padding: str = "valid") -> Array:
    """The patch under a kernel at each of its places: [places down, places across, channels, rows, columns]."""
    if padding == "same":
        above, left = (rows - 1) // 2, (columns - 1) // 2
        high, wide, channels = maps.shape
        padded = np.zeros((high + rows - 1, wide + columns - 1, channels), maps.dtype)
        padded[above : above + high, left : left + wide] = maps
        maps = padded
    elif padding != "valid":
        raise ValueError(f'padding must be "valid" or "same", not {padding!r}')
    patches: Array = np.lib.stride_tricks.sliding_window_view(maps, (rows, columns), axis=(0, 1))
    return patches


def relu(values: Array) -> Array:
    """The larger of 0 and each value."""
    return np.asarray(np.maximum(values, np.float32(0)))


def max_pool(maps: Array, size: int = 2) -> Array:
    """The largest value of each square of `size` by `size`; what is left over at the edge is dropped."""
    rows, columns = maps.shape[0] // size, maps.shape[1] // size
    squares = maps[: rows * size, : columns * size].reshape(rows, size, columns, size, -1)
    return np.asarray(squares.max((1, 3)))


def winner(maps: Array, channel: int, row: int, column: int, size: int = 2) -> tuple[int, int]:
    """Row and column, in the maps, of the value that pooling keeps for one of its cells."""
    square = maps[row * size : (row + 1) * size, column * size : (column + 1) * size, channel]
    down, across = divmod(int(square.argmax()), size)
    return row * size + down, column * size + across


def dense(values: Array, weights: Array, bias: Array) -> Array:
    """Each unit's weighted sum of all values [inputs], plus its bias; `weights` [inputs, units]."""
    return np.asarray(values.reshape(-1) @ weights + bias, np.float32)


def softmax(logits: Array, temperature: float = 1.0) -> Array:
    """Logits as probabilities: all above 0, with a sum of 1. A temperature above 1 makes them less confident."""
    powers = np.exp((logits - logits.max()) / temperature)
    return np.asarray(powers / powers.sum(), np.float32)


def cross_entropy(logits: Array, label: int) -> float:
    """The loss of one image: minus the logarithm of the probability of its label."""
    largest = float(logits.max())
    return largest + float(np.log(np.exp(logits - largest).sum())) - float(logits[label])
