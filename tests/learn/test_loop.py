"""What the loop does otherwise than Keras, for speed, makes no difference to what is learnt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitgame.digits import Pictures
from digitgame.learn.presets import PRESETS

pytestmark = pytest.mark.slow  # TensorFlow


@pytest.mark.parametrize("decay", [None, 0.02])
def test_the_fused_adam_takes_the_steps_of_keras_own(decay: float | None) -> None:
    from digitgame.learn.backend import keras, tf
    from digitgame.learn.optimiser import Adam

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


def test_the_shares_of_a_batch_add_up_to_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    from digitgame.learn import loop
    from digitgame.learn.backend import keras
    from digitgame.learn.networks import seed_network

    monkeypatch.setattr(keras.layers.Dropout, "call", lambda _, inputs, **__: inputs)
    rng = np.random.default_rng(5)
    images = rng.integers(0, 256, (80, 28, 28), dtype=np.uint8)
    pictures = Pictures(images, rng.integers(0, 10, 80).astype(np.uint8))
    preset = replace(PRESETS["seed"], batch_size=15)  # no two shares of it are of the same size
    batches = np.stack([rng.permutation(80)[:15] for _ in range(6)]).astype(np.int32)
    ends = []
    for shares in (1, 2, 4):
        monkeypatch.setattr(loop, "SHARES", shares)
        keras.utils.set_random_seed(1)
        learner = loop.Learner(seed_network(), preset, pictures, steps=6, seed=1)
        told = learner.teach(batches)
        ends.append([np.array(told), *learner.network.get_weights(), learner.read(images[:7])])
    for other in ends[1:]:
        for one, two in zip(ends[0], other, strict=True):
            np.testing.assert_allclose(one, two, rtol=2e-3, atol=1e-5)
