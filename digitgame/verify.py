"""Runs as rows for scripts, and the check that a run is what its record claims."""

import csv
import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any, Final

from digitgame import model
from digitgame.errors import DigitgameError
from digitgame.inference import Reader
from digitgame.ink import FRAMING, frame
from digitgame.rules import Clock, Score, TimedRun, replay
from digitgame.rules.fool import Fool, Sight, length
from digitgame.rules.modes import FREE_DRAW, MODES
from digitgame.rules.referee import PLAUSIBLE
from digitgame.store import Attempt, Run, Store
from digitgame.store.runs import CONFIRMED, DOUBTFUL, UNCHECKED

_log = logging.getLogger(__name__)
# Two readings with probabilities this close are the same: ink is kept to a hundredth of a board pixel.
_SAME: Final = 0.02
# Points per drawing by which scores may differ: another processor may round a probability differently.
_SLACK: Final = 1
_NO_DIGIT: Final = -1
STANDING: Final = ("mode", "player", "right", "wrong", "accuracy", "best")
FIELDS: Final = (
    *("number", "mode", "player", "score", "hits", "asked", "accuracy", "best"),
    *("seconds", "started", "seed", "model", "verdict"),
)


def row(run: Run) -> dict[str, Any]:
    """A run as plain values, for JSON and CSV."""
    values = {name: getattr(run, name) for name in FIELDS} | {"mode": str(run.mode)}
    values["accuracy"] = None if run.accuracy is None else round(run.accuracy, 4)
    values["started"] = datetime.fromtimestamp(run.started, timezone.utc).isoformat(timespec="seconds")
    return values


def standing(player: str, score: Score) -> dict[str, Any]:
    """A player's score in free draw as plain values, for JSON and CSV."""
    total = score.total
    accuracy = None if total.accuracy is None else round(total.accuracy, 4)
    values = (str(FREE_DRAW), player, total.right, total.wrong, accuracy, score.best)
    return dict(zip(STANDING, values, strict=True))


def as_csv(rows: Sequence[dict[str, Any]], fields: Sequence[str]) -> str:
    """Rows as CSV, with a header line."""
    out = io.StringIO()
    table = csv.DictWriter(out, fields, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def verify(store: Store, runs: Sequence[Run], networks: dict[str, Path]) -> list[tuple[Run, str, str]]:
    """Replay each run, its ink read again by its network, and store the verdict; (run, verdict, reason) of each."""
    checker = Checker(networks)
    checked = []
    for run in runs:
        assert run.number is not None
        verdict, reason = checker.verdict(run, partial(store.attempts, run.number))
        if verdict != UNCHECKED:
            try:
                store.judge(run.number, verdict)
            except DigitgameError as error:
                _log.debug("the verdict on run %d is not kept: %s", run.number, error)
        checked.append((run, verdict, reason))
    return checked


@dataclass
class Checker:
    """Checks runs; each network, by its digest, is loaded once."""

    networks: dict[str, Path]
    _readers: dict[str, Reader] = field(default_factory=dict)

    def verdict(self, run: Run, attempts: Callable[[], Sequence[Attempt]]) -> tuple[str, str]:
        """CONFIRMED, DOUBTFUL or UNCHECKED, and why; `attempts` loads the drawings."""
        if run.mode.name in MODES and run.rules > run.mode.version:
            reason = (
                f"it was played by version {run.rules} of the rules; this digitgame has {run.mode.version}"
            )
            return UNCHECKED, reason
        if run.mode.name == "duel":
            return UNCHECKED, "a duel has no drawings"
        if run.model not in self.networks:
            return UNCHECKED, "its network is not on this machine"
        if run.model not in self._readers:
            self._readers[run.model] = Reader(model.load(self.networks[run.model], framing=FRAMING))
        try:
            problem = check(run, attempts(), self._readers[run.model])
        # The ink is damaged.
        except DigitgameError as error:
            problem = error.problem
        return (DOUBTFUL, problem) if problem else (CONFIRMED, "")


def check(run: Run, attempts: Sequence[Attempt], reader: Reader) -> str | None:
    """What is wrong with a run; None if its ink and its moves give the score that it claims."""
    try:
        again = run.mode.rules(Clock(), run.seed, run.rules)
    except KeyError as error:
        _log.debug("Unknown mode: %s", error)
        return f"there is no mode {run.mode}"
    # Since version 6 of their rules what is no digit does not count.
    strict = isinstance(again, TimedRun) and run.rules > 5
    digits = [_read(attempt, reader, strict=strict) for attempt in attempts]
    pairs = zip(attempts, digits, strict=True)
    differing = [str(number) for number, (attempt, digit) in enumerate(pairs, 1) if digit != attempt.read]
    readings: list[Any] = [_sight(one, reader) for one in attempts] if isinstance(again, Fool) else digits
    if not replay(again, run.moves, readings):
        why = f"; the network now reads drawing {', '.join(differing)} differently" if differing else ""
        return f"its moves break the rules{why}"
    slack = _SLACK * len(attempts) if isinstance(again, Fool) else 0
    close = abs(again.score - run.score) <= slack and abs(again.best - run.best) <= slack
    if not close or again.hits != run.hits:
        return f"its replay gives {again.score:,} points, not {run.score:,}"
    if run.moves and run.seconds < run.moves[-1].at - 0.01:
        return "it ended before its last move"
    return None


def _read(attempt: Attempt, reader: Reader, *, strict: bool) -> int:
    """The digit that the network reads now; the recorded one if both readings are nearly the same.

    Older runs were read without setting strokes aside. `strict`: what is clearly no digit is none, `_NO_DIGIT`.
    """
    strokes = attempt.drawing.strokes
    reading = reader.read_drawing(strokes)
    if strict and reading.rejected and reading.reject_score > PLAUSIBLE + _SAME:
        return _NO_DIGIT
    for probabilities in (reading.probabilities, reader.read(frame(strokes)).probabilities):
        probability = float(probabilities[attempt.read])
        close = abs(probability - attempt.probabilities[attempt.read]) < _SAME
        if close and probability > float(probabilities.max()) - _SAME:
            return attempt.read
    return reading.digit


def _sight(attempt: Attempt, reader: Reader) -> Sight:
    probabilities = reader.read(frame(attempt.drawing.strokes)).probabilities
    return Sight(tuple(probabilities.tolist()), length(attempt.drawing.strokes))


def networks(models: Path, shipped: Path) -> dict[str, Path]:
    """Every readable model folder, by the digest of its network."""
    found = {}
    for folder in [shipped, *(models / name for name in model.names(models))]:
        try:
            found[model.load(folder).digest] = folder
        except DigitgameError as error:
            _log.debug("%s is left out: %s", folder, error)
    return found
