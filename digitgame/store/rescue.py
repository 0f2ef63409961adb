"""What keeps the rows through damage: the check, the backup, and reading on in files that are damaged or left over.

Nothing is ever overwritten or deleted before its rows are in the database.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from digitgame import atomic
from digitgame.errors import DigitgameError, UnwritableError
from digitgame.rules.free_draw import DIGITS
from digitgame.store import database
from digitgame.store.database import LOG_ENDINGS, DamagedError, Database, free_name
from digitgame.store.store import CORRECT, WITHDRAW, Write, player_number

_log = logging.getLogger(__name__)
# In what a game leaves for the next one: corrections of guesses that the database has already.
_LATER: Final = "later"
_TABLES: Final = ("players", "guesses", "runs", "shots", "settings")
# In what SQLite says of a row that breaks a rule of its table.
_ODD_VALUE: Final = ("CHECK constraint failed", " value in ")
# A backup is made once it is this many seconds old.
_DAY: Final = 86_400
# Rows to leap over at most, in search of the next one that can be read.
_LEAP: Final = 2**20


def backup_of(path: Path) -> Path:
    """Where the backup of the database at `path` lies."""
    return path.with_name(path.name + ".backup")


def left_over(path: Path) -> list[Path]:
    """The files that games left beside the database at `path` because they could not write it."""
    found = path.parent.glob(f"{path.name}.unsaved-*")
    return sorted(file for file in found if not file.name.endswith(LOG_ENDINGS))


def check(db: Database) -> None:
    """Raise DamagedError where SQLite finds the file damaged; a row with an odd value is no such damage."""
    for (found,) in db.execute("PRAGMA quick_check"):
        if found != "ok" and not any(words in found for words in _ODD_VALUE):
            raise DamagedError(f"{db.path} is damaged: {found}.")
    for table in _TABLES:
        db.execute(f"SELECT * FROM {table} LIMIT 1")


def tend(db: Database) -> None:
    """Take over what earlier games left, check the file, and back it up once a day. DamagedError if it is damaged."""
    for file in left_over(db.path):
        with db.transaction():
            kept = merge(file, db)
        _log.debug("%d rows of %s are in the database now", kept, file)
        for one in (file, *_logs(file)):
            one.unlink(missing_ok=True)
    for file in db.path.parent.glob(f".{db.path.name}.*"):
        # A game was killed while it made a backup.
        if time.time() - file.stat().st_mtime > _DAY:
            file.unlink(missing_ok=True)
    check(db)
    backup = backup_of(db.path)
    try:
        if backup.exists() and 0 <= time.time() - backup.stat().st_mtime < _DAY:
            return
        db.back_up(backup)
    except (OSError, DigitgameError) as error:
        _log.debug("no backup: %s", error)


def repair(path: Path) -> str:
    """Set a damaged database aside under a dated name, and put one in its place with all that can be read.

    The rows come from the damaged file and from the backup. Returns what was done, for the player; "" where the file
    turns out to be sound. UnwritableError where nothing can be renamed there.
    """
    try:
        with closing(database.to_read(path)) as db:
            check(db)
            return ""
    except DamagedError as error:
        _log.debug("%s", error)
    aside = free_name(path, "damaged")
    try:
        # The name is taken first, so that no other file of that name is ever overwritten.
        aside.open("x").close()
        path.replace(aside)
        for log, kept in zip(_logs(path), _logs(aside), strict=True):
            if log.exists():
                log.replace(kept)
        atomic.sync_folder(path.parent)
    except OSError as error:
        problem = f"{path} is damaged, and cannot be set aside: {error.strerror or error}."
        raise UnwritableError(problem, "Check who may write there.") from error
    with closing(database.to_write(path)) as db, db.transaction():
        kept_rows = merge(aside, db) + merge(backup_of(path), db)
    found = f"{kept_rows:,} of its rows were saved" if kept_rows else "nothing in it could be read"
    return f"Your scores' file was damaged: {found}. The old file is now {aside.name}."


def leave(path: Path, writes: Sequence[Write]) -> str:
    """Put changes that the database did not take into a file beside it, for the next game; what to tell the player."""
    file = free_name(path, "unsaved")
    try:
        with closing(database.in_memory(_Noting)) as db:
            db.execute(f"CREATE TABLE {_LATER} (uid TEXT, truth INTEGER, gone INTEGER)")
            for write in writes:
                with db.transaction():
                    write(db)
            tables = ("guesses", "runs", "settings", _LATER)
            counts = [db.number(f"SELECT count(*) FROM {table}") for table in tables]
            if not any(counts):
                return ""
            db.back_up(file)
    except (DigitgameError, OSError) as error:
        return f"What you played last could not be saved. {error}"
    return f"What you played last could not be saved yet. It is in {file}, and the next game takes it over."


class _Noting(Database):
    """Notes what is to become of guesses that are only in the database itself: a correction, or that they go."""

    def execute(self, sql: str, *values: Any) -> list[Any]:
        found = super().execute(sql, *values)
        if sql == CORRECT:
            super().execute(f"INSERT INTO {_LATER} VALUES (?, ?, 0)", values[1], values[0])
        if sql == WITHDRAW:
            super().execute(f"INSERT INTO {_LATER} VALUES (?, NULL, 1)", values[0])
        return found


def merge(source: Path, into: Database) -> int:
    """Add the rows of another database that are not there yet, as far as they can be read; how many were added.

    `source` may be damaged or missing. For use in a transaction.
    """
    if not source.is_file():
        return 0
    before = into.number("SELECT total_changes()")
    try:
        with database.unlocked(source) as old:
            _merge(old, into)
    except (DigitgameError, sqlite3.Error) as error:
        _log.debug("no more is taken from %s: %s", source, error)
    return into.number("SELECT total_changes()") - before


def _merge(old: sqlite3.Connection, into: Database) -> None:
    old.text_factory = lambda text: text.decode("utf-8", "replace")
    players: dict[Any, int] = {}
    for row in _readable(old, "players"):
        if isinstance(row.get("name"), str):
            players[row["id"]] = player_number(into, row["name"], row["seen"])
    runs: dict[Any, int] = {}
    for table in ("guesses", "runs"):
        for row in _readable(old, table):
            number, player = row.pop("id"), row["player"]
            if player not in players:
                players[player] = player_number(into, f"Unknown {player}", 0.0)
            row |= {"player": players[player], "uid": row.get("uid") or f"before-{number}"}
            _insert(into, table, row)
            if table == "runs":
                found = into.execute("SELECT id FROM runs WHERE uid = ?", row["uid"])
                runs |= {number: found[0][0]} if found else {}
    for row in _readable(old, "shots"):
        if row["run"] in runs:
            _insert(into, "shots", row | {"run": runs[row["run"]]})
    is_later = bool(old.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_LATER,)).fetchall())
    for row in _readable(old, "settings"):
        if is_later and isinstance(row["name"], str):
            into.execute("DELETE FROM settings WHERE name = ?", row["name"])
        _insert(into, "settings", row)
    for row in _readable(old, _LATER) if is_later else ():
        if row["gone"]:
            into.execute(WITHDRAW, row["uid"])
        elif row["truth"] is None or row["truth"] in range(DIGITS):
            into.execute(CORRECT, row["truth"], row["uid"])


def _insert(into: Database, table: str, row: dict[str, Any]) -> None:
    """Add a row, unless it is there or does not fit."""
    columns = [name for _, name, *_ in into.execute(f"PRAGMA table_info({table})") if name in row]
    places = ", ".join("?" * len(columns))
    sql = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({places})"
    try:
        into.execute(sql, *(row[name] for name in columns))
    except DigitgameError as error:
        _log.debug("a row of %s is left out: %s", table, error)


def _readable(old: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table by column, leaping over those that can't be read."""
    at, leap = 0, 1
    while leap < _LEAP:
        try:
            rows = old.execute(f"SELECT rowid, * FROM {table} WHERE rowid > ? ORDER BY rowid", (at,))
            names = [column[0] for column in rows.description]
            for row in rows:
                at, leap = row[0], 1
                yield dict(zip(names[1:], row[1:], strict=True))
            return
        except sqlite3.Error as error:
            _log.debug("%s after row %d: %s", table, at, error)
            at, leap = at + leap, 2 * leap


def _logs(path: Path) -> list[Path]:
    """The files that SQLite keeps beside a database."""
    return [path.with_name(path.name + ending) for ending in LOG_ENDINGS]
