"""The store: players, their judged guesses, runs and settings."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from digitgame.errors import DigitgameError, UnwritableError
from digitgame.ink import Drawing, parse_drawing
from digitgame.rules.modes import Mode
from digitgame.rules.rewards.goals import Career, Feats
from digitgame.rules.tally import Answer, Score, Tally
from digitgame.store.database import Database
from digitgame.store.runs import (
    FOOLED,
    Attempt,
    Run,
    format_ink,
    format_probabilities,
    parse_probabilities,
    run_of,
)

_log = logging.getLogger(__name__)
_IN_MEMORY: Final = Path(":memory:")


class Store:
    """Everything that is kept. Close it, or use it in a `with` block; for one thread."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open the database at `path`, or create it; the errors are those of `Database`."""
        self._db = Database(path)
        self._clock = clock

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        return self._db.path

    def close(self) -> None:
        """Close the file. Whatever was added is already on disk."""
        self._db.close()

    def changed_elsewhere(self) -> bool:
        """Whether another process has written since the last call."""
        return self._db.changed_elsewhere()

    def setting(self, name: str) -> Any:
        """A setting; None if it was never set or is damaged."""
        rows = self._db.execute("SELECT value FROM settings WHERE name = ?", name)
        try:
            return json.loads(rows[0][0]) if rows else None
        except ValueError as error:
            _log.debug("The setting %s is damaged: %s", name, error)
            return None

    def set(self, name: str, value: Any) -> None:
        """Keep a setting: anything that JSON can hold."""
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, json.dumps(value))

    def join(self, player: str) -> None:
        """Add a player if new, and make it the one seen last."""
        self._db.execute(
            "INSERT INTO players (name, seen) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET seen = excluded.seen",
            *(player, self._clock()),
        )

    def players(self) -> list[str]:
        """All players, the one seen last first."""
        return [name for (name,) in self._db.execute("SELECT name FROM players ORDER BY seen DESC, id DESC")]

    def _player(self, name: str) -> int:
        """A player's number; DigitgameError for one who never joined."""
        known = self._db.execute("SELECT id FROM players WHERE name = ?", name)
        if not known:
            raise DigitgameError(f"{self.path} knows no player {name}.", "Start the game again.")
        return int(known[0][0])

    def add(
        self,
        player: str,
        drawing: Drawing,
        probabilities: Sequence[float],
        answer: Answer,
        *,
        model: str,
        counts: bool = True,
    ) -> int:
        """Keep one judged guess of a player, which `counts` in the score or not; its number."""
        return self._db.insert(
            "INSERT INTO guesses (player, made, ink, guess, probabilities, truth, model, counts) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(self._player(player), self._clock(), format_ink(drawing), answer.guess),
            *(format_probabilities(probabilities), answer.truth, model, counts),
        )

    def correct(self, guess: int, answer: Answer) -> None:
        """Replace the truth of a guess, by its number."""
        self._db.execute("UPDATE guesses SET truth = ? WHERE id = ?", answer.truth, guess)

    def withdraw(self, guess: int) -> None:
        """Delete a guess, by its number: the player has taken the answer back."""
        self._db.execute("DELETE FROM guesses WHERE id = ?", guess)

    def answers(self, player: str) -> Iterator[Answer]:
        """A player's answers that count, in the order of the guesses."""
        rows = self._db.execute(
            "SELECT guess, truth FROM guesses JOIN players ON players.id = player "
            "WHERE name = ? AND counts ORDER BY guesses.id",
            player,
        )
        return (Answer(*row) for row in rows)

    def score(self, player: str) -> Score:
        """A player's score over all sessions; an empty one for an unknown name."""
        return Score.of(self.answers(player))

    def standings(self, since: float = 0.0, player: str | None = None) -> list[tuple[str, Score]]:
        """The scores for guesses made at `since` or later: most right ones first; of equals, fewest wrong ones."""
        rows = self._db.execute(
            "SELECT name, guess, truth FROM guesses JOIN players ON players.id = player "
            "WHERE counts AND made >= ?1 AND (?2 IS NULL OR name = ?2) ORDER BY guesses.id",
            *(since, player),
        )
        answers: dict[str, list[Answer]] = {}
        for name, guess, truth in rows:
            answers.setdefault(name, []).append(Answer(guess, truth))
        found = [(name, Score.of(given)) for name, given in answers.items()]
        return sorted(found, key=lambda one: (-one[1].total.right, one[1].total.wrong))

    def drawings(self, player: str | None = None) -> Iterator[Drawing]:
        """Every drawing whose true digit is known, as its label; of one player, or of all.

        They come from judged guesses and from runs, where hits and disputed digits count. Damaged ink is left out.
        """
        rows = self._db.execute(
            "SELECT 'guess ' || guesses.id, ink, truth, name FROM guesses "
            "JOIN players ON players.id = player WHERE truth IS NOT NULL AND (?1 IS NULL OR name = ?1) "
            "UNION ALL "
            "SELECT 'run ' || run || ' drawing ' || number, ink, target, name FROM shots "
            "JOIN runs ON runs.id = run JOIN players ON players.id = player "
            "WHERE outcome IN ('hit', 'disputed') AND (?1 IS NULL OR name = ?1)",
            player,
        )
        for where, ink, truth, name in rows:
            try:
                drawing = parse_drawing(ink, f"{self.path}, {where}")
            except DigitgameError as error:
                _log.debug("A drawing is left out: %s", error)
                continue
            if drawing.strokes:
                yield replace(drawing, label=truth, extra={**drawing.extra, "writer": name})

    def keep(self, run: Run, attempts: Sequence[Attempt]) -> int:
        """Keep a run with its drawings, all or nothing; its number."""
        moves = [[move.at, move.name, move.drawing, move.digit] for move in run.moves]
        values = (self._player(run.player), str(run.mode), run.seed, run.model, run.started, run.seconds)
        counts = (run.score, run.hits, run.asked, run.best, run.rules)
        with self._db.transaction():
            number = self._db.insert(
                "INSERT INTO runs "
                "(player, mode, seed, model, started, seconds, score, hits, asked, best, rules, moves) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(*values, *counts, json.dumps(moves, separators=(",", ":"))),
            )
            for at, attempt in enumerate(attempts):
                self._db.insert(
                    "INSERT INTO shots VALUES (?, ?, ?, ?, ?, ?, ?)",
                    *(number, at, attempt.target, format_ink(attempt.drawing), attempt.read),
                    *(format_probabilities(attempt.probabilities), attempt.outcome),
                )
        return number

    def runs(
        self, *, mode: Mode | None = None, since: float = 0.0, player: str | None = None, limit: int = -1
    ) -> list[Run]:
        """Undamaged runs that began at `since` or later, the highest score first; of equals, the earlier.

        At most `limit` of them, if that is not negative.
        """
        rows = self._db.execute(
            "SELECT runs.id, name, mode, seed, model, started, seconds, score, hits, asked, best, moves, verdict, "
            "rules FROM runs JOIN players ON players.id = player "
            "WHERE (?1 IS NULL OR mode = ?1) AND started >= ?2 AND (?3 IS NULL OR name = ?3) "
            "ORDER BY score DESC, runs.id LIMIT ?4",
            *(None if mode is None else str(mode), since, player, limit),
        )
        return [run for row in rows if (run := run_of(row)) is not None]

    def best_of(self, player: str, mode: Mode) -> int | None:
        """A player's highest score in a mode; None before the first run."""
        rows = self._db.execute(
            "SELECT max(score) FROM runs JOIN players ON players.id = player "
            "WHERE name = ? AND mode = ? AND typeof(score) = 'integer'",
            *(player, str(mode)),
        )
        best: int | None = rows[0][0]
        return best

    def career(self, player: str) -> Career:
        """The best of a player's runs by mode, and the right guesses."""
        rows = self._db.execute(
            "SELECT mode, count(*), max(score), max(hits), max(runs.best) FROM runs "
            "JOIN players ON players.id = player WHERE name = ? GROUP BY mode",
            player,
        )
        right = self.score(player).total.right
        return Career({Mode.parse(mode): Feats(*numbers) for mode, *numbers in rows}, right)

    def modes(self) -> list[Mode]:
        """Every mode that has a run, in alphabetical order."""
        rows = self._db.execute("SELECT DISTINCT mode FROM runs ORDER BY mode")
        return [Mode.parse(mode) for (mode,) in rows]

    def attempts(self, run: int) -> list[Attempt]:
        """The drawings of a run in their order; DigitgameError if one of them is damaged."""
        rows = self._db.execute(
            "SELECT number, target, ink, read, probabilities, outcome FROM shots WHERE run = ? ORDER BY number",
            run,
        )
        found = []
        for at, target, ink, read, probabilities, outcome in rows:
            where = f"{self.path}, run {run} drawing {at}"
            values = parse_probabilities(probabilities, where)
            found.append(Attempt(target, parse_drawing(ink, where), read, values, outcome))
        return found

    def digits_read(self, run: int) -> list[int]:
        """The digit that each drawing of a run was read as."""
        return [
            read for (read,) in self._db.execute("SELECT read FROM shots WHERE run = ? ORDER BY number", run)
        ]

    def by_digit(self, player: str, last: int) -> list[tuple[Tally, ...]]:
        """How each of the ten digits was read in a player's `last` runs that ask for digits, the earliest first."""
        rows = self._db.execute(
            "SELECT run, target, sum(read = target), sum(read != target) FROM shots JOIN ("
            "SELECT runs.id FROM runs JOIN players ON players.id = player WHERE name = ? AND EXISTS "
            "(SELECT 1 FROM shots WHERE run = runs.id AND outcome != ?) ORDER BY runs.id DESC LIMIT ?"
            ") AS latest ON latest.id = run GROUP BY run, target ORDER BY run",
            *(player, FOOLED, last),
        )
        found: dict[int, list[Tally]] = {}
        for run, target, right, wrong in rows:
            found.setdefault(run, [Tally()] * 10)[target] = Tally(right, wrong)
        return [tuple(tallies) for tallies in found.values()]

    def judge(self, run: int, verdict: str | None) -> None:
        """Note the verdict of a check on a run, by its number."""
        self._db.execute("UPDATE runs SET verdict = ? WHERE id = ?", verdict, run)


def opened(path: Path) -> tuple[Store, str]:
    """The store at `path`, and ""; if nothing can be written there, one in memory, and the reason.

    The one in memory begins with the contents of the file, if it can be read. Raises DigitgameError if the file is
    damaged or of a newer version.
    """
    try:
        store = Store(path)
    except UnwritableError as error:
        return _in_memory(path), str(error)
    try:
        store._db.execute("UPDATE settings SET value = value WHERE 0")
    except DigitgameError as error:
        store.close()
        if isinstance(error, UnwritableError):
            return _in_memory(path), str(error)
        raise
    return store, ""


def _in_memory(path: Path) -> Store:
    """A store in memory with the contents of the one at `path`."""
    store = Store(_IN_MEMORY)
    try:
        store._db.copy(path)
    except DigitgameError as error:
        _log.debug("The store in memory begins empty: %s", error)
        store.close()
        return Store(_IN_MEMORY)
    return store
