"""What the tests of training share."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitgame.datasets import Dataset
from digitgame.datasets.sources import load
from digitgame.events import Event
from digitgame.model import TFLITE
from digitgame.training.config import Plan


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
def digits(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """1,500 synthetic digits, and those to score on: preset `seed` learns 1,000 and validates with 200."""
    return load(["hand"], cache=tmp_path_factory.mktemp("cache"), seed=1, hand_count=1_500)


@pytest.fixture(scope="session")
def trained(digits: Dataset, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Event]]:
    """A model folder that nobody may change, of preset `seed` after twelve epochs, and the events of its training."""
    from digitgame.training.train import train

    folder = tmp_path_factory.mktemp("models") / "small"
    events: list[Event] = []
    done = train(digits, Plan("seed", epochs=12), folder, report=events.append)
    return folder, [*events, done]
