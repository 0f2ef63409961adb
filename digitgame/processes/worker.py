"""A process beside this one that calls functions, so that both can work at the same time."""

import logging
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from typing import Any, Final, TypeVar

from digitgame.processes import python_command

T = TypeVar("T")
_SERVE: Final = "from digitgame.processes.worker import serve; serve()"
_log = logging.getLogger(__name__)


class Worker(AbstractContextManager["Worker"]):
    """Calls functions one after the other in a process of its own; in this one where that is lost or cannot start.

    The process starts with the first function, leaves Ctrl-C to this one, and ends when this one does, even by
    `kill -9`: then the other end of its pipe closes. (A `ProcessPoolExecutor` would leave semaphores behind then, and
    `multiprocessing` would run a `pickle.py` that lies in the current folder.)
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._closed = False

    def __exit__(self, *error: object) -> None:
        self._closed = True
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        self._thread.shutdown(cancel_futures=True)
        for pipe in (self._process.stdin, self._process.stdout) if self._process else ():
            if pipe is not None:
                # What was not sent any more is still in the buffer.
                with suppress(OSError):
                    pipe.close()

    @property
    def pid(self) -> int | None:
        """The number of its process; None where there is none."""
        return self._process.pid if self._process else None

    def submit(self, function: Callable[..., T], *values: Any) -> Callable[[], T]:
        """Call `function` with `values`, all picklable; what is returned waits for the result."""
        if not self._started:
            self._started = True
            try:
                with _without_ctrl_c():
                    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
                    self._process = subprocess.Popen(python_command(_SERVE), **pipes)
            except OSError as error:
                _log.debug("no worker process: %r", error)
        return self._thread.submit(self._call, partial(function, *values)).result

    def _call(self, call: Callable[[], T]) -> T:
        if self._process is None:
            return call()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        result: T
        try:
            pickle.dump(call, self._process.stdin)
            self._process.stdin.flush()
            result, error = pickle.load(self._process.stdout)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as lost:
            if self._closed:
                raise
            _log.debug("done in this process, for the other one is lost: %r", lost)
            return call()
        if error is not None:
            raise error
        return result


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Start processes inside that ignore Ctrl-C, which a terminal sends to all of its processes."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve() -> None:
    """Make the calls that come through stdin until it closes, and answer on stdout; what they print goes to stderr."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    calls, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while True:
        try:
            call = pickle.load(calls)
        except EOFError:
            return
        try:
            result, failure = call(), None
        except Exception as error:
            result, failure = None, error
        pickle.dump((result, failure), answers)
        answers.flush()
