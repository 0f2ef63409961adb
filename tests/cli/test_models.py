"""`digitgame models`: list, show, compare, choose the default, remove."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from digitgame import model, paths, unfinished
from digitgame.cli import main
from digitgame.training import checkpoint


def models(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, ["models", *arguments], input=answer)


@pytest.fixture
def two(small_model: Path, home: Path) -> None:  # noqa: ARG001
    """Two models of the user's, `one` the default; `two` learnt less."""
    for name in ("one", "two"):
        folder = paths.models() / name
        shutil.copytree(small_model, folder)
        card = {
            key: value for key, value in model.load(folder).card.items() if key not in ("files", "layers")
        }
        changed: dict[str, Any] = {"name": name, "layers": LAYERS}
        if name == "two":
            changed |= {"preset": "seed", "epochs": 3, "scores": {"hand": 0.5, "club": 0.25}, "learnt": 1000}
            changed |= {"accepted": {"hand": 0.375}}
            changed |= {
                "recipe": {**card["recipe"], "start": "one"},
                "data": [{"name": "mnist", "count": 60_000}],
            }
        model.write_card(folder, {**card, **changed})
    model.set_default(paths.models(), "one")


def test_it_shows_what_the_model_was_trained_on(two: None) -> None:  # noqa: ARG001
    printed = models("show", "two").stdout
    assert "  data              1,000 of mnist (60,000)\n" in printed
    assert "  fine-tuned from   one\n" in printed
    assert "  synthetic digits  50.00 %" in printed
    assert "  club              25.00 %" in printed  # any data set that it was measured on
    assert "fine-tuned from" not in models("show", "one").stdout
    [line] = [
        line for line in models("compare", "one", "two").stdout.splitlines() if "fine-tuned from" in line
    ]
    assert line.split() == ["≠", "fine-tuned", "from", "one"]
    assert "fine-tuned from" not in models("compare", "one", "one").stdout


def test_the_bundled_model_has_one_name() -> None:
    found = model.find(model.SHIPPED, models=paths.models(), shipped=paths.shipped_model())
    assert found.name == model.SHIPPED  # what the game and `evaluate` call it
    assert models("show", model.SHIPPED).stdout.startswith("shipped, in ")
    done = CliRunner().invoke(main, ["evaluate", "--data", "hand", "--json"])
    assert json.loads(done.stdout)["model"] == "shipped"


LAYERS = [
    {"name": "conv1", "kind": "Conv2D", "shape": [24, 24, 16], "parameters": 416, "multiply_adds": 230_400}
    | {"min": -0.5, "max": 0.25, "zeros": 3, "nan": 0},
    {"name": "pool1", "kind": "MaxPooling2D", "shape": [12, 12, 16], "parameters": 0, "multiply_adds": 0},
]


def test_the_list_marks_the_default_and_shows_scores(two: None) -> None:  # noqa: ARG001
    done = models()
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    marked = [line.split()[:2] for line in lines if line.startswith("* ") and "is the default" not in line]
    assert marked == [["*", "one"]]
    [line] = [line for line in lines if line.split()[:1] == ["two"]]
    assert line.split()[1] == "seed"
    assert line.endswith("50.00 / 37.50 %  club 25.00 / –  fine-tuned from one")
    assert "fine-tuned" not in lines[1]
    printed = json.loads(models("--json").stdout)
    named = {one["name"]: one for one in printed["models"]}
    assert {"one", "two"} <= set(named)
    assert named["one"]["default"]
    assert not named["two"]["default"]
    assert named["two"]["scores"] == {"hand": 0.5, "club": 0.25}
    assert named["two"]["accepted"] == {"hand": 0.375}
    assert printed["unfinished"] == []


def test_a_damaged_model_or_one_of_another_framing_says_so_in_the_list(two: None) -> None:  # noqa: ARG001
    (paths.models() / "one" / model.TFLITE).write_bytes(b"")
    card = model.load(paths.models() / "two").card
    model.write_card(paths.models() / "two", {**card, "framing": 77})
    done = models()
    assert done.exit_code == 0
    assert "truncated or altered" in done.stdout
    assert "was trained on framing 77" in done.stdout


def test_an_unfinished_training_stands_in_the_list(two: None) -> None:  # noqa: ARG001
    with checkpoint.claimed(paths.models() / "half", {}) as held:
        held.keep(checkpoint.Checkpoint({}, [{"epoch": 1, "loss": 1.0}], 1.0, b"state", b"", {}))
        assert "half is being trained" in models().stdout
    assert "half is unfinished, 1 epoch done. Resume it: digitgame train --resume half" in models().stdout
    assert json.loads(models("--json").stdout)["unfinished"] == [
        {"name": "half", "epochs": 1, "running": False}
    ]
    half = unfinished.Unfinished("half", "fast", 1)
    request = unfinished.directory(paths.models() / "half") / unfinished.REQUEST
    request.write_text(json.dumps({"preset": "fast"}), "utf-8")
    assert unfinished.resumable(paths.models()) == [half]
    # The last epoch was set aside as damaged, and the one before takes over.
    request.with_name(unfinished.CHECKPOINT).rename(request.with_name(unfinished.BEFORE))
    assert unfinished.resumable(paths.models()) == [half]
    assert models("remove", "half", "--yes").exit_code == 0
    assert unfinished.names(paths.models()) == []


