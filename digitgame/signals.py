"""Signals that end the program from outside."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ended_by(end: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle SIGTERM and SIGHUP (the terminal closes) with `end` inside the block.

    A signal that is ignored stays ignored: whoever starts a program with `nohup` wants it to outlive the terminal.
    """
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handled = [number for number in numbers if signal.getsignal(number) not in (signal.SIG_IGN, None)]
    before = {number: signal.signal(number, end) for number in handled}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
