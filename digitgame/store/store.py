"""The store: players, their judged guesses, runs and settings."""

from __future__ import annotations

import itertools
import json
import logging
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

from digitgame.errors import DigitgameError, UnwritableError
from digitgame.ink import Drawing
from digitgame.rules.free_draw import DIGITS, Answer, Score, Tally
from digitgame.rules.modes import Mode
from digitgame.rules.rewards.goals import Career, Feats
from digitgame.store import database, rows
from digitgame.store.database import Database
from digitgame.store.runs import (
    FINISHED,
    FOOLED,
    ROW,
    SOUND,
    WRONG,
    Attempt,
    Run,
    attempt_of,
    drawing_of,
    format_ink,
    format_probabilities,
    row_of,
    run_of,
    shot_of,
)

_log = logging.getLogger(__name__)
S = TypeVar("S", bound="Store")
# What changes a database; called within a transaction.
Write = Callable[[Database], object]
RUN: Final = (
    "SELECT runs.id, name, mode, seed, model, started, seconds, score, hits, asked, best, moves, verdict, rules "
    "FROM runs JOIN players ON players.id = player "
)
CORRECT: Final = "UPDATE guesses SET truth = ? WHERE uid = ?"
WITHDRAW: Final = "DELETE FROM guesses WHERE uid = ?"
ATTEMPTS: Final = (
    "SELECT number, target, ink, read, probabilities, outcome FROM shots WHERE run = ? ORDER BY number"
)
# Drawings that are asked of the database together.
_AT_ONCE: Final = 200
# The drawings of player ?1, or of all where that is NULL, whose true digit is known, and when they were made.
_LABELLED: Final = (
    "SELECT 'guess ' || guesses.id AS source, ink, truth AS digit, name, made AS at, guesses.id AS number FROM guesses "
    "JOIN players ON players.id = player WHERE truth IS NOT NULL AND (?1 IS NULL OR name = ?1) "
    "UNION ALL "
    "SELECT 'run ' || run || ' drawing ' || number, ink, target, name, started, number FROM shots "
    "JOIN runs ON runs.id = run JOIN players ON players.id = player "
    "WHERE outcome IN ('hit', 'disputed') AND (?1 IS NULL OR name = ?1)"
)