def test_show_tells_every_layer(two: None) -> None:  # noqa: ARG001
    done = models("show", "one")
    assert done.exit_code == 0, done.output
    [row] = [line.split() for line in done.stdout.splitlines() if line.split()[:1] == ["conv1"]]
    assert row == ["conv1", "24×24×16", "416", "230,400", "-0.500", "0.250", "3", "0"]
    printed = json.loads(models("show", "--json").stdout)
    assert (printed["name"], printed["layers"]) == ("one", LAYERS)


def test_accepted_accuracy_stands_beside_accuracy_where_a_card_has_it(two: None) -> None:  # noqa: ARG001
    lines = models("show", "two").stdout.splitlines()
    assert "  synthetic digits  50.00 % (37.50 % accepted)" in [line.partition(" of ")[0] for line in lines]
    assert "  club              25.00 % (– accepted)" in lines
    assert "50.00 % (37.50 % accepted)" in models("compare", "one", "two").stdout


def test_compare_marks_what_differs(two: None) -> None:  # noqa: ARG001
    done = models("compare", "one", "two")
    assert done.exit_code == 0, done.output
    rows = {line[2:20].strip(): line[0] for line in done.stdout.splitlines()[1:]}
    assert (rows["preset"], rows["epochs"], rows["synthetic digits"], rows["parameters"]) == (
        "≠",
        "≠",
        "≠",
        " ",
    )
    printed = json.loads(models("compare", "one", "two", "--json").stdout)
    assert [one["name"] for one in printed["models"]] == ["one", "two"]


def test_the_default_can_be_chosen(two: None) -> None:  # noqa: ARG001
    assert models("default", "two").exit_code == 0
    assert model.default(paths.models()) == "two"
    assert models("default", "shipped").exit_code == 0
    assert model.default(paths.models()) is None
    wrong = models("default", "three")
    assert wrong.exit_code == 2
    assert "Yours: one, two." in wrong.output


def test_removing_asks_first(two: None) -> None:  # noqa: ARG001
    assert "Nothing was removed" in models("remove", "two", answer="n\n").output
    assert model.names(paths.models()) == ["one", "two"]
    assert models("remove", "two", answer="y\n").exit_code == 0
    assert model.names(paths.models()) == ["one"]
    assert "bundled model" in models("remove", "one", "--yes").output
    assert model.default(paths.models()) is None


@pytest.mark.parametrize(
    "name", ["three", "..", ".", "../models", "../one", "default", ".half.training", "shipped", ""]
)
def test_nothing_but_a_model_is_removed(two: None, name: str) -> None:  # noqa: ARG001
    (paths.home() / ".one.training").mkdir()  # what "../one" would lead to
    kept = sorted(path.name for path in (*paths.home().iterdir(), *paths.models().iterdir()))
    assert models("remove", name, "--yes").exit_code == 2
    assert sorted(path.name for path in (*paths.home().iterdir(), *paths.models().iterdir())) == kept


def test_a_training_that_runs_is_not_removed(two: None) -> None:  # noqa: ARG001
    with checkpoint.claimed(paths.models() / "one", {}) as held:
        done = models("remove", "one", "--yes")
        assert done.exit_code == 2
        assert "is running" in done.output
        assert held.folder.is_dir()
    assert model.names(paths.models()) == ["one", "two"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("recipe", None), ("epochs", 10**400), ("scores", {"mnist": "x"}), ("data", [1]), ("name", [[]])],
)
def test_one_odd_card_hides_no_other_model(two: None, key: str, value: object) -> None:  # noqa: ARG001
    card = paths.models() / "two" / model.CARD
    card.write_text(json.dumps({**json.loads(card.read_text("utf-8")), key: value}), "utf-8")
    found = {one["name"]: one for one in json.loads(models("--json").stdout)["models"]}
    assert "is not a model's card" in found["two"]["error"]
    assert "error" not in found["one"]


def test_a_deeply_nested_card_hides_no_other_model(two: None) -> None:  # noqa: ARG001
    (paths.models() / "two" / model.CARD).write_text("[" * 100_000, "utf-8")
    assert "is not a model's card" in models().stdout


def test_the_layers_of_an_old_card_are_those_that_the_network_shows(two: None) -> None:  # noqa: ARG001
    folder = paths.models() / "one"
    card = {key: value for key, value in model.load(folder).card.items() if key not in ("files", "layers")}
    model.write_card(folder, card)
    shown = models("show", "one")
    assert shown.exit_code == 0
    assert "conv1" in shown.stdout
    # Nothing of the Keras file is read for it.
    (folder / model.KERAS).write_bytes(b"no network")
    model.write_card(folder, {**card, "preset": "of another version"})
    assert "conv1" in models("show", "one").stdout
