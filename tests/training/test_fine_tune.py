"""A network that goes on learning: it begins with what it knew, and ends half way to what it came to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitgame import model
from digitgame.datasets import Dataset
from digitgame.errors import DigitgameError
from digitgame.events import Done, Epoch, Event
from digitgame.training import checkpoint

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_charts", "without_snapshots")]  # TensorFlow


def weights(folder: Path) -> list[np.ndarray[Any, Any]]:
    from digitgame.training.backend import keras

    found: list[np.ndarray[Any, Any]] = keras.models.load_model(folder / model.KERAS).get_weights()
    return found


def test_it_begins_where_it_was_and_ends_half_way(
    train: Callable[..., Done],
    trained: tuple[Path, list[Event]],
    digits: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from digitgame.training import train as training
    from digitgame.training.config import Plan

    reached: list[list[np.ndarray[Any, Any]]] = []
    half_way = training._half_way

    def noted(start: Any, end: Any) -> Any:
        reached.append(end)
        return half_way(start, end)

    monkeypatch.setattr(training, "_half_way", noted)
    first, second = trained[0], tmp_path / "second"
    before = trained[1][-1]
    assert isinstance(before, Done)
    after = train(digits, Plan("seed", epochs=2, start=str(first)), second)

    began, ended = weights(first), weights(second)
    [reached_weights] = reached  # a new network stays what it came to
    for a, b, c in zip(began, reached_weights, ended, strict=True):
        np.testing.assert_allclose(c, (a + b) / 2, atol=1e-6)
    assert any(not np.array_equal(a, b) for a, b in zip(began, reached_weights, strict=True))
    assert after.scores["hand"] > before.scores["hand"] - 0.03  # from nothing, two epochs read half of it

    card = json.loads((second / model.CARD).read_text("utf-8"))
    assert card["recipe"]["start"] == "small"
    assert card["learnt"] == 1_000  # of the 1,500: preset seed takes no more
    assert card["recipe"]["learning_rate"] == 5e-4
    assert "start" not in json.loads((first / model.CARD).read_text("utf-8"))["recipe"]


@pytest.mark.usefixtures("without_conversion")
def test_broken_off_it_goes_on_though_what_it_began_with_is_another_network_now(
    train: Callable[..., Done], trained: tuple[Path, list[Event]], digits: Dataset, tmp_path: Path
) -> None:
    from digitgame.training.config import Plan

    first, whole = Path(shutil.copytree(trained[0], tmp_path / "first")), tmp_path / "whole"
    plan = Plan("seed", epochs=3, start=str(first))
    train(digits, plan, whole)

    epochs: list[Event] = []

    def tell(event: Event) -> None:
        if isinstance(event, Epoch):
            epochs.append(event)

    # Ended after its first epoch, its network takes the first one's place.
    with checkpoint.claimed(first, {}) as held:
        train(digits, plan, first, report=tell, stopped=lambda: bool(epochs), checkpoints=held)
    assert held.epochs == 1
    with checkpoint.claimed(first, None) as held:
        train(digits, plan, first, checkpoints=held)
    for one, other in zip(weights(whole), weights(first), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_file_of_other_weights_is_one_plain_line(
    train: Callable[..., Done], digits: Dataset, own_model: Path, tmp_path: Path
) -> None:
    from digitgame.training.config import Plan

    (own_model / "network.keras").write_bytes(b"PK no network")
    with pytest.raises(DigitgameError, match="does not hold the weights of a network of preset fast"):
        train(digits, Plan("fast", epochs=1, start=str(own_model)), tmp_path / "new")
