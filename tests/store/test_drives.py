"""The write-ahead log is not used on another machine's drive."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitgame.store import database, drives

MOUNTS = r"""22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
40 22 0:40 / /home rw - autofs systemd-1 rw
41 22 0:41 / /home rw shared:5 - nfs4 server:/home rw
42 22 0:42 / /mnt/my\040share rw - cifs //server/x rw
43 22 0:43 / /homework rw - fuse.sshfs me@there: rw
44 22 8:2 / /home/local rw - xfs /dev/sdb rw
damaged
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/etc/x.db", "ext4"),
        ("/home/ann/digitgame.db", "nfs4"),
        ("/home/local/digitgame.db", "xfs"),
        ("/mnt/my share/digitgame.db", "cifs"),
        ("/homework/x.db", "fuse.sshfs"),
    ],
)
def test_the_file_system_of_a_path(path: str, kind: str) -> None:
    assert drives.kind_of_mount(Path(path), MOUNTS) == kind


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="only Linux has this table")
@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "ext4", "btrfs", "tmpfs", "apfs"]
)
def test_which_are_of_other_machines(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drives, "_mounts", lambda: f"1 1 0:1 / / rw - {kind} somewhere rw")
    assert drives.is_remote(tmp_path / "x.db") == (kind not in ("ext4", "btrfs", "tmpfs", "apfs"))


def test_nothing_known_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> str:
        raise OSError

    monkeypatch.setattr(drives, "_mounts", unreadable)
    monkeypatch.setattr("sys.platform", "linux")
    assert not drives.is_remote(tmp_path / "x.db")


def test_the_log_follows_the_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.db"

    def log() -> tuple[str, int]:
        opened = database.to_write(path)
        try:
            return opened.execute("PRAGMA journal_mode")[0][0], opened.number("PRAGMA synchronous")
        finally:
            opened.close()

    assert log() == ("wal", 1)
    # The file moved to a server, and back again.
    monkeypatch.setattr(database, "is_remote", lambda _: True)
    assert log() == ("delete", 2)
    assert not path.with_name("x.db-wal").exists()
    monkeypatch.setattr(database, "is_remote", lambda _: False)
    assert log() == ("wal", 1)


def test_little_of_the_file_is_kept_in_memory(tmp_path: Path) -> None:
    opened = database.to_write(tmp_path / "x.db")
    try:
        # In KiB, as a negative number; SQLite's own is -2000.
        assert opened.number("PRAGMA cache_size") == -256
    finally:
        opened.close()
