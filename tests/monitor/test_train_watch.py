"""`digitgame train --watch`, from the command to the window and back to the terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from quickly import QUICKLY

from digitgame import model, paths
from digitgame.cli.train.command import train
from digitgame.cli.train.watch import finished
from digitgame.events import Done, Epoch, Event, Preview, Promotion, Saving, Start, from_json, to_json
from digitgame.monitor.job import Job
from digitgame.monitor.process import TrainingProcess
from digitgame.monitor.scene import Choice, MonitorScene
from digitgame.monitor.window import watch
from digitgame.processes import python_command

SMALL = ("--data", "hand", "--hand", "500", "--preset", "seed")
# Seconds from one frame to the next on top of drawing it, so that the window leaves the processor to the training.
BETWEEN = 0.1
# A stand-in for a training: prints the events in one file, then, once there is a second file, those in there.
STAND_IN = """
import sys, time
from pathlib import Path
for path in map(Path, sys.argv[1:]):
    while not path.exists():
        time.sleep(0.01)
    print(path.read_text(), end="", flush=True)
"""


@pytest.fixture
def without_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trainings that draw no charts and start no process for them, which takes longer than so small a training."""

    def quickly(_: str, *arguments: str) -> list[str]:
        return python_command(QUICKLY, *arguments)

    monkeypatch.setattr("digitgame.monitor.process.python_command", quickly)


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[Event]], Path]:
    """Replace the next training by a process that prints these events, then those that a file gets; the file.

    For what the watching process does, which a training that imports TensorFlow would show no better.
    """

    def replaced(events: Sequence[Event]) -> Path:
        first, then = tmp_path / "first.jsonl", tmp_path / "then.jsonl"
        first.write_text(json_lines(events))
        command = python_command(STAND_IN, str(first), str(then))
        monkeypatch.setattr("digitgame.monitor.process.python_command", lambda *_: command)
        return then

    return replaced


def json_lines(events: Sequence[Event]) -> str:
    return "".join(json.dumps(to_json(event)) + "\n" for event in events)


