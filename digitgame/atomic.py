"""Write a file beside its place, then rename it: half of one is never seen, an earlier one never lost."""

import os
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

# What follows `.NAME.` in the name of a file that is being written; SQLite puts a file beside it.
_ENDING: Final = re.compile("[0-9a-f]{8}(-journal|-wal|-shm)?")
# Seconds after its last change in which somebody may still be writing a file: those of a slow disk, and then many.
_WRITING: Final = 3_600
# How often a file is tried to be renamed, and the seconds between two attempts: elsewhere nobody holds what is open.
_ATTEMPTS: Final = 20 if os.name == "nt" else 1
_PAUSE: Final = 0.1


def sync(path: Path) -> None:
    """Wait until a file, or which files a folder has, is on the disk itself."""
    # Windows syncs only what is open to write; a folder may be one only to read.
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """`sync` a folder where the system and the disk can do that: Windows cannot."""
    if os.name != "nt":
        with suppress(OSError):
            sync(path)


def retried(rename: Callable[[], object]) -> None:
    """Call `rename`, on Windows again for two seconds if it is not permitted.

    A virus scanner or the Explorer may have a file open for a moment, and then it can be neither replaced nor moved.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            rename()
            return
        except PermissionError:
            if attempt == _ATTEMPTS:
                raise
            time.sleep(_PAUSE)


@contextmanager
def file(path: Path) -> Iterator[Path]:
    """Yield where to write a file; it is renamed to `path` when the block ends well, and removed when it fails.

    It is synced to disk before, so that a power cut leaves the earlier file or the new one, and none half written.
    What a process that was killed had written of it is removed.
    """
    remove_abandoned(path.parent, path.name)
    beside = _beside(path)
    try:
        yield beside
        sync(beside)
        retried(lambda: beside.replace(path))
        sync_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def write_bytes(path: Path, *parts: bytes | memoryview) -> None:
    """Write a file of these parts, one after the other; its folder must exist."""
    with file(path) as beside, beside.open("wb") as out:
        out.writelines(parts)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file, and make its folder if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with file(path) as beside:
        beside.write_text(text, "utf-8")


def recover(path: Path) -> None:
    """Remove what a process that was killed had written of the file `path`.

    Only for the one process that may write `path`, while it is not writing.
    """
    prefix = f".{path.name}."
    for left in sorted(path.parent.iterdir()):
        if left.name.startswith(prefix) and _ENDING.fullmatch(left.name[len(prefix) :]):
            left.unlink(missing_ok=True)


def remove_abandoned(folder: Path, name: str | None = None) -> None:
    """Remove what processes that were killed had written of the files in a folder, or of the file `name`.

    What was changed within an hour stays: its process may live.
    """
    with suppress(OSError):
        for left in folder.iterdir():
            written, _, ending = left.name[1:].rpartition(".")
            ours = left.name.startswith(".") and _ENDING.fullmatch(ending) and written == (name or written)
            if ours and left.is_file() and time.time() - left.lstat().st_mtime > _WRITING:
                left.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
