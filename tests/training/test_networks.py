"""The networks are what their presets say."""

import numpy as np
import pytest

pytestmark = pytest.mark.slow  # TensorFlow


def test_the_seed_network_is_the_tutorials() -> None:
    from digitgame.training.networks import build

    network = build("seed")
    named = {layer.name: layer for layer in network.layers}
    assert network.count_params() == 5_994
    assert [named[name].kernel.shape for name in ("conv1", "conv2", "logits")] == [
        (5, 5, 1, 8),
        (5, 5, 8, 16),
        (256, 10),
    ]
    assert [named[name].output.shape[1:] for name in ("pool1", "pool2")] == [(12, 12, 8), (4, 4, 16)]
    [dropout] = [layer for layer in network.layers if type(layer).__name__ == "Dropout"]
    assert dropout.rate == 0.9
    for name in ("conv1", "conv2", "logits"):
        scaling = named[name].kernel_initializer
        assert (type(scaling).__name__, scaling.scale, scaling.mode) == ("VarianceScaling", 1.0, "fan_in")


@pytest.mark.parametrize("name", ["seed", "fast"])
def test_every_layer_worth_seeing_has_an_output(name: str) -> None:
    from digitgame.training.networks import build

    outputs = build(name)(np.zeros((2, 28, 28, 1), np.float32))
    assert {"probabilities", "features", "conv1", "pool1", "conv2", "pool2"} <= set(outputs)
    np.testing.assert_allclose(outputs["probabilities"].numpy().sum(1), 1, rtol=1e-5)


def test_every_preset_has_its_network() -> None:
    from digitgame.training.config import PRESETS
    from digitgame.training.networks import NETWORKS

    assert {preset.network for preset in PRESETS.values()} <= set(NETWORKS)


def test_a_network_reads_small_enough_for_a_frame() -> None:
    from digitgame.training.networks import build

    assert build("fast").count_params() * 4 < 1_000_000  # bytes of network.tflite


@pytest.mark.parametrize("name", ["fast", "best"])
def test_doubt_and_digits_share_one_certainty(name: str) -> None:
    from digitgame.training.backend import keras
    from digitgame.training.networks import build

    frames = np.random.default_rng(1).random((3, 28, 28, 1), np.float32)
    network = build(name)
    out = {name: np.asarray(value) for name, value in network(frames).items()}
    logits = np.asarray(keras.Model(network.inputs, network.get_layer("logits").output)(frames))
    odds = np.exp(logits - logits.max(1, keepdims=True))
    assert out["doubt"].shape == (3, 1)
    np.testing.assert_allclose(out["doubt"][:, 0], odds[:, 10] / odds.sum(1), rtol=1e-4)
    np.testing.assert_allclose(
        out["probabilities"], odds[:, :10] / odds[:, :10].sum(1, keepdims=True), rtol=1e-4
    )
