"""Training, from digits to a model folder."""

import csv
import errno
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitgame import ink, model
from digitgame.datasets import Dataset, Images
from digitgame.datasets.images import fingerprint
from digitgame.errors import DigitgameError
from digitgame.events import Batch, Done, Epoch, Event, Saving, Start
from digitgame.inference import Reader
from digitgame.processes.worker import Worker
from digitgame.training.config import Plan
from digitgame.training.request import Inputs

pytestmark = pytest.mark.slow  # TensorFlow


def test_it_learns_and_says_how_it_goes(trained: tuple[Path, list[Event]]) -> None:
    _, events = trained
    start, *_, saving, done = events
    epochs = [event for event in events if isinstance(event, Epoch)]
    batches = [event for event in events if isinstance(event, Batch)]
    assert isinstance(start, Start)
    assert (start.train, start.validation, start.steps, start.parameters) == (1_000, 200, 20, 5_994)
    assert [event.epoch for event in epochs] == list(range(1, 13))
    assert epochs[-1].val_accuracy > 0.6 > 0.3 > epochs[0].accuracy
    assert epochs[-1].left == 0
    assert {event.step for event in batches if event.epoch == 5} >= {20}
    assert isinstance(saving, Saving)
    assert not saving.stopped
    assert isinstance(done, Done)
    assert done.scores["hand"] > 0.6


def test_the_folder_holds_all_that_is_promised(trained: tuple[Path, list[Event]], digits: Dataset) -> None:
    folder, events = trained
    names = {path.name for path in folder.iterdir()}
    pictures = {f"{name}.png" for name in ("curves", "confusion", "accuracy", "reliability", "mistakes",
                                           "kernels", "features")}  # fmt: skip
    assert names >= {"network.keras", "network.tflite", "card.json", "history.csv", "checkpoints", *pictures}
    for name in pictures:
        with Image.open(folder / name) as picture:
            assert min(picture.size) > 100
    card = json.loads((folder / "card.json").read_text("utf-8"))
    [source] = digits.sources
    assert card["data"] == [{"name": "hand", "count": 1_500, "sha256": source.sha256}]
    assert card["framing"] == ink.FRAMING
    assert card["recipe"]["seed"] == 1
    layers = {layer["name"]: layer for layer in card["layers"]}
    assert sum(layer["parameters"] for layer in card["layers"]) == 5_994
    assert layers["conv1"]["multiply_adds"] == 24 * 24 * 5 * 5 * 8
    assert layers["logits"]["multiply_adds"] == 2_560
    assert layers["conv1"]["min"] < 0 < layers["conv1"]["max"]
    assert layers["conv1"]["nan"] == 0
    assert "zeros" not in layers["pool1"]
    done = events[-1]
    assert isinstance(done, Done)
    assert card["scores"]["hand"] == pytest.approx(done.scores["hand"], abs=1e-5)
    assert card["tested"]["hand"]["count"] == 2_000
    assert card["tested"]["hand"]["sha256"] == fingerprint(digits.test)
    assert card["accepted"]["hand"] <= card["scores"]["hand"]
    rows = list(csv.DictReader((folder / "history.csv").open(encoding="utf-8")))
    assert len(rows) == 12
    assert set(rows[0]) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"}
    assert not [path for path in folder.parent.iterdir() if path.name.startswith(".")]


def test_what_is_saved_reads_as_keras_does(trained: tuple[Path, list[Event]], digits: Dataset) -> None:
    from digitgame.training.backend import keras

    folder, _ = trained
    frames = digits.test.images[:200].astype(np.float32) / np.float32(255)
    network = keras.models.load_model(folder / "network.keras")
    expected = np.asarray(network(frames[..., None])["probabilities"])
    saved = Reader(model.Model(folder, {**model.load(folder).card, "calibration": {}}))
    np.testing.assert_allclose(saved.read_many(frames), expected, atol=1e-4)


