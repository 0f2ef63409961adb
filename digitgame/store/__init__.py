"""What is kept across runs of the program: players, judged guesses, runs, settings, in one SQLite file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from digitgame.errors import DigitgameError, UnwritableError
from digitgame.store.runs import DISPUTED, FOOLED, HIT, MISREAD, Attempt, Run, Runs

__all__ = ["DISPUTED", "FOOLED", "HIT", "MISREAD", "Attempt", "Run", "Store", "opened"]

_IN_MEMORY: Final = Path(":memory:")


class Store(Runs):
    """The database, whole. Open it with a path, close it or use it in a `with` block; one thread each."""


def opened(path: Path) -> tuple[Store, str]:
    """The database at `path`, and ""; where nothing can be written there, one that is not kept, and why.

    That one begins with what the file holds, as far as it can be read. Raises DigitgameError where the file is damaged
    or of a newer version.
    """
    try:
        store = Store(path)
    except UnwritableError as error:
        return _passing(path), str(error)
    try:
        store.check()
    except UnwritableError as error:
        store.close()
        return _passing(path), str(error)
    except BaseException:
        store.close()
        raise
    return store, ""


def _passing(path: Path) -> Store:
    """A database in memory with what the one at `path` holds."""
    store = Store(_IN_MEMORY)
    try:
        store.copy(path)
    except DigitgameError:  # there is none, or it cannot even be read
        store.close()
        return Store(_IN_MEMORY)
    return store
