from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageDraw

from digitgame import model
from digitgame.cli import main
from digitgame.inference import Reader
from digitgame.ink import Drawing, frame, write_ink
from digitgame.synth import handwriting


@pytest.fixture
def drawings() -> list[Drawing]:
    return handwriting.write_many(10, seed=3)


@pytest.fixture
def ink_file(drawings: list[Drawing], tmp_path: Path) -> Path:
    path = tmp_path / "ten.jsonl"
    write_ink(path, drawings)
    return path


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "one.png"
    one = Image.new("RGB", (200, 300), "white")
    ImageDraw.Draw(one).line((105, 40, 95, 260), fill="navy", width=18)
    one.save(path)
    return path


def predict(*arguments: object, model_folder: Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(
        main, ["predict", "--model", str(model_folder), *map(str, arguments)], input=stdin
    )


def test_each_drawing_gives_a_line_with_what_the_reader_reads(
    ink_file: Path, drawings: list[Drawing], small_model: Path
) -> None:
    done = predict(ink_file, model_folder=small_model)
    assert (done.exit_code, done.stderr) == (0, "")
    reader = Reader(model.load(small_model))
    lines = done.stdout.splitlines()
    assert len(lines) == 10
    for number, (line, drawing) in enumerate(zip(lines, drawings, strict=True), 1):
        reading = reader.read(frame(drawing.strokes))
        second = int(reading.probabilities.argsort()[-2])
        if reading.rejected:
            assert line.startswith(f"{ink_file}:{number}: not a digit? (at best {reading.digit}, ")
        else:
            assert line.startswith(f"{ink_file}:{number}: {reading.digit}, ")
            assert f"(then {second}, " in line


def test_a_picture_is_read(picture: Path, small_model: Path) -> None:
    done = predict(picture, model_folder=small_model)
    assert done.stdout.startswith(f"{picture}: 1, ")
    assert " sure (then " in done.stdout


def test_json_has_the_shape_that_scripts_rely_on(ink_file: Path, picture: Path, small_model: Path) -> None:
    done = predict("--json", picture, ink_file, model_folder=small_model)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["file"], one["line"]) for one in answers] == [
        (str(picture), None),
        *((str(ink_file), line) for line in range(1, 11)),
    ]
    for one in answers:
        assert one["refused"] in (True, False)
        assert len(one["probabilities"]) == 10
        assert sum(one["probabilities"]) == pytest.approx(1, abs=1e-4)
        assert one["digits"] == str(one["probabilities"].index(max(one["probabilities"])))


def test_no_ink_is_refused_not_guessed(tmp_path: Path, small_model: Path) -> None:
    ink, white = tmp_path / "blank.jsonl", tmp_path / "white.png"
    ink.write_text('{"strokes": []}\n')
    Image.new("L", (50, 50), 255).save(white)
    done = predict(ink, white, model_folder=small_model)
    assert (done.exit_code, done.stdout) == (0, f"{ink}:1: no ink\n{white}: no ink\n")
    for line in predict("--json", ink, white, model_folder=small_model).stdout.splitlines():
        answer = json.loads(line)
        assert (answer["digits"], answer["refused"], answer["reason"]) == ("", True, "no ink")
        assert sum(answer["probabilities"]) == pytest.approx(1)


def test_standard_input_is_a_picture_or_an_ink_file(picture: Path, ink_file: Path, small_model: Path) -> None:
    for path in (picture, ink_file):
        named = predict(path, model_folder=small_model).stdout
        piped = predict("-", model_folder=small_model, stdin=path.read_bytes()).stdout
        assert piped == named.replace(str(path), "-")


def test_empty_standard_input_is_an_error(small_model: Path) -> None:
    done = predict("-", model_folder=small_model, stdin=b"")
    assert done.exit_code == 1
    assert done.stderr.startswith("digitgame: - is empty.")


def test_what_cannot_be_read_is_reported_and_the_rest_is_read(
    ink_file: Path, picture: Path, tmp_path: Path, small_model: Path
) -> None:
    torn, nothing = tmp_path / "torn.png", tmp_path / "nothing.png"
    torn.write_bytes(picture.read_bytes()[:100])
    (empty := tmp_path / "empty").mkdir()
    done = predict(torn, nothing, empty, ink_file, picture, model_folder=small_model)
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 11
    problems = done.stderr.splitlines()
    assert len(problems) == 3
    for path, problem in zip((torn, nothing, empty), problems, strict=True):
        assert problem.startswith(f"digitgame: {path} ")


