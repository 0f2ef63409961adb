"""The numbers of every layer, against LiteRT's and Keras' own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitgame import paths
from digitgame.errors import DigitgameError
from digitgame.inference import arithmetic, litert
from digitgame.inference import layers as layer_module
from digitgame.inference.layers import Convolution, Dense, Flatten, Layers, Pooling, read_layers
from digitgame.ink import frame
from digitgame.model import TFLITE
from digitgame.synth import handwriting

from .conftest import GOLDEN

# A network of each preset: seed, fast, best.
NETWORKS = {
    "seed": GOLDEN / TFLITE,
    "fast": Path(__file__).parents[1] / "model" / TFLITE,
    "best": paths.shipped_model() / TFLITE,
}
CLOSE = 1e-4
each_preset = pytest.mark.parametrize("preset", NETWORKS)


@pytest.fixture(scope="module")
def drawings() -> list[np.ndarray[Any, np.dtype[np.float32]]]:
    rng = np.random.default_rng(5)
    return [frame(handwriting.write(number % 10, rng).strokes) for number in range(100)]


def kinds(layers: Layers) -> list[str]:
    return [type(layer).__name__ for layer in layers.layers]


def test_the_layers_come_in_their_order_with_their_names() -> None:
    found = read_layers(NETWORKS["best"])
    assert not found.missing
    assert [layer.name for layer in found.layers] == [
        *("conv1", "pool1", "conv2", "conv3", "pool2", "conv4", "conv5", "conv6", "flatten"),
        *("features", "logits"),
    ]
    assert [layer.padding for layer in found.convolutions] == ["valid", *["same"] * 4, "valid"]
    assert [layer.relu for layer in found.layers if isinstance(layer, (Convolution, Dense))] == [
        *[True] * 7,
        False,
    ]
    assert [layer.size for layer in found.layers if isinstance(layer, Pooling)] == [2, 2]


@each_preset
def test_each_layer_computes_what_litert_computes(preset: str, drawings: list[Any]) -> None:
    found = read_layers(NETWORKS[preset])
    run = litert.runner(NETWORKS[preset])
    for drawing in drawings:
        passed = found.forward(drawing)
        theirs = run(frame=drawing[None, :, :, None])
        compared = 0
        for step in passed.steps:
            if step.layer.name in theirs:
                compared += 1
                expected = theirs[step.layer.name][0].reshape(step.output.shape)
                np.testing.assert_allclose(step.output, expected, atol=CLOSE)
        assert compared == len(theirs) - 1 - ("doubt" in theirs)
        np.testing.assert_allclose(passed.probabilities, theirs["probabilities"][0], atol=CLOSE)
        if "doubt" in theirs:
            assert arithmetic.softmax(passed.logits)[10] == pytest.approx(theirs["doubt"][0, 0], abs=CLOSE)


@each_preset
def test_one_place_is_its_patch_times_the_kernel_plus_the_bias(preset: str, drawings: list[Any]) -> None:
    found, rng = read_layers(NETWORKS[preset]), np.random.default_rng(1)
    for drawing in drawings:
        passed = found.forward(drawing)
        for layer in found.convolutions:
            step = passed.step(layer.name)
            row, column, number = (int(rng.integers(side)) for side in step.sums.shape)
            patch = arithmetic.windows(step.input, *layer.kernels.shape[:2], padding=layer.padding)[
                row, column
            ]
            total = float((patch.transpose(1, 2, 0) * layer.kernels[..., number]).sum())
            assert total + float(layer.bias[number]) == pytest.approx(
                float(step.sums[row, column, number]), abs=CLOSE
            )
            assert step.output[row, column, number] == max(step.sums[row, column, number], 0)


def test_the_temperature_counts_after_the_softmax(drawings: list[Any]) -> None:
    warm = read_layers(NETWORKS["best"], temperature=2.0).forward(drawings[3])
    assert warm.probabilities == pytest.approx(arithmetic.softmax(warm.logits[:10], 2.0), abs=1e-6)
    assert warm.probabilities.max() < arithmetic.softmax(warm.logits[:10]).max()


def test_the_kernels_of_the_first_layer() -> None:
    found = read_layers(NETWORKS["seed"])
    assert found.first_kernels.shape == (8, 5, 5)
    assert (found.first_kernels[3] == found.convolutions[0].kernels[:, :, 0, 3]).all()
    assert not len(Layers().first_kernels)


def test_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / TFLITE
    broken.write_bytes(b"no network")
    with pytest.raises(DigitgameError):
        read_layers(broken)
    with pytest.raises(DigitgameError, match="altered"):
        read_layers(NETWORKS["seed"], digest="0" * 64)


class Changed:
    """LiteRT's interpreter of a network of which something is another."""

    def __init__(self, inner: Any, change: Callable[[dict[str, Any]], None]) -> None:
        self.inner, self.change = inner, change

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def get_signature_runner(self) -> Callable[..., dict[str, Any]]:
        run = self.inner.get_signature_runner()

        def answers(**given: Any) -> dict[str, Any]:
            out: dict[str, Any] = run(**given)
            self.change(out)
            return out

        return answers


