from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from ink.making import boxed

from digitgame import model
from digitgame.cli import main
from digitgame.inference import Reader
from digitgame.ink import Drawing, frame, write_ink
from digitgame.synth import handwriting

MISTAKES = "Most common mistakes (actual → predicted):"


def evaluate(*arguments: object, model_folder: Path) -> Result:
    return CliRunner().invoke(main, ["evaluate", "--model", str(model_folder), *map(str, arguments)])


@pytest.fixture
def ink_file(tmp_path: Path) -> Path:
    path = tmp_path / "drawings.jsonl"
    write_ink(path, handwriting.write_many(60, seed=8))
    return path


def test_json_agrees_with_reading_the_drawings_one_by_one(ink_file: Path, small_model: Path) -> None:
    done = evaluate("--data", ink_file, "--json", model_folder=small_model)
    assert (done.exit_code, done.stderr) == (0, "")
    printed = json.loads(done.stdout)
    reader = Reader(model.load(small_model))
    drawings = handwriting.write_many(60, seed=8)
    read = [reader.read(frame(drawing.strokes)).digit for drawing in drawings]
    right = [digit == drawing.label for digit, drawing in zip(read, drawings, strict=True)]
    assert (printed["data"], printed["count"]) == (ink_file.name, 60)
    assert printed["refused"] <= 3
    assert printed["accuracy"] == pytest.approx(sum(right) / 60, abs=0.02)  # pictures of 8 bits were read
    assert len(printed["per_digit"]) == 10
    assert sum(map(sum, printed["confusion"])) == 60
    assert sum(printed["confusion"][digit][digit] for digit in range(10)) == round(printed["accuracy"] * 60)
    assert printed["seconds"] >= 0


def test_the_report_fits_80_columns_and_lists_the_worst_mistakes(tmp_path: Path, small_model: Path) -> None:
    path = tmp_path / "wrong.jsonl"  # ones that claim to be eights, so that there is something to confuse
    ones = [
        Drawing(drawing.strokes, 8) for drawing in handwriting.write_many(200, seed=1) if drawing.label == 1
    ]
    write_ink(path, [*ones, *handwriting.write_many(100, seed=2)])
    done = evaluate("--data", path, model_folder=small_model)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert re.match(r"Accuracy: \d+\.\d\d % \(\d+ of 120 wrong", lines[1])
    rows = [line.split() for line in lines if line.startswith("actual ")]
    assert [int(row[1]) for row in rows] == list(range(10))
    counts = [[0 if cell == "." else int(cell) for cell in row[2:12]] for row in rows]
    assert sum(map(sum, counts)) == 120
    assert sum(counts[8]) == 30
    assert re.match(r"  8 → 1: \d+ times, \d+\.\d\d % of the 8s", lines[lines.index(MISTAKES) + 1])


def test_columns_stand_under_the_predicted_digits(ink_file: Path, small_model: Path) -> None:
    lines = evaluate("--data", ink_file, model_folder=small_model).stdout.splitlines()
    head = next(line for line in lines if line.startswith("predicted"))
    for digit in range(10):
        row = next(line for line in lines if line.startswith(f"actual {digit}"))
        at = head.index(f" {digit}", 9) + 1
        assert row[at].isdigit()  # the diagonal
        assert not row[at + 1].isdigit()


def test_without_mnist_the_test_data_is_synthetic_and_the_report_says_so(small_model: Path) -> None:
    done = evaluate(model_folder=small_model)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].endswith(" on synthetic digits (choose with --data):")


def test_a_drawing_without_a_label_is_named_by_its_line(ink_file: Path, small_model: Path) -> None:
    with ink_file.open("a") as file:
        file.write('\n{"strokes": [[[1, 2], [100, 200]]]}\n')
    done = evaluate("--data", ink_file, model_folder=small_model)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"digitgame: {ink_file}, line 62 has no label.")
    assert done.stdout == ""


def test_a_script_can_ask_for_an_accuracy(ink_file: Path, small_model: Path) -> None:
    assert evaluate("--data", ink_file, "--min-accuracy", 10, model_folder=small_model).exit_code == 0
    with ink_file.open("a") as file:  # a nought that is said to be a one
        file.write('{"label": 1, "strokes": [[[100,50],[50,150],[100,250],[150,150],[100,50]]]}\n')
    done = evaluate("--data", ink_file, "--min-accuracy", 100, "--json", model_folder=small_model)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["count"] == 61
    assert "is below the 100 % asked for." in done.stderr


@pytest.mark.parametrize("name", ["no-such-data", "/no/such/folder"])
def test_unknown_data_is_one_line(name: str, small_model: Path) -> None:
    done = evaluate("--data", name, model_folder=small_model)
    assert done.exit_code == 2
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_altered_model_is_refused_before_it_is_run(ink_file: Path, own_model: Path) -> None:
    with (own_model / model.TFLITE).open("ab") as file:
        file.write(b"more")
    done = evaluate("--data", ink_file, model_folder=own_model)
    assert done.exit_code == 1
    assert "truncated or altered" in done.stderr


