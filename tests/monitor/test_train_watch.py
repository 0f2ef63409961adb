"""`digitgame train --watch`, from the command to the window and back to the terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest

from digitgame import model, paths
from digitgame.cli.train.command import train
from digitgame.cli.train.watch import arguments, as_event, finished
from digitgame.monitor.job import Job
from digitgame.monitor.process import TrainingProcess
from digitgame.monitor.scene import Choice, MonitorScene
from digitgame.monitor.state import TrainingState
from digitgame.monitor.window import watch
from digitgame.training.events import Done, Epoch

SMALL = ("--data", "hand", "--hand", "1300", "--preset", "seed")


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        (["--watch"], []),
        (
            ["--epochs", "3", "--watch", "--data", "a", "--data", "b"],
            ["--data", "a", "--data", "b", "--epochs", "3"],
        ),
        (["--resume", "--watch"], ["--resume"]),
        (
            ["--resume", "name", "--watch", "--min-accuracy", "9"],
            ["--min-accuracy", "9.0", "--resume", "name"],
        ),
        (["--fresh", "--watch", "--time", "6"], ["--time", "6.0", "--fresh"]),
    ],
)
def test_the_training_gets_the_options_that_were_given(given: list[str], passed: list[str]) -> None:
    context = train.make_context("train", given)
    assert isinstance(context, click.Context)
    words = arguments(context)
    assert sorted(words) == sorted(passed)
    assert train.make_context("train", words).params | {"watch": True} == context.params


def test_events_come_back_from_json(tmp_path: Path) -> None:
    record: dict[str, Any] = {
        "event": "done",
        "model": str(tmp_path),
        "scores": {"hand": 1.0},
        "seconds": 2.0,
    }
    assert as_event(record) == Done(tmp_path, {"hand": 1.0}, 2.0)
    assert as_event({"event": "look"}) is None


def test_without_a_screen_nothing_is_begun() -> None:
    if sys.platform in ("win32", "darwin"):
        pytest.skip("there is always a screen to ask for")
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "-m", "digitgame", "train", *SMALL, "--watch"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("digitgame: There is no screen for a window. Leave out --watch")
    assert not paths.models().exists()


@pytest.mark.slow
def test_a_training_is_watched_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    frames: list[float] = []

    def each_frame(scene: MonitorScene) -> None:
        frames.append(time.perf_counter())
        if scene.state.done or scene.failed:
            scene.close()

    job = Job(TrainingProcess(["train", *SMALL, "--epochs", "8", "--name", "seen", "--pictures"]))
    choice = watch(job, each_frame=each_frame)
    assert choice is Choice.OVER
    assert job.feed.close() == (0, "")
    told = [event["event"] for event in job.told]
    assert told[:2] == ["start", "epoch"]
    assert told[-2:] == ["done", "taken"] or told[-1] == "done"  # the window may close before the last one
    assert told.count("epoch") == 8
    assert len(job.state.read) == 10
    assert len(frames) > 60
    assert model.load(paths.models() / "seen").card["epochs"] == 8


@pytest.mark.slow
def test_asked_to_stop_it_saves_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")

    def each_frame(scene: MonitorScene) -> None:
        if len(scene.state.epochs) >= 2:
            scene.choice = Choice.STOP

    feed = TrainingProcess(["train", *SMALL, "--epochs", "5000", "--name", "cut", "--pictures"])
    assert watch(Job(feed), each_frame=each_frame) is Choice.STOP
    feed.stop()
    rest = [as_event(event) for event in feed.rest()]
    assert any(isinstance(event, Done) for event in rest)
    assert any(isinstance(event, Epoch) for event in rest)
    assert feed.close() == (0, "")
    assert 2 <= model.load(paths.models() / "cut").card["epochs"] < 5000


@pytest.mark.slow
def test_what_goes_on_in_the_terminal_ends_without_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")

    def each_frame(scene: MonitorScene) -> None:
        if scene.state.start:
            scene.choice = Choice.GO_ON

    job = Job(TrainingProcess(["train", *SMALL, "--epochs", "30", "--name", "on", "--pictures"]))
    assert watch(job, each_frame=each_frame) is Choice.GO_ON
    assert finished(job) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "30/30" in told.out
    assert "The game reads with it now." in told.out


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send")
def test_sigterm_ends_both_and_tells_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    before = signal.getsignal(signal.SIGTERM)

    def each_frame(scene: MonitorScene) -> None:
        if len(scene.state.epochs) >= 2 and not job.ending:
            os.kill(os.getpid(), signal.SIGTERM)

    job = Job(TrainingProcess(["train", *SMALL, "--epochs", "5000", "--name", "ended", "--pictures"]))
    with job.ended_from_outside():
        assert watch(job, each_frame=each_frame) is Choice.OVER
        assert finished(job) == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before
    told = capsys.readouterr().err
    assert re.search(
        r"Stopped from outside. \d+ epochs are kept. Go on with: digitgame train --resume ended", told
    )


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows gives a process that is killed another exit code")
def test_a_training_that_is_killed_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    told: list[str | None] = []

    def each_frame(scene: MonitorScene) -> None:
        if len(scene.state.epochs) >= 2:
            job.feed.kill()
        if scene.failed:
            told.append(scene.failed)
            scene.close()

    # of preset fast, which has a second process beside
    job = Job(
        TrainingProcess(
            ["train", "--data", "hand", "--hand", "300", "--epochs", "500", "--name", "lost", "--pictures"]
        )
    )
    assert watch(job, each_frame=each_frame) is Choice.OVER
    assert finished(job) == 128 + signal.SIGKILL
    line = "It was ended from outside: perhaps there was not enough memory. Finished epochs are kept."
    assert told == [f"{line} Go on with: digitgame train --resume"]
    assert capsys.readouterr().err == f"digitgame: {told[0]}\n"


@pytest.mark.slow
def test_the_window_closes_where_nothing_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    job = Job(TrainingProcess(["train", "--data", "nowhere", "--pictures"]))
    assert watch(job) is Choice.OVER
    assert job.trouble.startswith("There is no data 'nowhere'")
    code, errors = job.feed.close()
    assert code == 2
    assert "There is no data 'nowhere'" in errors


@pytest.mark.slow
def test_what_a_look_tells_is_small_and_whole() -> None:
    feed = TrainingProcess(["train", *SMALL, "--epochs", "3", "--name", "small", "--pictures"])
    state, sizes, names = TrainingState(), [], []
    for event in feed.rest():
        state.take(event)
        names.append(event["event"])
        if event["event"] == "look":
            sizes.append(len(json.dumps(event)))
    assert feed.close()[0] == 0
    assert (state.samples.shape, state.ten.shape) == ((20, 28, 28), (10, 28, 28))
    assert state.kernels.shape == (8, 5, 5)
    assert [len(row) for row in state.read] == [10] * 10
    assert state.ten_labels == list(range(10))
    assert max(sizes) < 20_000
    assert names[names.index("saving") + 1] == "look"  # what is seen in the end is the network in the end
