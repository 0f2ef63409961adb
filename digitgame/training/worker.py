"""A process beside a training, for what needs no TensorFlow: non-digits, images to score on, charts.

While the first process imports TensorFlow, which keeps a core busy for seconds, the second draws non-digits; while the
first saves the model, the second draws charts. No TensorFlow here, and numpy and the like are imported where they are
needed.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final, TypeVar

from digitgame.training.config import Plan

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.training import rejection

NOT_A_DIGIT: Final = 10  # the label of non-digits
_AT_ONCE: Final = 500  # drawings to frame at a time
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
        value: T = result
        return value

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
    """Processes that start meanwhile do not hear Ctrl-C, which a terminal sends to all that run in it."""
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
    """What a training needs besides its digits, in the making."""

    worker: Worker
    non_digits: Future[Images] | None = None  # to learn from, where the preset does
    rejects: Future[rejection.Frames] | None = None  # to choose the rejection threshold by
    tests: Future[Tests] | None = None  # more to score on

    @classmethod
    def begin(cls, worker: Worker, plan: Plan) -> Inputs:
        """Begin with what is needed first."""
        count = plan.recipe().scraps
        if not count:
            return cls(worker)
        return cls(worker, worker.submit(non_digits, count, plan.seed), worker.submit(rejects))

    def score_on(self, tests: Callable[..., Tests], *values: object) -> None:
        """Load what else the network is scored on."""
        self.tests = self.worker.submit(tests, *values)


def non_digits(count: int, seed: int) -> Images:
    """Ink that is not a digit, to learn to reject: an eleventh kind of image."""
    import numpy as np

    from digitgame.datasets import Images
    from digitgame.ink import FRAME, frame_many
    from digitgame.synth import non_digits

    drawings = iter(non_digits.writing(count, seed, non_digits.KINDS_LEARNT))
    images = np.empty((count, FRAME, FRAME), np.uint8)
    for at in range(0, count, _AT_ONCE):
        some = [drawing.strokes for drawing in islice(drawings, _AT_ONCE)]
        images[at : at + len(some)] = np.rint(frame_many(some) * 255)
    return Images(images, np.full(count, NOT_A_DIGIT, np.uint8))


def rejects() -> rejection.Frames:
    """Ink that is not a digit, by kind, to measure the reject score with."""
    from digitgame.training import rejection

    return rejection.non_digit_frames()
