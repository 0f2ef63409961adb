"""The store of a game that is played: it never waits long for the disk or for another program, and loses nothing."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from digitgame.errors import DigitgameError, UnwritableError
from digitgame.store import database, rescue
from digitgame.store.database import IN_MEMORY, BusyError, DamagedError, Database
from digitgame.store.store import Store, Write
from digitgame.store.writer import Writer

_log = logging.getLogger(__name__)
# Seconds that a frame waits for the disk at most, and the end of the game for changes that still wait.
_PATIENCE: Final = 0.2
_LAST_PATIENCE: Final = 3.0


class QueuedStore(Store):
    """A store whose changes are written by a thread of their own.

    Usually a change is on disk within milliseconds, and what is read comes from the file. Where the file can't be
    written or read, the store goes on in memory, with what the file holds and all the changes that wait, until they
    are on disk. `farewell`: what to tell the player after `close`, "" if all was saved.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open the database at `path`. A damaged one is set aside.

        Raises DigitgameError only for a database of a newer version or of another program.
        """
        self._writer = Writer(path)
        # What the writer had done when reading from the present database began.
        self._written, self._repaired = 0, ""
        self._news = False
        self._noticed = ""
        # A copy of the file that is being made in memory, for an outage.
        self._copy: _Copy | None = None
        self.farewell = ""
        super().__init__(path, clock=clock)

    def _open(self) -> Database:
        try:
            try:
                return database.to_read(self.path, _PATIENCE)
            except DamagedError:
                self._writer.repaired = self._repaired = rescue.repair(self.path)
                return database.to_read(self.path, _PATIENCE)
        except (BusyError, UnwritableError, DamagedError) as error:
            return self._copied(error)

    @property
    def trouble(self) -> DigitgameError | None:
        return self._writer.trouble

    def repaired(self) -> str:
        """What became of a damaged file, once; "" at any other time."""
        before, self._noticed = self._noticed, self._writer.repaired
        return self._noticed if self._noticed != before else ""

    def tend(self) -> None:
        """Look after the file in the background: check it, back it up, take over what earlier games left."""
        self._writer.tend()

    def close(self) -> None:
        """Wait a little for changes that are not on disk yet. Those that remain go into a file for the next game."""
        left = self._writer.close(_LAST_PATIENCE)
        if left:
            self.farewell = rescue.leave(self.path, [change.write for change in left])
        super().close()

    def changed_elsewhere(self) -> bool:
        with self._writer.moving:
            self._settle()
            changed = not self._in_memory and self._db.changed_elsewhere()
        news, self._news = self._news or changed, False
        return news

    @property
    def _in_memory(self) -> bool:
        return self._db.path == IN_MEMORY

    def _read(self, sql: str, *values: Any) -> list[Any]:
        with self._writer.moving:
            self._settle()
            try:
                return self._db.execute(sql, *values)
            except (BusyError, UnwritableError, DamagedError) as error:
                self._go_on_in_memory(error, wait=None)
                # Once this is through, the file can be read again.
                self._writer.put(rescue.check if isinstance(error, DamagedError) else _nothing)
                return self._db.execute(sql, *values)

    def _write(self, write: Write) -> None:
        if self._in_memory:
            # What can never be kept fails here already.
            with self._db.transaction():
                write(self._db)
            change = self._writer.put(write)
            if self._writer.trouble is None:
                change.tried.wait(_PATIENCE)
            return
        change = self._writer.put(write)
        change.tried.wait(_PATIENCE)
        if change.error is not None:
            raise change.error
        if change.done:
            # Only what others wrote is news.
            self._news |= change.news
            with self._writer.moving:
                self._settle()
                self._db.changed_elsewhere()
        else:
            self._go_on_in_memory(self._writer.trouble, wait=_PATIENCE)

    def _settle(self) -> None:
        """Read from the file again once nothing waits for it, or once it is another file."""
        written, repaired = self._writer.written, self._writer.repaired
        if self._copy is not None:
            # A long copy, made meanwhile: the file could be read until now, without the last answers.
            if self._writer.waiting():
                self._go_on_in_memory(self._copy.why, wait=0)
            else:
                self._copy = None
                self._news = True
        if self._in_memory and self._writer.waiting():
            # The file lacks what waits, even one that was repaired meanwhile; the copy in memory has it.
            return
        back = self._in_memory and written > self._written
        if not back and repaired == self._repaired:
            return
        try:
            found = database.to_read(self.path, _PATIENCE)
        except DigitgameError as error:
            _log.debug("the file is not read yet: %s", error)
            # The old one has moved.
            if not back:
                self._repaired = repaired
                self._go_on_in_memory(error, wait=None)
            return
        self._db.close()
        self._db, self._news = found, True
        self._written, self._repaired = written, repaired

    def _go_on_in_memory(self, why: DigitgameError | None, *, wait: float | None) -> None:
        """Read from a copy of the file that has the waiting changes as well.

        The copy is made by a thread. One that takes longer than `wait` seconds is taken over later; None waits for it.
        """
        self._copy = self._copy or _Copy(lambda: self._copied(why), why)
        if not self._copy.made(wait):
            return
        self._db.close()
        self._db, self._copy, self._news = self._copy.database, None, True
        for change in self._writer.waiting():
            with self._db.transaction():
                change.write(self._db)

    def _copied(self, why: DigitgameError | None) -> Database:
        """As much of the file as can be read, in memory."""
        _log.debug("the store goes on in memory: %s", why)
        self._written = self._writer.written
        memory = database.in_memory()
        try:
            if isinstance(why, DamagedError):
                with memory.transaction():
                    rescue.merge(self.path, memory)
            else:
                memory.copy(self.path)
        except DigitgameError as error:
            _log.debug("it begins empty: %s", error)
            memory.close()
            memory = database.in_memory()
        return memory


class _Copy:
    """A copy of the database that a thread makes, because of `why`."""

    def __init__(self, make: Callable[[], Database], why: DigitgameError | None) -> None:
        self.why = why
        self.database: Database
        self._make = make
        self._thread = threading.Thread(target=self._run, name="copy", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self.database = self._make()

    def made(self, wait: float | None) -> bool:
        """Whether it is done, after `wait` seconds at most; None waits for it."""
        self._thread.join(wait)
        return not self._thread.is_alive()


def _nothing(_: Database) -> None:
    """A change that only finds out whether the file can be written."""
