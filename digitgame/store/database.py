"""The SQLite file: opening it, bringing it to the current schema, and its errors in plain words.

Several processes may play at once: with SQLite's write-ahead log they read while one writes, and a writer waits for
its turn.
"""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from digitgame.errors import DigitgameError, UnwritableError
from digitgame.store.schema import SCHEMA

_PATIENCE: Final = 5.0  # seconds that one process waits for another to finish writing
_AWAY: Final = "Move it away to start a new one, or set DIGITGAME_HOME to another folder."


class Database:
    """A connection to the file; for one thread."""

    def __init__(self, path: Path) -> None:
        """Open the file. A missing folder or table is created.

        Raises UnwritableError if the folder cannot be written, and DigitgameError if the file is not a sound database
        of this program or of an older version of it.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            hint = "Set DIGITGAME_HOME to a folder of yours."
            raise UnwritableError(f"Cannot make the folder {path.parent}: {error.strerror}.", hint) from error
        with self._errors():
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            # Damaged letters are marked, so that they spoil only the text that they are in.
            self._connection.text_factory = lambda text: text.decode("utf-8", "replace")
            try:
                self._prepare()
                self._data_version = self._number("PRAGMA data_version")
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        self._connection.close()

    def execute(self, sql: str, *values: Any) -> list[Any]:
        """Run one statement; its rows."""
        with self._errors():
            return self._connection.execute(sql, values).fetchall()

    def insert(self, sql: str, *values: Any) -> int:
        """Insert one row; its number."""
        with self._errors():
            number = self._connection.execute(sql, values).lastrowid
        assert number is not None
        return number

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Several writes as one: all of them, or none."""
        with self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def copy(self, path: Path) -> None:
        """Take over the contents of the database at `path`, which stays unchanged; DigitgameError if unreadable."""
        with self._errors():
            # Immutable: SQLite then makes no lock files beside it.
            source = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            with contextlib.closing(sqlite3.connect(source, uri=True)) as kept:
                kept.backup(self._connection)
            self._prepare()

    def changed_elsewhere(self) -> bool:
        """Whether another process has written since the last call."""
        before, self._data_version = self._data_version, self._number("PRAGMA data_version")
        return self._data_version != before

    def _prepare(self) -> None:
        self.execute("PRAGMA foreign_keys = ON")
        # Writing must not wait for the disk within a frame.
        self.execute("PRAGMA synchronous = NORMAL")
        version = self._number("PRAGMA user_version")
        if version > len(SCHEMA):
            problem = f"{self.path} has format {version}, of a newer digitgame; this one reads {len(SCHEMA)}."
            raise DigitgameError(problem, "Update digitgame, or set DIGITGAME_HOME to another folder.")
        if version == len(SCHEMA):
            return
        self._write_ahead()
        with self.transaction():
            # Read it again, now that no other process can change it.
            version = self._number("PRAGMA user_version")
            if version == 0 and self._number("SELECT count(*) FROM sqlite_master"):
                raise DigitgameError(f"{self.path} is another program's database.", _AWAY)
            for script in SCHEMA[version:]:
                for statement in filter(str.strip, script.split(";\n")):
                    self.execute(statement)
            self.execute(f"PRAGMA user_version = {len(SCHEMA)}")

    def _write_ahead(self) -> None:
        """Switch to the write-ahead log for good. SQLite does not wait its turn for this by itself."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(0.01)

    def _number(self, sql: str) -> int:
        return int(self.execute(sql)[0][0])

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """Raise SQLite's errors as DigitgameError, with the file and the way out."""
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
