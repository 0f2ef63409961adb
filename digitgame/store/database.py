"""The SQLite file: opening it to write or only to read, bringing it to the current schema, its errors in plain words.

Several processes may play at once: with SQLite's write-ahead log they read while one writes, and a writer waits for
its turn.
"""

import contextlib
import errno
import logging
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from digitgame import atomic, paths
from digitgame.errors import DigitgameError, UnwritableError
from digitgame.store.drives import is_remote
from digitgame.store.schema import SCHEMA

_log = logging.getLogger(__name__)
# Seconds that one process waits for another to finish writing.
PATIENCE: Final = 5.0
_ELSEWHERE: Final = "Set DIGITGAME_HOME to another folder."
# Characters of SQLite's own words.
_LONGEST: Final = 200
# KiB of the file that SQLite keeps in memory: an eighth of what it would. The system keeps the rest.
_CACHE: Final = 256
IN_MEMORY: Final = Path(":memory:")
_SQLITE_BUSY: Final = 5
_SQLITE_LOCKED: Final = 6
# What follows the name of the file in those that SQLite keeps beside it.
LOG_ENDINGS: Final = ("-wal", "-shm")


class BusyError(DigitgameError):
    """Another program holds the database; it may let go at any moment."""


class DamagedError(DigitgameError):
    """The file is no sound database."""


class Database:
    """A connection to the database at `path`; for one thread. Made by `to_write`, `to_read` and `in_memory`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        # Damaged letters are marked, so that they spoil only the text that they are in.
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        self._data_version = 0

    def close(self) -> None:
        self._connection.close()

    def execute(self, sql: str, *values: Any) -> list[Any]:
        """Run one statement; its rows."""
        with plain_errors(self.path):
            return self._connection.execute(sql, values).fetchall()

    def insert(self, sql: str, *values: Any) -> int:
        """Insert one row; its number."""
        with plain_errors(self.path):
            number = self._connection.execute(sql, values).lastrowid
        assert number is not None
        return number

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Several writes as one: all of them, or none."""
        with plain_errors(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def copy(self, path: Path) -> None:
        """Take over the contents of the database at `path`, which stays unchanged, in the current schema."""
        with plain_errors(path), unlocked(path) as source:
            source.backup(self._connection, progress=_give_up_where_locked)
        self.upgrade()

    def back_up(self, target: Path) -> None:
        """Copy it to the file `target`: whole, or not at all."""
        with (
            atomic.file(target) as beside,
            plain_errors(target),
            contextlib.closing(sqlite3.connect(beside)) as copy,
        ):
            self._connection.backup(copy, progress=_give_up_where_locked)

    def changed_elsewhere(self) -> bool:
        """Whether another connection has written since the last call."""
        before, self._data_version = self._data_version, self.number("PRAGMA data_version")
        return self._data_version != before

    def version(self) -> int:
        """The version of its schema. DigitgameError: a newer digitgame or another program made it."""
        version = self.number("PRAGMA user_version")
        if version > len(SCHEMA):
            problem = f"{self.path} has format {version}, of a newer digitgame; this one reads {len(SCHEMA)}."
            raise DigitgameError(problem, "Update digitgame, or set DIGITGAME_HOME to another folder.")
        if version <= 0 and self.number("SELECT count(*) FROM sqlite_master"):
            raise DigitgameError(f"{self.path} is another program's database.", _ELSEWHERE)
        return max(version, 0)

    def upgrade(self, patience: float = PATIENCE) -> None:
        """Bring it to the current schema: all of it, or nothing. A file is backed up before."""
        version = self.version()
        if version == len(SCHEMA):
            return
        backup = None
        if self.path != IN_MEMORY:
            self.keep_log(patience)
            # No backup where nothing can be written.
            with self.transaction():
                pass
            if version:
                backup = self._back_up_version(version)
        try:
            with self.transaction():
                # Read it again, now that no other process can change it.
                for script in SCHEMA[self.version() :]:
                    for statement in filter(str.strip, script.split(";\n")):
                        self.execute(statement)
                self.execute(f"PRAGMA user_version = {len(SCHEMA)}")
        except BaseException:
            # The file is as it was, and a game tries this again and again.
            if backup is not None:
                backup.unlink(missing_ok=True)
            raise

    def number(self, sql: str) -> int:
        """The only number that a statement returns."""
        rows = self.execute(sql)
        # SQLite answers a pragma without a row, and without an error, while another program holds the file.
        if not rows:
            raise _busy(self.path)
        return int(rows[0][0])

    def _back_up_version(self, version: int) -> Path:
        target = free_name(self.path, f"version-{version}")
        try:
            self.back_up(target)
        except OSError as error:
            problem = f"Cannot write {target}, a backup of the scores: {error.strerror or error}."
            raise UnwritableError(problem, "Free some space, or check who may write there.") from error
        _log.debug("The database of version %d is backed up as %s", version, target)
        return target

    def keep_log(self, patience: float) -> None:
        """Switch to the log that suits the drive, for good. SQLite does not wait its turn for this by itself.

        That is the write-ahead log. On the drive of another machine it would damage the file sooner or later.
        """
        mode, safety = ("DELETE", "FULL") if is_remote(self.path) else ("WAL", "NORMAL")
        # With the write-ahead log a power cut can't damage the file at NORMAL; `Writer` syncs it to disk.
        self.execute(f"PRAGMA synchronous = {safety}")
        until = time.monotonic() + patience
        while True:
            try:
                if self.execute("PRAGMA journal_mode")[0][0] != mode.lower():
                    self.execute(f"PRAGMA journal_mode = {mode}")
                return
            except BusyError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)


