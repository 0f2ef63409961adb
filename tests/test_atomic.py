"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from digitgame import atomic


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_text_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "card.json"
    atomic.write_text(path, "first")
    with pytest.raises(UnicodeEncodeError):
        atomic.write_text(path, "\ud800")
    assert path.read_text("utf-8") == "first"
    assert names(path.parent) == ["card.json"]


def test_bytes_replace_an_earlier_file(tmp_path: Path) -> None:
    atomic.write_bytes(tmp_path / "weights", b"old")
    atomic.write_bytes(tmp_path / "weights", b"head", memoryview(b"body"))
    assert (tmp_path / "weights").read_bytes() == b"headbody"
    assert names(tmp_path) == ["weights"]


def test_a_file_that_fails_half_way_leaves_the_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "weights"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), atomic.file(path) as beside:  # noqa: PT012
        beside.write_bytes(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["weights"]


def test_what_a_killed_process_left_is_cleaned_up(tmp_path: Path) -> None:
    for name in (".final.0123abcd", ".final.0123abcd-journal", ".final.training.0123abcd"):
        (tmp_path / name).write_bytes(b"half")
    atomic.recover(tmp_path / "final")
    assert names(tmp_path) == [".final.training.0123abcd"]


def test_a_file_that_nobody_can_be_writing_any_more_is_removed(tmp_path: Path) -> None:
    files = (".final.0123abcd", ".final.89abcdef", ".other.0123abcd", ".final.training.0123abcd")
    for name in (*files, "final.0123abcd", ".final.old"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / ".final.00000000").mkdir()
    for path in tmp_path.iterdir():
        if path.name != ".final.89abcdef":
            os.utime(path, (0, 0))
    kept = [".final.00000000", ".final.89abcdef", ".final.old", "final.0123abcd"]
    others = [".final.training.0123abcd", ".other.0123abcd"]
    atomic.write_text(tmp_path / "final", "new")
    assert names(tmp_path) == sorted([*kept, *others, "final"])
    atomic.remove_abandoned(tmp_path)
    assert names(tmp_path) == sorted([*kept, "final"])
    atomic.remove_abandoned(tmp_path / "missing")


def test_a_file_is_on_disk_before_it_takes_its_place_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut could leave an empty file where an earlier one was."""
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def syncs(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def replaces(self: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", syncs)
    monkeypatch.setattr(Path, "replace", replaces)
    atomic.write_bytes(tmp_path / "weights", b"new")
    assert steps == ["file", "rename", *([] if os.name == "nt" else ["folder"])]


def test_a_file_that_cannot_be_synced_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights").write_bytes(b"old")

    def fails(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(atomic, "sync", fails)
    with pytest.raises(OSError, match="Input"):
        atomic.write_bytes(tmp_path / "weights", b"new")
    assert (tmp_path / "weights").read_bytes() == b"old"
    assert names(tmp_path) == ["weights"]


def test_a_file_that_another_program_holds_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a virus scanner looks at what was just written."""
    path, held = tmp_path / "card.json", [PermissionError(13, "held")] * 3
    replace = Path.replace

    def replace_later(self: Path, target: Path) -> Path:
        if held:
            raise held.pop()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replace_later)
    monkeypatch.setattr(atomic, "_PAUSE", 0.0)
    with pytest.raises(PermissionError):
        atomic.write_text(path, "once")
    monkeypatch.setattr(atomic, "_ATTEMPTS", 3)
    atomic.write_text(path, "again")
    assert path.read_text() == "again"
    assert not held
    assert names(tmp_path) == ["card.json"]
