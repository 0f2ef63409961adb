"""Images of the same digits, written otherwise: turned, slanted, stretched, bent, in a thicker or thinner pen.

Elastic deformation after Simard, Steinkraus and Platt 2003, "Best Practices for Convolutional Neural Networks".
"""

from typing import Any, Final

import numpy as np

from digitgame.training.backend import tf

_TURN: Final = 0.1  # radians, the standard deviation, as all of these
_SLANT: Final = 0.11
_STRETCH: Final = 0.07  # of the logarithm, each axis
_SHIFT: Final = 0.5  # px
_BEND: Final = 0.7  # px, at the knots of the coarse grid
_KNOTS: Final = 5
_PAD: Final = 1  # px of black around, where points outside are read
# of the second difference along an axis: what reading linearly between pixels adds, f (1 - f) / 2, on average
_BLUR: Final = 1 / 12
Tensor = Any  # tf.Tensor: tensorflow has no type hints


def augmented(images: Tensor, seed: Tensor) -> Tensor:
    """Deform a batch [N, 28, 28], 0 to 1; `seed` is an integer tensor [2]: same seed, same deformation."""
    count = tf.shape(images)[0]
    seeds = tf.unstack(tf.random.split(seed, 3))
    across, down = _sources(count, seeds[0], seeds[1])
    return _pen(_sharpened(_sampled(images, across, down, count)), count, seeds[2])


def _sources(count: Tensor, affine_seed: Tensor, bend_seed: Tensor) -> tuple[Tensor, Tensor]:
    """Where each pixel of the new image comes from: x and y [N, 784], px."""
    grid = np.arange(28, dtype=np.float32) - 13.5
    x, y = (np.tile(grid, 28), np.repeat(grid, 28))
    n = tf.random.stateless_normal([count, 6, 1], affine_seed)
    turn, slant = _TURN * n[:, 0], _SLANT * n[:, 1]
    wide, high = tf.exp(_STRETCH * n[:, 2]), tf.exp(_STRETCH * n[:, 3])
    cos, sin = tf.cos(turn), tf.sin(turn)
    across = wide * (cos * x + (slant - sin) * y) + _SHIFT * n[:, 4]
    down = high * (sin * x + cos * y) + _SHIFT * n[:, 5]
    knots = _BEND * tf.random.stateless_normal([count, _KNOTS * _KNOTS, 2], bend_seed)
    bend = tf.einsum("pk,nkc->cnp", tf.constant(_spread()), knots)
    return across + bend[0] + 13.5, down + bend[1] + 13.5


def _spread() -> np.ndarray[Any, np.dtype[np.float32]]:
    """How much of each knot's displacement each pixel takes: smooth bumps, [784, knots]."""
    centres = np.linspace(0, 27, _KNOTS)
    bump = np.exp(-0.5 * ((np.arange(28)[:, None] - centres) / (0.75 * centres[1])) ** 2)
    spread: np.ndarray[Any, np.dtype[np.float32]] = np.einsum("ya,xb->yxab", bump, bump).astype(np.float32)
    return spread.reshape(784, _KNOTS * _KNOTS)


def _sampled(images: Tensor, across: Tensor, down: Tensor, count: Tensor) -> Tensor:
    """Read the images at real-valued places, bilinearly, black outside."""
    side = 28 + 2 * _PAD
    flat = tf.reshape(tf.pad(images, [[0, 0], [_PAD, _PAD], [_PAD, _PAD]]), [-1])
    across = tf.clip_by_value(across + _PAD, 0.0, side - 1.001)
    down = tf.clip_by_value(down + _PAD, 0.0, side - 1.001)
    left, top = tf.floor(across), tf.floor(down)
    right, low = across - left, down - top
    start = tf.range(count)[:, None] * (side * side) + tf.cast(top, tf.int32) * side + tf.cast(left, tf.int32)
    upper = tf.gather(flat, start) * (1 - right) + tf.gather(flat, start + 1) * right
    lower = tf.gather(flat, start + side) * (1 - right) + tf.gather(flat, start + side + 1) * right
    return tf.reshape(upper * (1 - low) + lower * low, [count, 28, 28])


def _sharpened(images: Tensor) -> Tensor:
    """Take back, on average, what `_sampled` blurs: else training images are softer than those to predict."""
    around = tf.pad(images, [[0, 0], [1, 1], [1, 1]])
    beside = around[:, 1:-1, :-2] + around[:, 1:-1, 2:] + around[:, :-2, 1:-1] + around[:, 2:, 1:-1]
    return tf.clip_by_value(images + _BLUR * (4 * images - beside), 0.0, 1.0)


def _pen(images: Tensor, count: Tensor, seed: Tensor) -> Tensor:
    """A pen up to a pixel thicker or half a pixel thinner; much thicker, an 8 is a blot like a fat 1."""
    image = images[..., None]
    thick = tf.nn.max_pool2d(image, 3, 1, "SAME") - image
    thin = image + tf.nn.max_pool2d(-image, 3, 1, "SAME")
    much = tf.random.stateless_uniform([count, 1, 1, 1], seed, -1.1, 1.2)
    image += tf.maximum(much, 0) * 0.8 * thick - tf.maximum(-much - 0.2, 0) * 0.45 * thin
    return image[..., 0]
