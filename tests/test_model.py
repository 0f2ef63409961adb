from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitgame import ink, model
from digitgame.errors import DigitgameError


def make(folder: Path, **card: Any) -> Path:
    """A model folder whose networks are no networks: enough for all that does not run them."""
    with model.writing(folder) as beside:
        (beside / model.KERAS).write_bytes(b"keras")
        (beside / model.TFLITE).write_bytes(b"tflite")
        model.write_card(beside, {"name": folder.name, "framing": ink.FRAMING, **card})
    return folder


@pytest.fixture
def models(tmp_path: Path) -> Path:
    make(tmp_path / "models" / "one")
    make(tmp_path / "models" / "two")
    return tmp_path / "models"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return make(tmp_path / "assets" / "model")


def change_card(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    card = json.loads((folder / model.CARD).read_text("utf-8"))
    change(card)
    (folder / model.CARD).write_text(json.dumps(card), "utf-8")


def test_a_folder_is_loaded_as_it_was_written(tmp_path: Path) -> None:
    made = model.load(make(tmp_path / "mine", calibration={"temperature": 1.25}), framing=ink.FRAMING)
    assert made.name == "mine"
    assert made.temperature == 1.25
    assert made.digest == model.sha256(tmp_path / "mine" / model.TFLITE)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_model_without_calibration_leaves_certainty_alone(tmp_path: Path) -> None:
    assert model.load(make(tmp_path / "mine")).temperature == 1.0


@pytest.mark.parametrize("name", [model.CARD, model.TFLITE, model.KERAS])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    (folder / name).unlink()
    with pytest.raises(DigitgameError, match=f"{name} is missing"):
        model.load(folder, whole=True)


@pytest.mark.parametrize("name", [model.TFLITE, model.KERAS])
@pytest.mark.parametrize("content", [b"", b"kera", b"Keras", b"tflitE", b"tflite and more"])
def test_a_truncated_or_altered_file_is_named(name: str, content: bytes, tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    (folder / name).write_bytes(content)
    with pytest.raises(DigitgameError, match=f"{name} is truncated or altered"):
        model.load(folder, whole=True)


def test_reading_does_not_need_the_network_for_keras(tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    (folder / model.KERAS).write_bytes(b"cut sh")
    assert model.load(folder).digest == model.sha256(folder / model.TFLITE)
    (folder / model.KERAS).unlink()
    assert model.find("mine", models=tmp_path, shipped=tmp_path / "none").name == "mine"
    with pytest.raises(DigitgameError, match=f"{model.KERAS} is missing"):
        model.find("mine", models=tmp_path, shipped=tmp_path / "none", whole=True)


@pytest.mark.parametrize(
    "card",
    ["", "{", "[]", "null", "7", '"card"', "{}", '{"files": 3}', '{"files": {}, "format": 1, "framing": 1}'],
)
def test_a_foreign_card_is_refused(card: str, tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    (folder / model.CARD).write_text(card, "utf-8")
    with pytest.raises(DigitgameError, match="damaged or foreign"):
        model.load(folder)


def test_a_card_that_is_not_text_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    (folder / model.CARD).write_bytes(b"\xff\xfe\x00card")
    with pytest.raises(DigitgameError, match="damaged or foreign"):
        model.load(folder)


def test_a_card_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    (folder / model.CARD).write_text(json.dumps({"name": "x" * 2_000_000}), "utf-8")
    assert model.called(folder) == "mine"
    with pytest.raises(DigitgameError, match="damaged or foreign"):
        model.load(folder)


@pytest.mark.parametrize("name", [model.TFLITE, model.KERAS])
def test_a_card_without_a_digest_is_refused(name: str, tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    change_card(folder, lambda card: card["files"].pop(name))
    with pytest.raises(DigitgameError, match=f"no digest of {name}"):
        model.load(folder, whole=True)


@pytest.mark.parametrize("calibration", [3, {"temperature": "warm"}, {"temperature": None}])
def test_a_temperature_that_is_no_number_is_refused(calibration: object, tmp_path: Path) -> None:
    folder = make(tmp_path / "mine")
    change_card(folder, lambda card: card.update(calibration=calibration))
    with pytest.raises(DigitgameError, match="damaged or foreign"):
        model.load(folder)


def test_another_format_or_framing_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path / "mine", framing=ink.FRAMING + 1)
    model.load(folder)
    with pytest.raises(DigitgameError, match=f"trained on framing {ink.FRAMING + 1}"):
        model.load(folder, framing=ink.FRAMING)
    change_card(folder, lambda card: card.update(format=model.FORMAT + 1))
    with pytest.raises(DigitgameError, match=f"format {model.FORMAT + 1}"):
        model.load(folder)


def test_no_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(DigitgameError, match="no model folder") as error:
        model.load(tmp_path / "nothing")
    assert error.value.exit_code == 2


def test_a_model_is_found_by_its_name_or_its_folder(models: Path, shipped: Path, tmp_path: Path) -> None:
    elsewhere = make(tmp_path / "elsewhere")
    for name, folder in (
        ("one", models / "one"),
        (str(elsewhere), elsewhere),
        (str(models / "two"), models / "two"),
        ("shipped", shipped),
    ):
        assert model.find(name, models=models, shipped=shipped).folder == folder


def test_an_unknown_model_is_answered_with_the_known_ones(models: Path, shipped: Path) -> None:
    with pytest.raises(DigitgameError, match=r"no model three\. Known: one, two, shipped") as error:
        model.find("three", models=models, shipped=shipped)
    assert error.value.exit_code == 2


def test_an_empty_name_is_no_folder(models: Path, shipped: Path) -> None:
    with pytest.raises(DigitgameError, match="There is no model ''"):
        model.find("", models=models, shipped=shipped)


def test_the_default_is_the_one_last_set_else_the_shipped_one(models: Path, shipped: Path) -> None:
    assert model.find(None, models=models, shipped=shipped).folder == shipped
    assert model.find(None, models=models / "none", shipped=shipped).folder == shipped
    model.set_default(models, "one")
    model.set_default(models, "two")
    assert model.find(None, models=models, shipped=shipped).folder == models / "two"


def test_a_default_that_was_removed_gives_way_to_the_shipped_one(models: Path, shipped: Path) -> None:
    model.set_default(models, "gone")
    assert model.find(None, models=models, shipped=shipped).folder == shipped


def test_a_damaged_default_is_reported_not_passed_over(models: Path, shipped: Path) -> None:
    model.set_default(models, "one")
    (models / "one" / model.TFLITE).write_bytes(b"")
    with pytest.raises(DigitgameError, match="truncated or altered"):
        model.find(None, models=models, shipped=shipped)


def test_names_are_of_whole_models(models: Path) -> None:
    (models / "empty").mkdir()
    (models / "file").write_text("no model")
    assert model.names(models) == ["one", "two"]
    assert model.names(models / "none") == []


def test_an_unfinished_model_is_never_seen(models: Path) -> None:
    with model.writing(models / "three") as beside:
        (beside / model.CARD).write_text("{}")
        assert model.names(models) == ["one", "two"]
        assert not (models / "three").exists()
    assert model.names(models) == ["one", "three", "two"]


def test_an_interrupted_writing_leaves_what_was_there(models: Path) -> None:
    before = model.load(models / "one").digest
    with pytest.raises(KeyboardInterrupt), model.writing(models / "one") as beside:  # noqa: PT012
        (beside / model.TFLITE).write_bytes(b"half")
        raise KeyboardInterrupt
    assert model.load(models / "one").digest == before
    assert sorted(path.name for path in models.iterdir()) == ["one", "two"]


def test_the_card_vouches_for_the_checkpoints(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    with model.writing(folder) as beside:
        (beside / "checkpoints").mkdir()
        for name in (
            model.KERAS,
            model.TFLITE,
            "checkpoints/epoch-001.tflite",
            "checkpoints/epoch-010.tflite",
        ):
            (beside / name).write_bytes(name.encode())
        model.write_card(beside, {"name": "one", "framing": ink.FRAMING})
        (beside / "checkpoints" / "epoch-010.tflite").write_bytes(b"written last")
    files = model.load(folder).card["files"]
    assert set(files) == {
        model.KERAS, model.TFLITE, "checkpoints/epoch-001.tflite", "checkpoints/epoch-010.tflite"
    }  # fmt: skip
    assert files["checkpoints/epoch-010.tflite"] == model.sha256(folder / "checkpoints/epoch-010.tflite")


def test_a_finished_writing_takes_the_place_of_what_was_there(models: Path) -> None:
    (models / "one" / "history.csv").write_text("old")
    make(models / "one", preset="new")
    assert model.load(models / "one").card["preset"] == "new"
    assert not (models / "one" / "history.csv").exists()
    assert sorted(path.name for path in models.iterdir()) == ["one", "two"]


@pytest.mark.parametrize("temperature", [0, -1, 1e9, float("nan"), "warm", [1]])
def test_a_temperature_that_no_fit_gives_is_a_damaged_card(tmp_path: Path, temperature: object) -> None:
    folder = make(tmp_path / "altered", calibration={"temperature": temperature})
    with pytest.raises(DigitgameError, match="damaged or foreign"):
        model.load(folder)
