"""`digitgame train`, killed, stopped and begun again: no finished epoch is ever lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from quickly import QUICKLY

from digitgame import model, paths, unfinished
from digitgame.cli import main
from digitgame.rules import Answer
from digitgame.store import Store
from digitgame.synth import handwriting
from digitgame.training import checkpoint
from digitgame.training.checkpoint import CheckpointDirectory

pytestmark = [
    pytest.mark.slow,  # TensorFlow
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals to send to one process"),
]

SMALL = ("--data", "hand", "--hand", "500", "--preset", "seed", "--epochs", "300")


def start(*options: str) -> subprocess.Popen[str]:
    """Train in a process of its own, which can be killed."""
    command = [sys.executable, "-c", QUICKLY, "train", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def train_here(*options: str, exit_code: int = 0) -> Result:
    """Train in this process."""
    done = CliRunner().invoke(main, ["train", *options])
    assert done.exit_code == exit_code, done.output
    assert exit_code or not done.stderr
    return done


def at_epoch(number: int, happens: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let something happen before this epoch is kept."""
    keep = CheckpointDirectory.keep

    def kept(held: CheckpointDirectory, checkpoint: Any) -> None:
        if len(checkpoint.history) == number:
            happens()
        keep(held, checkpoint)

    monkeypatch.setattr(CheckpointDirectory, "keep", kept)


def epochs_told(running: subprocess.Popen[str], until: int) -> int:
    """Read what a training with --json tells until an epoch, or its end; the last epoch."""
    last = 0
    assert running.stdout is not None
    for line in running.stdout:
        event = json.loads(line)
        if event["event"] == "epoch":
            last = event["epoch"]
            if last >= until:
                break
    return last


@pytest.mark.usefixtures("without_charts", "without_snapshots")
def test_killed_at_random_moments_it_loses_no_finished_epoch() -> None:
    rng = random.Random(7)
    options: tuple[str, ...] = (*SMALL[:-1], "40", "--name", "hunted", "--json")
    folder = paths.models() / "hunted"
    done = 0
    for _ in range(2):
        running = start(*options)
        told = epochs_told(running, done + rng.randrange(1, 8))
        time.sleep(rng.random() * 0.1)
        running.kill()
        out, _ = running.communicate()
        told += out.count('"event": "epoch"')
        assert running.returncode == -signal.SIGKILL
        kept = checkpoint.finished(folder)
        assert kept >= told > done
        assert model.names(paths.models()) == []
        assert unfinished.names(paths.models()) == ["hunted"]
        assert not unfinished.is_running(folder)
        done, options = kept, ("--resume", "--json")
    events = [json.loads(line) for line in train_here("--resume", "hunted", "--json").stdout.splitlines()]
    assert events[0]["done"] == done
    assert [event["epoch"] for event in events if event["event"] == "epoch"] == [*range(done + 1, 41)]
    assert model.load(folder).card["epochs"] == 40
    assert sorted(path.name for path in paths.models().iterdir()) == ["hunted"]


def test_a_name_that_is_being_trained_or_unfinished_is_said() -> None:
    """The first training ends when the script that started it reads no more; no epoch is lost."""
    with start(*SMALL[:-1], "5000", "--name", "busy", "--json") as first:
        epochs_told(first, 2)
        for options in ((*SMALL, "--name", "busy", "--fresh"), ("--resume", "busy")):
            said = CliRunner().invoke(main, ["train", *options]).stderr
            assert said.startswith("digitgame: A training of busy is running.")
        assert first.stdout is not None
        assert first.stderr is not None
        first.stdout.close()
        assert first.wait(60) == 141
        [said] = first.stderr.read().splitlines()
    kept = checkpoint.finished(paths.models() / "busy")
    assert kept >= 2
    assert said.endswith(f"{kept} epochs are kept. Resume with: digitgame train --resume busy")
    assert not model.names(paths.models())
    errors = train_here(*SMALL, "--name", "busy", exit_code=2).stderr
    assert errors.startswith(f"digitgame: A training of busy is unfinished: {kept} epochs are kept.")
    assert "--fresh" in errors


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--resume",), "No training is unfinished."),
        (("--resume", "nobody"), "There is no unfinished training of nobody."),
        (("--resume", "../nobody"), "cannot be a model's name"),
        (("--resume", "--epochs", "3"), "leave out --epochs"),
        (("--time", "5", "--epochs", "3"), "--epochs or --time, not both"),
    ],
)
def test_a_wrong_wish_is_named(options: tuple[str, ...], told: str) -> None:
    assert told in train_here(*options, exit_code=2).stderr
    assert not paths.models().exists()


@pytest.mark.usefixtures("without_charts", "without_snapshots")
def test_a_full_disk_on_the_way_keeps_the_epochs_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills after two epochs: the next one cannot be written, and says so."""

    def full() -> None:
        raise OSError(28, "No space left on device")

    at_epoch(3, full, monkeypatch)
    said = train_here(*SMALL, "--name", "full", exit_code=1).stderr
    assert said.startswith("digitgame: No space left on device.")
    assert said.endswith("2 epochs are kept. Resume with: digitgame train --resume full\n")
    assert checkpoint.finished(paths.models() / "full") == 2


def draw(count: int) -> None:
    with Store(paths.database()) as store:
        store.join("Ann")
        for drawing in handwriting.write_many(count, seed=count):
            truth = drawing.label or 0
            store.add("Ann", drawing, [0.1] * 10, Answer(truth, truth), model="x")


@pytest.mark.usefixtures("without_charts", "without_snapshots")
def test_playing_on_meanwhile_and_removing_what_it_began_with_hinder_no_going_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    train_here(*SMALL[:-1], "2", "--name", "first")
    draw(30)
    options = ("--data", "hand", "--data", "mine", "--hand", "400", "--from", "first", "--epochs", "8")
    with monkeypatch.context() as patch:
        at_epoch(4, lambda: signal.raise_signal(signal.SIGTERM), patch)
        said = train_here(*options, "--name", "mine", "--json", exit_code=128 + signal.SIGTERM).stderr
    assert said.splitlines() == [
        "digitgame: Stopped from outside. 3 epochs are kept. Resume with: digitgame train --resume mine"
    ]
    draw(7)
    shutil.rmtree(paths.models() / "first")
    out = train_here("--resume", "mine", "--json").stdout
    assert json.loads(out.splitlines()[0])["done"] == 3
    assert model.load(paths.models() / "mine").card["epochs"] == 8


@pytest.mark.usefixtures("without_charts", "without_snapshots")
def test_ended_by_ctrl_c_it_saves_the_progress_and_the_game_goes_on_with_what_it_had() -> None:
    """The model that it would replace is the game's own, and complete."""
    train_here(*SMALL[:-1], "2", "--name", "own")
    model.set_default(paths.models(), "own")
    was = model.load(paths.models() / "own")
    running = start(*SMALL[:-1], "5000", "--name", "own", "--seed", "2")
    assert running.stdout is not None
    for line in running.stdout:
        if line.split()[:1] == ["12/5000"]:
            break
    running.send_signal(signal.SIGINT)
    sent = time.monotonic()
    out, errors = running.communicate(timeout=60)
    assert time.monotonic() - sent < 30
    assert running.returncode == 0, errors
    assert "saving your progress" in out
    assert "The game keeps its current model: training was stopped early." in out
    assert "called own-before now" in errors
    assert model.default(paths.models()) == "own-before"
    assert model.load(paths.models() / "own-before").digest == was.digest
    own = model.load(paths.models() / "own")
    assert own.digest != was.digest
    assert own.card["epochs"] < 5000