def test_checkpoints_are_readable_and_worse_than_the_end(
    trained: tuple[Path, list[Event]], digits: Dataset
) -> None:
    from ai_edge_litert.interpreter import Interpreter

    folder, _ = trained
    checkpoints = sorted((folder / "checkpoints").iterdir())
    assert 1 <= len(checkpoints) <= 8  # as many as there was time for
    assert checkpoints[0].name == "epoch-001.tflite"
    frames = digits.test.images[:500].astype(np.float32)[..., None] / np.float32(255)
    first = Interpreter(str(checkpoints[0])).get_signature_runner()(frame=frames)["probabilities"]
    last = Reader(model.load(folder)).read_many(frames[..., 0])
    truth = digits.test.labels[:500]
    assert (first.argmax(1) == truth).mean() < (last.argmax(1) == truth).mean()


@pytest.mark.usefixtures("without_charts", "without_conversion")
def test_asked_to_stop_it_saves_what_there_is(
    train: Callable[..., Done], digits: Dataset, tmp_path: Path
) -> None:

    events: list[Event] = []
    train(digits, Plan("seed"), tmp_path / "cut", report=events.append, stopped=lambda: True)
    assert [event.epoch for event in events if isinstance(event, Epoch)] == [1]
    assert [event.stopped for event in events if isinstance(event, Saving)] == [True]
    assert model.load(tmp_path / "cut").card["epochs"] == 1


def test_too_few_pictures_write_nothing(train: Callable[..., Done], tmp_path: Path) -> None:

    few = Images(np.zeros((5, 28, 28), np.uint8), np.arange(5, dtype=np.uint8))
    with pytest.raises(DigitgameError, match="too few"):
        train(Dataset.of("few", few, few, "drawings"), Plan(), tmp_path / "few")
    assert not list(tmp_path.iterdir())


def test_a_failed_save_leaves_the_earlier_model_whole(
    train: Callable[..., Done],
    trained: tuple[Path, list[Event]],
    digits: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import shutil

    shutil.copytree(trained[0], tmp_path / "kept")
    before = model.load(tmp_path / "kept").digest

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savetxt", full)
    with pytest.raises(OSError, match="No space"):
        train(digits, Plan("seed", epochs=1), tmp_path / "kept")
    assert model.load(tmp_path / "kept").digest == before
    # A chart that is just being written may leave a hidden folder, which the next start removes.
    assert [path.name for path in tmp_path.glob("[!.]*")] == ["kept"]


def test_what_goes_wrong_with_the_non_digits_is_said_as_it_is(digits: Dataset, tmp_path: Path) -> None:
    from digitgame.training.train import train

    def full() -> Images:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Worker() as worker, pytest.raises(OSError, match="No space left on device"):
        train(digits, Plan("fast", epochs=1), tmp_path / "new", inputs=Inputs(worker, full))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("without_charts", "without_conversion")
def test_waiting_for_the_non_digits_takes_nothing_of_the_time_given(
    digits: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digitgame.training import config
    from digitgame.training.callbacks import TimeLimit
    from digitgame.training.train import train

    monkeypatch.setitem(config.PRESETS, "fast", replace(config.PRESETS["fast"], scraps=8))
    drawn = Images(np.zeros((8, 28, 28), np.uint8), np.full(8, 10, np.uint8))
    waited: list[bool] = []
    used: list[float] = []
    begin = TimeLimit.on_train_batch_begin

    def slow() -> Images:
        if not waited:
            waited.append(True)
            time.sleep(3)
        return drawn

    def begun(limit: TimeLimit, batch: int, logs: Any = None) -> None:
        assert waited, "within fit nothing is waited for"
        used.append(limit.progress.seconds)
        begin(limit, batch, logs)

    monkeypatch.setattr(TimeLimit, "on_train_batch_begin", begun)
    with Worker() as worker:
        train(
            digits,
            Plan("fast", limit=60),
            tmp_path / "timed",
            inputs=Inputs(worker, slow),
            stopped=lambda: True,
        )
    assert used[0] < 3
