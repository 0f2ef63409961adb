"""A file layer in which one call fails, or the process is killed: the nth open, write, sync, rename, unlink, new folder
or SQL statement.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

ERRORS: Final = (errno.ENOSPC, errno.EIO, errno.EACCES)
# The last one, with which `shutil` copies, is not on every system.
_CALLS: Final = ("replace", "rename", "unlink", "mkdir", "rmdir", "sendfile")


class Faults:
    """Fails call number `at` of those that touch `place`, from 1; with 0 none. `calls` counts them."""

    def __init__(self, place: Path, at: int, code: int = errno.ENOSPC) -> None:
        self._place = str(place)
        self._at = at
        self._code = code
        self.calls = 0

    def step(self, path: object = None) -> None:
        """Count a call; raise OSError if it is the one."""
        if path is not None and not os.fspath(path).startswith(self._place):  # type: ignore[call-overload]
            return
        self.calls += 1
        if self.calls == self._at:
            raise OSError(self._code, os.strerror(self._code), None if path is None else os.fspath(path))  # type: ignore[call-overload]

    @property
    def struck(self) -> bool:
        """Whether the call has come."""
        return 0 < self._at <= self.calls

    def read(self, path: object) -> None:
        """Count a file that is opened to be read."""
        self.step(path)

    def write(self, file: Any, data: Any) -> int:
        """Write to an open file."""
        self.step()
        return int(file.write(data))


class Kills(Faults):
    """Kills the process (`kill -9`) before the call, of those that change something, or when half of it is written.

    `report` is told the path of the call, "" where it has none.
    """

    def __init__(self, place: Path, at: int, report: Callable[[str], object] = lambda _: None) -> None:
        super().__init__(place, at)
        self._report = report

    def step(self, path: object = None) -> None:
        if path is not None and not os.fspath(path).startswith(self._place):  # type: ignore[call-overload]
            return
        self.calls += 1
        if self.calls == self._at:
            self._report("" if path is None else os.fspath(path))  # type: ignore[call-overload]
            os.kill(os.getpid(), signal.SIGKILL)

    def read(self, path: object) -> None:
        pass

    def write(self, file: Any, data: Any) -> int:
        self.step(file.name)
        half = len(data) // 2
        if half:
            file.write(data[:half])
            file.flush()
            self.step(file.name)
        file.write(data[half:])
        return len(data)


class _File:
    """A file whose writes may fail."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file = file
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def write(self, data: Any) -> int:
        return self._faults.write(self._file, data)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)


@contextmanager
def failing(faults: Faults) -> Iterator[None]:
    """Let the calls of `os`, `open` and SQLite in the block go through `faults`."""

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            try:
                faults.step()
            except OSError:
                raise sqlite3.OperationalError("database or disk is full") from None
            return super().execute(sql, *values)

    really_open, really_connect, really_sync = io.open, sqlite3.connect, os.fsync

    def opened(file: Any, mode: str = "r", *more: Any, **extra: Any) -> Any:
        if isinstance(file, int) or not os.fspath(file).startswith(faults._place):
            return really_open(file, mode, *more, **extra)
        if mode.startswith("r"):
            faults.read(file)
            return really_open(file, mode, *more, **extra)
        faults.step(file)
        return _File(really_open(file, mode, *more, **extra), faults)

    def synced(handle: int) -> None:
        faults.step()
        really_sync(handle)

    def called(really: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *more: Any, **extra: Any) -> Any:
            # `shutil.rmtree` names a file by its folder's number, and `sendfile` both of its files.
            whole = not isinstance(path, int) and extra.get("dir_fd") is None
            faults.step(path if whole else None)
            return really(path, *more, **extra)

        return call

    with ExitStack() as stack:
        for name in (name for name in _CALLS if hasattr(os, name)):
            stack.enter_context(patch.object(os, name, called(getattr(os, name))))
        stack.enter_context(patch.object(os, "fsync", synced))
        stack.enter_context(patch.object(io, "open", opened))
        stack.enter_context(patch.object(builtins, "open", opened))
        stack.enter_context(
            patch.object(sqlite3, "connect", lambda *a, **b: really_connect(*a, factory=Connection, **b))
        )
        yield
