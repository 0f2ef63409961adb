"""Images of the same digits, written otherwise: turned, slanted, stretched, bent, in a thicker or thinner pen.

Elastic deformation after Simard, Steinkraus and Platt 2003, "Best Practices for Convolutional Neural Networks".
"""

from typing import Any, Final

import numpy as np

from digitgame.training.backend import tf

# Standard deviations: of the turn in radians, of the slant, of the logarithm of the stretch along each axis, of the
# shift in pixels, and of the bend in pixels at each knot of the coarse grid.
_TURN: Final = 0.1
_SLANT: Final = 0.11
_STRETCH: Final = 0.07
_SHIFT: Final = 0.5
_BEND: Final = 0.7
_KNOTS: Final = 5
# Pixels of black around an image, which points outside it read.
_PAD: Final = 1
# How much of the second difference along an axis reading between pixels adds on average: f (1 - f) / 2.
_BLUR: Final = 1 / 12
# tf.Tensor: tensorflow has no type hints.
Tensor = Any


def augmented(images: Tensor, seed: Tensor) -> Tensor:
    """Deform a batch [N, 28, 28], 0 to 1; `seed` is an integer tensor [2]: same seed, same deformation."""
    count = tf.shape(images)[0]
    seeds = tf.unstack(tf.random.split(seed, 3))
    across, down = _sources(count, seeds[0], seeds[1])
    return _pen(_sharpened(_sampled(images, across, down, count)), count, seeds[2])


def _sources(count: Tensor, affine_seed: Tensor, bend_seed: Tensor) -> tuple[Tensor, Tensor]:
    """Where each pixel of the new image comes from: x and y [N, 784], px in the padded image."""
    turn, slant, wide, high, *shift = tf.unstack(tf.random.stateless_normal([count, 6], affine_seed), axis=1)
    cos, sin = tf.cos(_TURN * turn), tf.sin(_TURN * turn)
    wide, high = tf.exp(_STRETCH * wide), tf.exp(_STRETCH * high)
    middle_x, middle_y = (13.5 + _PAD + _SHIFT * some for some in shift)
    across = tf.stack([wide * cos, wide * (_SLANT * slant - sin), middle_x], 1)
    down = tf.stack([high * sin, high * cos, middle_y], 1)
    knots = _BEND * tf.random.stateless_normal([count, _KNOTS * _KNOTS, 2], bend_seed)
    places = tf.constant(_places())
    return tf.concat([across, knots[..., 0]], 1) @ places, tf.concat([down, knots[..., 1]], 1) @ places


def _places() -> np.ndarray[Any, np.dtype[np.float32]]:
    """Of each pixel x, y, 1, and how much of each knot's displacement it takes, in smooth bumps: [3 + knots, 784]."""
    grid, centres = np.arange(28), np.linspace(0, 27, _KNOTS)
    bump = np.exp(-0.5 * ((grid - centres[:, None]) / (0.75 * centres[1])) ** 2)
    affine = np.stack([np.tile(grid - 13.5, 28), np.repeat(grid - 13.5, 28), np.ones(784)])
    return np.concatenate([affine, np.einsum("ay,bx->abyx", bump, bump).reshape(-1, 784)]).astype(np.float32)


def _sampled(images: Tensor, across: Tensor, down: Tensor, count: Tensor) -> Tensor:
    """Read the images at real-valued places, bilinearly, black outside."""
    side = 28 + 2 * _PAD
    flat = tf.reshape(tf.pad(images, [[0, 0], [_PAD, _PAD], [_PAD, _PAD]]), [-1])
    across, down = (tf.clip_by_value(places, 0.0, side - 1.001) for places in (across, down))
    left, top = tf.floor(across), tf.floor(down)
    right, low = across - left, down - top
    start = tf.range(count)[:, None] * (side * side) + tf.cast(top * side + left, tf.int32)
    corners = [tf.gather(flat, start + step) for step in (0, 1, side, side + 1)]
    upper = corners[0] + (corners[1] - corners[0]) * right
    lower = corners[2] + (corners[3] - corners[2]) * right
    return tf.reshape(upper + (lower - upper) * low, [count, 28, 28])


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