def test_mnist_is_scored_from_the_command(small_model: Path, shared_data: Path) -> None:
    command = [sys.executable, "-m", "digitgame", "evaluate", "--json", "--data", str(shared_data / "mnist")]
    env = {**os.environ, "PYTHONPATH": str(Path(model.__file__).parents[1])}
    done = subprocess.run(
        [*command, "--model", str(small_model)], env=env, capture_output=True, text=True, check=True
    )
    printed = json.loads(done.stdout)
    assert (printed["data"], printed["count"]) == ("mnist", 10_000)


def test_rejected_drawings_are_counted(ink_file: Path, own_model: Path) -> None:
    card = json.loads((own_model / model.CARD).read_text("utf-8"))
    model.write_card(own_model, {**card, "refusal": {"threshold": -1}})
    done = evaluate("--data", ink_file, "--json", model_folder=own_model)
    printed = json.loads(done.stdout)
    assert (printed["refused"], printed["accepted"]) == (60, 0)
    assert printed["accuracy"] > 0
    text = evaluate("--data", ink_file, model_folder=own_model).stdout
    assert ", 60 rejected as non-digits)\nAccepted accuracy: 0.00 % (right and not rejected)\n" in text


def test_several_data_sets_stand_side_by_side(ink_file: Path, small_model: Path, tmp_path: Path) -> None:
    other = tmp_path / "others.jsonl"
    write_ink(other, handwriting.write_many(40, seed=9))
    both = ("--data", ink_file, "--data", other)
    done = evaluate(*both, model_folder=small_model)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    [digits] = [line for line in lines if line.startswith("digits ")]
    assert digits.split() == ["digits", "60", "40"]
    assert sum(line.startswith("accuracy of ") for line in lines) == 10
    assert [line.split(":")[0].strip() for line in lines[-2:]] == [ink_file.name, other.name]
    printed = [
        json.loads(line) for line in evaluate(*both, "--json", model_folder=small_model).stdout.splitlines()
    ]
    alone = json.loads(evaluate("--data", other, "--json", model_folder=small_model).stdout)
    assert [one["data"] for one in printed] == [ink_file.name, other.name]
    assert {**printed[1], "seconds": 0} == {**alone, "seconds": 0}
    failed = evaluate(*both, "--min-accuracy", "100", "--data", "hand", model_folder=small_model)
    assert failed.exit_code == 1 or all(one["accuracy"] == 1 for one in printed)


def test_out_draws_what_was_read(ink_file: Path, small_model: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "report"
    done = evaluate("--data", ink_file, "--out", out, model_folder=small_model)
    assert done.exit_code == 0, done.output
    pictures = {"confusion", "accuracy", "reliability", "mistakes", "kernels", "features", "curves"}
    written = {"score.json", "layers.txt"}
    assert {path.name for path in out.iterdir()} == {*(f"{name}.png" for name in pictures), *written}
    table = (out / "layers.txt").read_text("utf-8")
    card = json.loads((small_model / "card.json").read_text("utf-8"))
    assert all(layer["name"] in table for layer in card["layers"])
    assert f"{card['parameters']:,}" in table.splitlines()[-1]
    assert json.loads((out / "score.json").read_text("utf-8"))["count"] == 60
    done = evaluate(
        "--data", ink_file, "--data", "hand", "--out", out.parent / "two", model_folder=small_model
    )
    assert sorted(path.name for path in (out.parent / "two").iterdir()) == [f"1-{ink_file.name}", "2-hand"]


@pytest.mark.parametrize("history", [None, "", "epoch,loss\n1,0.5\n", "epoch,loss,accuracy\n1,much\n"])
def test_how_it_learnt_is_drawn_only_where_that_is_known(
    ink_file: Path, own_model: Path, tmp_path: Path, history: str | None
) -> None:
    path = own_model / "history.csv"
    path.unlink()
    if history is not None:
        path.write_text(history, "utf-8")
    done = evaluate("--data", ink_file, "--out", tmp_path / "report", model_folder=own_model)
    assert done.exit_code == 0, done.output
    assert not (tmp_path / "report" / "curves.png").exists()
    assert (tmp_path / "report" / "mistakes.png").exists()


def test_strokes_that_are_no_part_of_the_digit_are_set_aside(tmp_path: Path, small_model: Path) -> None:
    ink = tmp_path / "boxed.jsonl"
    plain = handwriting.write_many(30, 3)
    write_ink(ink, [Drawing.of(boxed(drawing.strokes), drawing.label) for drawing in plain])
    done = evaluate("--data", ink, "--json", model_folder=small_model)
    assert json.loads(done.stdout)["accuracy"] >= 0.8
