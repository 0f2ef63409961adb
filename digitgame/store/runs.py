"""Runs: what was played, every drawing of it, and the tables of the best."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from digitgame.errors import DigitgameError
from digitgame.ink import Drawing, format_drawing, parse_drawing
from digitgame.rules.record import Move
from digitgame.rules.score import Tally
from digitgame.store.guesses import Guesses

HIT: Final = "hit"
MISREAD: Final = "misread"
DISPUTED: Final = "disputed"
FOOLED: Final = "fooled"  # drawn to be misread: nothing to learn from
_COLUMNS: Final = (
    "runs.id, name, mode, seed, model, started, seconds, score, hits, asked, best, moves, verdict"
)
_TABLE: Final = f"SELECT {_COLUMNS} FROM runs JOIN players ON players.id = player "


@dataclass(frozen=True)
class Attempt:
    """One drawing of a run."""

    target: int
    drawing: Drawing
    read: int
    probabilities: tuple[float, ...]
    outcome: str  # HIT, MISREAD, DISPUTED or FOOLED


@dataclass(frozen=True)
class Run:
    """One run; `number` is None before it is kept."""

    player: str
    mode: str  # with its level or opponent, such as "sums hard"
    seed: int
    model: str  # sha256 of the network that read
    started: float  # seconds since 1970
    seconds: float  # of play
    score: int
    hits: int
    asked: int
    best: int  # the longest combo
    moves: tuple[Move, ...]
    verdict: str | None = None  # of the last check: "confirmed" or "doubtful"
    number: int | None = None

    @property
    def accuracy(self) -> float | None:
        """The share of the digits done that were hits."""
        return self.hits / self.asked if self.asked else None


class Runs(Guesses):
    """The part of the store that runs fill."""

    def keep(self, run: Run, shots: Sequence[Attempt]) -> int:
        """Keep a run with its drawings, all or nothing; its number."""
        player = self._number_of(run.player)
        moves = json.dumps([[m.at, m.name, m.drawing, m.digit] for m in run.moves], separators=(",", ":"))
        sql = (
            "INSERT INTO runs (player, mode, seed, model, started, seconds, score, hits, asked, best, moves) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        values = (player, run.mode, run.seed, run.model, run.started, run.seconds, run.score)
        with self._errors(), self._together():
            number = self._db.execute(sql, (*values, run.hits, run.asked, run.best, moves)).lastrowid
            assert number is not None
            rows = [(number, at, *_row(shot)) for at, shot in enumerate(shots)]
            self._db.executemany("INSERT INTO shots VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        return number

    def runs(self, *, mode: str | None = None, since: float = 0.0, player: str | None = None) -> list[Run]:
        """Runs that began at `since` or later, the highest score first, of equals the earlier.

        Those whose numbers cannot be read are left out.
        """
        rows = self._run(
            _TABLE + "WHERE (?1 IS NULL OR mode = ?1) AND started >= ?2 AND (?3 IS NULL OR name = ?3) "
            "ORDER BY score DESC, runs.id",
            *(mode, since, player),
        )
        return [run for row in rows if (run := self._read(row)) is not None]

    def best_of(self, player: str, mode: str) -> int | None:
        """A player's highest score in a mode; None before the first run."""
        rows = self._run(
            "SELECT max(score) FROM runs JOIN players ON players.id = player "
            "WHERE name = ? AND mode = ? AND typeof(score) = 'integer'",
            *(player, mode),
        )
        best: int | None = rows[0][0]
        return best

    def modes(self) -> list[str]:
        """Every mode that has a run, in the order of the alphabet."""
        return [mode for (mode,) in self._run("SELECT DISTINCT mode FROM runs ORDER BY mode")]

    def shots(self, run: int) -> list[Attempt]:
        """The drawings of a run, in their order; DigitgameError where one of them cannot be read."""
        rows = self._run(
            "SELECT number, target, ink, read, probabilities, outcome FROM shots WHERE run = ? ORDER BY number",
            run,
        )
        where = f"{self.path}, run {run} drawing"
        return [
            Attempt(target, parse_drawing(ink, f"{where} {at}"), read, _told(told, f"{where} {at}"), outcome)
            for at, target, ink, read, told, outcome in rows
        ]

    def by_digit(self, player: str, last: int) -> list[tuple[Tally, ...]]:
        """How each of the ten digits was read in a player's `last` runs that asked for digits, the earliest first."""
        rows = self._run(
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
        """Note what a check of a run found."""
        self._run("UPDATE runs SET verdict = ? WHERE id = ?", verdict, run)

    def _read(self, row: Sequence[Any]) -> Run | None:
        """A row of the table as a run; None where its numbers are none."""
        number, player, mode, seed, model, started, seconds, score, hits, asked, best, moves, verdict = row
        whole = all(type(value) is int for value in (seed, score, hits, asked, best))
        if not whole or not all(isinstance(value, (int, float)) for value in (started, seconds)):
            return None
        try:
            made = tuple(Move(float(at), str(name), *rest) for at, name, *rest in json.loads(moves))
        except (ValueError, TypeError):
            made = ()  # damaged: no check confirms a score that no move made
        facts = (player, mode, seed, model, started, seconds, score, hits, asked, best)
        return Run(*facts, moves=made, verdict=verdict, number=number)


def _row(shot: Attempt) -> tuple[int, str, int, str, str]:
    ink = format_drawing(replace(shot.drawing, label=None))
    told = json.dumps([round(p, 6) for p in shot.probabilities])
    return shot.target, ink, shot.read, told, shot.outcome


def _told(told: str, where: str) -> tuple[float, ...]:
    """The ten probabilities that were read; DigitgameError where they cannot be."""
    try:
        found = tuple(map(float, json.loads(told)))
    except (ValueError, TypeError):
        found = ()
    if len(found) != 10:
        raise DigitgameError(f"{where}: its probabilities are damaged.")
    return found