class Store:
    """Everything that is kept. Close it, or use it in a `with` block; for one thread.

    A row that is damaged is passed over, and named in the log.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open the database at `path` to write, or create it; the errors are those of `database.to_write`."""
        self.path = path
        self._clock = clock
        self._db = self._open()

    def _open(self) -> Database:
        return database.to_write(self.path)

    def __enter__(self: S) -> S:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def trouble(self) -> DigitgameError | None:
        """Why what was played last is not on disk yet; None where it is."""
        return None

    def repaired(self) -> str:
        """What became of a damaged file, once; "" at any other time."""
        return ""

    def close(self) -> None:
        """Close the file. Whatever was added is already on disk."""
        self._db.close()

    def changed_elsewhere(self) -> bool:
        """Whether another process has written since the last call."""
        return self._db.changed_elsewhere()

    def _read(self, sql: str, *values: Any) -> list[Any]:
        """The rows of a statement that changes nothing."""
        return self._db.execute(sql, *values)

    def _write(self, write: Write) -> None:
        """Change the database: all of it, or nothing."""
        with self._db.transaction():
            write(self._db)

    def setting(self, name: str) -> Any:
        """A setting; None if it was never set or is damaged."""
        found = self._read("SELECT value FROM settings WHERE name = ?", name)
        try:
            return rows.setting(found[0][0]) if found else None
        except ValueError as error:
            _log.debug("The setting %s is left out: %s", name, error)
            return None

    def set(self, name: str, value: Any) -> None:
        """Keep a setting: anything that JSON can hold."""
        text = json.dumps(value)
        self._write(lambda db: db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, text))

    def join(self, player: str) -> None:
        """Add a player if new, and make it the one seen last."""
        sql = "INSERT INTO players (name, seen) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seen = excluded.seen"
        now = self._clock()
        self._write(lambda db: db.execute(sql, player, now))

    def rename(self, old: str, new: str) -> None:
        """Give a player another name; if somebody has it already, everything that was the one's is the other's."""

        def write(db: Database) -> None:
            found = db.execute("SELECT id FROM players WHERE name = ?", old)
            there = db.execute("SELECT id FROM players WHERE name = ?", new)
            if not found or old == new:
                return
            if not there:
                db.execute("UPDATE players SET name = ? WHERE name = ?", new, old)
                return
            for table in ("guesses", "runs"):
                db.execute(f"UPDATE {table} SET player = ? WHERE player = ?", there[0][0], found[0][0])
            db.execute("DELETE FROM players WHERE id = ?", found[0][0])

        self._write(write)

    def give(self, uid: str, player: str) -> None:
        """Give a run to another player."""
        now = self._clock()
        sql = "UPDATE runs SET player = ? WHERE uid = ?"
        self._write(lambda db: db.execute(sql, player_number(db, player, now), uid))

    def players(self) -> list[str]:
        """All players, the one seen last first."""
        found = self._read("SELECT name FROM players ORDER BY seen DESC, id DESC")
        return list(rows.sound(found, "Player", lambda name: rows.word(name, "name")))

    def add(
        self,
        player: str,
        drawing: Drawing,
        probabilities: Sequence[float],
        answer: Answer,
        *,
        model: str,
        counts: bool = True,
    ) -> str:
        """Keep one judged guess of a player, which `counts` in the score or not; its uid."""
        uid, now = uuid.uuid4().hex, self._clock()
        values = (now, format_ink(drawing), answer.guess, format_probabilities(probabilities))
        self._write(
            lambda db: db.execute(
                "INSERT INTO guesses (player, made, ink, guess, probabilities, truth, model, counts, uid) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uid) DO NOTHING",
                *(player_number(db, player, now), *values, answer.truth, model, counts, uid),
            )
        )
        return uid

    def correct(self, guess: str, answer: Answer) -> None:
        """Replace the truth of a guess, by its uid."""
        self._write(lambda db: db.execute(CORRECT, answer.truth, guess))

    def withdraw(self, guess: str) -> None:
        """Delete a guess, by its uid: the player has taken the answer back."""
        self._write(lambda db: db.execute(WITHDRAW, guess))

    def answers(self, player: str) -> Iterator[Answer]:
        """A player's answers that count, in the order of the guesses."""
        found = self._read(
            "SELECT guesses.id, guess, truth FROM guesses JOIN players ON players.id = player "
            "WHERE name = ? AND counts ORDER BY guesses.id",
            player,
        )
        return rows.sound(found, "Guess", lambda _, *given: rows.answer(*given))

    def score(self, player: str) -> Score:
        """A player's score over all sessions; an empty one for an unknown name."""
        return Score.of(self.answers(player))

    def standings(self, since: float = 0.0, player: str | None = None) -> list[tuple[str, Score]]:
        """The scores for guesses made at `since` or later: most right ones first; of equals, fewest wrong ones."""
        found = self._read(
            "SELECT guesses.id, name, guess, truth FROM guesses JOIN players ON players.id = player "
            "WHERE counts AND made >= ?1 AND (?2 IS NULL OR name = ?2) ORDER BY guesses.id",
            *(since, player),
        )

        def parse(_: int, name: object, *given: object) -> tuple[str, Answer]:
            return rows.word(name, "player"), rows.answer(*given)

        answers: dict[str, list[Answer]] = {}
        for name, answer in rows.sound(found, "Guess", parse):
            answers.setdefault(name, []).append(answer)
        scores = [(name, Score.of(given)) for name, given in answers.items()]
        return sorted(scores, key=lambda one: (-one[1].total.right, one[1].total.wrong))

    def drawings(self, player: str | None = None) -> Iterator[Drawing]:
        """Every drawing whose true digit is known, as its label; of one player, or of all.

        They come from judged guesses and from runs, where hits and disputed digits count.
        """
        return _parsed(self._read(f"SELECT source, ink, digit, name FROM ({_LABELLED})", player))

    def latest_drawings(
        self, player: str, count: int, *, skip: int = 0, digit: int | None = None
    ) -> list[Drawing]:
        """At most `count` of a player's `drawings`, of one digit or of all, the latest first, after `skip` others."""
        return list(itertools.islice(self._from_the_latest(player, digit), skip, skip + count))

    def recent_drawings(self, player: str, count: int) -> Iterator[Drawing]:
        """At most `count` of a player's `drawings`, those made last, the earliest first.

        Each is parsed when it is asked for, since its points take ten times the memory of its text.
        """
        latest = f"SELECT * FROM ({_LABELLED}) ORDER BY at DESC, number DESC LIMIT ?2"
        found = self._read(
            f"SELECT source, ink, digit, name FROM ({latest}) ORDER BY at, number", player, count
        )
        return _parsed(found)

    def _from_the_latest(self, player: str, digit: int | None) -> Iterator[Drawing]:
        """A player's drawings, the latest first, some at a time: damaged ones make room for others."""
        for first in itertools.count(0, _AT_ONCE):
            found = self._read(
                f"SELECT source, ink, digit, name FROM ({_LABELLED}) WHERE ?2 IS NULL OR digit = ?2 "
                "ORDER BY at DESC, number DESC LIMIT ?3 OFFSET ?4",
                *(player, digit, _AT_ONCE, first),
            )
            yield from _parsed(found)
            if len(found) < _AT_ONCE:
                return

    def keep(self, run: Run, attempts: Sequence[Attempt], *, uid: str = "", to_send: bool = False) -> str:
        """Keep a run with its drawings, all or nothing; its uid.

        `uid` is that of another machine's run, which is kept once. `to_send`: it waits for the shared scoreboard.
        """
        uid, now = uid or uuid.uuid4().hex, self._clock()
        values, shots = row_of(run), [shot_of(attempt) for attempt in attempts]

        def write(db: Database) -> None:
            if db.execute("SELECT 1 FROM runs WHERE uid = ?", uid):
                return
            number = db.insert(
                f"INSERT INTO runs (player, {ROW}, uid, waits) VALUES (?, {', '.join('?' * len(values))}, ?, ?)",
                *(player_number(db, run.player, now), *values, uid, int(to_send)),
            )
            for at, shot in enumerate(shots):
                db.insert("INSERT INTO shots VALUES (?, ?, ?, ?, ?, ?, ?)", number, at, *shot)

        self._write(write)
        return uid

    def runs(
        self,
        *,
        mode: Mode | None = None,
        since: float = 0.0,
        player: str | None = None,
        limit: int | None = None,
        finished: bool = False,
    ) -> list[Run]:
        """Runs that began at `since` or later, the highest score first; of equals, the earlier. At most `limit`.

        `finished`: without those that were given up.
        """
        found = self._read(
            f"{RUN} WHERE (?1 IS NULL OR mode = ?1) AND started >= ?2 AND (?3 IS NULL OR name = ?3) "
            f"{f'AND {FINISHED} ' if finished else ''}"
            "ORDER BY score DESC, runs.id",
            *(None if mode is None else str(mode), since, player),
        )
        return list(itertools.islice(rows.sound(found, "Run", run_of), limit))

    def best_of(self, player: str, mode: Mode) -> int | None:
        """A player's highest score in a mode; None before the first run that was not given up."""
        found = self._read(
            f"SELECT max(score) FROM runs JOIN players ON players.id = player "
            f"WHERE name = ? AND mode = ? AND {SOUND} AND {FINISHED}",
            *(player, str(mode)),
        )
        best: int | None = found[0][0]
        return best

    def career(self, player: str) -> Career:
        """The best of a player's finished runs by mode, and the right guesses."""
        found = self._read(
            "SELECT mode, count(*), max(score), max(hits), max(runs.best) FROM runs "
            f"JOIN players ON players.id = player WHERE name = ? AND {SOUND} AND {FINISHED} GROUP BY mode",
            player,
        )

        def parse(mode: object, *numbers: int) -> tuple[Mode, Feats]:
            return Mode.parse(rows.word(mode, "mode")), Feats(*numbers)

        right = self.score(player).total.right
        return Career(dict(rows.sound(found, "Mode", parse)), right)

    def modes(self) -> list[Mode]:
        """Every mode that has a run, in alphabetical order."""
        found = self._read("SELECT DISTINCT mode FROM runs ORDER BY mode")
        return list(rows.sound(found, "Mode", lambda mode: Mode.parse(rows.word(mode, "mode"))))

    def attempts(self, run: int) -> list[Attempt]:
        """The drawings of a run in their order; DigitgameError if one of them is damaged."""
        found = []
        for row in self._read(ATTEMPTS, run):
            try:
                found.append(attempt_of(*row))
            except ValueError as error:
                raise DigitgameError(f"{self.path}, run {run} drawing {row[0]}: {error}.") from error
        return found

    def digits_read(self, run: int) -> list[int]:
        """The digit that each drawing of a run was read as; none if one of them is damaged."""
        found = self._read("SELECT number, read FROM shots WHERE run = ? ORDER BY number", run)
        digits = list(rows.sound(found, "Drawing", lambda _, read: rows.digit(read, "reading")))
        return digits if len(digits) == len(found) else []

    def by_digit(self, player: str, last: int) -> list[tuple[Tally, ...]]:
        """How each of the ten digits was read in a player's `last` runs that ask for digits, the earliest first.

        A wrong answer to a sum is none that the network misread.
        """
        found = self._read(
            "SELECT run, target, sum(read = target), sum(read != target) FROM shots JOIN ("
            "SELECT runs.id FROM runs JOIN players ON players.id = player WHERE name = ? AND EXISTS "
            "(SELECT 1 FROM shots WHERE run = runs.id AND outcome != ?) ORDER BY runs.id DESC LIMIT ?"
            ") AS latest ON latest.id = run WHERE outcome != ? GROUP BY run, target ORDER BY run",
            *(player, FOOLED, last, WRONG),
        )

        def parse(run: int, target: object, right: int, wrong: int) -> tuple[int, int, Tally]:
            return run, rows.digit(target, "target"), Tally(right, wrong)

        tallies: dict[int, list[Tally]] = {}
        for run, target, tally in rows.sound(found, "The tally of run", parse):
            tallies.setdefault(run, [Tally()] * DIGITS)[target] = tally
        return [tuple(run) for run in tallies.values()]

    def judge(self, run: int, verdict: str | None) -> None:
        """Note the verdict of a check on a run, by its number."""
        self._write(lambda db: db.execute("UPDATE runs SET verdict = ? WHERE id = ?", verdict, run))


def _parsed(found: Iterable[Sequence[Any]]) -> Iterator[Drawing]:
    """The drawings in rows of `_LABELLED`: source, ink, digit, player."""

    def parse(_: object, ink: object, truth: object, name: object) -> Drawing:
        drawing, writer = drawing_of(ink), rows.word(name, "player")
        return replace(drawing, label=rows.digit(truth, "digit"), extra={**drawing.extra, "writer": writer})

    return (drawing for drawing in rows.sound(found, "The drawing of", parse) if drawing.strokes)


class ReadStore(Store):
    """What was kept, only to read: nothing has to be writable, and a missing file is an empty store.

    The errors are those of `database.to_read`.
    """

    def _open(self) -> Database:
        return database.to_read(self.path)

    def _write(self, write: Write) -> None:  # noqa: ARG002
        raise UnwritableError(f"{self.path} is only read.")


def player_number(db: Database, name: str, now: float) -> int:
    """A player's number; a new one, who is seen `now`, for somebody unknown."""
    known = db.execute("SELECT id FROM players WHERE name = ?", name)
    return (
        int(known[0][0]) if known else db.insert("INSERT INTO players (name, seen) VALUES (?, ?)", name, now)
    )
