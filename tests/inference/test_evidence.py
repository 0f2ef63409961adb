"""The shares of a score add up, and are what a small change does to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from digitgame import paths
from digitgame.inference.evidence import (
    Evidence,
    Occlusion,
    covered,
    evidence,
    patch_at,
    sums_by_input,
)
from digitgame.inference.layers import Convolution, Forward, Layers, read_layers
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


def for_digit(passed: Forward, digit: int, against: int | None = None) -> Evidence:
    direction = np.zeros_like(passed.logits)
    direction[digit] = 1
    if against is not None:
        direction[against] = -1
    return evidence(passed, direction)


@each_network
def test_the_shares_of_each_layer_and_the_biases_add_up_to_the_score(network: Path) -> None:
    _, passed = seen(network)
    found = for_digit(passed, 8, 3)
    assert found.score == pytest.approx(float(passed.logits[8] - passed.logits[3]), abs=1e-4)
    assert found.layers.keys() == {step.layer.name for step in passed.steps}
    for name, shares in found.layers.items():
        assert shares.shape == passed.step(name).output.shape
        assert float(shares.sum()) + found.biases[name] == pytest.approx(found.score, abs=2e-3)
        assert found.of_maps(name).sum() == pytest.approx(float(shares.sum()), abs=1e-3)
    assert float(found.frame.sum()) + found.frame_biases == pytest.approx(found.score, abs=2e-3)


@each_network
def test_a_pixels_share_is_what_a_little_less_of_its_ink_costs(network: Path) -> None:
    """The network is linear near the drawing: a thousandth less ink costs a thousandth of the share."""
    layers, passed = seen(network)
    found = for_digit(passed, 8)
    for row, column in np.argwhere(np.abs(found.frame) > 0.3)[::7]:
        change = np.float64(1e-3)
        nearer = passed.frame.copy()
        nearer[row, column] *= 1 - change
        cost = float(passed.logits[8]) - float(layers.forward(nearer).logits[8])
        assert cost / change == pytest.approx(float(found.frame[row, column]), rel=0.05, abs=0.02)


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
