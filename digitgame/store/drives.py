"""Whether a file lies on a drive of another machine.

SQLite's write-ahead log needs memory that all its programs share, which machines do not: "WAL does not work over a
network filesystem" (sqlite.org/wal.html). There, the older rollback journal does.
"""

from __future__ import annotations

import ctypes
import logging
import os
import re
import sys
from pathlib import Path
from typing import Any, Final

_log = logging.getLogger(__name__)
_MOUNTS: Final = Path("/proc/self/mountinfo")
# File systems of other machines, as Linux and macOS call them.
_REMOTE: Final = re.compile(
    r"nfs\d?|cifs|smb\w*|afs|afpfs|ncpfs|webdav|davfs2?|9p|ceph|lustre|gfs2?|beegfs|gpfs|virtiofs|fuse\.(sshfs|glusterfs"
    r"|rclone|s3fs|smbnetfs|davfs2?|ceph)"
)
_DRIVE_REMOTE: Final = 4


def is_remote(path: Path) -> bool:
    """True where a file, or the folder it will lie in, is known to be on another machine's drive."""
    try:
        whole = path.resolve()
        if os.name == "nt":
            return _is_remote_on_windows(whole)
        kind = _kind_on_macos(whole) if sys.platform == "darwin" else kind_of_mount(whole, _mounts())
    except (OSError, ValueError, AttributeError) as error:
        _log.debug("It cannot be found out what drive %s lies on: %s", path, error)
        return False
    return bool(_REMOTE.fullmatch(kind))


def kind_of_mount(path: Path, mounts: str) -> str:
    """The file system of a path, given Linux' table of mounts; "" where the table lacks it."""
    found, longest = "", -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, kind = before.split(" "), after.split(" ")[0]
        if len(fields) < 5:
            continue
        # Spaces and the like are written as octal numbers.
        place = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4])
        # Of several at the same place, the last one counts.
        if path.is_relative_to(place) and len(place) >= longest:
            found, longest = kind, len(place)
    return found


def _mounts() -> str:
    return _MOUNTS.read_text("utf-8", "replace")


def _is_remote_on_windows(path: Path) -> bool:
    if path.anchor.startswith("\\\\"):
        return True
    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    return bool(kernel.GetDriveTypeW(path.anchor) == _DRIVE_REMOTE)


def _kind_on_macos(path: Path) -> str:
    """The name of the file system, from the system's `statfs`, whose struct has it at this place."""
    existing = next(one for one in (path, *path.parents) if one.exists())
    struct = ctypes.create_string_buffer(4096)
    if ctypes.CDLL(None, use_errno=True).statfs(os.fsencode(existing), struct):
        raise OSError(ctypes.get_errno(), "statfs")
    return struct.raw[72:88].split(b"\0")[0].decode()
