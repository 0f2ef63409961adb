"""How a training ends early: Ctrl-C, a window that asks, SIGTERM, a closed terminal, a full disk."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from digitgame.cli.app import BROKEN_PIPE, plain, silence_output
from digitgame.errors import DigitgameError
from digitgame.events import STOP
from digitgame.signals import ended_by
from digitgame.training.checkpoint import CheckpointDirectory


class _Terminated(BaseException):
    """Another process, or a closing terminal, ends this one. Holds the signal's number."""


@contextmanager
def stop_on_request(report: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """Yield a function that says whether to stop: after Ctrl-C.

    Training asks it after each batch. Before the first one there is nothing to save, so Ctrl-C interrupts as usual, and
    so does a second one. `report` is called at the first.
    """
    asked, requested = threading.Event(), threading.Event()

    def stopped() -> bool:
        asked.set()
        return requested.is_set()

    def request(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        signal.signal(signal.SIGINT, before)
        if not asked.is_set():
            raise KeyboardInterrupt
        requested.set()
        report()

    before = signal.signal(signal.SIGINT, request)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


def interrupt_by_input() -> None:
    """From now on a line STOP on stdin, by which a window asks, does what Ctrl-C does."""
    # A process that was started in the background may ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_wait_for_stop, daemon=True).start()


def _wait_for_stop() -> None:
    for line in sys.stdin:
        if line.strip() == STOP:
            signal.raise_signal(signal.SIGINT)
            return


@contextmanager
def resumable(checkpoints: CheckpointDirectory) -> Iterator[None]:
    """Turn what ends a training early into a line that says how to resume; the epochs are on disk already."""

    def terminate(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise _Terminated(number)

    def ended(problem: str, exit_code: int = 1) -> DigitgameError:
        return DigitgameError(problem, checkpoints.resume_hint, exit_code=exit_code)

    try:
        with ended_by(terminate):
            yield
    except _Terminated as error:
        raise ended("Stopped from outside.", 128 + error.args[0]) from error
    except KeyboardInterrupt as error:
        nothing = "" if checkpoints.epochs else " No epoch was finished, so nothing is saved."
        raise ended(f"Stopped.{nothing}", 130) from error
    except BrokenPipeError as error:
        silence_output()
        raise ended("Nobody reads the output any more.", BROKEN_PIPE) from error
    except OSError as error:
        if not checkpoints.epochs:
            raise
        raise ended(plain(error)) from error
