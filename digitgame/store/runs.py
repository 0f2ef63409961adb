"""Runs and their drawings, and how they are written into the rows of the database."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from digitgame.errors import DigitgameError
from digitgame.ink import Drawing, format_drawing
from digitgame.rules.modes import Mode
from digitgame.rules.record import Move

_log = logging.getLogger(__name__)
HIT: Final = "hit"
MISREAD: Final = "misread"
DISPUTED: Final = "disputed"
FOOLED: Final = "fooled"  # drawn to be misread, so not for training


@dataclass(frozen=True)
class Attempt:
    """One drawing of a run; `outcome` is HIT, MISREAD, DISPUTED or FOOLED."""

    target: int
    drawing: Drawing
    read: int
    probabilities: tuple[float, ...]
    outcome: str


@dataclass(frozen=True)
class Run:
    """One run.

    `model` is the sha256 of the network; `started` is in seconds since 1970, `seconds` are those of play; `asked`
    counts the digits done and `best` is the longest combo. `verdict` is that of the last check, "confirmed" or
    "doubtful"; `number` is None until the run is kept. `rules` is the version of the mode's rules.
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


def run_of(row: Sequence[Any]) -> Run | None:
    """The run in a row of the table; None if its numbers are damaged."""
    number, player, mode, seed, model, started, seconds, score, hits, asked, best, moves, verdict, rules = row
    whole = all(type(value) is int for value in (seed, score, hits, asked, best, rules))
    if not whole or not all(isinstance(value, (int, float)) for value in (started, seconds)):
        _log.debug("Run %s is left out: its numbers are damaged", number)
        return None
    try:
        made = tuple(Move(float(at), str(name), *rest) for at, name, *rest in json.loads(moves))
    except (ValueError, TypeError) as error:
        # Without its moves no check confirms the score.
        _log.debug("The moves of run %s are damaged: %s", number, error)
        made = ()
    values = (player, Mode.parse(mode), seed, model, started, seconds, score, hits, asked, best)
    return Run(*values, moves=made, verdict=verdict, number=number, rules=rules)


def format_ink(drawing: Drawing) -> str:
    """A drawing as a line of an ink file, without its label."""
    return format_drawing(replace(drawing, label=None))


def format_probabilities(probabilities: Sequence[float]) -> str:
    return json.dumps([round(float(p), 6) for p in probabilities])


def parse_probabilities(text: str, where: str) -> tuple[float, ...]:
    """Ten probabilities; DigitgameError if they are damaged."""
    try:
        found = tuple(map(float, json.loads(text)))
    except (ValueError, TypeError) as error:
        _log.debug("%s: %s", where, error)
        found = ()
    if len(found) != 10:
        raise DigitgameError(f"{where}: its probabilities are damaged.")
    return found
