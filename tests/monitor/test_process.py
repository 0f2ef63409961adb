"""The process that trains: it stands back for the window, and its end is told whole."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from digitgame.monitor import process as feed
from digitgame.monitor.job import Job
from digitgame.monitor.process import TrainingProcess


@pytest.mark.skipif(os.name == "nt", reason="on Windows it is started so")
def test_a_training_stands_back_for_the_window() -> None:
    started = feed._apart()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, **started) as process:
        feed._stand_back(process.pid)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 5
        group = Path(f"/proc/{process.pid}/autogroup")
        if group.exists() and (before := group.read_text()):
            assert before.split()[-1] == "5"
        process.communicate(b"\n")
    feed._stand_back(process.pid)  # nothing is there any more: no matter


def test_the_end_comes_after_all_that_was_said() -> None:
    job = Job(TrainingProcess(["predict", "nosuch.png"]))
    for event in job.feed.rest():
        pytest.fail(f"no event is to be told: {event}")
    assert job.failed
    assert job.over
    assert job.trouble.startswith("nosuch.png")


def test_its_words_are_understood_in_any_code_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = (
        "import sys; sys.stderr.buffer.write(b'caf\\xe9\\n'); sys.stderr.flush()"  # as a native library may
    )
    (tmp_path / "sitecustomize.py").write_text(said)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    job = Job(TrainingProcess(["predict", "nosuché.png"]))
    assert list(job.feed.rest()) == []
    first, last = job.trouble.splitlines()
    assert first == "caf\N{REPLACEMENT CHARACTER}"
    assert last.removeprefix("digitgame: ").startswith("nosuché.png")


def test_only_the_last_look_waits() -> None:
    waiting = feed.EventQueue()
    for number in range(3):
        waiting.put({"event": "batch", "number": number})
        waiting.put({"event": "look", "number": number})
    waiting.put(None)
    taken = [waiting.take() for _ in range(4)]
    assert [(one["event"], one["number"]) for one in taken if one] == [
        ("batch", 0), ("batch", 1), ("batch", 2), ("look", 2)
    ]  # fmt: skip
    assert waiting.wait() is None
    with pytest.raises(IndexError):
        waiting.take()


def test_what_comes_is_waited_for() -> None:
    waiting = feed.EventQueue()
    later = threading.Timer(0.1, waiting.put, [{"event": "epoch"}])
    later.start()
    assert waiting.wait() == {"event": "epoch"}
    later.join()


def test_what_the_terminal_shows_is_kept_and_no_more() -> None:
    class Recorded(TrainingProcess):
        def __init__(self) -> None:
            self.ended = False

        def new(self) -> list[feed.Event]:
            return [{"event": "batch", "epoch": 1}, {"event": "epoch", "epoch": 1}, {"event": "unheard of"}]

    job = Job(Recorded())
    job.follow()
    assert [event["event"] for event in job.told] == ["epoch"]
    assert job.state.batch == {"event": "batch", "epoch": 1}