def to_write(path: Path, patience: float = PATIENCE) -> Database:
    """Open the file to write. A missing folder or table is created.

    Raises UnwritableError where nothing can be written, BusyError where another program holds it for longer than
    `patience` seconds, DamagedError for a damaged file, and DigitgameError for one of another program or version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "Set DIGITGAME_HOME to a folder of yours."
        raise UnwritableError(f"Cannot make the folder {path.parent}: {error.strerror}.", hint) from error
    with plain_errors(path):
        database = Database(path, sqlite3.connect(path, timeout=patience, isolation_level=None))

    def prepare() -> None:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute(f"PRAGMA cache_size = -{_CACHE}")
        database.upgrade(patience)
        database.keep_log(patience)
        database.changed_elsewhere()

    return _or_closed(database, prepare)


def to_read(path: Path, patience: float = PATIENCE) -> Database:
    """Open the file only to read: nothing has to be writable. Without a file it is an empty database in memory.

    So is the copy of a file that has an older schema, or beside which SQLite can't make the files that it reads with,
    as in a read-only folder or on a full disk. The errors are those of `to_write`.
    """
    try:
        # Opening a pipe would wait for ever.
        if path.exists() and not path.is_file() and not path.is_dir():
            raise OSError(errno.EINVAL, "It is no file")
        path.open("rb").close()
    except (FileNotFoundError, NotADirectoryError):
        return in_memory()
    except OSError as error:
        problem = f"Cannot read {path}: {error.strerror}."
        raise UnwritableError(
            problem, "Check who may read it, or set DIGITGAME_HOME to a folder of yours."
        ) from error
    with plain_errors(path):
        source = f"{path.resolve().as_uri()}?mode=rw"
        connection = sqlite3.connect(source, uri=True, timeout=patience, isolation_level=None)
        database = Database(path, connection)

    def prepare() -> None:
        database.execute("PRAGMA query_only = ON")
        if database.version() == len(SCHEMA):
            database.changed_elsewhere()
        else:
            raise UnwritableError(f"{path} has an older schema.")

    try:
        return _or_closed(database, prepare)
    except UnwritableError as error:
        _log.debug("The database is copied into memory to be read: %s", error)
        database = in_memory()
        return _or_closed(database, lambda: database.copy(path))


def in_memory(kind: type[Database] = Database) -> Database:
    """An empty database that is gone once it is closed; one thread may make it for another."""
    database = kind(IN_MEMORY, sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))
    database.execute("PRAGMA foreign_keys = ON")
    database.upgrade()
    return database


def free_name(path: Path, word: str) -> Path:
    """A file beside `path` that is not there yet, named after it, `word` and the day."""
    names = paths.numbered(f"{path.name}.{word}-{time.strftime('%Y-%m-%d')}")
    return next(found for name in names if not (found := path.with_name(name)).exists())


@contextlib.contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as DigitgameErrors, with the file and the way out."""
    try:
        yield
    except sqlite3.OperationalError as error:
        why = str(error)
        if "locked" in why or "locking" in why:
            raise _busy(path) from error
        if "full" in why:
            problem = f"The disk is full: cannot write {path}."
            raise UnwritableError(problem, "Free some space.") from error
        if "readonly" in why or "unable to open" in why:
            hint = "Check who may write there, or set DIGITGAME_HOME to a folder of yours."
            raise UnwritableError(f"Cannot write {path}.", hint) from error
        if "I/O" in why:
            hint = "Check that the disk has some space and no errors."
            raise UnwritableError(f"Cannot read or write {path}: {why}.", hint) from error
        raise _damaged(path, why) from error
    except UnicodeDecodeError as error:
        raise _damaged(path, "a name in it has odd letters") from error
    except (sqlite3.Error, OverflowError) as error:
        # The class itself, no subclass, means that the file is no sound database.
        if type(error) is sqlite3.DatabaseError:
            raise _damaged(path, str(error)) from error
        raise DigitgameError(f"This does not fit into {path}: {error}.") from error


def _give_up_where_locked(code: int, remaining: int, total: int) -> None:  # noqa: ARG001
    """Between the steps of a copy: without this, Python would try for ever."""
    if code in (_SQLITE_BUSY, _SQLITE_LOCKED):
        raise sqlite3.OperationalError("database is locked")


def _busy(path: Path) -> BusyError:
    return BusyError(f"{path} is busy with another program.", "Close the other program.")


def _damaged(path: Path, why: str) -> DamagedError:
    hint = "Keep it: `digitgame play` sets it aside and goes on with all that can be read."
    return DamagedError(f"{path} is damaged: {' '.join(why.split())[:_LONGEST]}.", hint)


def _or_closed(database: Database, prepare: Callable[[], None]) -> Database:
    """The database once it is prepared; it is closed where that fails."""
    try:
        prepare()
    except BaseException:
        database.close()
        raise
    return database


@contextlib.contextmanager
def unlocked(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the file that needs no lock and writes nothing beside it."""
    # Opening a pipe would wait for ever.
    if not path.is_file():
        raise sqlite3.OperationalError("unable to open what is no file")
    log = path.with_name(path.name + LOG_ENDINGS[0])
    with contextlib.ExitStack() as stack:
        source = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            if log.is_file() and log.stat().st_size:
                # SQLite does not look into the log of an immutable file, so it reads copies of both.
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                for file in (path, log):
                    shutil.copyfile(file, folder / file.name)
                source = (folder / path.name).as_uri()
        except OSError as error:
            _log.debug("What is only in the log is not read: %s", error)
        connection = stack.enter_context(contextlib.closing(sqlite3.connect(source, uri=True)))
        yield connection
