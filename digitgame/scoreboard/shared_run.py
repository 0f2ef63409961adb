"""A run as one JSON object: what is sent to the board, and a line of a file of runs."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from digitgame.scoreboard.names import LONGEST
from digitgame.store import Attempt, Run, rows
from digitgame.store.runs import attempt_of, row_of, run_of, shot_of

# Characters of a run in JSON at most. A minute of Sprint has about 100,000.
MAX_JSON: Final = 1_000_000
_SHOT: Final = ("target", "ink", "read", "probabilities", "outcome")
COLUMNS: Final = (
    *("mode", "seed", "model", "started", "seconds"),
    *("score", "hits", "asked", "best", "rules", "moves"),
)


@dataclass(frozen=True)
class SharedRun:
    """A run with its drawings and its UUID, as one machine hands it to another."""

    uid: str
    run: Run
    attempts: tuple[Attempt, ...]
    machine: str = ""


def public_uid(uid: str, machine_id: str) -> str:
    """A run's UUID. One from before runs had any is named by its number, which another machine has as well."""
    try:
        return str(uuid.UUID(uid))
    except ValueError:
        return str(uuid.uuid5(uuid.UUID(machine_id), uid))


def plain(
    uid: str, player: object, machine: str, row: Sequence[object], shots: Iterable[Sequence[object]]
) -> dict[str, Any]:
    """A run as plain values, from its rows in the database: `ROW`, and those of its drawings without their numbers.

    `utc_offset`: how many seconds the machine's time of day was ahead of UTC.
    """
    values = dict(zip(COLUMNS, row, strict=True))
    drawings = [dict(zip(_SHOT, shot, strict=True)) for shot in shots]
    offset = _utc_offset(values["started"])
    return {
        "uid": uid,
        "player": player,
        "machine": machine,
        **values,
        "utc_offset": offset,
        "shots": drawings,
    }


def to_json(shared: SharedRun) -> dict[str, Any]:
    """A run as plain values."""
    shots = map(shot_of, shared.attempts)
    return plain(shared.uid, shared.run.player, shared.machine, row_of(shared.run), shots)


def _utc_offset(started: object) -> int:
    try:
        return time.localtime(float(started)).tm_gmtoff  # type: ignore[arg-type]
    except (ValueError, TypeError, OverflowError, OSError):
        return 0


def of_json(value: object) -> SharedRun:
    """The run in plain values; ValueError, with the reason, if they are none."""
    value = _mapping(value)
    try:
        uid = str(uuid.UUID(value.get("uid")))
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError("its UUID is damaged") from error
    machine = value.get("machine") or ""
    if machine:
        rows.word(machine, "machine")
    named = {name: value.get(name) for name in ("player", *COLUMNS)}
    run = run_of(number=0, verdict=None, **named)
    if len(run.player) > LONGEST:
        raise ValueError("its player is damaged")
    return SharedRun(uid, replace(run, number=None), _attempts(value.get("shots")), machine)


def _attempts(shots: object) -> tuple[Attempt, ...]:
    """The drawings in plain values; ValueError if they are damaged."""
    match shots:
        case list(found):
            each = map(_mapping, found)
            return tuple(attempt_of(0, *(shot.get(name) for name in _SHOT)) for shot in each)
    raise ValueError("its drawings are damaged")


def _mapping(value: object) -> dict[str, Any]:
    match value:
        case dict(found):
            return found
    raise ValueError("it is not a run")


def line_of(values: Mapping[str, Any]) -> str:
    """A run's plain values as a line of JSON. What a damaged row holds besides becomes text, which nobody takes."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str)


def parsed(line: str) -> SharedRun:
    """The run in a line of JSON; ValueError if there is none."""
    if len(line) > MAX_JSON:
        raise ValueError("it is too long for a run")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    return of_json(value)
