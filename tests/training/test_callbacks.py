"""What happens between the steps of a training."""

from __future__ import annotations

import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.slow  # TensorFlow


def test_the_average_follows_the_weights_and_the_last_part_of_the_way_counts() -> None:
    from digitgame.training.backend import keras
    from digitgame.training.callbacks import AverageWeights
    from digitgame.training.networks import build

    learner, network = build("seed"), build("seed")
    learner.compile(keras.optimizers.SGD())
    average = AverageWeights(network, 3, steps_per_call=10)
    average.set_model(learner)
    average.on_train_begin()
    rng = np.random.default_rng(7)
    expected = [np.zeros_like(weight) for weight in network.get_weights()]
    for call in range(1, 6):
        learner.set_weights([rng.normal(size=weight.shape) for weight in learner.get_weights()])
        learner.optimizer.iterations.assign(10 * call)
        average.on_train_batch_end(0)
        part = (3 + 1) / (3 + call)
        expected = [a + part * (w - a) for a, w in zip(expected, learner.get_weights(), strict=True)]
    average.on_epoch_end(0)
    for one, other in zip(expected, network.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_without_averaging_the_weights_are_the_last_ones() -> None:
    from digitgame.training.callbacks import AverageWeights
    from digitgame.training.networks import build

    learner, network = build("fast", "mixed_bfloat16"), build("fast")
    weights = AverageWeights(network, 0, steps_per_call=10)
    weights.set_model(learner)
    weights.on_train_begin()
    weights.on_train_batch_end(0)
    weights.on_epoch_end(0)
    for one, other in zip(learner.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_best_epoch_is_the_most_accurate_then_the_one_with_the_lowest_loss() -> None:
    from digitgame.training.callbacks import Progress

    progress = Progress(9, 20, patience=2)
    scores = [(0.5, 1.0), (0.7, 0.9), (0.7, 0.8), (0.6, 0.1), (0.7, 0.8)]
    events = [progress.add((1.0, 0.5), (loss, accuracy), 2.0) for accuracy, loss in scores]
    assert [event.epoch for event in events] == [1, 2, 3, 4, 5]
    assert [event.best for event in events] == [True, True, True, False, False]
    assert events[-1].left == 4 * 2.0
    assert progress.best is progress.history[2]
    assert progress.out_of_patience
    assert progress.is_over
    assert not replace(progress, patience=3).out_of_patience
    assert not replace(progress, patience=None).is_over


@pytest.mark.parametrize(("last", "end"), [(0.0, 0.0005), (0.2, 0.1)])
def test_by_the_clock_the_learning_rate_goes_its_whole_cycle(
    last: float, end: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digitgame.training import callbacks
    from digitgame.training.backend import keras
    from digitgame.training.networks import build

    now = 100.0
    monkeypatch.setattr("time.perf_counter", lambda: now)
    learner: Any = build("seed")
    learner.compile(keras.optimizers.Adam(0.5))
    progress = callbacks.Progress(None, 20, limit=10.0, began=now)
    validate = callbacks.Validation(learner, None)  # type: ignore[arg-type]
    cycle = callbacks.Cycle(0.5, 1_000, last)
    clock = callbacks.TimeLimit(progress, validate, cycle, limit=progress.limit or 0)
    clock.set_model(learner)
    learner.stop_training = False
    rates = []
    for at in range(0, 1_000, 100):
        now = 100.0 + at / 100
        clock.on_train_batch_begin(0)
        assert not learner.stop_training
        rates.append(float(learner.optimizer.learning_rate))
        clock.on_train_batch_end(0)
        assert rates[-1] == pytest.approx(float(cycle(at)), rel=1e-3)
    assert max(rates) == pytest.approx(0.5)
    now = 110.0
    clock.on_train_batch_begin(0)
    assert float(learner.optimizer.learning_rate) == pytest.approx(end)
    clock.on_train_batch_end(0)
    assert learner.stop_training


def test_validating_keeps_the_maps_of_one_batch_at_a_time() -> None:
    from digitgame.datasets import Images
    from digitgame.training.callbacks import Validation
    from digitgame.training.networks import build

    validation = Validation(build("seed"), Images.none())
    predict, maps = validation.predictor, weakref.WeakSet[Any]()
    alive: list[int] = []

    def watched(frames: Any) -> Any:
        alive.append(len(maps))
        outputs = {name: Kept(value.numpy()) for name, value in predict(frames).items()}
        maps.add(outputs["conv1"])
        return outputs

    validation.predictor = watched
    images = np.random.default_rng(1).integers(0, 256, (1_700, 28, 28), dtype=np.uint8)
    probabilities = validation.predict(images)
    assert probabilities.shape == (1_700, 10)
    assert probabilities.sum(1) == pytest.approx(1, abs=1e-5)
    assert len(alive) > 3
    assert max(alive) <= 1


class Kept(np.ndarray[Any, Any]):
    """An array that can be watched: numpy's own cannot be told to be gone, nor hashed."""

    def __new__(cls, values: Any) -> Kept:
        return np.asarray(values).view(cls)

    __hash__ = object.__hash__  # type: ignore[assignment]


def test_arrays_come_back_from_their_bytes() -> None:
    from digitgame.training.backend import keras
    from digitgame.training.callbacks import pack, unpack

    arrays: list[Any] = [
        np.arange(6, dtype=np.float32).reshape(2, 3),
        np.array(7, np.int64),
        np.array([1, 2], np.uint32),
    ]
    variables = [keras.Variable(array) for array in arrays]
    for one, other in zip(arrays, unpack(pack(variables), variables), strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype
