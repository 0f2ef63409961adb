"""The process that trains: its events as they come, and asking it to stop."""

import json
import logging
import os
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from typing import Any, Final

from digitgame.events import STOP, Event, Preview, from_json
from digitgame.processes import python_command

# How much less processor time a training asks for: more helps no frame, and starves it where other work runs.
_NICE: Final = 5
_log = logging.getLogger(__name__)


class EventQueue(Queue[Event | None]):
    """Events that nobody has taken yet, None for the end. Of previews, which are large, only the last one waits."""

    def _put(self, item: Event | None) -> None:
        if isinstance(item, Preview):
            self.queue = deque(event for event in self.queue if not isinstance(event, Preview))
        self.queue.append(item)


class TrainingProcess:
    """A training in a process of its own. Threads read its lines, so that nobody waits for them.

    `errors` is what it wrote to stderr so far. `Replay` can stand in for it.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        """Start `digitgame` with these arguments; they must make it print one JSON line per event."""
        # Native libraries may write in the system's code page: hence "replace".
        self._process = subprocess.Popen(
            python_command("from digitgame.cli import main; main()", *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            **_own_session(),
        )
        _lower_priority(self._process.pid)
        self._waiting = EventQueue()
        self.ended = False
        self.errors = ""
        self._threads = [
            threading.Thread(target=read, daemon=True) for read in (self._read, self._read_errors)
        ]
        for thread in self._threads:
            thread.start()

    def new(self) -> list[Event]:
        """The events since the last call; never waits. After the last one, `ended` is true."""
        events: list[Event] = []
        while not self.ended:
            try:
                event = self._waiting.get_nowait()
            except Empty:
                break
            if event is None:
                self.ended = True
            else:
                events.append(event)
        return events

    def rest(self) -> Iterator[Event]:
        """The events to come, waited for."""
        while not self.ended:
            event = self._waiting.get()
            if event is None:
                self.ended = True
            else:
                yield event

    def stop(self) -> None:
        """Ask it to end after this batch and to save, or, before its first batch, at once."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{STOP}\n")
            self._process.stdin.flush()
        except OSError as error:
            _log.debug("The training has ended already: %s", error)

    def close(self) -> tuple[int, str]:
        """Wait for the end: the exit code, and all that it wrote to stderr."""
        code = self._process.wait()
        for thread in self._threads:
            thread.join()
        return code, self.errors

    def terminate(self) -> None:
        """Ask it to end now, as SIGTERM does: it reports what it has kept and how to resume."""
        self._process.terminate()

    def kill(self) -> None:
        """End it at once; what it has kept stays."""
        self._process.kill()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                self._waiting.put(from_json(json.loads(line)))
            # Half a line, at a sudden end.
            except ValueError as error:
                _log.debug("%s: %r", error, line)
        # All of stderr first, so that whoever sees the end can say why.
        self._threads[1].join()
        self._waiting.put(None)

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            # With `--debug` the training logs too. Its log is no error that the window should show.
            if line.startswith("DEBUG "):
                _log.debug("%s", line.rstrip())
            else:
                self.errors += line


def _own_session() -> dict[str, Any]:
    """Arguments that keep Ctrl-C in the terminal for this process, which passes it on as a line."""
    if os.name != "nt":
        return {"start_new_session": True}
    # The flags are there on Windows only.
    windows: Any = subprocess
    return {"creationflags": windows.CREATE_NEW_PROCESS_GROUP | windows.BELOW_NORMAL_PRIORITY_CLASS}


def _lower_priority(process: int) -> None:
    """Give the window the processor whenever it wants it: the training has it nearly all the time anyway.

    Linux weighs sessions against each other first (`man 7 sched`, autogroup), and this process has one of its own.
    """
    if os.name == "nt":
        return
    try:
        os.setpriority(os.PRIO_PROCESS, process, _NICE)
    except OSError as error:
        _log.debug("The training keeps its priority: %s", error)
    with suppress(OSError):
        Path(f"/proc/{process}/autogroup").write_text(str(_NICE), "ascii")
