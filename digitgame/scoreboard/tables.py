"""The board's tables, loaded in a thread of their own, with how old they are; the last ones are kept on disk."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, Protocol

from digitgame import atomic, paths
from digitgame.errors import DigitgameError
from digitgame.formatting import counted
from digitgame.scoreboard.address import Address
from digitgame.scoreboard.names import initials
from digitgame.scoreboard.server import Arrival, Board, Entry, Query
from digitgame.store import rows

_log = logging.getLogger(__name__)
# Tables that are kept on disk at most, and characters of that file.
_KEPT: Final = 40
_LARGEST: Final = 2_000_000
# Seconds after which a table that nobody looks at is no longer loaded.
_UNSEEN: Final = 10.0
# Seconds that a table is called fresh.
_FRESH: Final = 3.0


@dataclass(frozen=True)
class Table:
    """What the board said last. `as_of`: when that was, in seconds since 1970; `trouble`: why it is no newer."""

    entries: tuple[Entry, ...] = ()
    latest: tuple[Arrival, ...] = ()
    modes: tuple[str, ...] = ()
    as_of: float = 0.0
    trouble: str = ""

    def age(self, now: float) -> str:
        """How old it is, for people: "" while it is fresh."""
        if not self.as_of:
            return "not seen yet"
        seconds = max(now - self.as_of, 0.0)
        if seconds < _FRESH:
            return ""
        for length, word in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
            if seconds >= length:
                return f"{counted(int(seconds // length), word)} ago"
        return ""

    def with_initials(self) -> Table:
        """The same table without names."""
        entries = tuple(replace(one, player=initials(one.player)) for one in self.entries)
        return replace(
            self,
            entries=entries,
            latest=tuple(replace(one, player=initials(one.player)) for one in self.latest),
        )


class Tables(Protocol):
    """Where tables come from."""

    def look(self, query: Query) -> Table | None:
        """The table as far as it is known; None while it has not been loaded."""


def load(board: Board, query: Query, *, latest: int = 0, now: Callable[[], float] = time.time) -> Table:
    """A table from the board, with so many of the runs that came in last. BoardError where that fails."""
    entries = tuple(board.standings(query))
    came = tuple(board.latest(limit=latest)) if latest else ()
    return Table(entries, came, tuple(board.modes()), now())


def cache_file() -> Path:
    """Where the last tables are kept."""
    return paths.home() / "board-tables.json"


def cached(address: Address, query: Query) -> Table | None:
    """The table that was seen last; None if there is none."""
    found = _read_cache().get(_key(address, query))
    try:
        return _parsed(found)
    except (ValueError, TypeError, KeyError) as error:
        _log.debug("No table of %s is kept: %s", query, error)
        return None


def keep(address: Address, query: Query, table: Table) -> None:
    """Keep a table for when the board can't be reached."""
    kept = _read_cache()
    kept.pop(_key(address, query), None)
    kept[_key(address, query)] = {
        "as_of": table.as_of,
        "modes": table.modes,
        "entries": [asdict(one) for one in table.entries],
    }
    text = json.dumps(dict(list(kept.items())[-_KEPT:]))
    try:
        cache_file().parent.mkdir(parents=True, exist_ok=True)
        with atomic.file(cache_file()) as beside:
            beside.write_text(text, "utf-8")
    except (OSError, DigitgameError) as error:
        _log.debug("The table is not kept: %s", error)


def _key(address: Address, query: Query) -> str:
    return json.dumps([address.url, *astuple(query)])


def _read_cache() -> dict[str, Any]:
    try:
        file = cache_file()
        found = json.loads(file.read_text("utf-8")) if file.stat().st_size < _LARGEST else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _parsed(value: Any) -> Table:
    """A kept table; ValueError, TypeError or KeyError if it is damaged."""
    modes = tuple(rows.word(mode, "mode") for mode in value["modes"])
    return Table(
        tuple(map(_entry, value["entries"])), (), modes, rows.real(value["as_of"], "time", rows.MAX_TIME)
    )


def _entry(value: Mapping[str, Any]) -> Entry:
    entry = Entry(**{field.name: value[field.name] for field in fields(Entry)})
    for name in ("player", "machine", "mode"):
        rows.word(getattr(entry, name), name)
    for name in ("score", "hits", "asked", "best"):
        rows.whole(getattr(entry, name), name)
    return entry


class Viewer:
    """Loads the table that somebody looks at, every `every` seconds, in a thread of its own.

    Its methods may be called from a thread that draws: they return at once.
    """

    def __init__(
        self,
        address: Address,
        *,
        every: float = 5.0,
        latest: int = 0,
        connect: Callable[[Address], Board] = Board,
    ) -> None:
        self.address = address
        self._every = every
        self._latest = latest
        self._connect = connect
        self._wanted: Query | None = None
        self._seen = 0.0
        self._tables: dict[Query, Table] = {}
        self._wake = threading.Condition()
        self._over = False
        self._thread: threading.Thread | None = None

    def look(self, query: Query) -> Table | None:
        """The table as far as it is known; None while it has not been loaded. It is loaded from now on."""
        with self._wake:
            new, self._wanted, self._seen = query != self._wanted, query, time.monotonic()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="tables", daemon=True)
                self._thread.start()
            if new:
                self._wake.notify()
        return self._tables.get(query)

    def close(self) -> None:
        """End the thread, without waiting for it."""
        with self._wake:
            self._over = True
            self._wake.notify()

    def _run(self) -> None:
        board: Board | None = None
        try:
            while True:
                query = self._wanted
                if query is not None and time.monotonic() - self._seen < _UNSEEN:
                    board = self._load(board, query)
                elif board is not None:
                    board.close()
                    board = None
                with self._wake:
                    if not self._over and query == self._wanted:
                        self._wake.wait(self._every)
                    if self._over:
                        return
        finally:
            if board is not None:
                board.close()

    def _load(self, board: Board | None, query: Query) -> Board | None:
        """Load a table; the connection, None where it was lost."""
        before = self._tables.get(query)
        if before is None:
            before = cached(self.address, query)
            if before is not None:
                self._tables[query] = before
        try:
            board = board or self._connect(self.address)
            table = load(board, query, latest=self._latest)
        # Whatever it is, the next look tries again.
        except Exception as error:
            _log.debug("no table: %s", error, exc_info=not isinstance(error, DigitgameError))
            if board is not None:
                board.close()
            why = error.problem if isinstance(error, DigitgameError) else type(error).__name__
            self._tables[query] = replace(before or Table(), trouble=why)
            return None
        self._tables[query] = table
        # Every refresh would be one write a second.
        if before is None or before.entries != table.entries or table.as_of - before.as_of > 60:
            keep(self.address, query, table)
        return board
