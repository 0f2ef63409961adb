"""Runs and their drawings, and how they are written into the rows of the database and read from them."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from digitgame.errors import DigitgameError
from digitgame.ink import Drawing, format_drawing, parse_drawing
from digitgame.ink.files import MAX_LINE
from digitgame.rules.modes import Mode
from digitgame.rules.record import Move
from digitgame.store import rows

_log = logging.getLogger(__name__)
HIT: Final = "hit"
MISREAD: Final = "misread"
# A wrong answer to a sum or another puzzle.
WRONG: Final = "wrong"
DISPUTED: Final = "disputed"
# Drawn to be misread, so not for training.
FOOLED: Final = "fooled"
OUTCOMES: Final = (HIT, MISREAD, WRONG, DISPUTED, FOOLED)
# What the check of a run finds; one that could not be made is not kept.
CONFIRMED: Final = "confirmed"
DOUBTFUL: Final = "doubtful"
UNCHECKED: Final = "unchecked"
VERDICTS: Final = (CONFIRMED, DOUBTFUL)
ROW: Final = "mode, seed, model, started, seconds, score, hits, asked, best, rules, moves"
# The condition in SQL for a run whose numbers `run_of` takes.
SOUND: Final = " AND ".join(
    f"typeof({name}) IN ({kinds}) AND {name} BETWEEN {least} AND {most}"
    for name, kinds, least, most in (
        ("seed", "'integer'", 0, 2**63 - 1),
        ("rules", "'integer'", 1, rows.MAX_POINTS),
        ("score", "'integer'", 0, rows.MAX_POINTS),
        ("hits", "'integer'", 0, rows.MAX_POINTS),
        ("asked", "'integer'", "hits", rows.MAX_POINTS),
        ("runs.best", "'integer'", 0, rows.MAX_POINTS),
        ("started", "'integer', 'real'", 0, rows.MAX_TIME),
        ("seconds", "'integer', 'real'", 0, rows.MAX_SECONDS),
    )
)
# The condition in SQL for a run that was not given up. Before those versions of the rules no move says so; what ended
# before its time was given up.
FINISHED: Final = (
    "(moves NOT LIKE '%\"quit\"%'"
    " AND NOT (rules < 3 AND mode = 'sprint' AND seconds < 60)"
    " AND NOT (rules < 3 AND mode LIKE 'duel %' AND asked < 10)"
    " AND NOT (rules < 2 AND mode = 'fool' AND asked < 6 AND seconds < 180))"
)


@dataclass(frozen=True)
class Attempt:
    """One drawing of a run; `outcome` is one of `OUTCOMES`."""

    target: int
    drawing: Drawing
    read: int
    probabilities: tuple[float, ...]
    outcome: str


@dataclass(frozen=True)
class Run:
    """One run.

    `model` is the sha256 of the network; `started` is in seconds since 1970, `seconds` are those of play; `asked`
    counts the digits done, without disputed ones, and `best` is the longest combo. `verdict`, one of `VERDICTS`, is
    that of the last check; `number` is None until the run is kept. `rules` is the version of the mode's rules.
    """

    player: str
    mode: Mode
    seed: int
    model: str
    started: float
    seconds: float
    score: int
    hits: int
    asked: int
    best: int
    moves: tuple[Move, ...]
    verdict: str | None = None
    number: int | None = None
    rules: int = 1

    @property
    def accuracy(self) -> float | None:
        """The fraction of the digits done that were hits, 0 to 1; None if no digit was done."""
        return self.hits / self.asked if self.asked else None


def run_of(
    number: int,
    player: object,
    mode: object,
    seed: object,
    model: object,
    started: object,
    seconds: object,
    score: object,
    hits: object,
    asked: object,
    best: object,
    moves: object,
    verdict: object,
    rules: object,
) -> Run:
    """The run in a row of the table; ValueError if its numbers are damaged. Damaged moves are none."""
    try:
        made = rows.moves(moves)
    except ValueError as error:
        # Without its moves no check confirms the score.
        _log.debug("The moves of run %s are damaged: %s", number, error)
        made = ()
    hit = rows.whole(hits, "number of hits")
    return Run(
        player=rows.word(player, "player"),
        mode=Mode.parse(rows.word(mode, "mode")),
        seed=rows.whole(seed, "seed", high=2**63 - 1),
        model=rows.word(model, "network"),
        started=rows.real(started, "start", rows.MAX_TIME),
        seconds=rows.real(seconds, "time", rows.MAX_SECONDS),
        score=rows.whole(score, "score"),
        hits=hit,
        asked=rows.whole(asked, "number of digits", low=hit),
        best=rows.whole(best, "longest combo"),
        moves=made,
        verdict=str(verdict) if verdict in VERDICTS else None,
        number=number,
        rules=rows.whole(rules, "version of the rules", low=1),
    )


def row_of(run: Run) -> tuple[object, ...]:
    """The values of a run for the columns `ROW` of the table."""
    made = [[move.at, move.name, move.drawing, move.digit] for move in run.moves]
    counts = (run.score, run.hits, run.asked, run.best, run.rules)
    moves = json.dumps(made, separators=(",", ":"))
    return (str(run.mode), run.seed, run.model, run.started, run.seconds, *counts, moves)


def shot_of(attempt: Attempt) -> tuple[object, ...]:
    """The values of a drawing of a run for its row."""
    read = (attempt.read, format_probabilities(attempt.probabilities), attempt.outcome)
    return (attempt.target, format_ink(attempt.drawing), *read)


def attempt_of(
    _: object, target: object, ink: object, read: object, probabilities: object, outcome: object
) -> Attempt:
    """The drawing of a run in a row of the table; ValueError if it is damaged."""
    if outcome not in OUTCOMES:
        raise ValueError("its outcome is damaged")
    return Attempt(
        rows.digit(target, "target"),
        drawing_of(ink),
        rows.digit(read, "reading"),
        rows.probabilities(probabilities),
        str(outcome),
    )


def drawing_of(ink: object) -> Drawing:
    """The drawing in a line of an ink file; ValueError if it is damaged."""
    if not isinstance(ink, str) or len(ink) > MAX_LINE:
        raise ValueError("its ink is damaged")
    try:
        return parse_drawing(ink)
    except DigitgameError as error:
        raise ValueError(f"its ink is damaged: {error.problem}") from error


def format_ink(drawing: Drawing) -> str:
    """A drawing as a line of an ink file, without its label."""
    return format_drawing(replace(drawing, label=None))


def format_probabilities(probabilities: Sequence[float]) -> str:
    """Probabilities as a JSON list, to six decimals."""
    return json.dumps([round(float(p), 6) for p in probabilities])
