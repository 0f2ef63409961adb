"""The SQLite file: opened, lifted to the present schema, its errors put in words.

Several processes may play at once: SQLite's write-ahead log lets them read while one writes, and a writer
waits for its turn.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeVar

from digitgame.errors import DigitgameError, UnwritableError
from digitgame.store.schema import SCHEMA

_PATIENCE: Final = 5.0  # seconds that one process waits for another's writing
Opened = TypeVar("Opened", bound="Database")
_AWAY: Final = "Move it away to start a new one, or set DIGITGAME_HOME to another folder."


class Database:
    """The database. Open it with a path, close it or use it in a `with` block; one thread each."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open, making the folder and the tables where they are missing.

        Raises UnwritableError where the folder cannot be written, and DigitgameError where the file is not a sound
        database of this program or of an older version of it.
        """
        self.path = path
        self._clock = clock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            hint = "Set DIGITGAME_HOME to a folder of yours."
            raise UnwritableError(f"Cannot make the folder {path.parent}: {error.strerror}.", hint) from error
        with self._errors():
            self._db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            self._db.text_factory = _text
            try:
                self._prepare()
                self._data_version = int(self._db.execute("PRAGMA data_version").fetchone()[0])
            except BaseException:
                self._db.close()
                raise

    def __enter__(self: Opened) -> Opened:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. What was added is already on the disk."""
        self._db.close()

    def check(self) -> None:
        """Raise UnwritableError where the file may be read but not written."""
        self._run("UPDATE settings SET value = value WHERE 0")

    def copy(self, path: Path) -> None:
        """Hold what the database at `path` holds, which stays as it is; DigitgameError where it cannot be read."""
        with self._errors():
            away = f"{path.resolve().as_uri()}?mode=ro&immutable=1"  # without locks, which are files
            with contextlib.closing(sqlite3.connect(away, uri=True)) as kept:
                kept.backup(self._db)
            self._prepare()

    def setting(self, name: str) -> Any:
        """A kept setting; None where there is none, or none that can be read."""
        rows = self._run("SELECT value FROM settings WHERE name = ?", name)
        try:
            return json.loads(rows[0][0]) if rows else None
        except ValueError:
            return None

    def set(self, name: str, value: Any) -> None:
        """Keep a setting; anything that JSON can hold."""
        self._run("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, json.dumps(value))

    @contextlib.contextmanager
    def _together(self) -> Iterator[None]:
        """Several writes as one: all of them, or none."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _prepare(self) -> None:
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA synchronous = NORMAL")  # no wait for the disk within a frame
        version = self._version()
        if version > len(SCHEMA):
            problem = f"{self.path} has format {version}, of a newer digitgame; this one reads {len(SCHEMA)}."
            raise DigitgameError(problem, "Update digitgame, or set DIGITGAME_HOME to another folder.")
        if version == len(SCHEMA):
            return
        self._write_ahead()
        with self._together():
            version = self._version()  # again, now that no other process can lift it
            if version == 0 and self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise DigitgameError(f"{self.path} is another program's database.", _AWAY)
            for script in SCHEMA[version:]:
                for statement in filter(str.strip, script.split(";\n")):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {len(SCHEMA)}")

    def _write_ahead(self) -> None:
        """Switch to the write-ahead log, once for all; SQLite does not wait its turn for this by itself."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(0.01)

    def changed_elsewhere(self) -> bool:
        """Whether another process has written since this was last asked."""
        before, self._data_version = self._data_version, int(self._run("PRAGMA data_version")[0][0])
        return self._data_version != before

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _run(self, sql: str, *values: Any) -> list[Any]:
        with self._errors():
            return self._db.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors, in words that name the file and the way out."""
        try:
            yield
        except sqlite3.OperationalError as error:
            why, kind = str(error), DigitgameError
            if "locked" in why:
                problem = f"{self.path} is busy with another program."
                hint = "Close the other one, then try again."
            elif "full" in why:
                problem, kind = f"The disk is full: cannot write {self.path}.", UnwritableError
                hint = "Free some space, then try again."
            elif "readonly" in why or "unable to open" in why:
                problem, kind = f"Cannot write {self.path}.", UnwritableError
                hint = "Check who may write there, or set DIGITGAME_HOME to a folder of yours."
            else:
                problem, hint = f"{self.path} cannot be used: {why}.", _AWAY
            raise kind(problem, hint) from error
        except sqlite3.DatabaseError as error:
            raise DigitgameError(f"{self.path} is damaged, or not a database: {error}.", _AWAY) from error


def _text(told: bytes) -> str:
    """What stands in a column; letters that are damaged are marked, and spoil no more than what they stand in."""
    return told.decode("utf-8", "replace")
