"""The thread that sends runs to the board. The game never waits for it."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from digitgame.errors import DigitgameError
from digitgame.scoreboard.address import Address
from digitgame.scoreboard.outbox import REFUSED, Outbox
from digitgame.scoreboard.server import Board, BoardError, load

_log = logging.getLogger(__name__)
# Runs that are read from the database at once.
_BATCH: Final = 10
# Seconds in which a run that is finished comes to the disk, if that is slow, and between two looks for it.
_COMING: Final = 5.0
_SOON: Final = 0.5
# Seconds: between two tries, at first and at most; until a run that was too many is sent again; between two looks for
# runs that another window left; until a connection that nobody uses is closed.
_PAUSE: Final = (1.0, 15.0)
_LATER: Final = 3.0
_LOOK: Final = 20.0
_IDLE: Final = 30.0


@dataclass(frozen=True)
class Status:
    """How many runs wait, how many were sent in this session, and why they are not sent: "" where nothing is wrong."""

    waiting: int = 0
    sent: int = 0
    trouble: str = ""


class Sender:
    """Sends the runs that wait in the database, each once, and tries again until the board has them.

    Its methods may be called from any other thread, and return at once; `close` waits a little.
    """

    def __init__(
        self,
        database: Path,
        address: Address,
        *,
        connect: Callable[[Address], Board] = Board,
        prepare: Callable[[], None] = load,
        pause: tuple[float, float] = _PAUSE,
    ) -> None:
        self.address = address
        self.status = Status()
        self._database = database
        self._connect = connect
        self._prepare = prepare
        self._pause = pause
        self._board: Board | None = None
        self._used = 0.0
        self._wake = threading.Condition()
        self._woken = False
        self._expected_until = 0.0
        self._ends_at: float | None = None
        self._thread: threading.Thread | None = None
        # The player knows that runs wait.
        self._said = False

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name="board", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """A run is new in the database."""
        with self._wake:
            self._woken = True
            self._expected_until = time.monotonic() + _COMING
            self._wake.notify()

    def close(self, seconds: float = 1.0) -> None:
        """End the thread once nothing waits, or after some seconds. What still waits is sent by the next game."""
        with self._wake:
            self._ends_at = time.monotonic() + seconds
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(seconds)

    def notice(self) -> str:
        """What the player has to know and does not know yet: once that runs wait, once that they were sent."""
        status = self.status
        if status.trouble and status.waiting and not self._said:
            self._said = True
            return "The class's scoreboard can't be reached. Your runs wait here and are sent later."
        if self._said and not status.trouble and not status.waiting:
            self._said = False
            return "All your runs are on the class's scoreboard now."
        return ""

    @property
    def words(self) -> str:
        """A few words on runs that have to wait; "" where none has."""
        status = self.status
        if not (status.trouble and status.waiting):
            return ""
        return f"{status.waiting} {'run waits' if status.waiting == 1 else 'runs wait'} for the class board"

    def send(self) -> int:
        """Send all that waits, in this thread; how many runs were sent. BoardError where that fails."""
        before = self.status.sent
        try:
            while self._send_some() == 0.0:
                continue
        finally:
            self._disconnect()
        return self.status.sent - before

    def _run(self) -> None:
        # Importing it takes a moment, which is better at the start of the game than after a run.
        self._prepare()
        pause = self._pause[0]
        while self._ends_at is None or time.monotonic() < self._ends_at:
            try:
                seconds = self._send_some()
                pause = self._pause[0]
                patient = seconds == _LATER
            # Whatever it is, the next run is tried again.
            except Exception as error:
                _log.debug("not sent yet: %s", error, exc_info=not isinstance(error, DigitgameError))
                self._disconnect()
                self._say(trouble=str(error) or type(error).__name__)
                # Thirty machines do not all come back in the same moment.
                seconds, pause = pause * random.uniform(0.75, 1.25), min(2 * pause, self._pause[1])
                patient = True
            if seconds and not self._sleep(seconds, patient=patient):
                break
        self._disconnect()

    def _sleep(self, seconds: float, *, patient: bool) -> bool:
        """Wait for a new run, or for some seconds; `patient`: for these in any case. False: the thread has to end."""
        until = time.monotonic() + seconds
        with self._wake:
            while (left := until - time.monotonic()) > 0 and self._ends_at is None:
                if self._woken and not patient:
                    break
                self._wake.wait(left)
            self._woken = False
            # A run that has just been finished is tried once more before the end.
            return self._ends_at is None or bool(self.status.waiting and not self.status.trouble)

    def _send_some(self) -> float:
        """Send some of the runs that wait; the seconds until the next look: 0 if more wait."""
        with Outbox(self._database) as outbox:
            lines, machine = outbox.waiting(_BATCH), outbox.machine()
            self._say(waiting=outbox.count())
        if not lines:
            if time.monotonic() - self._used > _IDLE:
                self._disconnect()
            self._say(trouble="")
            return _SOON if time.monotonic() < self._expected_until else _LOOK
        done, refused = list[str](), list[str]()
        try:
            if self._board is None:
                self._board = self._connect(self.address)
            for uid, line in lines:
                answer = self._board.keep(line, machine)
                self._used = time.monotonic()
                if answer == "later":
                    return _LATER
                if answer == "full":
                    raise BoardError(
                        "The class's scoreboard takes runs from no more machines.",
                        "The teacher can let in more: digitgame board setup --machines N",
                    )
                if answer not in ("kept", "known"):
                    _log.debug("The board has refused run %s: %s", uid, answer)
                    refused.append(uid)
                    continue
                done.append(uid)
                self._say(sent=self.status.sent + 1)
        finally:
            self._settle(done, refused)
        self._say(trouble="")
        return 0.0 if self.status.waiting else _LOOK

    def _settle(self, done: list[str], refused: list[str]) -> None:
        if not done and not refused:
            return
        with Outbox(self._database) as outbox:
            outbox.settle(done)
            outbox.settle(refused, REFUSED)
            self._say(waiting=outbox.count())

    def _say(
        self, *, waiting: int | None = None, sent: int | None = None, trouble: str | None = None
    ) -> None:
        now = self.status
        self.status = Status(
            now.waiting if waiting is None else waiting,
            now.sent if sent is None else sent,
            now.trouble if trouble is None else trouble,
        )

    def _disconnect(self) -> None:
        board, self._board = self._board, None
        if board is not None:
            board.close()
