"""What the tests of training share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitgame.datasets import Dataset
from digitgame.datasets.sources import load
from digitgame.events import Done, Event
from digitgame.model import TFLITE
from digitgame.processes.worker import Worker
from digitgame.training.config import Plan
from digitgame.training.request import Inputs


@pytest.fixture(autouse=True)
def always_few_non_digits(few_non_digits: None) -> None:
    """Here for every test."""


@pytest.fixture
def without_conversion(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Models with another network's LiteRT file, for tests of what else is saved: converting takes half a second."""
    from digitgame.training import export

    converted = (small_model / TFLITE).read_bytes()
    monkeypatch.setattr(export, "to_tflite", lambda *_: converted)


@pytest.fixture(scope="session")
def train() -> Callable[..., Done]:
    """`training.train.train` with a worker process of its own."""
    from digitgame.training.train import train

    def with_worker(digits: Dataset, plan: Plan, folder: Path, **more: Any) -> Done:
        with Worker() as worker:
            return train(digits, plan, folder, inputs=Inputs.begin(worker, plan), **more)

    return with_worker


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """1,500 synthetic digits, and those to score on: preset `seed` learns 1,000 and validates with 200."""
    return load(["hand"], cache=tmp_path_factory.mktemp("cache"), seed=1, hand_count=1_500)


@pytest.fixture(scope="session")
def trained(
    train: Callable[..., Done], digits: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[Event]]:
    """A model folder that nobody may change, of preset `seed` after twelve epochs, and the events of its training."""
    folder = tmp_path_factory.mktemp("models") / "small"
    events: list[Event] = []
    done = train(digits, Plan("seed", epochs=12), folder, report=events.append)
    return folder, [*events, done]
