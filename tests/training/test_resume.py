"""The same seed trains the same network, and a training that is broken off goes on to what it would have become."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pytest

from digitgame import model, unfinished
from digitgame.datasets import Dataset
from digitgame.datasets.sources import load
from digitgame.errors import DigitgameError
from digitgame.events import Batch, Done, Epoch, Event, Saving, Start
from digitgame.training import checkpoint

if TYPE_CHECKING:
    from digitgame.training.config import Plan

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_charts", "without_conversion")]  # TensorFlow


class Broken(BaseException):
    """As sudden as it gets without ending the process."""


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load(["hand"], cache=tmp_path_factory.mktemp("cache"), seed=1, hand_count=600)


def plan(**wishes: Any) -> Plan:
    from digitgame.training.config import Plan

    return Plan(**wishes)


def begin(
    train: Callable[..., Done],
    digits: Dataset,
    plan: Plan,
    folder: Path,
    *,
    break_at: tuple[type[Event], int] | None = None,
) -> list[Event]:
    """Train with a work folder, resuming where there is one; break at an event of an epoch."""
    events: list[Event] = []

    def tell(event: Event) -> None:
        events.append(event)
        if break_at and isinstance(event, break_at[0]) and getattr(event, "epoch", None) == break_at[1]:
            raise Broken

    asked: dict[str, Any] | None = None if unfinished.directory(folder).is_dir() else {}
    try:
        with checkpoint.claimed(folder, asked) as held:
            train(digits, plan, folder, report=tell, checkpoints=held)
    except Broken:
        assert break_at
    return events


def weights(folder: Path) -> list[npt.NDArray[Any]]:
    from digitgame.training.backend import keras

    return list(keras.models.load_model(folder / "network.keras").get_weights())


def history(folder: Path) -> list[list[float]]:
    rows = csv.DictReader((folder / "history.csv").open(encoding="utf-8"))
    return [[float(value) for key, value in row.items() if key != "seconds"] for row in rows]


@pytest.mark.parametrize(
    ("preset", "epochs", "breaks"),
    [("fast", 2, [(Batch, 2)]), ("seed", 4, [(Epoch, 2), (Epoch, 4)])],
)
def test_the_same_seed_trains_the_same_network_with_breaks_and_without(
    train: Callable[..., Done],
    preset: str,
    epochs: int,
    breaks: list[tuple[type[Event], int]],
    digits: Dataset,
    tmp_path: Path,
) -> None:
    wanted = plan(preset=preset, epochs=epochs, seed=3)
    begin(train, digits, wanted, tmp_path / "whole")
    before: list[Event] = []
    for at in breaks:
        before += begin(train, digits, wanted, tmp_path / "broken", break_at=at)
    assert model.names(tmp_path) == ["whole"]
    start = begin(train, digits, wanted, tmp_path / "broken")[0]
    assert isinstance(start, Start)
    assert start.done == breaks[-1][1] - (breaks[-1][0] is Batch)
    assert [epoch.epoch for epoch in start.earlier] == list(range(1, start.done + 1))
    assert list(start.earlier) == [event for event in before if isinstance(event, Epoch)]
    for trained, again in zip(weights(tmp_path / "whole"), weights(tmp_path / "broken"), strict=True):
        np.testing.assert_array_equal(trained, again)
    one, other = history(tmp_path / "whole"), history(tmp_path / "broken")
    # What came of the first epoch no break has touched.
    assert one[0] == other[0]
    np.testing.assert_allclose(one, other, atol=2e-6)
    for name in ("whole", "broken"):
        assert (tmp_path / name / "checkpoints" / "epoch-001.tflite").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken", "whole"]


def test_stopped_in_an_epoch_it_saves_a_model_and_resumes_from_the_epoch_before(
    train: Callable[..., Done], digits: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digitgame.training import config

    monkeypatch.setitem(config.PRESETS, "seed", replace(config.PRESETS["seed"], images_per_call=100))
    wanted = plan(preset="seed", epochs=4, batch_size=10)
    begin(train, digits, wanted, tmp_path / "whole")
    asked: list[bool] = []

    def tell(event: Event) -> None:
        if isinstance(event, Batch) and event.epoch == 2 and event.step < event.steps:
            asked.append(True)

    with checkpoint.claimed(tmp_path / "cut", {}) as held:
        train(digits, wanted, tmp_path / "cut", report=tell, stopped=lambda: bool(asked), checkpoints=held)
    assert model.load(tmp_path / "cut").card["epochs"] == 2
    assert held.resume_hint == "1 epoch is kept. Resume with: digitgame train --resume cut"
    assert unfinished.names(tmp_path) == ["cut"]
    begin(train, digits, wanted, tmp_path / "cut")
    assert unfinished.names(tmp_path) == []
    for one, other in zip(weights(tmp_path / "whole"), weights(tmp_path / "cut"), strict=True):
        np.testing.assert_array_equal(one, other)


def test_stopped_between_two_epochs_the_last_one_is_kept_for_these_digits_and_this_recipe_only(
    train: Callable[..., Done], digits: Dataset, tmp_path: Path
) -> None:
    asked: list[bool] = []

    def tell(event: Event) -> None:
        if isinstance(event, Epoch) and event.epoch == 2:
            asked.append(True)

    longer = plan(preset="seed", epochs=9)
    with checkpoint.claimed(tmp_path / "cut", {}) as held:
        train(digits, longer, tmp_path / "cut", report=tell, stopped=lambda: bool(asked), checkpoints=held)
    # Asked for after the second epoch was checked: the third one ends after its first call of steps.
    assert held.epochs in (2, 3)
    assert model.load(tmp_path / "cut").card["epochs"] == held.epochs
    images = digits.train.images.copy()
    images[0, 0, 0] ^= 1
    others = Dataset.of("hand", replace(digits.train, images=images), digits.test, "drawings")
    with pytest.raises(DigitgameError, match="hand: these are not the digits"):
        begin(train, others, longer, tmp_path / "cut")
    with pytest.raises(DigitgameError, match="its recipe differs"):
        begin(train, digits, replace(longer, seed=2), tmp_path / "cut")


def test_patience_ends_early_and_takes_the_best_epoch(
    train: Callable[..., Done], digits: Dataset, tmp_path: Path
) -> None:
    """A learning rate that wrecks the network sooner or later: the end is not the best."""
    wanted = plan(preset="seed", epochs=60, learning_rate=0.05, patience=3)
    begin(train, digits, wanted, tmp_path / "broken", break_at=(Epoch, 2))
    events = begin(train, digits, wanted, tmp_path / "broken")
    [saving] = [event for event in events if isinstance(event, Saving)]
    assert saving.early
    assert saving.best == saving.epochs - 3
    rows = history(tmp_path / "broken")
    assert len(rows) == saving.epochs < 60
    best = max(rows, key=lambda row: (row[4], -row[3]))
    assert best[0] == saving.best
    marked = [event.epoch for event in events if isinstance(event, Epoch) and event.best]
    assert marked[-1:] == [saving.best] or saving.best <= 2
    begin(train, digits, replace(wanted, epochs=saving.best, patience=None), tmp_path / "cut short")
    for one, other in zip(weights(tmp_path / "cut short"), weights(tmp_path / "broken"), strict=True):
        np.testing.assert_array_equal(one, other)


def test_by_the_clock_it_learns_for_the_time_given(
    train: Callable[..., Done], digits: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, events = 0.0, list[Event]()

    def clock() -> float:
        nonlocal now
        now += 1e-6
        return now

    monkeypatch.setattr("time.perf_counter", clock)

    def tell(event: Event) -> None:
        nonlocal now
        events.append(event)
        if isinstance(event, Batch):
            now += 1.0  # each call of steps, here an epoch, takes a second

    train(digits, plan(preset="fast", limit=3), tmp_path / "timed", report=tell)
    start = events[0]
    assert isinstance(start, Start)
    assert start.epochs is None
    epochs = [event for event in events if isinstance(event, Epoch)]
    assert [event.seconds for event in epochs] == pytest.approx([1, 1, 1], abs=0.01)
    assert [event.left for event in epochs] == pytest.approx([2, 1, 0], abs=0.01)
    assert epochs[-1].epochs is None
    assert model.load(tmp_path / "timed").card["recipe"]["limit"] == 3
