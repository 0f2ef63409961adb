"""How a training ends before its time: Ctrl-C, SIGTERM, a closed terminal, a full disk."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from digitgame.cli.app import BROKEN_PIPE, plain, silence_output
from digitgame.errors import DigitgameError
from digitgame.signals import ended_by
from digitgame.training.checkpoint import Work

STOP: Final = "stop"


class _Terminated(BaseException):
    """Another process, or the terminal that closes, wants this one to end. Holds the signal's number."""


@contextmanager
def ending(tell: Callable[[], None], *, by_word: bool = False) -> Iterator[Callable[[], bool]]:
    """Ctrl-C asks the training to end, and `by_word` a line STOP on the input; a second Ctrl-C interrupts as ever."""
    asked = threading.Event()
    if by_word:
        threading.Thread(target=_listen, args=(asked,), daemon=True).start()

    def ask(number: int, frame: Any) -> None:  # noqa: ARG001
        signal.signal(signal.SIGINT, before)
        asked.set()
        tell()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _listen(asked: threading.Event) -> None:
    """Wait for the window to ask for the end."""
    for line in sys.stdin:
        if line.strip() == STOP:
            asked.set()


@contextmanager
def never_lost(work: Work) -> Iterator[None]:
    """Turn what may end a training too soon into a line that says how to go on.

    Everything that must last lies in the work folder already: there is nothing to save here.
    """

    def terminate(number: int, frame: Any) -> None:  # noqa: ARG001
        raise _Terminated(number)

    try:
        with ended_by(terminate):
            yield
    except _Terminated as error:
        raise DigitgameError("Stopped from outside.", work.go_on, exit_code=128 + error.args[0]) from error
    except KeyboardInterrupt as error:
        raise DigitgameError("Stopped.", work.go_on, exit_code=130) from error
    except BrokenPipeError as error:  # a script that has read enough: not a training that was done
        silence_output()
        raise DigitgameError(
            "Nobody reads the output any more.", work.go_on, exit_code=BROKEN_PIPE
        ) from error
    except OSError as error:
        if not work.epochs:
            raise
        raise DigitgameError(plain(error), work.go_on) from error
