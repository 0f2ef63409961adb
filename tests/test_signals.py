"""Being ended from outside, and outliving a terminal where that was wished for."""

from __future__ import annotations

import os
import signal

import pytest

from digitgame.signals import ended_by

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGHUP")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP] if os.name != "nt" else [])
def test_what_ends_a_program_is_heard_meanwhile(number: int) -> None:
    heard: list[int] = []
    # Whoever runs the tests under nohup has one of them ignored.
    outside = signal.signal(number, signal.SIG_DFL)
    try:
        with ended_by(lambda number, _: heard.append(number)):
            os.kill(os.getpid(), number)
        assert heard == [number]
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, outside)


def test_a_hangup_that_is_ignored_stays_ignored() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup has it
    try:
        with ended_by(lambda number, _: heard.append(number)):
            os.kill(os.getpid(), signal.SIGHUP)
        assert heard == []
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
