"""What the loop does otherwise than Keras, for speed, makes no difference to what is learnt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitgame.datasets import Images
from digitgame.training.config import PRESETS
from digitgame.training.training_set import Material

pytestmark = pytest.mark.slow  # TensorFlow


@pytest.mark.parametrize("decay", [None, 0.02])
def test_the_fused_adam_takes_the_steps_of_keras_own(decay: float | None) -> None:
    from digitgame.training.backend import keras, tf
    from digitgame.training.optimiser import Adam

    rng = np.random.default_rng(3)
    gradients = rng.normal(size=(7, 4, 3)).astype(np.float32)
    ends = []
    for kind in (keras.optimizers.Adam, Adam):
        variables = [keras.Variable(np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3))]
        rate = keras.optimizers.schedules.ExponentialDecay(0.03, 2, 0.8)
        optimiser = kind(rate, weight_decay=decay)
        optimiser.build(variables)
        for gradient in gradients:
            optimiser.apply([tf.constant(gradient)], variables)
        ends.append([variables[0].numpy(), *(held.numpy() for held in optimiser.variables)])
    for one, other in zip(*ends, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)
    assert np.abs(ends[0][0] - np.linspace(-1, 1, 12).reshape(4, 3)).max() > 0.05


@pytest.mark.parametrize("by_hand", [True, False])
def test_the_shares_of_a_batch_add_up_to_the_batch(by_hand: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from digitgame.training import loop
    from digitgame.training.backend import keras
    from digitgame.training.networks import seed_network

    monkeypatch.setattr(loop, "fits", lambda _: by_hand)
    rng = np.random.default_rng(5)
    images = rng.integers(0, 256, (80, 28, 28), dtype=np.uint8)
    pictures = Images(images, rng.integers(0, 10, 80).astype(np.uint8))
    preset = replace(PRESETS["seed"], batch_size=15)  # no two shares of it are of the same size
    batches = pictures[np.concatenate([rng.permutation(80)[:15] for _ in range(6)])]
    ends = []
    for shares in (1, 2, 4):
        monkeypatch.setattr(loop, "SHARES", shares)
        keras.utils.set_random_seed(1)
        network = seed_network()
        next(layer for layer in network.layers if isinstance(layer, keras.layers.Dropout)).rate = 0.0
        learner = loop.Learner(network, preset, steps=6, seed=1)
        told = learner.teach(batches)
        ends.append([np.array(told), *learner.network.get_weights(), learner.read(images[:7])])
    for other in ends[1:]:
        for one, two in zip(ends[0], other, strict=True):
            np.testing.assert_allclose(one, two, rtol=2e-3, atol=1e-5)


def test_the_average_of_the_weights_follows_them() -> None:
    from digitgame.training import loop
    from digitgame.training.networks import fast_network

    rng = np.random.default_rng(7)
    preset = replace(PRESETS["fast"], batch_size=8, averaging=3)
    learner = loop.Learner(fast_network(), preset, steps=5, seed=1)
    average = [np.zeros_like(weight) for weight in learner.network.get_weights()]
    for step in range(1, 6):
        images = rng.integers(0, 256, (8, 28, 28), dtype=np.uint8)
        learner.teach(Images(images, np.arange(8, dtype=np.uint8)))
        share = min((3 + 1) / (3 + step), 1.0)
        average = [a + share * (w - a) for a, w in zip(average, learner.network.get_weights(), strict=True)]
    own, state = learner.network.get_weights(), learner.state()
    with learner.averaged():
        held = learner.network.get_weights()
    assert any(np.abs(a - b).max() > 1e-3 for a, b in zip(own, held, strict=True))
    kept = learner.arrays_of(learner.weights_of(state))
    for one, other, third in zip(average, held, kept, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)
        np.testing.assert_array_equal(other, third)
    for one, other in zip(own, learner.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("pictures", [200, 2_200])  # epochs of one call, and of many
def test_a_course_ends_with_the_average_that_it_told_of(pictures: int) -> None:
    from digitgame.training import course, loop
    from digitgame.training.networks import seed_network

    rng = np.random.default_rng(9)
    images = rng.integers(0, 256, (pictures, 28, 28), dtype=np.uint8)
    digits = Images(images, rng.integers(0, 10, pictures).astype(np.uint8))
    preset = replace(PRESETS["seed"], epochs=2, averaging=3)
    learner = loop.Learner(seed_network(), preset, steps=2 * pictures // 50, seed=1)
    material = Material(digits, np.arange(pictures), Images.none())
    training = course.Course(learner, preset, material, digits[:60], 1, lambda _: None, lambda: False)
    training.run()
    average = learner.arrays_of(learner.weights_of(learner.state()))
    for one, other in zip(average, learner.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_allclose(learner.read(digits.images[:60]), training.watched, atol=1e-5)


def test_without_averaging_the_weights_are_the_last_ones() -> None:
    from digitgame.training import loop
    from digitgame.training.networks import seed_network

    learner = loop.Learner(seed_network(), PRESETS["seed"], steps=1, seed=1)
    learner.teach(Images(np.full((50, 28, 28), 9, np.uint8), np.zeros(50, np.uint8)))
    kept = learner.arrays_of(learner.weights_of(learner.state()))
    with learner.averaged():
        for one, other in zip(kept, learner.network.get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_batch_of_one_is_not_split(monkeypatch: pytest.MonkeyPatch) -> None:
    from digitgame.training import loop
    from digitgame.training.networks import fast_network

    monkeypatch.setattr(loop, "SHARES", 4)
    one = Images(np.full((1, 28, 28), 200, np.uint8), np.array([3], np.uint8))
    learner = loop.Learner(fast_network(), replace(PRESETS["fast"], batch_size=1), steps=1, seed=1)
    loss, _ = learner.teach(one)
    assert np.isfinite(loss)
    assert learner.read(one.images).shape == (1, 10)


def test_the_material_is_the_chosen_digits_and_then_the_scraps() -> None:
    images = np.arange(5, dtype=np.uint8)[:, None, None] * np.ones((5, 28, 28), np.uint8)
    digits, scraps = (
        Images(images, np.arange(5, dtype=np.uint8)),
        Images(images + 100, np.full(5, 10, np.uint8)),
    )
    material = Material(digits, np.array([4, 0, 2]), scraps)
    assert len(material) == 8
    some = material.take(np.array([7, 0, 3, 2, 1]))
    assert some.images[:, 5, 5].tolist() == [104, 4, 100, 2, 0]
    assert some.labels.tolist() == [10, 4, 10, 2, 0]
    assert material.take(np.array([1, 2])).labels.tolist() == [0, 2]


def test_no_picture_is_watched_by_whose_twin_is_learnt_from() -> None:
    from digitgame.training.train import _split

    rng = np.random.default_rng(9)
    images = rng.integers(0, 256, (60, 28, 28), dtype=np.uint8)
    images[:40] = np.repeat(images[:10], 4, 0)  # ten drawings, four times each
    pictures = Images(images, np.zeros(60, np.uint8))
    chosen, watched = _split(pictures, replace(PRESETS["fast"], validation=12), seed=2, twins=True)
    learnt = {image.tobytes() for image in images[chosen]}
    assert not any(image.tobytes() in learnt for image in watched.images)
    assert len(chosen) == 48
    assert 0 < len(watched) < 12
