"""A process beside a training, for what needs no TensorFlow: non-digits, images to score on, charts.

It draws non-digits while the first process imports TensorFlow, and charts while that saves the model.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, TypeVar

from digitgame.training.config import Plan

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.training.rejection import Samples

Tests = Sequence[tuple[str, "Images"]]  # each with its name: mnist, hand or drawings
T = TypeVar("T")
_log = logging.getLogger(__name__)


class Worker(AbstractContextManager["Worker"]):
    """Calls functions one after the other in a process of its own; in this one where that is lost or cannot start.

    The process starts with the first function, leaves Ctrl-C to this one, and ends when this one does, even by
    `kill -9`: then the other end of its pipe closes. (A `ProcessPoolExecutor` would leave semaphores behind then.)
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        # A fork would inherit TensorFlow's locks, but not its threads.
        context = multiprocessing.get_context("spawn")
        self._pipe, self._theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._theirs,), daemon=True)
        self._closed = False

    def __exit__(self, *error: object) -> None:
        self._closed = True
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()
        self._thread.shutdown(cancel_futures=True)

    def submit(self, function: Callable[..., T], *values: Any) -> Callable[[], T]:
        """Call `function` with `values`, all picklable; what is returned waits for the result."""
        if not self._theirs.closed:
            try:
                with _without_ctrl_c():
                    self._process.start()
            except OSError as error:
                _log.debug("no worker process: %r", error)
            self._theirs.close()
        return self._thread.submit(self._call, partial(function, *values)).result

    def _call(self, call: Callable[[], T]) -> T:
        result: T
        try:
            self._pipe.send(call)
            result, error = self._pipe.recv()
        except (OSError, EOFError) as lost:
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


def _serve(pipe: Connection) -> None:
    """Make the calls that come through the pipe until its other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            call = pipe.recv()
        except EOFError:
            return
        try:
            result, failure = call(), None
        except Exception as error:
            result, failure = None, error
        pipe.send((result, failure))


@dataclass
class Inputs:
    """What a worker prepares: non-digits to train on, others to fit the rejection threshold on, more to score on."""

    worker: Worker
    non_digits: Callable[[], Images] | None = None
    samples: Callable[[], Samples] | None = None
    tests: Callable[[], Tests] = tuple

    @classmethod
    def begin(cls, worker: Worker, plan: Plan) -> Inputs:
        """Start with what is needed first."""
        from digitgame.training.rejection import non_digit_images, samples

        count = plan.recipe().scraps
        if not count:
            return cls(worker)
        return cls(worker, worker.submit(non_digit_images, count, plan.seed), worker.submit(samples))