def test_a_damaged_line_ends_its_file_but_not_the_next(
    picture: Path, tmp_path: Path, small_model: Path
) -> None:
    ink = tmp_path / "some.jsonl"
    ink.write_text('{"strokes": [[[100, 40], [95, 260]]]}\n{"strokes": 3}\n{"strokes": []}\n')
    done = predict(ink, picture, model_folder=small_model)
    assert [line.split(": ")[0] for line in done.stdout.splitlines()] == [f"{ink}:1", str(picture)]
    assert f"{ink}, line 2 has no strokes." in done.stderr
    assert done.exit_code == 1


def test_an_unknown_model_is_one_line_and_exit_code_2(picture: Path, tmp_path: Path) -> None:
    done = predict(picture, model_folder=tmp_path / "none")
    assert done.exit_code == 2
    assert done.stderr.startswith("digitgame: There is no model ")
    assert len(done.stderr.splitlines()) == 1


def test_a_file_is_needed() -> None:
    done = CliRunner().invoke(main, ["predict"])
    assert done.exit_code == 2
    assert "FILE" in done.stderr


def test_what_is_not_a_digit_is_marked(ink_file: Path, own_model: Path) -> None:
    card = json.loads((own_model / model.CARD).read_text("utf-8"))
    model.write_card(own_model, {**card, "refusal": {"threshold": -1}})
    for line in predict(ink_file, model_folder=own_model).stdout.splitlines():
        assert ": not a digit? (at best " in line
    for line in predict("--json", ink_file, model_folder=own_model).stdout.splitlines():
        printed = json.loads(line)
        assert (printed["refused"], printed["reason"]) == (True, "not a digit")
        assert printed["digits"] == str(printed["probabilities"].index(max(printed["probabilities"])))
        assert 0 <= printed["doubt"] <= 1


def test_a_picture_of_more_than_a_digit_gets_the_hint_to_crop(
    picture: Path, tmp_path: Path, small_model: Path
) -> None:
    page = tmp_path / "page.png"
    shown = Image.new("L", (400, 300), 255)
    pen = ImageDraw.Draw(shown)
    for row in range(9):
        pen.text((10, 10 + 30 * row), "What is written here is no digit at all", fill=0, font_size=22)
    shown.save(page)
    printed = predict(page, picture, model_folder=small_model)
    assert "not a digit?" in printed.stdout.splitlines()[0]
    assert printed.stderr == "(If a picture shows more than the digit and its board, crop it to the board.)\n"
    assert printed.exit_code == 0
    assert predict(picture, model_folder=small_model).stderr == ""
    assert predict("--json", page, model_folder=small_model).stderr == ""


def test_a_folder_is_read_in_the_order_of_its_names(
    picture: Path, ink_file: Path, tmp_path: Path, small_model: Path
) -> None:
    (folder := tmp_path / "scans").mkdir()
    for name in ("scan10.png", "scan9.PNG", ".hidden.png", "scan1.png"):
        (folder / name).write_bytes(picture.read_bytes())
    (folder / "notes.txt").write_text("not to be read")
    (folder / "deeper").mkdir()
    (folder / "ten.jsonl").write_bytes(ink_file.read_bytes())
    done = predict("--json", folder, model_folder=small_model)
    assert (done.exit_code, done.stderr) == (0, "")
    printed = [Path(json.loads(line)["file"]).name for line in done.stdout.splitlines()]
    assert printed == ["scan1.png", "scan9.PNG", "scan10.png", *["ten.jsonl"] * 10]


def test_a_pattern_that_the_shell_left_is_looked_up(picture: Path, tmp_path: Path, small_model: Path) -> None:
    """Windows' shells pass `*.png` on unexpanded. A file of just that name comes first."""
    for name in ("b.png", "a.png"):
        (tmp_path / name).write_bytes(picture.read_bytes())
    done = predict(tmp_path / "[ab].p?g", model_folder=small_model)
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        str(tmp_path / name) for name in ("a.png", "b.png")
    ]
    (tmp_path / "[ab].png").write_bytes(picture.read_bytes())
    done = predict(tmp_path / "[ab].png", model_folder=small_model)
    assert done.stdout.startswith(f"{tmp_path / '[ab].png'}: ")
    assert len(done.stdout.splitlines()) == 1
    nothing = predict(tmp_path / "*.jpg", model_folder=small_model)
    assert nothing.exit_code == 1
    assert nothing.stderr.startswith(f"digitgame: {tmp_path / '*.jpg'} cannot be read")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "[", "**"])
def test_a_name_that_no_file_can_have_is_an_error(name: str, small_model: Path) -> None:
    done = predict(name, model_folder=small_model)
    assert done.exit_code == 1
    assert done.stderr.startswith("digitgame: ")
    assert not isinstance(done.exception, OSError | ValueError)
