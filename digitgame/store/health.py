"""The state of the database, for `digitgame scores --check`: nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from digitgame.store import database, rescue, rows
from digitgame.store.database import LOG_ENDINGS, DamagedError
from digitgame.store.runs import attempt_of, drawing_of, run_of
from digitgame.store.store import RUN


@dataclass(frozen=True)
class Health:
    """`counts`: the rows of each table; `damaged`: what is wrong, by row or for the whole file.

    `backup` is the file with the backup, if there is one; `aside` are earlier files, set aside as damaged or kept from
    before a new version; `unsaved` are those that wait for the next game.
    """

    path: Path
    counts: dict[str, int]
    damaged: list[str]
    backup: Path | None
    aside: list[Path]
    unsaved: list[Path]


def health(path: Path) -> Health:
    """Check the database at `path`. DigitgameError where it can't be read, or is of another program or version."""
    damaged: list[str] = []
    counts: dict[str, int] = {}
    try:
        with closing(database.to_read(path)) as db:
            rescue.check(db)
            for table, (sql, what, parse) in _ROWS.items():
                found = db.execute(sql)
                counts[table] = len(found)
                for _ in rows.sound(found, what, parse, damaged.append):
                    pass
    except DamagedError as error:
        damaged.append(error.problem)
    backup = rescue.backup_of(path)
    aside = [
        file for word in ("damaged", "version") for file in sorted(path.parent.glob(f"{path.name}.{word}-*"))
    ]
    return Health(
        path,
        counts,
        damaged,
        backup if backup.is_file() else None,
        [file for file in aside if not file.name.endswith(LOG_ENDINGS)],
        rescue.left_over(path),
    )


def _player(_: int, name: object, seen: object) -> None:
    rows.word(name, "name")
    rows.real(seen, "time", rows.MAX_TIME)


def _guess(_: int, made: object, ink: object, guess: object, probabilities: object, truth: object) -> None:
    rows.real(made, "time", rows.MAX_TIME)
    drawing_of(ink)
    rows.answer(guess, truth)
    rows.probabilities(probabilities)


def _run(*values: Any) -> None:
    run_of(*values)
    # A run with damaged moves is shown, but no check confirms it.
    *_, moves, _, _ = values
    rows.moves(moves)


def _setting(_: str, value: object) -> None:
    rows.setting(value)


# How each table is read, how its rows are called, and what parses one.
_ROWS: Final[dict[str, tuple[str, str, Callable[..., object]]]] = {
    "players": ("SELECT id, name, seen FROM players", "Player", _player),
    "guesses": ("SELECT id, made, ink, guess, probabilities, truth FROM guesses", "Guess", _guess),
    "runs": (RUN, "Run", _run),
    "drawings of runs": (
        "SELECT 'of run ' || run || ', number ' || number, target, ink, read, probabilities, outcome FROM shots",
        "The drawing",
        attempt_of,
    ),
    "settings": ("SELECT name, value FROM settings", "The setting", _setting),
}
