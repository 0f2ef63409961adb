"""The thread that writes: a queue of changes to the database, in order, each tried again until it is on disk."""

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from digitgame.errors import DigitgameError, UnwritableError
from digitgame.store import rescue
from digitgame.store.database import BusyError, DamagedError, Database, to_write
from digitgame.store.store import Write

_log = logging.getLogger(__name__)
# Seconds that one try waits for another program, and that pass before the next try: at first, and at most.
_PATIENCE: Final = 0.15
_PAUSE: Final = (0.25, 4.0)


@dataclass
class Change:
    """A change that was handed in. `tried` is set once it is written, `done` then, or it has failed for now.

    `error`: why it can never be written. `news`: another process had written since the change before it.
    """

    write: Write
    tried: threading.Event = field(default_factory=threading.Event)
    done: bool = False
    error: DigitgameError | None = None
    news: bool = False


class Writer:
    """Writes to the database at `path` in a thread of its own. Its methods may be called from any other thread.

    `trouble` is why nothing can be written at present, None where nothing is known to be wrong. `repaired` says what
    became of a damaged file, "" where there was none; `written` counts the changes that are on disk.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changes: deque[Change] = deque()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ends_at: float | None = None
        self._to_tend = False
        self.moving = threading.Lock()
        self.trouble: DigitgameError | None = None
        self.repaired = ""
        self.written = 0

    def put(self, write: Write) -> Change:
        """Hand in a change."""
        change = Change(write)
        with self._wake:
            self._changes.append(change)
            self._start()
        return change

    def waiting(self) -> list[Change]:
        """The changes that are not on disk yet, in order."""
        with self._wake:
            return list(self._changes)

    def close(self, seconds: float) -> list[Change]:
        """End the thread once all is written, or after some seconds; returns the changes that are not on disk."""
        with self._wake:
            self._ends_at = time.monotonic() + seconds
            self._wake.notify()
        if self._thread is not None:
            # One try may be under way.
            self._thread.join(seconds + 10)
        return self.waiting()

    def tend(self) -> None:
        """Look after the file when nothing else is to do: take over what earlier games left, check it, back it up."""
        with self._wake:
            self._to_tend = True
            self._start()

    def _start(self) -> None:
        """Start the thread, or wake it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="store", daemon=True)
            self._thread.start()
        self._wake.notify()

    def _run(self) -> None:
        database: Database | None = None
        pause = _PAUSE[0]
        while self._has_work():
            change = next(iter(self.waiting()), None)
            try:
                database = database or to_write(self._path, _PATIENCE)
                if change is None:
                    self._to_tend = False
                    rescue.tend(database)
                else:
                    change.news = database.changed_elsewhere()
                    with database.transaction():
                        change.write(database)
            except (BusyError, UnwritableError, DamagedError) as error:
                _log.debug("not written yet: %s", error)
                if database is not None and not isinstance(error, BusyError):
                    database.close()
                    database = None
                repaired = isinstance(error, DamagedError) and self._repair()
                if change is not None and not repaired:
                    self._failed(change, error, pause)
                    pause = min(2 * pause, _PAUSE[1])
                continue
            except DigitgameError as error:
                _log.debug("left out: %s", error)
                if change is not None:
                    change.error = error
            pause = _PAUSE[0]
            if change is not None:
                self._done(change)
            if database is not None and not self.waiting():
                _sync(database)
        if database is not None:
            database.close()

    def _has_work(self) -> bool:
        """Wait for work; False when the thread has to end."""
        with self._wake:
            while not self._changes and not self._to_tend and self._ends_at is None:
                self._wake.wait()
            if self._ends_at is None:
                return True
            return bool(self._changes) and time.monotonic() < self._ends_at

    def _done(self, change: Change) -> None:
        with self._wake:
            self._changes.popleft()
            self.trouble = None
            self.written += change.error is None
        change.done = True
        change.tried.set()

    def _failed(self, change: Change, error: DigitgameError, pause: float) -> None:
        """Wait before the next try."""
        self.trouble = error
        change.tried.set()
        until = time.monotonic() + pause
        with self._wake:
            while self._ends_at is None and (left := until - time.monotonic()) > 0:
                self._wake.wait(left)
        if self._ends_at is not None:
            time.sleep(0.05)

    def _repair(self) -> bool:
        """Set the damaged file aside; whether there is a sound one now."""
        try:
            with self.moving:
                self.repaired = rescue.repair(self._path)
        except DigitgameError as error:
            _log.debug("the damaged database stays: %s", error)
            return False
        return True


def _sync(database: Database) -> None:
    """Move what the log holds into the file, which syncs both to disk."""
    try:
        database.execute("PRAGMA wal_checkpoint(PASSIVE)")
    except DigitgameError as error:
        _log.debug("not synced yet: %s", error)
