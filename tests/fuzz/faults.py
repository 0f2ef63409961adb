"""A file layer in which one call fails: the nth open, write, sync, rename, unlink, new folder or SQL statement."""

from __future__ import annotations

import builtins
import errno
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

ERRORS: Final = (errno.ENOSPC, errno.EIO, errno.EACCES)
_CALLS: Final = ("replace", "rename", "unlink", "mkdir", "rmdir")


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
        self._faults.step()
        return int(self._file.write(data))

    def writelines(self, lines: Any) -> None:
        self._faults.step()
        self._file.writelines(lines)


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
        faults.step(file)
        found = really_open(file, mode, *more, **extra)
        return found if mode.startswith("r") else _File(found, faults)

    def synced(handle: int) -> None:
        faults.step()
        really_sync(handle)

    def called(really: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *more: Any, **extra: Any) -> Any:
            if not isinstance(path, int):
                faults.step(path)
            return really(path, *more, **extra)

        return call

    with ExitStack() as stack:
        for name in _CALLS:
            stack.enter_context(patch.object(os, name, called(getattr(os, name))))
        stack.enter_context(patch.object(os, "fsync", synced))
        stack.enter_context(patch.object(io, "open", opened))
        stack.enter_context(patch.object(builtins, "open", opened))
        stack.enter_context(
            patch.object(sqlite3, "connect", lambda *a, **b: really_connect(*a, factory=Connection, **b))
        )
        yield
