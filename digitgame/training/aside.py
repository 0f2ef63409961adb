"""A second process beside a training, for what needs no TensorFlow: scraps, pictures to score on, charts.

While the first imports TensorFlow, which keeps a core busy for seconds, the second writes; while the first saves, the
second draws. A thread would not do: all of it is Python's own work, of which a process does one thing at a time.
Of the scraps, the first frames half as soon as it has the time. No TensorFlow here, and numpy and the like are imported
where something is done.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

from digitgame.training.config import Plan

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from digitgame.datasets import Images
    from digitgame.training import rejection

NOT_A_DIGIT: Final = 10  # the label of scraps
_AT_ONCE: Final = 500  # drawings to frame at a time
Tests = Sequence[tuple[str, "Images"]]  # each with its name: mnist, hand or drawings
T = TypeVar("T")


class Aside:
    """Does things beside: in another process, in a thread, or, where that process is gone, here."""

    def __init__(self, start: Callable[[], Executor]) -> None:
        """`start` is called once, when something is begun."""
        self._start = start
        self.pool: Executor | None = None

    def begin(self, function: Callable[..., T], *values: object) -> Callable[[], T]:
        """Have `function` called with `values`; what is given back waits for the result, or raises the error.

        Both must be picklable. A process that was killed is no reason to lose a training: what it should have done
        is done again.
        """
        if self.pool is None:
            self.pool = self._start()
        future: Future[T]
        try:
            future = self.pool.submit(function, *values)
        except BrokenProcessPool:
            return lambda: function(*values)

        def result() -> T:
            try:
                return future.result()
            except BrokenProcessPool:
                return function(*values)

        return result


@contextmanager
def process() -> Iterator[Aside]:
    """Another process, which ends with this one, however this one ends; a thread where there can be none.

    It starts when something is begun: as late as that, so that this one has the processor for itself until then.
    """
    before = multiprocessing.active_children()
    side = Aside(_started)
    try:
        yield side
    finally:
        # whoever began something has waited for it by now; an orderly end would take a tenth of a second
        if side.pool is not None:
            side.pool.shutdown(wait=isinstance(side.pool, ThreadPoolExecutor), cancel_futures=True)
        for child in multiprocessing.active_children():
            if child not in before:
                child.terminate()
                child.join()


def _started() -> Executor:
    context = multiprocessing.get_context("spawn")  # TensorFlow's threads would not outlive a fork
    try:
        with _without_warnings(), _deaf():
            pool = ProcessPoolExecutor(1, mp_context=context, initializer=_serve)
            pool.submit(_ready)
    except (OSError, ImportError, NotImplementedError):
        # no more processes, or no semaphores, on this machine
        return ThreadPoolExecutor(1)
    return pool


@contextmanager
def thread() -> Iterator[Aside]:
    """A thread of this process, for what is too short to start another for."""
    with ThreadPoolExecutor(1) as pool:
        yield Aside(lambda: pool)


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Python's keeper of semaphores starts meanwhile: after a `kill -9` it clears up, and need not say so."""
    name = "PYTHONWARNINGS"
    before = os.environ.get(name)
    os.environ[name] = ",".join(filter(None, (before, "ignore:resource_tracker")))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextmanager
def _deaf() -> Iterator[None]:
    """A process that starts meanwhile does not hear Ctrl-C, which a terminal sends to all that run in it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve() -> None:
    """The first thing in the other process: leave Ctrl-C to the first, and end when that one does."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _ready() -> None:
    """Nothing: the process starts for it."""


@dataclass
class Making:
    """What a training needs besides its digits, in the making; each waits for it where it is called."""

    aside: Aside
    scraps: Callable[[], Images] | None = None  # to learn from, where the preset does
    scraps_to_measure: Callable[[], rejection.Frames] | None = None
    tests: Callable[[], Tests] = tuple  # more to score on

    @classmethod
    def of(cls, aside: Aside, plan: Plan) -> Making:
        """Begin what is needed first, and, with nothing else to score on, what is needed last."""
        count = plan.recipe().scraps
        if not count:
            return cls(aside)
        scraps = begin_scraps(aside, count, plan.seed)
        return cls(aside, scraps, aside.begin(scraps_to_measure))

    def score_on(self, tests: Callable[..., Tests], *values: object) -> None:
        """Begin what else it will be scored on."""
        self.tests = self.aside.begin(tests, *values)


def begin_scraps(aside: Aside, count: int, seed: int) -> Callable[[], Images]:
    """Ink that is not a digit, to learn to doubt from: an eleventh kind of picture.

    Each is drawn after the one before, by the same random numbers, beside. Framing them takes as long again: of the
    later half it is done by whoever asks for them, who has nothing else to do by then.
    """
    half = count // 2
    later = aside.begin(_later_strokes, count, seed, half)
    earlier = aside.begin(_earlier_frames, count, seed, half)

    def scraps() -> Images:
        import numpy as np

        from digitgame.datasets import Images

        frames = [_framed(later()), earlier()]
        return Images(np.concatenate(frames[::-1]), np.full(count, NOT_A_DIGIT, np.uint8))

    return scraps


@lru_cache(maxsize=1)  # for the two that are begun one after the other
def _strokes(count: int, seed: int) -> list[list[npt.NDArray[np.float32]]]:
    import numpy as np

    from digitgame.synth import non_digits

    return [
        [np.array(stroke, np.float32) for stroke in drawing.strokes]
        for drawing in non_digits.writing(count, seed, non_digits.KINDS_LEARNT)
    ]


def _later_strokes(count: int, seed: int, start: int) -> list[list[npt.NDArray[np.float32]]]:
    return _strokes(count, seed)[start:]


def _earlier_frames(count: int, seed: int, stop: int) -> npt.NDArray[np.uint8]:
    frames = _framed(_strokes(count, seed)[:stop])
    _strokes.cache_clear()
    return frames


def _framed(drawings: Sequence[Sequence[npt.NDArray[np.float32]]]) -> npt.NDArray[np.uint8]:
    """Drawings as pictures [N, 28, 28]."""
    import numpy as np

    from digitgame.ink import FRAME, frame_many

    images = np.empty((len(drawings), FRAME, FRAME), np.uint8)
    for at in range(0, len(drawings), _AT_ONCE):
        some = drawings[at : at + _AT_ONCE]
        # an array of points is a stroke as well
        images[at : at + len(some)] = np.rint(frame_many(some) * 255)  # type: ignore[arg-type]
    return images


def scraps_to_measure() -> rejection.Frames:
    """Ink that is not a digit, to measure the reject scores of."""
    from digitgame.training import rejection

    return rejection.non_digit_frames()
