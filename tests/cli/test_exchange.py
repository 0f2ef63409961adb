"""`digitgame models import` and `export`, and several models in one `evaluate`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from digitgame import model, paths
from digitgame.cli import main
from digitgame.ink import write_ink
from digitgame.synth import handwriting


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def ink_file(tmp_path: Path) -> Path:
    path = tmp_path / "drawings.jsonl"
    write_ink(path, handwriting.write_many(60, seed=8))
    return path


def test_a_model_goes_out_and_comes_in_as_one_file(small_model: Path, tmp_path: Path) -> None:
    file = tmp_path / "small.zip"
    out = run("models", "export", small_model, file, "--json")
    assert json.loads(out.stdout)["sha256"] == model.sha256(file)
    done = run("models", "import", file, "--name", "theirs")
    assert done.exit_code == 0, done.output
    assert "Imported theirs from small.zip." in done.stdout
    assert "Now: digitgame play --model theirs" in done.stdout
    again = run("models", "import", file, "--name", "theirs")
    assert (again.exit_code, "You have a model theirs already." in again.stderr) == (2, True)
    # One file of several that is wrong does not keep out the others.
    (tmp_path / "bad.zip").write_bytes(b"x")
    several = run("models", "import", tmp_path / "bad.zip", file, "--json")
    assert several.exit_code == 1
    assert "bad.zip is not a model" in several.stderr
    assert json.loads(several.stdout)["name"] in model.names(paths.models())


def test_a_network_is_exported_for_other_programs(small_model: Path, tmp_path: Path) -> None:
    for ending, part in ((".tflite", model.TFLITE), (".keras", model.KERAS)):
        assert run("models", "export", small_model, tmp_path / f"x{ending}").exit_code == 0
        assert (tmp_path / f"x{ending}").read_bytes() == (small_model / part).read_bytes()
    assert run("models", "export", small_model, tmp_path / "x.onnx").exit_code == 2


@pytest.fixture
def imported(small_model: Path, tmp_path: Path) -> str:
    shutil.copyfile(small_model / model.TFLITE, tmp_path / "net.tflite")
    done = run("models", "import", tmp_path / "net.tflite", "--name", "elsewhere")
    assert done.exit_code == 0, done.output
    assert "Imported net.tflite as elsewhere: " in done.stdout
    assert "synthetic digits: 9" in done.stdout
    return "elsewhere"


def test_an_imported_network_is_a_model_like_others(imported: str, ink_file: Path, tmp_path: Path) -> None:
    assert "imported from net.tflite" in run("models").stdout
    shown = run("models", "show", imported).stdout
    assert "  imported from     net.tflite\n" in shown
    assert "  epochs" not in shown
    assert "conv1" in shown
    assert run("models", "default", imported).exit_code == 0
    printed = json.loads(run("evaluate", "--data", ink_file, "--json").stdout)
    assert (printed["model"], printed["accuracy"] > 0.9) == (imported, True)
    assert "it cannot be fine-tuned here" in run("train", "--from", imported).stderr
    assert "was imported: it has no .keras" in run("models", "export", imported, tmp_path / "x.keras").stderr
    card = model.load(paths.models() / imported).card
    assert 0 < card["refusal"]["threshold"] < 1


@pytest.mark.parametrize("kind", [".keras", ".h5", ".tflite", ".zip", ".txt"])
def test_a_file_where_a_model_is_asked_for_is_said_to_be_one(kind: str, tmp_path: Path) -> None:
    file = tmp_path / f"net{kind}"
    file.write_bytes(b"x")
    done = run("evaluate", "--model", file, "--data", "hand")
    assert done.exit_code == 2
    assert "There is no model" not in done.stderr
    assert (f"Import it: digitgame models import {file}" in done.stderr) == (kind != ".txt")


def test_a_file_of_a_model_leads_to_its_folder(small_model: Path) -> None:
    done = run("evaluate", "--model", small_model / model.KERAS, "--data", "hand")
    assert f"Name its folder: {small_model}" in done.stderr


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x.onnx", "an ONNX network"),
        ("x.pt", "a PyTorch network"),
        ("x.pkl", "can run any code"),
        ("gone.keras", "no file"),
    ],
)
def test_what_cannot_be_imported_is_said(name: str, says: str, tmp_path: Path) -> None:
    if name != "gone.keras":
        (tmp_path / name).write_bytes(b"x")
    done = run("models", "import", tmp_path / name)
    assert done.exit_code == 2
    assert says in done.stderr


@pytest.fixture
def class_models(small_model: Path, tmp_path: Path) -> Path:
    """A folder with models of a class: `ann` is the small model, `ben` has forgotten most of it."""
    folder = tmp_path / "class"
    for name in ("ann", "ben"):
        shutil.copytree(small_model, folder / name)
        card = model.load(folder / name).card
        worse = {"calibration": {"temperature": 9.0}} if name == "ben" else {}
        model.write_card(folder / name, {**card, "name": name, **worse})
    return folder


def test_several_models_make_a_league_table(class_models: Path, ink_file: Path, tmp_path: Path) -> None:
    chart = tmp_path / "league.png"
    done = run(
        "evaluate", "--model", class_models, "--model", "shipped", "--data", ink_file, "--chart", chart
    )
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["model", "drawings.jsonl", "accepted", "ECE", "per", "digit", "parameters"]
    assert {line.split()[1] for line in lines[1:4]} == {"ann", "ben", "shipped"}
    assert [line.split()[0] for line in lines[1:4]] == ["1", "2", "3"]
    accuracies = [float(line.split()[2]) for line in lines[1:4]]
    assert accuracies == sorted(accuracies, reverse=True)
    assert "Measured on 60 of drawings.jsonl; best first." in lines
    assert np.asarray(Image.open(chart)).std() > 5


def test_the_league_table_for_scripts(class_models: Path, ink_file: Path) -> None:
    names = [option for name in ("ann", "ben") for option in ("--model", class_models / name)]
    both = ("--data", ink_file, "--data", "hand", "--json")
    printed = [json.loads(line) for line in run("evaluate", *names, *both).stdout.splitlines()]
    assert {(one["model"], one["data"]) for one in printed} == {
        (name, data) for name in ("ann", "ben") for data in (ink_file.name, "hand")
    }
    alone = json.loads(run("evaluate", *names[:2], "--data", "hand", "--json").stdout)
    [same] = [one for one in printed if (one["model"], one["data"]) == ("ann", "hand")]
    assert same["confusion"] == alone["confusion"]


def test_a_damaged_model_in_the_table_is_reported_and_the_rest_is_measured(
    class_models: Path, ink_file: Path
) -> None:
    (class_models / "ben" / model.TFLITE).write_bytes(b"")
    done = run("evaluate", "--model", class_models, "--data", ink_file)
    assert done.exit_code == 1
    assert "truncated or altered" in done.stderr
    assert "1 of 2 models could not be measured." in done.stderr
    assert "  1  ann" in done.stdout


def test_a_wrong_name_is_said_before_anything_is_measured(class_models: Path, ink_file: Path) -> None:
    done = run("evaluate", "--model", class_models, "--model", "nope", "--data", ink_file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "digitgame: There is no model nope. Known: shipped; or name a folder.\n"


def test_min_accuracy_holds_for_each_model(class_models: Path, ink_file: Path) -> None:
    done = run("evaluate", "--model", class_models, "--data", ink_file, "--min-accuracy", 100)
    assert done.exit_code == 1
    assert "is below the 100 % asked for" in done.stderr
