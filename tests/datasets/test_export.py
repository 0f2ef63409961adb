"""What is exported is what was there, whoever reads it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from digitgame import paths
from digitgame.cli import main
from digitgame.datasets import Dataset, Images, cache, local, sources
from digitgame.datasets.drawings import synthetic_in_order
from digitgame.datasets.export import write_images
from digitgame.errors import DigitgameError
from digitgame.ink import read_ink, write_ink
from digitgame.rules import Answer
from digitgame.store import Store
from digitgame.synth import handwriting

from .conftest import full_disk
from .making import same

TRAIN, TEST = synthetic_in_order(30, 1), synthetic_in_order(10, 2)
DATASET = Dataset.of("own", TRAIN, TEST, "scans")


@pytest.fixture(autouse=True)
def few_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "HAND_TEST", 20)


def export(*arguments: object, exit_code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["data", "export", *map(str, arguments)])
    assert done.exit_code == exit_code, done.output
    return done


@pytest.mark.parametrize(("form", "name"), [("idx", "own"), ("npz", "own.npz"), ("png", "own")])
def test_images_come_back_from_every_format(tmp_path: Path, form: str, name: str) -> None:
    out = tmp_path / "new" / name if form != "npz" else tmp_path / name
    write_images(DATASET, out, form)
    found = local.read(out)
    if form != "png":
        assert same(found.train, TRAIN)
        assert same(found.test, TEST)
        return
    # Image files come back by digit, and framed anew.
    assert np.array_equal(np.sort(TRAIN.labels), found.train.labels)
    with Image.open(out / "test" / "7" / "00007.png") as image:
        assert np.array_equal(np.asarray(image), TEST.images[7])


def test_nothing_is_overwritten_and_no_half_is_left(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("mine")
    for form in ("idx", "npz", "png"):
        with pytest.raises(DigitgameError, match="is there already"):
            write_images(DATASET, taken, form)
    with full_disk(2_000):
        for form in ("idx", "npz"):
            with pytest.raises(DigitgameError, match="cannot be written"):
                write_images(DATASET, tmp_path / f"out-{form}", form)
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


def test_one_players_drawings_as_ink_and_as_images(tmp_path: Path) -> None:
    written = {player: handwriting.write_many(12, seed) for seed, player in enumerate(("Ann", "Li"))}
    with Store(paths.database()) as store:
        for player, drawings in written.items():
            store.join(player)
            for drawing in drawings:
                assert drawing.label is not None
                store.add(player, drawing, [0.1] * 10, Answer(drawing.label, drawing.label), model="x")
    done = export("mine", tmp_path / "ann.jsonl", "--player", "Ann")
    assert "Wrote" in done.stdout
    assert "12 drawings." in done.stdout
    assert "12 drawings of Ann." in done.stderr
    found = list(read_ink(tmp_path / "ann.jsonl"))
    assert [one.label for one in found] == [one.label for one in written["Ann"]]
    assert [one.extra["writer"] for one in found] == ["Ann"] * 12
    done = export("mine", tmp_path / "all", "--player", "all", "--format", "png", "--json")
    printed = json.loads(done.stdout)
    assert printed["train"] + printed["test"] == 24
    assert printed["format"] == "png"
    assert len(list((tmp_path / "all").rglob("*.png"))) == 24
    export("mine", tmp_path / "eve.jsonl", "--player", "Eve", exit_code=2)
    assert not (tmp_path / "eve.jsonl").exists()


def test_synthetic_cached_and_other_data_are_exported(tmp_path: Path) -> None:
    export("hand", tmp_path / "hand.npz", "--count", "40", "--seed", "3")
    again = sources.load(["hand"], cache=tmp_path, seed=3, hand_count=40)
    assert same(local.read(tmp_path / "hand.npz").train, again.train)
    export("hand", tmp_path / "hand.jsonl", "--count", "15", "--seed", "3")
    assert len(list(read_ink(tmp_path / "hand.jsonl"))) == 15
    cache.save(paths.data(), "own", TRAIN, TEST)
    export("own", tmp_path / "own")
    assert same(local.read(tmp_path / "own").train, TRAIN)
    assert "no strokes" in export("own", tmp_path / "own.jsonl", exit_code=2).output
    write_ink(tmp_path / "pen.jsonl", handwriting.write_many(9, 1))
    export(tmp_path / "pen.jsonl", tmp_path / "copy.jsonl")
    assert (tmp_path / "copy.jsonl").read_text() == (tmp_path / "pen.jsonl").read_text()
    assert "there already" in export("own", tmp_path / "own", exit_code=2).output


def test_an_ending_that_no_format_has_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "hand.xyz"
    said = export("hand", wrong, exit_code=2).stderr
    assert "No format has the ending .xyz." in said
    assert "Name a file that ends in .npz (npz), .jsonl (ink), .ndjson (ink), or a folder" in said
    assert not wrong.exists()
    # Whoever names the format may call it anything, and so may whoever has made the folder.
    export("hand", wrong, "--count", "20", "--format", "png")
    (tmp_path / "digits.v2").mkdir()
    export("hand", tmp_path / "digits.v2", "--count", "20")
    assert len(local.read(tmp_path / "digits.v2").train) == 20


@pytest.mark.slow
def test_what_was_predicted_becomes_a_data_set(tmp_path: Path, small_model: Path) -> None:
    drawings = handwriting.write_many(20, 4)
    write_ink(tmp_path / "pen.jsonl", drawings)

    def predict(*arguments: str, exit_code: int = 0) -> Result:
        named = ["predict", *arguments, "--model", str(small_model)]
        done = CliRunner().invoke(main, named)
        assert done.exit_code == exit_code, done.output
        return done

    pen, out = str(tmp_path / "pen.jsonl"), str(tmp_path / "digits")
    done = predict(pen, "--json", "--export", "png", "--out", out)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    sure = [answer["digits"] for answer in answers if not answer["refused"] and len(answer["digits"]) == 1]
    images: Images = local.read(Path(out), only_test=True).test
    assert len(images) >= len(sure) > 10
    for digit in range(10):
        assert len(list((Path(out) / str(digit)).glob("pen-*.png"))) >= sure.count(str(digit))
    predict(pen, "--export", "ink", "--out", str(tmp_path / "read.jsonl"))
    read = list(read_ink(tmp_path / "read.jsonl"))
    assert [one.strokes for one in read] == [one.strokes for one in read_ink(tmp_path / "pen.jsonl")]
    labels = [None if one.label is None else str(one.label) for one in read]
    assert [label for label in labels if label is not None] == sure
    picture = next((Path(out) / sure[0]).iterdir())
    done = predict(str(picture), "--export", "ink", "--out", str(tmp_path / "none.jsonl"))
    assert "1 picture has no strokes: use --export png." in done.stderr
    assert not (tmp_path / "none.jsonl").exists()
    assert "Give --export and --out together" in predict(pen, "--export", "png", exit_code=2).output
    assert "there already" in predict(pen, "--export", "png", "--out", out, exit_code=2).output
