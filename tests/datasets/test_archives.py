"""Zip archives, CSV files and image folders: what is wrong with them is said plainly."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitgame.datasets import local
from digitgame.datasets.formats import place, table
from digitgame.errors import DigitgameError

from .making import idx_files, noise, put

TRAIN, TEST = noise(12, 1), noise(6, 2)


def put_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def test_an_archive_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put_zip(tmp_path / "a.zip", idx_files(TRAIN, TEST))
    monkeypatch.setattr(place, "MOST_BYTES", 10_000)
    with pytest.raises(DigitgameError, match="would unpack to more than"):
        local.read(path)
    monkeypatch.setattr(place, "MOST_BYTES", 10_000_000)
    monkeypatch.setattr(place, "_LIST", 100)
    with pytest.raises(DigitgameError, match="holds too many files"):
        local.read(path)


def test_names_that_lead_out_of_an_archive_are_passed_over(tmp_path: Path) -> None:
    files = {f"../{name}": content for name, content in idx_files(TRAIN, TEST).items()}
    path = put_zip(tmp_path / "a.zip", {**files, "/etc/passwd": b"x"})
    with pytest.raises(DigitgameError, match="holds no digits"):
        local.read(path)
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    path = put_zip(tmp_path / "a.zip", idx_files(TRAIN, TEST))
    content = bytearray(path.read_bytes())
    content[200] ^= 255
    path.write_bytes(content)
    with pytest.raises(DigitgameError, match=r"a\.zip"):
        local.read(path)
    path.write_bytes(content[:500])
    with pytest.raises(DigitgameError, match="is a damaged zip archive"):
        local.read(path)


def test_an_archive_in_an_archive_is_left_to_the_user(tmp_path: Path) -> None:
    inner = put_zip(tmp_path / "inner.zip", idx_files(TRAIN, TEST))
    outer = put_zip(tmp_path / "a.zip", {"inner.zip": inner.read_bytes()})
    with pytest.raises(DigitgameError, match="is an archive in an archive"):
        local.read(outer)


def lines(count: int = 3) -> list[str]:
    return [",".join(map(str, (n % 10, *TRAIN.images[n].reshape(784).tolist()))) for n in range(count)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\n".join([*lines(), lines()[0] + ",7"]), "line 4 has 786 columns, not 785"),
        ("\n".join([*lines(), lines()[0].rpartition(",")[0] + ",x"]), "line 4: 'x' is not a number"),
        ("\n".join([*lines(), lines()[0].rpartition(",")[0] + ","]), "line 4: '' is not a number"),
        ("\n".join([*lines(), "12" + lines()[0][1:]]), "label 3 is 12, not a digit"),
        ("\n".join([*lines(), lines()[0].rpartition(",")[0] + ",999"]), "has values of 0 to 999"),
        ("1,2,3\n4,5,6\n", "has 3 columns: a digit has 785"),
        ("label," + ",".join(f"p{n}" for n in range(784)) + "\n", "has no rows"),
        ("0," * 30_000, "has a line of more than 40,000 characters"),
    ],
)
def test_a_wrong_table_is_named_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "digits.csv"
    path.write_text(text)
    with pytest.raises(DigitgameError) as caught:
        local.read(path)
    assert reason in caught.value.problem
    assert str(path) in caught.value.problem
    assert caught.value.hint


@pytest.mark.parametrize("separator", [",", ";", "\t", " "])
def test_a_table_may_be_separated_as_people_do(
    tmp_path: Path, separator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "_ROWS", 4)
    path = tmp_path / "digits.csv"
    path.write_text("\ufeff" + "\r\n\r\n".join(line.replace(",", separator) for line in lines(12)), "utf-8")
    found = table.read(path)
    assert np.array_equal(found.images, TRAIN.images)
    assert list(found.labels) == [*range(10), 0, 1]


def test_listed_images_that_are_missing_are_named_together(tmp_path: Path) -> None:
    Image.new("L", (30, 30)).save(tmp_path / "a.png")
    (tmp_path / "labels.csv").write_text("file,label\na.png,3\nb.png,4\nc.png,5\n")
    with pytest.raises(DigitgameError, match=r"lists 2 images that are not there: b\.png, c\.png"):
        local.read(tmp_path)


def test_a_search_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_MOST_FOLDERS", 20)
    for number in range(30):
        (tmp_path / f"folder {number}").mkdir()
    with pytest.raises(DigitgameError, match="too many folders"):
        local.read(tmp_path)


def test_a_known_format_that_is_not_read_is_named(tmp_path: Path) -> None:
    put(tmp_path, {"a.mat": b"MATLAB 5.0 MAT-file", "a.rar": b"Rar!\x1a", "a.tar": bytes(257) + b"ustar"})
    for name, reason in (("a.mat", "a MATLAB file"), ("a.rar", "a RAR archive"), ("a.tar", "a tar archive")):
        with pytest.raises(DigitgameError, match=reason):
            local.read(tmp_path / name)
