"""A process beside a training, for what needs no TensorFlow: non-digits, images to score on, charts.

It draws non-digits while the first process imports TensorFlow, and charts while that saves the model.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
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
    `kill -9`: then the other end of its pipe closes.
    """

    def __init__(self) -> None:
        # A fork would inherit TensorFlow's locks, but not its threads.
        context = multiprocessing.get_context("spawn")
        theirs, self._ours = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(1, context, _begin, (theirs,))

    def __exit__(self, *error: object) -> None:
        self._ours.close()
        self._pool.shutdown(cancel_futures=True)

    def submit(self, function: Callable[..., T], *values: Any) -> Callable[[], T]:
        """Call `function` with `values`, all picklable; what is returned waits for the result."""
        here = partial(function, *values)
        try:
            with _without_ctrl_c():
                future = self._pool.submit(here)
        except (OSError, BrokenProcessPool) as error:
            _log.debug("done in this process: %r", error)
            return here

        def result() -> T:
            try:
                return future.result()
            except BrokenProcessPool as lost:
                _log.debug("done in this process, for the other one is lost: %r", lost)
                return here()

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


def _begin(pipe: Connection) -> None:
    """Prepare the process: ignore Ctrl-C, and end when the other end of the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(pipe,), daemon=True).start()


def _end_with(pipe: Connection) -> None:
    wait([pipe])
    os._exit(1)


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
