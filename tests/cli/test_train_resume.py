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

import pytest
from click.testing import CliRunner
from quickly import QUICKLY

from digitgame import model, paths, unfinished
from digitgame.cli import main
from digitgame.rules import Answer
from digitgame.store import Store
from digitgame.synth import handwriting
from digitgame.training import checkpoint

pytestmark = [
    pytest.mark.slow,  # TensorFlow
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals to send to one process"),
]

SMALL = ("--data", "hand", "--hand", "500", "--preset", "seed", "--epochs", "300")


def start(*options: str, quickly: bool = False) -> subprocess.Popen[str]:
    program = ["-c", QUICKLY] if quickly else ["-m", "digitgame"]
    command = [sys.executable, *program, "train", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def train_here(*options: str) -> None:
    """Train in this process."""
    done = CliRunner().invoke(main, ["train", *options])
    assert (done.exit_code, done.stderr) == (0, ""), done.output


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


def test_killed_at_random_moments_it_loses_no_finished_epoch() -> None:
    rng = random.Random(7)
    options: tuple[str, ...] = (*SMALL[:-1], "100", "--name", "hunted", "--json")
    folder = paths.models() / "hunted"
    done = 0
    for _ in range(2):
        running = start(*options, quickly=True)
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
    running = start("--resume", "hunted", "--json", quickly=True)
    out, errors = running.communicate(timeout=120)
    assert running.returncode == 0, errors
    events = [json.loads(line) for line in out.splitlines()]
    assert events[0]["done"] == done
    assert [event["epoch"] for event in events if event["event"] == "epoch"] == [*range(done + 1, 101)]
    assert model.load(folder).card["epochs"] == 100
    assert sorted(path.name for path in paths.models().iterdir()) == ["hunted"]


def test_a_name_that_is_being_trained_or_unfinished_is_said() -> None:
    first = start(*SMALL[:-1], "5000", "--name", "busy", "--json", quickly=True)
    epochs_told(first, 2)
    for options in ((*SMALL, "--name", "busy", "--fresh"), ("--resume", "busy")):
        _, errors = start(*options).communicate(timeout=60)
        assert errors.startswith("digitgame: A training of busy is running.")
    first.send_signal(signal.SIGTERM)
    _, errors = first.communicate(timeout=60)
    assert first.returncode == 143
    kept = checkpoint.finished(paths.models() / "busy")
    assert kept >= 2
    assert errors.splitlines() == [
        f"digitgame: Stopped from outside. {kept} epochs are kept. Resume with: digitgame train --resume busy"
    ]
    second = start(*SMALL, "--name", "busy")
    _, errors = second.communicate(timeout=60)
    assert second.returncode == 2
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
    running = start(*options)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 2
    assert told in errors
    assert not paths.models().exists()


def test_a_full_disk_on_the_way_keeps_the_epochs_before() -> None:
    """The disk fills after two epochs: the next one cannot be written, and says so."""
    program = (
        "from digitgame.training.checkpoint import CheckpointDirectory\n"
        "keep = CheckpointDirectory.keep\n"
        "def full(held, checkpoint):\n"
        "    if len(checkpoint.history) == 3: raise OSError(28, 'No space left on device')\n"
        "    keep(held, checkpoint)\n"
        "CheckpointDirectory.keep = full\n"
        "from digitgame.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "train", *SMALL, "--name", "full"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert done.stderr.startswith("digitgame: No space left on device.")
    assert done.stderr.endswith("2 epochs are kept. Resume with: digitgame train --resume full\n")
    assert checkpoint.finished(paths.models() / "full") == 2


def draw(count: int) -> None:
    with Store(paths.database()) as store:
        store.join("Ann")
        for drawing in handwriting.write_many(count, seed=count):
            truth = drawing.label or 0
            store.add("Ann", drawing, [0.1] * 10, Answer(truth, truth), model="x")


@pytest.mark.usefixtures("without_charts")
def test_playing_on_meanwhile_and_removing_what_it_began_with_hinder_no_going_on() -> None:
    train_here(*SMALL[:-1], "2", "--name", "first")
    draw(30)
    options = ("--data", "hand", "--data", "mine", "--hand", "400", "--from", "first", "--epochs", "60")
    running = start(*options, "--name", "mine", "--json", quickly=True)
    epochs_told(running, 3)
    running.kill()
    running.communicate()
    draw(7)
    shutil.rmtree(paths.models() / "first")
    running = start("--resume", "mine", "--json", quickly=True)
    out, errors = running.communicate(timeout=120)
    assert running.returncode == 0, errors
    events = [json.loads(line) for line in out.splitlines()]
    assert events[0]["done"] >= 3
    assert model.load(paths.models() / "mine").card["epochs"] == 60


@pytest.mark.usefixtures("without_charts")
def test_ended_too_soon_in_the_place_of_the_games_own_the_game_goes_on_with_what_it_had() -> None:
    train_here(*SMALL[:-1], "2", "--name", "own")
    model.set_default(paths.models(), "own")
    was = model.load(paths.models() / "own")
    running = start(*SMALL[:-1], "5000", "--name", "own", "--seed", "2", quickly=True)
    assert running.stdout is not None
    for line in running.stdout:
        if line.split()[:1] == ["12/5000"]:
            break
    running.send_signal(signal.SIGINT)
    out, errors = running.communicate(timeout=60)
    assert running.returncode == 0, errors
    assert "The game keeps its current model: training was stopped early." in out
    assert "called own-before now" in errors
    assert model.default(paths.models()) == "own-before"
    assert model.load(paths.models() / "own-before").digest == was.digest
    assert model.load(paths.models() / "own").digest != was.digest
