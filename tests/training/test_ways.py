"""In which numbers a step is computed, and by what: chosen for the machine, tried out where nobody can know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitgame.datasets import Dataset, Images, load
from digitgame.events import Event, Start
from digitgame.training import checkpoint
from digitgame.training.config import PRESETS, Plan

pytestmark = pytest.mark.slow  # TensorFlow

ZEN_5 = "flags\t\t: fpu sse2 avx512f avx512_bf16 amx_tile"


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load(["hand"], cache=tmp_path_factory.mktemp("cache"), seed=1, hand_count=400)


def learner(preset: str = "seed", **options: Any) -> Any:
    from digitgame.training.backend import keras
    from digitgame.training.loop import Learner
    from digitgame.training.networks import NETWORKS

    keras.utils.set_random_seed(2)
    return Learner(NETWORKS[preset](), PRESETS[preset], steps=80, seed=1, **options)


def batches(digits: Dataset, count: int, size: int) -> Images:
    return digits.train[np.arange(count * size) % len(digits.train)]


@pytest.mark.parametrize(
    ("told", "precision"),
    [
        (ZEN_5, "bfloat16"),
        ("model name\t: x\nflags\t\t: amx_bf16 fpu", "bfloat16"),
        ("flags\t\t: fpu avx512f avx512_vnni", "float32"),
        ("Features\t: fp asimd bf16", "float32"),  # another kind of processor: not measured
        (None, "float32"),  # no /proc
    ],
)
def test_bfloat16_where_the_processor_multiplies_it(
    told: str | None, precision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digitgame.training import ways

    path = tmp_path / "cpuinfo"
    if told is not None:
        path.write_text(f"processor\t: 0\n{told}\nbugs\t\t: none avx512_bf16\n", "utf-8")
    monkeypatch.setattr(ways, "_CPUINFO", path)
    assert ways.of_the_processor() == ways.Way(precision)


@pytest.mark.parametrize("preset", ["seed", "fast", "best"])
def test_in_bfloat16_a_network_learns_the_same_and_stays_float32(preset: str, digits: Dataset) -> None:
    from digitgame.training.ways import Way

    some = batches(digits, 12, PRESETS[preset].batch_size)
    ends = []
    for precision in ("float32", "bfloat16"):
        one = learner(preset, way=Way(precision))
        frames = some.images[:64, ..., None] / np.float32(255)
        before = one.network(frames)["probabilities"].numpy()
        told = [one.teach(some) for _ in range(4)]
        assert {variable.dtype for variable in one.network.trainable_variables} == {"float32"}
        assert {layer.compute_dtype for layer in one.network.layers} == {"float32"}
        np.testing.assert_allclose(
            one.read(some.images[:64]), one.network(frames)["probabilities"], atol=1e-5
        )
        ends.append((before, np.array(told)[:, 0]))
    np.testing.assert_array_equal(ends[0][0], ends[1][0])
    np.testing.assert_allclose(ends[0][1], ends[1][1], rtol=0.08)
    assert (ends[0][1] != ends[1][1]).all()  # it did compute otherwise
    assert ends[1][1][-1] < 0.95 * ends[1][1][0]


def test_a_way_is_tried_on_a_learner_that_is_left_as_it_was(
    digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digitgame.training import trial

    some = batches(digits, 4, 50)
    alone, tried = learner(), learner()
    took: dict[str, float] = {}
    seconds = trial._seconds

    def timed(one: Any, pictures: Images) -> float:
        took[str(one.way)] = seconds(one, pictures)
        return took[str(one.way)]

    monkeypatch.setattr(trial, "_seconds", timed)
    way = trial.fastest(tried, some)
    assert set(took) == {"float32", "float32, XLA", "bfloat16", "bfloat16, XLA"}
    assert took[str(way)] == min(took.values())
    assert not way.compiled  # XLA loses on a processor, by far
    assert took["float32, XLA"] > took["float32"]
    np.testing.assert_array_equal(alone.state(), tried.state())
    assert tried.way == alone.way
    assert alone.teach(some) == tried.teach(some)
    np.testing.assert_array_equal(alone.state(), tried.state())


def test_what_fails_or_comes_to_nothing_is_out(digits: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    from digitgame.training import trial
    from digitgame.training.backend import tf
    from digitgame.training.loop import Learner
    from digitgame.training.ways import PLAIN, Way

    teach: Callable[..., tuple[float, float]] = Learner.teach

    def teaching(self: Learner, pictures: Images) -> tuple[float, float]:
        if self.way.compiled:
            raise tf.errors.UnimplementedError(None, None, "no such kernel")
        loss, right = teach(self, pictures)
        return (float("nan") if self.way.precision == "bfloat16" else loss), right

    monkeypatch.setattr(Learner, "teach", teaching)
    some = batches(digits, 2, 50)
    assert trial.fastest(learner(), some) == PLAIN
    assert trial.fastest(learner(), some, [Way("bfloat16"), Way(compiled=True)]) == PLAIN


def test_a_training_on_a_gpu_tries_says_and_keeps_its_way(
    digits: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A processor that says that it is a GPU: the trial is a real one."""
    from digitgame.training import devices, train, trial
    from digitgame.training.ways import Way

    tried: list[Way] = []
    fastest = trial.fastest

    def remembered(*values: Any) -> Way:
        tried.append(fastest(*values))
        return tried[-1]

    monkeypatch.setattr(trial, "fastest", remembered)
    found = replace(devices.find(), told="card", graphic=True)
    monkeypatch.setattr(train, "find", lambda _: found)
    plan, told = Plan("seed", epochs=2), []

    def tell(event: Event) -> None:
        if isinstance(event, Start):
            told.append(event.device)

    with checkpoint.claimed(tmp_path / "short", {}) as held:
        train.train(digits, plan, tmp_path / "short", tell=tell, work=held)
    assert told == ["card, float32"]  # so few steps are not worth a trial
    assert not tried
    monkeypatch.setattr(trial, "_WORTH", 100)

    class Broken(BaseException):
        pass

    def break_off(event: Event) -> None:
        tell(event)
        if getattr(event, "epoch", 0) == 2:
            raise Broken

    with pytest.raises(Broken), checkpoint.claimed(tmp_path / "tried", {}) as held:
        train.train(digits, plan, tmp_path / "tried", tell=break_off, work=held)
    assert told[1:] == [f"card, {tried[0]}"]
    monkeypatch.setattr(trial, "fastest", lambda *_: Way(compiled=True))  # another day, another would win
    with checkpoint.claimed(tmp_path / "tried", None) as held:
        train.train(digits, plan, tmp_path / "tried", tell=tell, work=held)
    assert told[2:] == [f"card, {tried[0]}"]
