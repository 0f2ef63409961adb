"""The worker process: it works, it ends with the first one, and losing it loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from digitgame.datasets.drawings import NOT_A_DIGIT, non_digit_images
from digitgame.errors import DigitgameError
from digitgame.ink import frame_many
from digitgame.processes.worker import Worker
from digitgame.synth import non_digits
from digitgame.training.config import PRESETS, Plan
from digitgame.training.request import Inputs


def _fail(words: str) -> None:
    raise DigitgameError(words, "Try again.")


def _sleep(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_it_works_in_another_process_and_hands_on_errors() -> None:
    with Worker() as worker:
        number = worker.submit(os.getpid)
        failing = worker.submit(_fail, "No such non-digit.")
        assert number() != os.getpid()
        with pytest.raises(DigitgameError, match="No such non-digit") as caught:
            failing()
    assert caught.value.hint == "Try again."
    assert worker.pid is not None
    assert not _is_there(worker.pid)


def _print(words: str) -> str:
    print(words)
    os.write(1, b"from below\n")
    return words


def test_what_it_prints_is_no_answer(capfd: pytest.CaptureFixture[str]) -> None:
    with Worker() as worker:
        assert worker.submit(_print, "hello")() == "hello"
    assert "from below" in capfd.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="needs kill -9")
def test_what_a_killed_process_should_have_done_is_done_here() -> None:
    with Worker() as worker:
        assert worker.submit(os.getpid)() != os.getpid()
        number = worker.submit(_sleep, 0.5)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        assert number() == os.getpid()
        assert worker.submit(os.getpid)() == os.getpid()


def test_where_no_process_can_be_started_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refused)
    with Worker() as worker:
        assert worker.submit(os.getpid)() == os.getpid()


def test_an_error_here_does_not_wait_for_it() -> None:
    started = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        _interrupted()
    assert time.perf_counter() - started < 20


def _interrupted() -> None:
    with Worker() as worker:
        worker.submit(_sleep, 60)
        raise KeyboardInterrupt


PROGRAM = """
import os, sys, time
from digitgame.processes.worker import Worker

if __name__ == "__main__":
    with Worker() as worker:
        print(worker.submit(os.getpid)(), flush=True)
        time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs kill -9")
def test_it_ends_when_the_first_process_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, "utf-8")
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        second = int(first.stdout.readline())
        first.send_signal(signal.SIGKILL)
    deadline = time.perf_counter() + 20
    while _is_there(second):
        assert time.perf_counter() < deadline, "the second process goes on without the first"
        time.sleep(0.05)


@pytest.mark.skipif(os.name == "nt", reason="needs a process group of its own")
def test_it_leaves_ctrl_c_to_the_first_process(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    # whoever runs the tests in the background may have them ignore Ctrl-C
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); signal.pause()"
    program.write_text(PROGRAM.replace("time.sleep(60)", heard), "utf-8")
    command = [sys.executable, str(program)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as first:
        assert first.stdout is not None
        second = int(first.stdout.readline())
        os.killpg(first.pid, signal.SIGINT)
        _, told = first.communicate(timeout=30)
    assert told.count("Traceback") == 1  # the first one's
    assert not _is_there(second)


def test_what_a_training_needs_is_begun_at_once() -> None:
    with Worker() as worker:
        inputs = Inputs.begin(worker, Plan("seed"))
        assert (inputs.non_digits, inputs.samples, inputs.tests()) == (None, None, ())
        inputs = Inputs.begin(worker, Plan("fast"))
        assert inputs.non_digits is not None
        assert len(inputs.non_digits()) == PRESETS["fast"].scraps


def _is_there(pid: int) -> bool:
    """Whether a process runs: one that ended and was not yet waited for does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0]
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # no /proc: it answers, so it is there
        return Path("/proc").is_dir() is False
    return state != "Z"


def test_non_digits_are_framed_as_everything_is() -> None:
    drawings = non_digits.write_many(7, 3, non_digits.KINDS_LEARNT)
    expected = np.rint(frame_many([drawing.strokes for drawing in drawings]) * 255).astype(np.uint8)
    prepared = non_digit_images(7, 3)
    np.testing.assert_array_equal(prepared.images, expected)
    assert set(prepared.labels) == {NOT_A_DIGIT}
