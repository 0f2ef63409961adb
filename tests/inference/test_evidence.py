"""The shares of a score add up, and are what a small change does to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from digitgame import paths
from digitgame.inference.evidence import (
    Occlusion,
    Shares,
    covered,
    feeders,
    patch_at,
    shares,
    sums_by_input,
)
from digitgame.inference.layers import Convolution, Dense, Flatten, Forward, Layers, read_layers
from digitgame.ink import frame
from digitgame.model import TFLITE
from digitgame.synth import handwriting

from .conftest import GOLDEN

each_network = pytest.mark.parametrize(
    "network",
    [GOLDEN, Path(__file__).parents[1] / "model", paths.shipped_model()],
    ids=["seed", "fast", "best"],
)


def seen(network: Path, digit: int = 8) -> tuple[Layers, Forward]:
    layers = read_layers(network / TFLITE)
    return layers, layers.forward(frame(handwriting.write(digit, np.random.default_rng(4)).strokes))


def blank(layers: Layers) -> Forward:
    return layers.forward(np.zeros((28, 28), np.float32))


@each_network
@pytest.mark.parametrize("digit", range(10))
def test_the_shares_of_each_layer_add_up_to_what_the_ink_gives(network: Path, digit: int) -> None:
    layers, passed = seen(network, digit)
    empty, other = blank(layers), (digit + 3) % 10
    found = shares(passed, empty, digit, other)
    assert found.lead == pytest.approx(float(passed.logits[digit] - passed.logits[other]), abs=1e-5)
    assert found.blank == pytest.approx(float(empty.logits[digit] - empty.logits[other]), abs=1e-5)
    assert found.layers.keys() == {step.layer.name for step in passed.steps}
    for name, values in found.layers.items():
        assert values.shape == passed.step(name).output.shape
        assert float(values.sum()) == pytest.approx(found.lead - found.blank, abs=1e-4)
        assert found.of_maps(name).sum() == pytest.approx(float(values.sum()), abs=1e-4)
    assert float(found.frame.sum()) == pytest.approx(found.lead - found.blank, abs=1e-4)


def test_beside_nearly_the_same_drawing_the_shares_are_the_gradient() -> None:
    """Where nothing bends between the two, a pixel's share is what that pixel alone does to the lead."""
    layers, passed = seen(GOLDEN)
    nearly = layers.forward(passed.frame * np.float32(1 - 1e-4))
    found: Shares = shares(passed, nearly, 8, 3)
    for row, column in np.argwhere(passed.frame > 0.9)[::7]:
        less = passed.frame.copy()
        less[row, column] *= 1 - 1e-2
        without = layers.forward(less).logits
        cost = found.lead - float(without[8] - without[3])
        assert cost * 1e-2 == pytest.approx(float(found.frame[row, column]), rel=0.1, abs=2e-5)


def test_blank_paper_has_no_shares() -> None:
    layers, _ = seen(GOLDEN)
    found = shares(blank(layers), blank(layers), 2, 5)
    assert found.lead == found.blank
    assert not any(values.any() for values in found.layers.values())


@each_network
def test_what_feeds_a_map_is_what_its_lit_places_sum_up(network: Path) -> None:
    """Without the bias, and before ReLU."""
    _, passed = seen(network)
    for at, step in enumerate(passed.steps):
        layer, number = step.layer, 3
        if isinstance(layer, Flatten):
            with pytest.raises(ValueError, match=layer.name):
                feeders(step, number)
            continue
        fed = float(feeders(step, number).sum())
        if isinstance(layer, Convolution):
            lit = step.output[..., number] > 0
            assert fed == pytest.approx(
                float((step.sums[..., number] - layer.bias[number])[lit].sum()), abs=1e-3
            )
        elif isinstance(layer, Dense):
            assert fed == pytest.approx(float(step.sums[number] - layer.bias[number]), abs=1e-4)
        else:
            assert feeders(step, number).nonzero()[0].tolist() in ([number], [])
            assert passed.steps[at - 1].output is step.input


def test_the_input_maps_shares_add_up_to_the_sum_at_a_place() -> None:
    layers, passed = seen(paths.shipped_model())
    for layer in layers.convolutions:
        step = passed.step(layer.name)
        row, column = step.sums.shape[0] // 2, step.sums.shape[1] // 3
        shares = sums_by_input(step, 5, row, column)
        assert shares.shape == (layer.kernels.shape[2],)
        assert shares.sum() + layer.bias[5] == pytest.approx(step.sums[row, column, 5], abs=1e-4)
    first = passed.steps[0]
    assert isinstance(first.layer, Convolution)
    assert (patch_at(first, 3, 4)[..., 0] == passed.frame[3:8, 4:9]).all()


def test_covering_ink_is_measured_in_the_lead_that_it_costs() -> None:
    layers, passed = seen(paths.shipped_model())
    hidden = Occlusion(layers, passed, 8, 3)
    assert not hidden.done
    assert not hidden.lost.any()
    hidden.work(60.0)
    assert hidden.done
    lost = hidden.lost
    assert lost[passed.frame > 0.5].any()
    alone = Occlusion(layers, passed, 8, 3)
    alone._places = [(14, 14)]
    alone.work(60.0)
    without = layers.forward(covered(passed.frame, 14, 14)).logits
    cost = float(passed.logits[8] - passed.logits[3]) - float(without[8] - without[3])
    assert alone.lost[14, 14] == pytest.approx(cost, abs=1e-4)
    assert not alone.lost[0].any()


def test_a_cover_is_a_square_of_five() -> None:
    full = np.ones((28, 28), np.float32)
    assert (covered(full, 10, 10) == 0).sum() == 25
    assert (covered(full, 0, 27) == 0).sum() == 9
    assert full.all()


def test_blank_paper_has_nothing_to_cover() -> None:
    layers = read_layers(GOLDEN / TFLITE)
    assert Occlusion(layers, layers.forward(np.zeros((28, 28), np.float32)), 1, 2).done
