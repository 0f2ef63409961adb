"""The process that trains: its events as they come, and asking it to stop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

STOP: Final = "stop\n"  # the word that a training with --pictures ends for
_NICE: Final = 5  # how far a training stands back: more helps no frame, but starves it where others are busy
Event = dict[str, Any]


class EventQueue:
    """Events that nobody has taken yet, None for the end. Of looks, which are large, only the last one waits."""

    def __init__(self) -> None:
        self._events: deque[Event | None] = deque()
        self._news = threading.Condition()

    def put(self, event: Event | None) -> None:
        with self._news:
            if event is not None and event.get("event") == "look":
                stays = [one for one in self._events if one is None or one.get("event") != "look"]
                self._events = deque(stays)
            self._events.append(event)
            self._news.notify()

    def take(self) -> Event | None:
        """The first one; IndexError where there is none."""
        with self._news:
            return self._events.popleft()

    def wait(self) -> Event | None:
        """The first one, however long it takes."""
        with self._news:
            self._news.wait_for(lambda: self._events)
            return self._events.popleft()


class TrainingProcess:
    """A training in a process of its own. Its lines are read by a thread, so that nobody waits for them."""

    def __init__(self, arguments: Sequence[str]) -> None:
        """Start `digitgame` with these arguments; they must make it print a JSON line an event."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "digitgame", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            errors="replace",  # what native libraries say may be in the system's code page
            env={**os.environ, "PYTHONIOENCODING": "utf-8"}, **_apart(),
        )  # fmt: skip
        _stand_back(self._process.pid)
        self._waiting = EventQueue()
        self._errors: list[str] = []
        self._threads = [
            threading.Thread(target=read, daemon=True) for read in (self._read, self._read_errors)
        ]
        for thread in self._threads:
            thread.start()
        self.ended = False

    def new(self) -> list[Event]:
        """The events since the last call; never waits. After the last one, `ended` is true."""
        events: list[Event] = []
        while not self.ended:
            try:
                event = self._waiting.take()
            except IndexError:
                break
            if event is None:
                self.ended = True
            else:
                events.append(event)
        return events

    def rest(self) -> Iterator[Event]:
        """The events to come, waited for."""
        while not self.ended:
            event = self._waiting.wait()
            if event is None:
                self.ended = True
            else:
                yield event

    def stop(self) -> None:
        """Ask it to end after the batch and to save what there is."""
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(STOP)
            self._process.stdin.flush()
        except OSError:  # it has ended already
            pass

    @property
    def errors(self) -> str:
        """What it has said so far on its error stream."""
        return "".join(self._errors)

    def close(self) -> tuple[int, str]:
        """Wait for the end: the exit code, and what it said on its error stream."""
        code = self._process.wait()
        for thread in self._threads:
            thread.join()
        return code, self.errors

    def terminate(self) -> None:
        """Ask it, as whoever ends this process does, to end now: it says what it has kept and how to go on."""
        with suppress(OSError):  # it has ended already
            self._process.terminate()

    def kill(self) -> None:
        """End it at once, whatever it does; what it has kept stays."""
        self._process.kill()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                self._waiting.put(json.loads(line))
            except ValueError:  # not an event: half a line at a sudden end
                continue
        self._threads[1].join()  # so that whoever hears of the end can say why
        self._waiting.put(None)

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._errors.append(line)


def _apart() -> dict[str, Any]:
    """How to start a process of its own: Ctrl-C in the terminal is for the window's, which passes it on as a word."""
    if os.name != "nt":
        return {"start_new_session": True}
    windows: Any = subprocess  # the flags are there on Windows alone
    return {"creationflags": windows.CREATE_NEW_PROCESS_GROUP | windows.BELOW_NORMAL_PRIORITY_CLASS}


def _stand_back(process: int) -> None:
    """Let the window have the processor whenever it wants it: the training has it nearly all the time anyway.

    Linux weighs sessions against each other first (`man 7 sched`, autogroup), and this process has one of its own.
    """
    if os.name == "nt":
        return
    with suppress(OSError):  # it has ended already, or may not be asked: then they share alike
        os.setpriority(os.PRIO_PROCESS, process, _NICE)
    with suppress(OSError):
        Path(f"/proc/{process}/autogroup").write_text(str(_NICE), "ascii")
