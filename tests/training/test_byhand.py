"""The step that is written out by hand is the one that Keras and its tape would take."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

pytestmark = pytest.mark.slow  # TensorFlow

Array = npt.NDArray[np.float32]


def network(dropped: float = 0.0) -> Any:
    """The tutorial's, with biases that are not zero."""
    from digitgame.training.backend import keras
    from digitgame.training.networks import seed_network

    keras.utils.set_random_seed(4)
    made, rng = seed_network(), np.random.default_rng(4)
    made.set_weights([weight + 0.1 * rng.normal(size=weight.shape) for weight in made.get_weights()])
    next(layer for layer in made.layers if isinstance(layer, keras.layers.Dropout)).rate = dropped
    return made


def batch(count: int) -> tuple[npt.NDArray[np.uint8], Array]:
    """Pictures with empty parts, where all of what is pooled is the same, and what they should be read as."""
    rng = np.random.default_rng(count)
    images = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
    images[:, :7] = 0
    images[::2, :, 15:] = 0
    return images, rng.dirichlet(np.ones(10), count).astype(np.float32)


def by_tape(made: Any, images: Any, targets: Array) -> tuple[Array, float, list[Array]]:
    from digitgame.training.backend import keras, tf

    to_logits = keras.Model(made.inputs, made.get_layer("logits").output)
    with tf.GradientTape() as tape:
        logits = to_logits(tf.constant(images, tf.float32)[..., None] / 255)
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(targets, logits))
    gradients = tape.gradient(loss, made.trainable_variables)
    return logits.numpy(), float(loss), [gradient.numpy() for gradient in gradients]


@pytest.mark.parametrize(("count", "shares"), [(50, 2), (15, 4), (7, 1)])
@pytest.mark.parametrize(("precision", "close"), [("float32", 2e-6), ("bfloat16", 0.02)])
def test_it_comes_to_the_same_gradients(count: int, shares: int, precision: str, close: float) -> None:
    from digitgame.training.backend import tf
    from digitgame.training.byhand import ByHand

    made = network()
    images, targets = batch(count)
    logits, loss, gradients = by_tape(made, images, targets)
    hand = ByHand(made, precision, 1)
    blocks = hand.in_blocks(tf.constant(images))
    np.testing.assert_allclose(hand.logits(blocks), logits, atol=2e-6 * np.abs(logits).max())
    losses, told, own = hand.learn(blocks, tf.constant(targets), shares, tf.constant(0))
    np.testing.assert_allclose(told, logits, atol=close * np.abs(logits).max())
    assert abs(float(tf.reduce_mean(losses)) - loss) < close * loss
    for one, other in zip(own, gradients, strict=True):
        assert np.linalg.norm(one.numpy() - other) < 3 * close * np.linalg.norm(other)


def test_a_tenth_of_the_features_is_kept_by_chance_and_the_same_chance_in_the_same_step() -> None:
    from digitgame.training.backend import tf
    from digitgame.training.byhand import ByHand

    made = network(dropped=0.9)
    hand = ByHand(made, "float32", 1)
    kept = [hand._kept(400, tf.constant(turn)).numpy() for turn in (6, 6, 7)]
    assert {round(float(value), 4) for value in np.unique(kept[0])} == {0.0, 10.0}
    assert abs(kept[0].mean() - 1) < 0.05
    assert np.abs(kept[0].mean(0) - 1).mean() < 0.2  # no feature more than others
    np.testing.assert_array_equal(kept[0], kept[1])
    assert 0.15 < (kept[0] != kept[2]).mean() < 0.21
    assert not np.array_equal(kept[0], ByHand(made, "float32", 2)._kept(400, tf.constant(6)).numpy())


def test_it_is_for_the_tutorials_network_alone() -> None:
    from digitgame.training.byhand import fits
    from digitgame.training.networks import NETWORKS

    assert {name for name, make in NETWORKS.items() if fits(make())} == {"seed"}


def test_it_learns_what_the_tape_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    from digitgame.datasets import Images
    from digitgame.training import loop
    from digitgame.training.config import PRESETS

    images, _ = batch(200)
    labels = (images.reshape(200, -1).mean(1) > np.median(images.mean((1, 2)))).astype(np.uint8)
    pictures = Images(images, labels)
    ends = []
    for by_hand in (True, False):
        monkeypatch.setattr(loop, "fits", lambda _, fitting=by_hand: fitting)
        learner = loop.Learner(network(), PRESETS["seed"], steps=40, seed=1)
        told = [learner.teach_and_read(pictures, images[:20]) for _ in range(5)]
        ends.append((np.array([one[:2] for one in told]), told[-1][2], *learner.network.get_weights()))
        np.testing.assert_allclose(told[-1][2], learner.read(images[:20]), atol=1e-5)
    for one, other in zip(*ends, strict=True):
        np.testing.assert_allclose(one, other, atol=2e-3, rtol=2e-3)
