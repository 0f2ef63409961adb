"""`digitgame train` from the command line, as a person and as a script use it."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from digitgame import ink, model, paths
from digitgame.cli import main
from digitgame.synth import handwriting

pytestmark = pytest.mark.slow  # TensorFlow

SMALL = ("--data", "hand", "--hand", "1300", "--preset", "seed")


def train(*options: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, which imports TensorFlow."""
    command = [sys.executable, "-m", "digitgame", "train", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def train_here(*options: str) -> Result:
    return CliRunner().invoke(main, ["train", *options])


def test_a_person_sees_a_line_an_epoch_and_what_to_do_next() -> None:
    done = train(*SMALL, "--epochs", "3", "--name", "small")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert "Training on 1,000 digits (synthetic digits); validating on 200." in lines[0]
    assert [line.split()[0] for line in lines[2:5]] == ["1/3", "2/3", "3/3"]
    assert "Accuracy on synthetic digits" in done.stdout
    # Three epochs of the smallest network read clearly worse than the bundled one.
    assert lines[-2].startswith("The game keeps its current model: accuracy on synthetic digits is ")
    assert lines[-1] == "To use this one anyway: digitgame models default small"
    found = model.find(None, models=paths.models(), shipped=paths.shipped_model(), framing=ink.FRAMING)
    assert found.name == model.SHIPPED


@pytest.mark.usefixtures("without_charts", "without_snapshots")
def test_a_network_that_only_guesses_stays_out_even_where_there_is_no_other() -> None:
    bare = train_here(*SMALL, "--epochs", "2", "--learning-rate", "10", "--name", "wild")
    assert bare.exit_code == 0, bare.output
    assert "The game keeps its current model: the new one reads no better than guessing." in bare.stdout
    assert model.default(paths.models()) is None


@pytest.mark.usefixtures("without_charts", "without_snapshots")
def test_a_script_gets_a_json_line_an_event_and_drawings_named_are_scored_not_learnt(tmp_path: Path) -> None:
    drawings = tmp_path / "drawings.jsonl"
    ink.write_ink(drawings, handwriting.write_many(60, seed=99))
    done = train_here(*SMALL, "--epochs", "2", "--json", "--drawings", str(drawings))
    assert done.exit_code == 0, done.output
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [events[0]["event"], events[-1]["event"]] == ["start", "done"]
    epochs = [event for event in events if event["event"] == "epoch"]
    assert [event["epoch"] for event in epochs] == [1, 2]
    assert {"loss", "accuracy", "val_loss", "val_accuracy", "seconds"} <= set(epochs[0])
    assert any(event["event"] == "batch" for event in events)
    assert Path(events[-1]["model"]).is_dir()
    assert 0 < events[-1]["scores"]["hand"] <= 1
    assert events[-1]["seconds"] > 0
    assert set(events[-1]["scores"]) == {"hand", "drawings"}
    card: dict[str, Any] = model.load(Path(events[-1]["model"])).card
    assert [source["name"] for source in card["data"]] == ["hand"]
    assert card["tested"]["drawings"]["count"] == 60


@pytest.mark.usefixtures("without_charts", "without_snapshots")
def test_too_low_an_accuracy_fails_and_says_so() -> None:
    done = train_here(*SMALL, "--epochs", "1", "--min-accuracy", "99")
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert "less than the 99 % asked for" in line


@pytest.mark.skipif(os.name == "nt", reason="Windows tells a closed pipe otherwise")
@pytest.mark.usefixtures("without_charts", "without_snapshots")
def test_a_table_that_nobody_reads_any_more_ends_it_and_loses_no_epoch(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, into = os.pipe()

    def read() -> None:
        with os.fdopen(out, encoding="utf-8") as lines:
            assert any(" 1/5000 " in line for line in lines)

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(into, "w", encoding="utf-8") as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        with pytest.raises(SystemExit) as ended:
            main(["train", *SMALL, "--epochs", "5000", "--name", "cut"])
    reader.join()
    assert ended.value.code == 141
    [said] = capsys.readouterr().err.splitlines()
    assert said.endswith("Resume with: digitgame train --resume cut")
    assert not model.names(paths.models())


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--preset", "huge"), 2, "huge"),
        (("--data", "nowhere/at/all"), 2, "nowhere/at/all"),
        (("--name", "../elsewhere"), 2, "cannot be a model's name"),
        (("--name", "CON"), 2, "'CON' cannot be a model's name"),
        (("--name", "x" * 250), 2, "cannot be a model's name"),
        (("--drawings", "missing.jsonl"), 2, "missing.jsonl"),
        (("--epochs", "0"), 2, "epochs"),
        (("--min-accuracy", "101"), 2, "min-accuracy"),
        (("--learning-rate", "nan"), 2, "nan is not a number"),
        (("--min-accuracy", "nan"), 2, "nan is not a number"),
    ],
)
def test_a_wrong_option_is_named_and_writes_nothing(options: tuple[str, ...], code: int, told: str) -> None:
    done = train_here(*SMALL[2:], *options) if "--data" in options else train_here(*SMALL, *options)
    assert done.exit_code == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(paths.models().glob("*"))


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow any further."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are set otherwise on Windows")
@pytest.mark.usefixtures("without_charts", "without_snapshots")
def test_a_full_disk_is_one_line_and_leaves_the_earlier_model(small_model: Path) -> None:
    shutil.copytree(small_model, paths.models() / "kept")
    model.set_default(paths.models(), "kept")
    before = model.load(paths.models() / "kept").digest
    with full_disk():
        done = train_here(*SMALL, "--epochs", "1", "--name", "kept")
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("digitgame: ")
    assert model.load(paths.models() / "kept").digest == before
    assert sorted(path.name for path in paths.models().iterdir()) == ["default", "kept"]
