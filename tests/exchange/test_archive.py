"""A model as one zip file: whole, checked, and nothing else than a model."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

import h5py
import pytest

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.exchange import archive


@pytest.fixture
def packed(small_model: Path, tmp_path: Path) -> Path:
    file = tmp_path / "small.zip"
    archive.pack(model.load(small_model), file)
    return file


def parts_of(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def written(file: Path, parts: dict[str, bytes], *, sums: bool = True) -> Path:
    """A zip file of these parts, with the right digests on request."""
    if sums:
        lines = [
            f"{hashlib.sha256(value).hexdigest()}  {key}\n"
            for key, value in parts.items()
            if key != archive.SUMS
        ]
        parts = {**parts, archive.SUMS: "".join(lines).encode()}
    with zipfile.ZipFile(file, "w") as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return file


def test_a_model_comes_back_as_it_was_under_any_name(packed: Path, small_model: Path) -> None:
    found = archive.unpack(packed, paths.models(), "theirs")
    before = model.load(small_model, whole=True)
    assert found.name == "theirs"
    assert {key: value for key, value in found.card.items() if key != "name"} == {
        key: value for key, value in before.card.items() if key != "name"
    }
    names = {path.relative_to(small_model).as_posix() for path in small_model.rglob("*") if path.is_file()}
    assert {
        path.relative_to(found.folder).as_posix() for path in found.folder.rglob("*") if path.is_file()
    } == names
    assert archive.named(archive.read(packed)) == before.name


def test_the_same_model_makes_the_same_file(packed: Path, small_model: Path, tmp_path: Path) -> None:
    archive.pack(model.load(small_model), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_what_does_not_belong_to_a_model_stays_out(small_model: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(small_model, tmp_path / "with-notes"))
    (folder / "notes.txt").write_text("mine")
    archive.pack(model.load(folder), tmp_path / "x.zip")
    assert "notes.txt" not in parts_of(tmp_path / "x.zip")


@pytest.mark.parametrize(
    "name",
    [
        "../card.json",
        "/etc/passwd",
        "..\\x",
        "a/../../x",
        "network.py",
        "checkpoints/../x.tflite",
        "C:x",
        "x/",
    ],
)
def test_no_file_leads_elsewhere(packed: Path, tmp_path: Path, name: str) -> None:
    file = written(tmp_path / "bad.zip", {**parts_of(packed), name: b"x"})
    with pytest.raises(DigitgameError, match="is no file of a model"):
        archive.unpack(file, paths.models(), "bad")
    assert model.names(paths.models()) == []


def test_an_altered_or_missing_file_is_noticed(packed: Path, tmp_path: Path) -> None:
    parts = parts_of(packed)
    altered = written(tmp_path / "a.zip", {**parts, "history.csv": b"x"}, sums=False)
    with pytest.raises(DigitgameError, match=r"the digest of history\.csv differs"):
        archive.read(altered)
    gone = written(
        tmp_path / "b.zip", {key: value for key, value in parts.items() if key != "history.csv"}, sums=False
    )
    with pytest.raises(DigitgameError, match=r"history.csv is missing"):
        archive.read(gone)
    # Whoever writes the sums anew still can't change a network: its digest is on the card.
    swapped = written(tmp_path / "c.zip", {**parts, model.TFLITE: b"x"})
    with pytest.raises(DigitgameError, match="truncated or altered"):
        archive.unpack(swapped, paths.models(), "c")
    assert model.names(paths.models()) == []


def test_bounds(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = parts_of(packed)
    many = {**parts, **{f"checkpoints/epoch-{number:03}.tflite": b"" for number in range(70)}}
    with pytest.raises(DigitgameError, match="too many files"):
        archive.read(written(tmp_path / "many.zip", many))
    monkeypatch.setattr(archive, "_MOST_BYTES", 1000)
    with pytest.raises(DigitgameError, match="larger than a model can be"):
        archive.read(packed)


def test_weights_that_lead_elsewhere_are_refused(packed: Path, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "weights", "w") as store:
        store["w"] = h5py.ExternalLink("/etc/passwd", "w")
    parts = {"config.json": b"{}", "model.weights.h5": (tmp_path / "weights").read_bytes()}
    network = written(tmp_path / "network.keras", parts, sums=False)
    file = written(tmp_path / "x.zip", {**parts_of(packed), model.KERAS: network.read_bytes()})
    with pytest.raises(DigitgameError, match="lead to another place"):
        archive.unpack(file, paths.models(), "x")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text"])
def test_another_file_is_one_clear_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(DigitgameError, match="is not a model"):
        archive.read(tmp_path / "x.zip")
    with pytest.raises(DigitgameError, match="has no SHA256SUMS"):
        archive.read(written(tmp_path / "y.zip", {model.CARD: b"{}"}, sums=False))


def test_an_archive_that_contradicts_itself_is_one_short_line(packed: Path) -> None:
    content = bytearray(packed.read_bytes())
    # The first file's own header claims a name of a thousand letters.
    content[26:28] = (1000).to_bytes(2, "little")
    packed.write_bytes(content)
    with pytest.raises(DigitgameError, match="its parts do not fit each other") as caught:
        archive.read(packed)
    assert len(str(caught.value)) < 300
    # And so does its list claim a place before the beginning.
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = (2**31).to_bytes(4, "little")
    packed.write_bytes(content)
    with pytest.raises(DigitgameError, match="is not a model, or it is damaged"):
        archive.read(packed)


def test_a_card_that_is_nested_without_end_has_no_name() -> None:
    assert archive.named({"card.json": b"[" * 100_000}) == ""
