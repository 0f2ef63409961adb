"""Replace or remove a folder so that no sudden end leaves half of one, or none.

Whoever writes the folder NAME works in `.NAME.0123abcd.work` beside it, which holds

    lock   locked while the process lives
    new    what is being written
    old    the earlier NAME, moved here before `new` takes its place
    gone   what is being removed

`recover` puts right what a process left behind that ended suddenly.
"""

import errno
import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from digitgame.atomic import remove_abandoned, retried, sync, sync_folder

_WORKPLACE: Final = re.compile(r"[.](.+)[.][0-9a-f]{8}[.]work")
_LOCK: Final = "lock"
# How often to try to replace a folder that other processes replace as well.
_ATTEMPTS: Final = 10
# Errors of drives that know no locks.
_NO_LOCKS: Final = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_log = logging.getLogger(__name__)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield an empty folder. It replaces `path`, which stays whole until then, when the block ends well."""
    with temporary(path) as new:
        yield new
        _sync(new)
        _swap(new.parent, path)


@contextmanager
def temporary(path: Path) -> Iterator[Path]:
    """Yield an empty folder beside `path` that is gone after the block, or after the next `recover`."""
    with _workplace(path) as place:
        new = place / "new"
        new.mkdir()
        yield new


def remove(path: Path) -> None:
    """Remove a folder, or a link to one: it is gone at once, and then its contents."""
    with _workplace(path) as place:
        retried(lambda: path.rename(place / "gone"))


def recover(parent: Path) -> None:
    """Finish what processes that ended suddenly left in `parent`; those that still run are left alone.

    A folder that was moved out of the way comes back where no new one took its place; the rest is removed, of files
    that were being written too.
    """
    remove_abandoned(parent)
    try:
        found = [(place, match) for place in parent.iterdir() if (match := _WORKPLACE.fullmatch(place.name))]
    except FileNotFoundError:
        return
    except OSError as error:
        _log.debug("Nothing to recover: %s", error)
        return
    for place, match in found:
        try:
            lock = locked(place / _LOCK)
            if lock is not None:
                _leave(place, parent / match[1], lock)
        except OSError as error:
            _log.debug("%s cannot be recovered: %s", place, error)


def locked(path: Path) -> IO[bytes] | None:
    """The file, locked until it is closed or the process ends; None where another process has locked it.

    Where the drive knows no locks, as some of other machines, it is not locked.
    """
    # Opening anything else than a file could wait for ever.
    if path.exists() and not path.is_file():
        return None
    file = path.open("ab")
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            _log.debug("%s cannot be locked: %s", path, error)
            return file
        file.close()
        return None
    return file


@contextmanager
def _workplace(path: Path) -> Iterator[Path]:
    place = path.with_name(f".{path.name}.{os.urandom(4).hex()}.work")
    place.mkdir(parents=True)
    lock = None
    try:
        lock = locked(place / _LOCK)
        yield place
    finally:
        _leave(place, path, lock)


def _leave(place: Path, path: Path, lock: IO[bytes] | None) -> None:
    """Remove a workplace; an earlier `path` in it comes back where there is none."""
    try:
        if (place / "old").exists() and not path.exists():
            (place / "old").rename(path)
    finally:
        # Before the folder goes: Windows keeps what is open.
        if lock is not None:
            lock.close()
    shutil.rmtree(place, ignore_errors=True)


def _swap(place: Path, path: Path) -> None:
    """Rename `new` to `path`, whose earlier folder goes to `old`."""
    old = place / "old"
    for attempt in range(1, _ATTEMPTS + 1):
        with suppress(FileNotFoundError):
            retried(lambda: path.rename(old))
        try:
            retried(lambda: (place / "new").rename(path))
        except OSError:
            # Another process was faster; its folder gives way too.
            if attempt == _ATTEMPTS or not path.exists():
                raise
            shutil.rmtree(old, ignore_errors=True)
        else:
            break
    sync_folder(path.parent)


def _sync(folder: Path) -> None:
    """Have the disk keep all files of a folder, so that a power cut cannot leave empty ones under the final name."""
    for path in folder.rglob("*"):
        if path.is_file():
            sync(path)
    sync_folder(folder)
