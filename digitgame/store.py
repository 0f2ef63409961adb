"""What is kept across runs: players and every guess that they judged, with its ink, in one SQLite file.

Several processes may play at once: SQLite's write-ahead log lets them read while one writes, and a writer
waits for its turn.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from digitgame.errors import DigitgameError
from digitgame.ink import Drawing, format_drawing, parse_drawing
from digitgame.rules.score import Answer, Score

_PATIENCE: Final = 5.0  # seconds that one process waits for another's writing
_SCHEMA: Final = (  # each script lifts the database by one version; never change one that has been released
    """
    CREATE TABLE players (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        seen REAL NOT NULL  -- seconds since 1970, when the player last joined
    );
    CREATE TABLE guesses (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        player INTEGER NOT NULL REFERENCES players (id),
        made REAL NOT NULL,  -- seconds since 1970
        ink TEXT NOT NULL,  -- a line of an ink file, without the label
        guess INTEGER NOT NULL CHECK (guess BETWEEN 0 AND 9),
        probabilities TEXT NOT NULL,  -- a JSON list of ten
        truth INTEGER CHECK (truth BETWEEN 0 AND 9),  -- NULL: wrong, and nobody said what it was
        model TEXT NOT NULL  -- sha256 of the network that guessed
    );
    CREATE INDEX guesses_by_player ON guesses (player, id);
    """,
)
_AWAY: Final = "Move it away to start a new one, or set DIGITGAME_HOME to another folder."


class Store:
    """The database. Open it with a path, close it or use it in a `with` block; one thread each."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open, making the folder and the tables where they are missing.

        Raises DigitgameError where the folder cannot be written or the file is not a sound database of this
        program or of an older version of it.
        """
        self.path = path
        self._clock = clock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            hint = "Set DIGITGAME_HOME to a folder of yours."
            raise DigitgameError(f"Cannot make the folder {path.parent}: {error.strerror}.", hint) from error
        with self._errors():
            self._db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. What was added is already on the disk."""
        self._db.close()

    def join(self, player: str) -> None:
        """Let `player` play: known from now on, and the one seen last."""
        self._run(
            "INSERT INTO players (name, seen) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET seen = excluded.seen",
            *(player, self._clock()),
        )

    def players(self) -> list[str]:
        """Everyone who has joined, the last one first."""
        return [name for (name,) in self._run("SELECT name FROM players ORDER BY seen DESC, id DESC")]

    def add(
        self, player: str, drawing: Drawing, probabilities: Sequence[float], answer: Answer, *, model: str
    ) -> int:
        """Keep one judged guess of a player who has joined; the number it is filed under."""
        ink = format_drawing(replace(drawing, label=None))
        readings = json.dumps([round(float(p), 6) for p in probabilities])
        known = self._run("SELECT id FROM players WHERE name = ?", player)
        if not known:
            raise DigitgameError(f"{self.path} knows no player {player}.", "Start the game again.")
        sql = (
            "INSERT INTO guesses (player, made, ink, guess, probabilities, truth, model) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        values = (known[0][0], self._clock(), ink, answer.guess, readings, answer.truth, model)
        with self._errors():
            number = self._db.execute(sql, values).lastrowid
        assert number is not None
        return number

    def correct(self, guess: int, answer: Answer) -> None:
        """Replace the truth that the player told about the guess filed under `guess`."""
        self._run("UPDATE guesses SET truth = ? WHERE id = ?", answer.truth, guess)

    def answers(self, player: str) -> Iterator[Answer]:
        """What a player said, in the order of the guesses."""
        rows = self._run(
            "SELECT guess, truth FROM guesses JOIN players ON players.id = player "
            "WHERE name = ? ORDER BY guesses.id",
            player,
        )
        return (Answer(guess, truth) for guess, truth in rows)

    def score(self, player: str) -> Score:
        """A player's score over all runs; an empty one where nobody of that name has played."""
        return Score.of(self.answers(player))

    def drawings(self, player: str | None = None) -> Iterator[Drawing]:
        """Every drawing whose true digit is known, as its label; of one player, or of all."""
        rows = self._run(
            "SELECT guesses.id, ink, truth, name FROM guesses JOIN players ON players.id = player "
            "WHERE truth IS NOT NULL AND (? IS NULL OR name = ?) ORDER BY guesses.id",
            *(player, player),
        )
        for number, ink, truth, name in rows:
            drawing = parse_drawing(ink, f"{self.path}, guess {number}")
            yield replace(drawing, label=truth, extra={**drawing.extra, "writer": name})

    def _prepare(self) -> None:
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA synchronous = NORMAL")  # no wait for the disk within a frame
        version = self._version()
        if version > len(_SCHEMA):
            problem = (
                f"{self.path} has format {version}, of a newer digitgame; this one reads {len(_SCHEMA)}."
            )
            raise DigitgameError(problem, "Update digitgame, or set DIGITGAME_HOME to another folder.")
        if version == len(_SCHEMA):
            return
        self._write_ahead()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            version = self._version()  # again, now that no other process can lift it
            if version == 0 and self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise DigitgameError(f"{self.path} is another program's database.", _AWAY)
            for script in _SCHEMA[version:]:
                for statement in filter(str.strip, script.split(";\n")):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {len(_SCHEMA)}")
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

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
            why = str(error)
            if "locked" in why:
                problem = f"{self.path} is busy with another program."
                hint = "Close the other one, then try again."
            elif "full" in why:
                problem = f"The disk is full: cannot write {self.path}."
                hint = "Free some space, then try again."
            elif "readonly" in why or "unable to open" in why:
                problem = f"Cannot write {self.path}."
                hint = "Check who may write there, or set DIGITGAME_HOME to a folder of yours."
            else:
                problem, hint = f"{self.path} cannot be used: {why}.", _AWAY
            raise DigitgameError(problem, hint) from error
        except sqlite3.DatabaseError as error:
            raise DigitgameError(f"{self.path} is damaged, or not a database: {error}.", _AWAY) from error
