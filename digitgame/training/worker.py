"""A process beside a training, for what needs no TensorFlow: non-digits, images to score on, charts.

While the first process imports TensorFlow, which keeps a core busy for seconds, the second draws non-digits; while the
first saves the model, the second draws charts. No TensorFlow here.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, TypeVar

from digitgame.training.config import Plan

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.training.rejection import Samples

Tests = Sequence[tuple[str, "Images"]]  # each with its name: mnist, hand or drawings
T = TypeVar("T")
_log = logging.getLogger(__name__)


class Worker:
    """Calls functions one after the other in a process of its own; in this one where that is lost or cannot start.

    The process starts with the first function, leaves Ctrl-C to this one, and ends when this one does, even by
    `kill -9`: then its end of the pipe closes.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._process: Any = None
        self._pipe: Connection | None = None
        self._closed = False

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *error: object) -> None:
        self._closed = True
        if self._process is not None:
            self._process.terminate()
            self._process.join()
        self._thread.shutdown(cancel_futures=True)

    def submit(self, function: Callable[..., T], *values: Any) -> Future[T]:
        """Call `function` with `values`; these and its result must be picklable."""
        if self._process is None:
            try:
                self._start()
            except OSError as error:
                _log.debug("no worker process: %s", error)
        return self._thread.submit(self._call, function, *values)

    def _call(self, function: Callable[..., T], *values: Any) -> T:
        if self._pipe is None:
            return function(*values)
        result: T
        try:
            self._pipe.send((function, values))
            result, error = self._pipe.recv()
        except (OSError, EOFError) as lost:
            if self._closed:
                raise
            _log.debug("done in this process, for the other one is lost: %r", lost)
            return function(*values)
        if error is not None:
            raise error
        return result

    def _start(self) -> None:
        # A fork would inherit TensorFlow's locks, but not its threads.
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there,), daemon=True)
        with _without_ctrl_c():
            process.start()
        there.close()
        self._process, self._pipe = process, here


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
    """Call what comes through the pipe until its other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            function, values = pipe.recv()
        except EOFError:
            return
        try:
            result, failure = function(*values), None
        except Exception as error:
            result, failure = None, error
        pipe.send((result, failure))


@dataclass
class Inputs:
    """What a training needs besides its digits, while a worker prepares it.

    These are non-digits to train on, if the preset does, samples to fit the rejection threshold on, and more to score
    on.
    """

    worker: Worker
    non_digits: Future[Images] | None = None
    samples: Future[Samples] | None = None
    tests: Future[Tests] | None = None

    @classmethod
    def begin(cls, worker: Worker, plan: Plan) -> Inputs:
        """Start with what is needed first."""
        from digitgame.training.rejection import non_digit_images, samples

        count = plan.recipe().scraps
        if not count:
            return cls(worker)
        return cls(worker, worker.submit(non_digit_images, count, plan.seed), worker.submit(samples))

    def more_tests(self) -> Tests:
        """What else the network is scored on."""
        return self.tests.result() if self.tests else ()

    def start_tests(self, tests: Callable[..., Tests], *values: object) -> None:
        """Load what else to score the network on."""
        self.tests = self.worker.submit(tests, *values)