def changed(monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], None]) -> Layers:
    real = litert.interpreter
    monkeypatch.setattr(litert, "interpreter", lambda *rest, **more: Changed(real(*rest, **more), change))
    return read_layers(NETWORKS["seed"])


def test_layers_of_an_unknown_kind_are_named_and_those_before_them_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def averaged(out: dict[str, Any]) -> None:
        out["pool2"] = out["conv2"].reshape(1, 4, 2, 4, 2, 16).mean((2, 4))

    found = changed(monkeypatch, averaged)
    assert found.missing == "This network has layers (features, pool2) of a kind that can't be opened."
    assert kinds(found) == ["Convolution", "Pooling", "Convolution"]
    passed = found.forward(np.ones((28, 28), np.float32))
    assert len(passed.steps) == 3
    assert not len(passed.logits)
    assert not len(passed.probabilities)


def test_a_network_that_scores_otherwise_lacks_its_last_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    found = changed(monkeypatch, lambda out: out.update(probabilities=out["probabilities"][:, ::-1]))
    assert found.missing.startswith("This network's file lacks its last layer")
    assert kinds(found) == ["Convolution", "Pooling", "Convolution", "Pooling", "Flatten"]


def test_layers_that_compute_something_else_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    found = changed(monkeypatch, lambda out: out.update(conv1=out["conv1"] * np.float32(0.9)))
    assert "conv1" in found.missing
    assert found.layers == ()


def test_a_silent_layer_is_told_by_the_name_of_its_weights() -> None:
    """Where ReLU leaves nothing, every kernel of the same shape would fit."""
    found = read_layers(NETWORKS["best"])
    silent = arithmetic.relu(-np.ones((6, 6, 72), np.float32))
    weights = layer_module._weights(litert.interpreter(NETWORKS["best"]))
    lowered = [(name, value - 100 if value.shape == (72,) else value) for name, value in weights]
    values = np.ones((6, 6, 72), np.float32)
    for name, other in (("conv5", "conv6"), ("conv6", "conv5")):
        [layer] = next(layer_module._fitting(values, {name: silent}, lowered))
        own = {layer.name: layer for layer in found.convolutions}
        assert isinstance(layer, Convolution)
        assert (layer.kernels == own[name].kernels).all()
        assert not (layer.kernels == own[other].kernels).all()


@pytest.mark.slow  # TensorFlow
@each_preset
def test_each_layer_computes_what_keras_computes(preset: str, drawings: list[Any], tmp_path: Path) -> None:
    """Networks of random weights, with random statistics for batch normalisation."""
    from digitgame.training.backend import keras, tf
    from digitgame.training.networks import build, predictor

    network, rng = build(preset), np.random.default_rng(2)
    for layer in network.layers:
        if type(layer).__name__ == "BatchNormalization":
            layer.set_weights(
                [rng.uniform(0.5, 1.5, weight.shape).astype(np.float32) for weight in layer.get_weights()]
            )
    holder = tf.Module()
    holder.variables_held = [variable.value for variable in network.variables]
    function = predictor(network).get_concrete_function()
    (tmp_path / TFLITE).write_bytes(
        tf.lite.TFLiteConverter.from_concrete_functions([function], holder).convert()
    )
    found = read_layers(tmp_path / TFLITE)
    assert not found.missing
    names = [layer.name for layer in network.layers]
    before_relu = {layer: f"{layer}_norm" for layer in names if f"{layer}_norm" in names}
    shown = [layer.name for layer in found.layers if not isinstance(layer, Flatten)]
    outputs = {name: network.get_layer(name).output for name in (*shown, *before_relu.values())}
    theirs = keras.Model(network.inputs, outputs)(np.stack(drawings)[..., None])
    for number, drawing in enumerate(drawings):
        passed = found.forward(drawing)
        for name in shown:
            step = passed.step(name)
            np.testing.assert_allclose(step.output, theirs[name][number], atol=CLOSE)
            if name in before_relu:
                np.testing.assert_allclose(step.sums, theirs[before_relu[name]][number], atol=CLOSE)
        np.testing.assert_allclose(passed.logits, theirs["logits"][number], atol=CLOSE)
