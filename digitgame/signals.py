"""Being ended from outside."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ended_by(end: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Meanwhile `end` hears SIGTERM, and the SIGHUP of a terminal that closes.

    Not one that is ignored: whoever begins a program with `nohup` wants it to outlive the terminal.
    """
    known = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
    heard = [number for number in known if signal.getsignal(number) not in (signal.SIG_IGN, None)]
    before = {number: signal.signal(number, end) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
