"""What a window shows of a training."""

from __future__ import annotations

import numpy as np
import pytest

from digitgame.datasets import Images

pytestmark = pytest.mark.slow  # TensorFlow


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        ([*range(10)] * 5, sorted([*range(10)] * 2)),
        ([7] * 40 + [*range(9)], [0, 1, 2, 3, 4, 5, 6, *[7] * 12, 8]),  # what one lacks the others fill
        ([3, 10, 1, 3], [1, 3, 3]),
    ],
)
def test_samples_are_of_every_digit(labels: list[int], shown: list[int]) -> None:
    from digitgame.training.live_preview import samples

    mixed = np.random.default_rng(1).permutation(labels)
    images = np.repeat(np.arange(len(mixed), dtype=np.uint8), 784).reshape(-1, 28, 28)
    some = samples(Images(images, mixed.astype(np.uint8)), seed=3)
    assert some.labels.tolist() == shown
    assert (some.labels == mixed[some.images[:, 0, 0]]).all()


@pytest.mark.parametrize(("preset", "convolutions", "parameters"), [("seed", 2, 5_994), ("best", 6, 231_899)])
def test_a_window_hears_of_every_layer(preset: str, convolutions: int, parameters: int) -> None:
    from digitgame.training.config import PRESETS
    from digitgame.training.live_preview import recipe_of
    from digitgame.training.networks import build

    recipe = recipe_of(build(preset), PRESETS[preset])
    kinds = [layer.kind for layer in recipe.layers]
    assert kinds.count("Conv2D") == convolutions
    assert (kinds[0], kinds[-1], kinds.count("Softmax")) == ("Conv2D", "Softmax", 1)
    assert sum(layer.parameters for layer in recipe.layers) == parameters
    assert (recipe.layers[0].kernel, recipe.layers[1].kernel) == ([5, 5], [2, 2])
    assert (recipe.batch_size, recipe.deformed) == ((50, False) if preset == "seed" else (128, True))


def test_the_confusion_matrix_counts_what_was_read_as_which() -> None:
    from digitgame.events import Confusion, Event
    from digitgame.training.callbacks import AverageWeights, Validation
    from digitgame.training.live_preview import LivePreview
    from digitgame.training.networks import build

    labels = np.array([4, 4, 7], np.uint8)
    images = Images(np.zeros((3, 28, 28), np.uint8), labels)
    network = build("seed")
    validation = Validation(network, images)
    validation.probabilities = np.eye(10, dtype=np.float32)[[4, 9, 7]]
    events: list[Event] = []
    LivePreview(validation, AverageWeights(network, 0.0, 1), images, 1, events.append).show_confusion()
    [confusion] = events
    assert isinstance(confusion, Confusion)
    counts = np.array(confusion.counts)
    assert (counts[4, 4], counts[4, 9], counts[7, 7], counts.sum()) == (1, 1, 1, 3)
