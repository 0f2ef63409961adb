"""Players, and every guess that they judged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from digitgame.errors import DigitgameError
from digitgame.ink import Drawing, format_drawing, parse_drawing
from digitgame.rules.score import Answer, Score
from digitgame.store.database import Database


class Guesses(Database):
    """The part of the store that free drawing fills."""

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
        sql = (
            "INSERT INTO guesses (player, made, ink, guess, probabilities, truth, model) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        values = (self._number_of(player), self._clock(), ink, answer.guess, readings, answer.truth, model)
        with self._errors():
            number = self._db.execute(sql, values).lastrowid
        assert number is not None
        return number

    def correct(self, guess: int, answer: Answer) -> None:
        """Replace the truth that the player told about the guess filed under `guess`."""
        self._run("UPDATE guesses SET truth = ? WHERE id = ?", answer.truth, guess)

    def withdraw(self, guess: int) -> None:
        """Forget the guess filed under `guess`: the player has taken the answer back."""
        self._run("DELETE FROM guesses WHERE id = ?", guess)

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

    def standings(self, since: float = 0.0, player: str | None = None) -> list[tuple[str, Score]]:
        """Every player's score of the guesses made at `since` or later, or one's: the most right ones first.

        Of players with as many the one with fewer wrong ones comes first.
        """
        rows = self._run(
            "SELECT name, guess, truth FROM guesses JOIN players ON players.id = player "
            "WHERE made >= ?1 AND (?2 IS NULL OR name = ?2) ORDER BY guesses.id",
            *(since, player),
        )
        answers: dict[str, list[Answer]] = {}
        for name, guess, truth in rows:
            answers.setdefault(name, []).append(Answer(guess, truth))
        found = [(name, Score.of(given)) for name, given in answers.items()]
        return sorted(found, key=lambda one: (-one[1].total.right, one[1].total.wrong))

    def drawings(self, player: str | None = None) -> Iterator[Drawing]:
        """Every drawing whose true digit is known, as its label; of one player, or of all.

        Guesses that were judged, and what was drawn in runs: digits read as they were asked for, and disputed ones.
        Ink that cannot be read is left out: one damaged drawing costs no other.
        """
        rows = self._run(
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
            except DigitgameError:
                continue
            if not drawing.strokes:
                continue
            yield replace(drawing, label=truth, extra={**drawing.extra, "writer": name})

    def _number_of(self, player: str) -> int:
        known = self._run("SELECT id FROM players WHERE name = ?", player)
        if not known:
            raise DigitgameError(f"{self.path} knows no player {player}.", "Start the game again.")
        number: int = known[0][0]
        return number
