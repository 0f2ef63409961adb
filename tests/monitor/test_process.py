"""The process that trains: it leaves the processor to the window, and its end is reported whole."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digitgame import model, paths, unfinished
from digitgame.events import Batch, Done, Epoch, Event, Loading, Preview, Saving, from_json, to_json
from digitgame.monitor import process as module
from digitgame.monitor.job import Job
from digitgame.monitor.process import TrainingProcess
from digitgame.monitor.replay import Replay
from digitgame.rules.modes import SPRINT
from digitgame.store import Run, Store


@pytest.mark.skipif(os.name == "nt", reason="on Windows it is started so")
def test_a_training_leaves_the_processor_to_the_window() -> None:
    started = module._own_session()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, **started) as process:
        module._lower_priority(process.pid)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 5
        group = Path(f"/proc/{process.pid}/autogroup")
        if group.exists() and (before := group.read_text()):
            assert before.split()[-1] == "5"
        process.communicate(b"\n")
    module._lower_priority(process.pid)  # nothing is there any more: no matter


def test_the_end_comes_after_all_that_was_said() -> None:
    job = Job(TrainingProcess(["predict", "nosuch.png"]))
    for event in job.source.rest():
        pytest.fail(f"no event is due: {event}")
    assert job.failed
    assert job.over
    assert job.error.startswith("nosuch.png")


@pytest.mark.slow
def test_a_training_that_is_stopped_before_its_first_batch_ends_at_once() -> None:
    job = Job(TrainingProcess(["train", "--data", "hand", "--hand", "20000", "--name", "none", "--pictures"]))
    job.stop()
    assert job.stopping
    assert [type(event) for event in job.source.rest() if not isinstance(event, Loading)] == []
    assert job.error == "Stopped. No epoch was finished, so nothing is saved."
    assert model.names(paths.models()) == []
    assert unfinished.names(paths.models()) == []


def test_its_words_are_understood_in_any_code_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = (
        "import sys; sys.stderr.buffer.write(b'caf\\xe9\\n'); sys.stderr.flush()"  # as a native library may
    )
    (tmp_path / "sitecustomize.py").write_text(said)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    job = Job(TrainingProcess(["predict", "nosuché.png"]))
    assert list(job.source.rest()) == []
    first, last = job.error.splitlines()
    assert first == "caf\N{REPLACEMENT CHARACTER}"
    assert last.removeprefix("digitgame: ").startswith("nosuché.png")


def test_what_a_training_logs_goes_to_the_log_and_is_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Store(paths.database()) as store:
        store.join("Ann")
        store.keep(Run("Ann", SPRINT, 1, "ab", 0.0, 60.0, 5, 5, 5, 5, ()), [])
    with sqlite3.connect(paths.database()) as database:
        database.execute("UPDATE runs SET score = 'many'")
    monkeypatch.setenv("DIGITGAME_DEBUG", "1")
    with caplog.at_level(logging.DEBUG, "digitgame.monitor.process"):
        job = Job(TrainingProcess(["scores", "--mode", "sprint"]))
        assert list(job.source.rest()) == []
    assert "DEBUG digitgame.store.rows: Run 1 is left out" in caplog.text
    assert "DEBUG" not in job.error


def preview(number: int) -> Preview:
    return Preview("", [0, 5, 5], [], "", [[number]])


def batch(number: int) -> Batch:
    return Batch(1, number, 9, 0.5, 0.5)


EPOCH = Epoch(1, 2, 0.5, 0.8, 0.5, 0.8, 1.0, 1.0)


def test_only_the_last_preview_waits() -> None:
    waiting = module.EventQueue()
    for number in range(3):
        waiting.put(batch(number))
        waiting.put(preview(number))
    waiting.put(None)
    assert [waiting.get() for _ in range(5)] == [batch(0), batch(1), batch(2), preview(2), None]
    assert waiting.empty()


def test_the_terminal_gets_all_but_batches_and_images() -> None:
    job = Job(Replay([(0.0, batch(1)), (0.0, EPOCH), (0.0, preview(1))], 1.0))
    job.follow()
    assert job.history == [EPOCH]
    assert job.state.batch == batch(1)
    assert job.failed
    assert job.error == (
        "The training was killed: perhaps memory ran out. "
        "Finished epochs are kept. Resume with: digitgame train --resume"
    )


@pytest.mark.parametrize("end", [Replay.terminate, Replay.kill])
def test_a_replay_ends_when_it_is_ended(end: Callable[[Replay], None]) -> None:
    replay = Replay([(9.0, EPOCH)], 1.0, "digitgame: The disk is full.")
    assert replay.new() == []
    assert not replay.ended
    end(replay)
    assert replay.ended
    assert list(replay.rest()) == []
    assert replay.close() == (0, "digitgame: The disk is full.")
    assert Job(replay).error == "The disk is full."


def test_a_replay_that_is_stopped_skips_to_its_model(tmp_path: Path) -> None:
    ends: list[Event] = [Saving(1, stopped=True), Done(tmp_path)]
    replay = Replay([(0.5, batch(1)), (5.0, EPOCH), *((9.0, event) for event in ends)], 1.0)
    assert replay.new() == [batch(1)]
    replay.stop()
    assert replay.new() == ends
    assert replay.ended


def test_a_line_that_is_no_event_is_refused() -> None:
    for record in ({}, {"event": "unheard of"}, {"event": "batch", "epoch": 1}, 3):
        with pytest.raises(ValueError, match="no event of a training"):
            from_json(record)  # type: ignore[arg-type]
    assert from_json({**to_json(EPOCH), "at": 3.0}) == EPOCH
