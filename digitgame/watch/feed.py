"""The process that trains: its events as they come, and asking it to stop."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Final

STOP: Final = "stop\n"  # the word that a training with --pictures ends for
Event = dict[str, Any]


class Feed:
    """A training in a process of its own. Its lines are read by a thread, so that nobody waits for them."""

    def __init__(self, arguments: Sequence[str]) -> None:
        """Start `digitgame` with these arguments; they must make it print a JSON line an event."""
        apart: dict[
            str, Any
        ] = (  # Ctrl-C in the terminal is for the window's process, which passes it on as a word
            {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined,unused-ignore]
            if os.name == "nt"
            else {"start_new_session": True}
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", "digitgame", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", **apart,
        )  # fmt: skip
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
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
                event = self._events.get_nowait()
            except queue.Empty:
                break
            if event is None:
                self.ended = True
            else:
                events.append(event)
        return events

    def rest(self) -> Iterator[Event]:
        """The events to come, waited for."""
        while not self.ended:
            event = self._events.get()
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

    def close(self) -> tuple[int, str]:
        """Wait for the end: the exit code, and what it said on its error stream."""
        code = self._process.wait()
        for thread in self._threads:
            thread.join()
        return code, "".join(self._errors)

    def kill(self) -> None:
        """End it at once, whatever it does; what it has kept stays."""
        self._process.kill()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                self._events.put(json.loads(line))
            except ValueError:  # not an event: half a line at a sudden end
                continue
        self._events.put(None)

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        self._errors.extend(self._process.stderr)
