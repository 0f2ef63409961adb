"""The arithmetic of layers against loops that are written out, and against numbers worked out by hand."""

import math

import numpy as np
import pytest

from digitgame.inference import arithmetic

RNG = np.random.default_rng(3)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("side", [3, 5])
def test_a_convolution_is_the_sum_of_products_at_each_place(padding: str, side: int) -> None:
    maps = RNG.normal(size=(8, 9, 2)).astype(np.float32)
    kernels = RNG.normal(size=(side, side, 2, 3)).astype(np.float32)
    bias = np.array([1, -2, 0.5], np.float32)
    out = arithmetic.convolve(maps, kernels, bias, padding=padding)
    edge = side // 2
    padded = np.pad(maps, ((edge, edge), (edge, edge), (0, 0))) if padding == "same" else maps
    rows, columns = padded.shape[0] - side + 1, padded.shape[1] - side + 1
    assert out.shape == (rows, columns, 3)
    for row in range(rows):
        for column in range(columns):
            patch = padded[row : row + side, column : column + side]
            for number in range(3):
                expected = float((patch * kernels[..., number]).sum()) + float(bias[number])
                assert out[row, column, number] == pytest.approx(expected, abs=1e-4)


def test_an_unknown_padding_is_an_error() -> None:
    with pytest.raises(ValueError, match="full"):
        arithmetic.windows(np.zeros((4, 4, 1), np.float32), 3, 3, padding="full")


def test_pooling_keeps_the_largest_of_each_square_and_drops_what_is_left_over() -> None:
    maps = np.arange(25, dtype=np.float32).reshape(5, 5, 1)
    assert arithmetic.max_pool(maps)[..., 0].tolist() == [[6, 8], [16, 18]]
    assert arithmetic.winner(maps, 0, 1, 0) == (3, 1)
    assert arithmetic.winner(-maps, 0, 1, 0) == (2, 0)


def test_relu_softmax_and_loss() -> None:
    logits = np.array([0, math.log(3)], np.float32)
    assert arithmetic.relu(np.array([-1, 0, 2], np.float32)).tolist() == [0, 0, 2]
    assert arithmetic.softmax(logits) == pytest.approx([0.25, 0.75])
    assert arithmetic.softmax(logits, 1e6) == pytest.approx([0.5, 0.5], abs=1e-4)
    assert arithmetic.cross_entropy(logits, 0) == pytest.approx(math.log(4))


def test_large_logits_do_not_overflow() -> None:
    logits = np.array([1000, 0], np.float32)
    assert arithmetic.softmax(logits).tolist() == [1, 0]
    assert arithmetic.cross_entropy(logits, 1) == pytest.approx(1000)


def test_a_dense_layer_weighs_every_value() -> None:
    weights = np.array([[1, 0], [2, 1], [0, -1], [1, 1]], np.float32)
    out = arithmetic.dense(np.array([[1, 2], [3, 4]], np.float32), weights, np.array([10, 0], np.float32))
    assert out.tolist() == [19, 3]