@pytest.mark.parametrize(
    "given",
    [
        ["--watch"],
        ["--epochs", "3", "--watch", "--data", "a", "--data", "b"],
        ["--resume", "--watch"],
        ["--resume", "name", "--watch", "--min-accuracy", "9"],
    ],
)
def test_the_training_gets_the_arguments_that_were_given(
    given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from digitgame.cli.train import watch as watching

    passed: list[Sequence[str]] = []

    def watched(arguments: Sequence[str]) -> int:
        passed.append(arguments)
        return 3

    monkeypatch.setattr(watching, "watched", watched)
    monkeypatch.setattr("digitgame.cli.train.command.name_to_resume", lambda name: name or "last")
    result = CliRunner().invoke(train, given)
    assert result.exit_code == 3, result.output
    assert passed == [given]


def test_events_come_back_from_json(tmp_path: Path) -> None:
    epoch = Epoch(1, 2, 0.5, 0.8, 0.4, 0.9, 1.0, 1.0, best=True)
    start = Start("seed", "hand", 1_000, 200, 5_994, 2, 20, "processor", ("A note.",), 1, (epoch,))
    for event in (start, epoch, Done(tmp_path, {"hand": 1.0}, 2.0)):
        assert from_json(json.loads(json.dumps(to_json(event)))) == event
    assert to_json(Done(tmp_path)) == {
        "event": "done",
        "model": str(tmp_path),
        "scores": {},
        "seconds": 0.0,
        "resume_hint": "",
    }


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
@pytest.mark.usefixtures("without_charts")
def test_a_training_is_watched_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    frames: list[float] = []

    def each_frame(scene: MonitorScene) -> None:
        frames.append(time.perf_counter())
        time.sleep(BETWEEN)
        if scene.state.done or scene.failed:
            scene.close()

    job = Job(TrainingProcess(["train", *SMALL, "--epochs", "8", "--name", "seen", "--pictures"]))
    choice = watch(job, each_frame=each_frame)
    assert choice is Choice.OVER
    assert job.source.close() == (0, "")
    kinds = [type(event).__name__ for event in job.history]
    assert kinds[:2] == ["Start", "Epoch"]
    # The window may close before the last event.
    assert kinds[-2:] == ["Done", "Promotion"] or kinds[-1] == "Done"
    assert kinds.count("Epoch") == 8
    assert len(job.state.predictions) == 10
    assert len(frames) > 20
    assert model.load(paths.models() / "seen").card["epochs"] == 8


@pytest.mark.slow
@pytest.mark.usefixtures("without_charts")
def test_asked_to_stop_it_saves_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")

    def each_frame(scene: MonitorScene) -> None:
        time.sleep(BETWEEN)
        if len(scene.state.epochs) >= 2:
            scene.choice = Choice.STOP

    process = TrainingProcess(["train", *SMALL, "--epochs", "5000", "--name", "cut", "--pictures"])
    job = Job(process)
    assert watch(job, each_frame=each_frame) is Choice.STOP
    process.stop()
    rest, state = list(process.rest()), job.state
    assert any(isinstance(event, Done) for event in rest)
    assert any(isinstance(event, Epoch) for event in rest)
    assert process.close() == (0, "")
    assert 2 <= model.load(paths.models() / "cut").card["epochs"] < 5000

    # The last preview is of the network that is saved, and each is small and whole.
    names = [type(event).__name__ for event in rest]
    assert names[names.index("Saving") + 1] == "Preview"
    assert max(len(json.dumps(to_json(event))) for event in rest if isinstance(event, Preview)) < 20_000
    for event in rest:
        state.take(event)
    assert (state.samples.shape, state.test_digits.shape) == ((20, 28, 28), (10, 28, 28))
    assert state.kernels.shape == (8, 5, 5)
    assert [len(row) for row in state.predictions] == [10] * 10
    assert state.test_labels == list(range(10))


def test_what_goes_on_in_the_terminal_ends_without_an_error(
    events: list[Event],
    stand_in: Callable[[Sequence[Event]], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    then = stand_in(events)

    def each_frame(scene: MonitorScene) -> None:
        if scene.state.start:
            scene.choice = Choice.KEEP_TRAINING

    job = Job(TrainingProcess(["train", "--pictures"]))
    assert watch(job, each_frame=each_frame) is Choice.KEEP_TRAINING
    epochs: list[Event] = [Epoch(number, 6, 0.5, 0.8, 0.5, 0.9, 1.0, 6.0 - number) for number in (4, 5, 6)]
    ends: list[Event] = [
        Saving(6, stopped=False),
        Done(Path("on"), {"hand": 0.9}),
        Promotion("on", "it only guesses", "old"),
    ]
    # In one step, so that no half of it is read.
    whole = then.with_suffix(".whole")
    whole.write_text(json_lines([*epochs, *ends]))
    whole.replace(then)
    assert finished(job) == 0
    told = capsys.readouterr()
    assert told.err == ""
    rows = [line.split()[0] for line in told.out.splitlines() if "/6 " in line]
    assert rows == [f"{number}/6" for number in range(1, 7)]
    assert "To use this one anyway: digitgame models default on" in told.out


@pytest.mark.slow
@pytest.mark.usefixtures("without_charts")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send")
def test_sigterm_ends_both_and_tells_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    before = signal.getsignal(signal.SIGTERM)

    def each_frame(scene: MonitorScene) -> None:
        time.sleep(BETWEEN)
        if len(scene.state.epochs) >= 2 and not job.terminated:
            os.kill(os.getpid(), signal.SIGTERM)

    job = Job(TrainingProcess(["train", *SMALL, "--epochs", "5000", "--name", "ended", "--pictures"]))
    with job.terminated_with_us():
        assert watch(job, each_frame=each_frame) is Choice.OVER
        assert finished(job) == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before
    told = capsys.readouterr().err
    assert re.search(
        r"Stopped from outside. \d+ epochs are kept. Resume with: digitgame train --resume ended", told
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows gives a process that is killed another exit code")
def test_a_training_that_is_killed_is_told_in_one_line(
    events: list[Event],
    stand_in: Callable[[Sequence[Event]], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    stand_in(events)
    told: list[str | None] = []

    def each_frame(scene: MonitorScene) -> None:
        if len(scene.state.epochs) >= 2:
            job.source.kill()
        if scene.failed:
            told.append(scene.failed)
            scene.close()

    job = Job(TrainingProcess(["train", "--pictures"]))
    assert watch(job, each_frame=each_frame) is Choice.OVER
    assert finished(job) == 128 + signal.SIGKILL
    line = "The training was killed: perhaps memory ran out. Finished epochs are kept."
    assert told == [f"{line} Resume with: digitgame train --resume"]
    assert capsys.readouterr().err == f"digitgame: {told[0]}\n"


@pytest.mark.slow
def test_the_window_closes_where_nothing_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    job = Job(TrainingProcess(["train", "--data", "nowhere", "--pictures"]))
    assert watch(job) is Choice.OVER
    assert job.error.startswith("There is no data 'nowhere'")
    code, errors = job.source.close()
    assert code == 2
    assert "There is no data 'nowhere'" in errors
