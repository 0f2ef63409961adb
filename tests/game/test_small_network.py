"""The small network of the lessons: its gradient against differences, and what its knobs do."""

from __future__ import annotations

import numpy as np
import pytest

from digitgame.game.learn.small_network import Digits, Recipe, Run, SmallNetwork, deformed
from digitgame.game.learn.train import below_words, curve_words


@pytest.fixture(scope="module")
def digits() -> Digits:
    digits = Digits()
    while not digits.ready:
        digits.work(100)
    return digits


def ran(digits: Digits, recipe: Recipe) -> Run:
    run = Run(recipe, digits)
    while not run.over:
        run.work()
    return run


def test_the_gradient_is_the_slope_of_the_loss(digits: Digits) -> None:
    network = SmallNetwork(np.random.default_rng(3))
    network.weights = [weights.astype(np.float64) for weights in network.weights]
    # Away from 0, where ReLU has no slope of its own on blank paper.
    network.weights[1] += 0.1
    images, labels = digits.training(6)
    slopes, loss, _ = network.gradients(images, labels, 0.0)
    assert loss == pytest.approx(network.scores(images, labels)[0], rel=1e-5)
    rng, step = np.random.default_rng(4), 1e-3
    for weights, slope in zip(network.weights, slopes, strict=True):
        for at in rng.choice(weights.size, min(weights.size, 8), replace=False):
            place = np.unravel_index(at, weights.shape)
            before = weights[place]
            weights[place] = before + step
            up = network.scores(images, labels)[0]
            weights[place] = before - step
            down = network.scores(images, labels)[0]
            weights[place] = before
            assert slope[place] == pytest.approx((up - down) / (2 * step), abs=2e-2)


def test_a_rate_may_be_too_small_right_and_too_large(digits: Digits) -> None:
    small, right, large = (
        ran(digits, Recipe(rate=rate)).results[-1].val_accuracy for rate in (0.001, 0.1, 3.0)
    )
    assert small < 0.4
    assert right >= 0.85
    assert large < 0.4


def test_few_digits_are_learnt_by_heart_and_dropout_reads_lower(digits: Digits) -> None:
    few = ran(digits, Recipe(rate=0.1, digits=50, epochs=20))
    assert few.results[-1].accuracy - few.results[-1].val_accuracy > 0.2
    assert below_words(few) == ""
    many = ran(digits, Recipe(rate=0.1, dropout=0.5, epochs=20))
    assert many.results[-1].accuracy < many.results[-1].val_accuracy
    assert below_words(many) == "Training reads lower: validation drops nothing."
    last = many.results[-1]
    assert curve_words("loss", many) == (f"validation {last.val_loss:.2f}", f"training {last.loss:.2f}")


def test_validation_digits_are_never_trained_on(digits: Digits) -> None:
    training, _ = digits.training(400)
    validation, _ = digits.validation()
    assert not {image.tobytes() for image in training} & {image.tobytes() for image in validation}


def test_the_same_knobs_give_the_same_run(digits: Digits) -> None:
    recipe = Recipe(rate=0.1, digits=50, dropout=0.3, augment=True, epochs=3)
    assert ran(digits, recipe).results == ran(digits, recipe).results


def test_augmentation_keeps_ink_and_shape(digits: Digits) -> None:
    images, _ = digits.training(10)
    other = deformed(images, np.random.default_rng(1))
    assert other.shape == images.shape
    assert not np.allclose(other, images)
    assert float(other.sum()) == pytest.approx(float(images.sum()), rel=0.3)
