"""`digitgame gallery`: a picture of many digits, and the scenes that the window begins with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from digitgame.cli import main
from digitgame.datasets import Images
from digitgame.datasets.browse import browse_images
from digitgame.ink import frame, write_ink
from digitgame.synth import handwriting


@pytest.fixture
def ink_file(tmp_path: Path) -> Path:
    """Three of each digit."""
    rng = np.random.default_rng(5)
    write_ink(tmp_path / "thirty.jsonl", [handwriting.write(at % 10, rng) for at in range(30)])
    return tmp_path / "thirty.jsonl"


def gallery(*words: object) -> Result:
    return CliRunner().invoke(main, ["gallery", *map(str, words)])


def test_many_digits_are_one_picture(ink_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "fours.png"
    done = gallery("--data", ink_file, "--digit", 4, "--out", out)
    assert (done.exit_code, done.output) == (0, f"Wrote {out}: 3 4s of thirty.jsonl.\n")
    sheet = np.asarray(Image.open(out))
    assert sheet.shape == (2 * 60 + 4, 2 * 60 + 4)  # two by two places, one of them left
    rng = np.random.default_rng(5)
    drawings = [handwriting.write(at % 10, rng) for at in range(30)]
    first = np.rint(frame(drawings[4].strokes) * 255).astype(np.uint8)
    assert (sheet[4:60:2, 4:60:2] == first).all()
    assert np.unique(sheet[64:, 64:]).tolist() == [40]


def test_no_more_than_asked_for_and_no_fewer_than_there_are(ink_file: Path, tmp_path: Path) -> None:
    assert "Wrote" in gallery("--data", ink_file, "--count", 7, "--out", tmp_path / "seven.png").output
    assert Image.open(tmp_path / "seven.png").size == (3 * 60 + 4, 3 * 60 + 4)
    assert ": 30 digits of thirty.jsonl." in gallery("--data", ink_file, "--out", tmp_path / "all.png").output


def test_several_data_sets_are_looked_at_together(ink_file: Path, tmp_path: Path) -> None:
    done = gallery("--data", ink_file, "--data", "hand", "--count", 31, "--out", tmp_path / "both.png")
    assert ": 31 digits of thirty.jsonl+hand." in done.output


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (["--out", "nowhere/at/all.png"], 1, "nowhere/at/all.png cannot be written: No such file"),
        (["--out", "digits.foo"], 1, "unknown file extension: .foo. Name another place with --out"),
        (["--data", "nothing", "--out", "x.png"], 2, "There is no data 'nothing'"),
        (["--digit", "10"], 2, "--digit"),
    ],
)
def test_what_fails_is_one_line(words: list[str], code: int, expected: str) -> None:
    done = gallery(*words)
    assert done.exit_code == code
    [line] = done.output.splitlines()
    assert expected in line


def test_a_digit_that_is_not_there(tmp_path: Path) -> None:
    write_ink(tmp_path / "ones.jsonl", [handwriting.write(1, np.random.default_rng(1))])
    done = gallery("--data", tmp_path / "ones.jsonl", "--digit", 2, "--out", tmp_path / "x.png")
    assert done.exit_code == 1
    assert "There is no 2 in ones.jsonl." in done.output


def test_pictures_in_memory_are_an_album() -> None:
    labels = np.array([3, 4, 3, 3], np.uint8)
    pictures = Images(np.arange(4 * 28 * 28, dtype=np.uint32).reshape(4, 28, 28).astype(np.uint8), labels)
    dataset = browse_images("mine", pictures)
    assert (dataset.description, dataset.size) == ("mine", 4)
    assert (dataset.take(3, 1, 9).images == pictures.images[[2, 3]]).all()
    assert dataset.take(None, 0, 2).labels.tolist() == [3, 4]
    assert len(dataset.take(7, 0, 5)) == 0
