"""Folders are replaced and removed in one step, which no sudden end leaves half done."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from digitgame import folders

KILLED = 9


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def made(folder: Path, content: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / name).write_text(content)
    return folder


def test_a_folder_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    for name in ("old", "new"):
        with folders.replacing(tmp_path / "deep" / "final") as new:
            (new / name).touch()
    assert names(tmp_path / "deep" / "final") == ["new"]
    assert names(tmp_path / "deep") == ["final"]


@pytest.mark.parametrize("ended", [PermissionError(13, "in use"), KeyboardInterrupt()])
def test_a_swap_that_fails_brings_back_the_earlier_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended: BaseException
) -> None:
    made(tmp_path / "final", "old")
    rename = Path.rename

    def held(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise ended
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(type(ended)), folders.replacing(tmp_path / "final") as new:
        (new / "new").touch()
    assert names(tmp_path / "final") == ["a", "b"]
    assert names(tmp_path) == ["final"]


def test_of_two_that_replace_one_folder_the_later_one_stays(tmp_path: Path) -> None:
    final = tmp_path / "final"
    with folders.replacing(final) as later:
        made(later / "later", "x")
        with folders.replacing(final) as sooner:
            made(sooner / "sooner", "x")
    assert names(final) == ["later"]
    assert names(tmp_path) == ["final"]


def test_one_that_comes_between_the_two_renames_gives_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    final = made(tmp_path / "final", "old")
    rename = Path.rename

    def slow(self: Path, target: Path) -> Path:
        if self.name == "new" and not final.exists():
            made(final, "another process")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", slow)
    # The other one comes each time, until the last attempt has failed as well: nothing is lost.
    with pytest.raises(OSError, match="not empty"), folders.replacing(final) as new:
        (new / "new").touch()
    assert (final / "a").read_text() == "another process"
    assert names(tmp_path) == ["final"]


def test_a_removed_folder_is_gone_and_a_link_leads_nowhere(tmp_path: Path) -> None:
    target = made(tmp_path / "target", "x")
    (tmp_path / "link").symlink_to(target)
    folders.remove(tmp_path / "link")
    assert names(tmp_path) == ["target"]
    assert names(target) == ["a", "b"]
    folders.remove(target)
    assert names(tmp_path) == []
    with pytest.raises(FileNotFoundError):
        folders.remove(target)
    assert names(tmp_path) == []


def test_what_a_running_process_writes_is_left_alone(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from digitgame import folders\n"
        "with folders.temporary(Path(sys.argv[1])) as new:\n"
        "    (new / 'half').touch(); print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "final")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        folders.recover(tmp_path)
        assert list(tmp_path.rglob("half"))
        other.kill()
    folders.recover(tmp_path)
    assert names(tmp_path) == []


def test_a_file_that_was_being_written_goes_once_nobody_can_be_writing_it(tmp_path: Path) -> None:
    for name, when in ((".default.0123abcd", 0.0), (".default.89abcdef", time.time())):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (when, when))
    folders.recover(tmp_path)
    assert names(tmp_path) == [".default.89abcdef"]


def test_other_hidden_folders_are_none_of_ours(tmp_path: Path) -> None:
    kept = [".git", ".a.training", ".a.0123abcd", ".a.0123abc.work", "a.0123abcd.work"]
    for name in kept:
        made(tmp_path / name, "x")
    folders.recover(tmp_path)
    folders.recover(tmp_path / "missing")
    assert names(tmp_path) == sorted(kept)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no FIFOs")
def test_a_pipe_in_place_of_the_lock_does_not_block(tmp_path: Path) -> None:
    place = tmp_path / ".a.0123abcd.work"
    place.mkdir()
    os.mkfifo(place / "lock")
    folders.recover(tmp_path)
    assert names(tmp_path) == [place.name]


def _replace(final: Path) -> None:
    with folders.replacing(final) as new:
        for name in ("a", "b"):
            (new / name).write_text("new")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("change", [_replace, folders.remove])
def test_killed_at_any_step_one_whole_folder_stays(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """Either the old or the new one for a replacement; the old one or none for a removal."""
    for step in range(1, 100):
        home = tmp_path / str(step)
        final = made(home / "final", "old")
        if _killed(change, final, step):
            folders.recover(home)
            found = {path.read_text() for path in final.iterdir()} if final.exists() else set()
            assert found in (({"old"}, {"new"}) if change is _replace else ({"old"}, set()))
            assert names(home) in ([["final"]] if found else [[]])
            assert not found or names(final) == ["a", "b"]
        else:
            break
    assert step > 6


def _killed(change: Callable[[Path], None], final: Path, step: int) -> bool:
    """Whether a process that makes a change is killed before this step, or ends first."""
    child = os.fork()
    if child == 0:
        left = step

        def ends(function: Callable[..., object]) -> Callable[..., object]:
            def call(*values: object, **more: object) -> object:
                nonlocal left
                left -= 1
                if not left:
                    os._exit(KILLED)
                return function(*values, **more)

            return call

        for owner, name in ((Path, "mkdir"), (Path, "rename"), (Path, "open"), (os, "fsync"), (os, "unlink")):
            setattr(owner, name, ends(getattr(owner, name)))
        os.rmdir, shutil.rmtree = ends(os.rmdir), ends(shutil.rmtree)  # type: ignore[assignment]
        change(final)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED


@pytest.mark.skipif(os.name == "nt", reason="Windows' locks are others")
def test_a_drive_without_locks_is_no_other_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    for number, held in ((errno.ENOLCK, False), (errno.EWOULDBLOCK, True)):

        def refuse(*_: object, number: int = number) -> None:
            raise OSError(number, "no")

        monkeypatch.setattr(fcntl, "flock", refuse)
        assert (folders.locked(tmp_path / "lock") is None) == held
