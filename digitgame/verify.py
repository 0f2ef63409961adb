"""The tables of the best runs for the command line, and the check that a run is what its record says."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

from digitgame import model
from digitgame.errors import DigitgameError
from digitgame.inference import Reader
from digitgame.ink import FRAMING, frame
from digitgame.rules import Clock, Score, replay
from digitgame.rules.fool import Fool, Sight, length
from digitgame.rules.modes import FREE, rules
from digitgame.store import Attempt, Run, Store

CONFIRMED: Final = "confirmed"
DOUBTFUL: Final = "doubtful"
UNCHECKED: Final = "unchecked"  # the network that read it is not on this machine
_SAME: Final = 0.02  # of a probability: the ink is kept to a hundredth of a board pixel
_SLACK: Final = 1  # points a drawing: another processor may round a probability otherwise
STANDING: Final = ("mode", "player", "right", "wrong", "accuracy", "best")
FIELDS: Final = (
    "number",
    "mode",
    "player",
    "score",
    "hits",
    "asked",
    "accuracy",
    "best",
    "seconds",
    "started",
    "seed",
    "model",
    "verdict",
)


def row(run: Run) -> dict[str, Any]:
    """A run as plain values, for JSON and CSV."""
    values = {name: getattr(run, name) for name in FIELDS}
    values["accuracy"] = None if run.accuracy is None else round(run.accuracy, 4)
    values["started"] = datetime.fromtimestamp(run.started, timezone.utc).isoformat(timespec="seconds")
    return values


def standing(player: str, score: Score) -> dict[str, Any]:
    """A player's guesses in free draw as plain values, for JSON and CSV."""
    total = score.total
    accuracy = None if total.accuracy is None else round(total.accuracy, 4)
    return dict(zip(STANDING, (FREE, player, total.right, total.wrong, accuracy, score.best), strict=True))


def as_csv(rows: Sequence[dict[str, Any]], fields: Sequence[str] = FIELDS) -> str:
    """Rows as CSV, with a line of names."""
    out = io.StringIO()
    table = csv.DictWriter(out, fields, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def verify(store: Store, runs: Sequence[Run], networks: dict[str, Path]) -> list[tuple[Run, str, str]]:
    """Read every run's ink again and play its moves again; each run with its verdict and the reason.

    `networks`: model folders by the digest of their network. What is found is noted in the store.
    """
    readers: dict[str, Reader] = {}
    checked = []
    for run in runs:
        assert run.number is not None
        if run.mode.startswith("duel"):
            checked.append((run, UNCHECKED, "nothing is drawn in a duel"))
            continue
        if run.model not in networks:
            checked.append((run, UNCHECKED, "its network is not on this machine"))
            continue
        if run.model not in readers:
            readers[run.model] = Reader(model.load(networks[run.model], framing=FRAMING))
        try:
            trouble = check(run, store.attempts(run.number), readers[run.model])
        except DigitgameError as error:  # ink that is damaged
            trouble = error.problem
        verdict = DOUBTFUL if trouble else CONFIRMED
        store.judge(run.number, verdict)
        checked.append((run, verdict, trouble or ""))
    return checked


def check(run: Run, shots: Sequence[Attempt], reader: Reader) -> str | None:
    """What is wrong with a run; None where its ink and its moves give the score that it claims."""
    try:
        again = rules(run.mode, Clock(), run.seed)
    except KeyError:
        return f"there is no mode {run.mode}"
    digits = [_read(shot, reader) for shot in shots]
    misread = [
        str(at) for at, (shot, read) in enumerate(zip(shots, digits, strict=True), 1) if read != shot.read
    ]
    readings: list[Any] = [_sight(shot, reader) for shot in shots] if isinstance(again, Fool) else digits
    if not replay(again, run.moves, readings):
        why = f"; drawing {', '.join(misread)} reads otherwise" if misread else ""
        return f"its moves break the rules{why}"
    slack = _SLACK * len(shots) if isinstance(again, Fool) else 0
    close = abs(again.score - run.score) <= slack and abs(again.best - run.best) <= slack
    if not close or again.hits != run.hits:
        return f"it plays again to {again.score:,} points, not {run.score:,}"
    if run.moves and run.seconds < run.moves[-1].at - 0.01:
        return "it ends before its last move"
    return None


def _read(shot: Attempt, reader: Reader) -> int:
    """The digit that the network reads of a drawing; the one recorded where the two readings are the same."""
    probabilities = reader.read(frame(shot.drawing.strokes)).probabilities
    share = float(probabilities[shot.read])
    same = abs(share - shot.probabilities[shot.read]) < _SAME and share > float(probabilities.max()) - _SAME
    return shot.read if same else int(probabilities.argmax())


def _sight(shot: Attempt, reader: Reader) -> Sight:
    probabilities = reader.read(frame(shot.drawing.strokes)).probabilities
    return Sight(tuple(probabilities.tolist()), length(shot.drawing.strokes))


def networks(models: Path, shipped: Path) -> dict[str, Path]:
    """Every model folder that can be read, by the digest of its network."""
    found = {}
    for folder in [shipped, *(models / name for name in model.names(models))]:
        try:
            found[model.load(folder).digest] = folder
        except DigitgameError:
            continue
    return found
