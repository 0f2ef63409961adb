"""The processes that we start run our code and Python's, not what lies in the current folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitgame.monitor.process import TrainingProcess
from digitgame.processes import find_program, python_command
from digitgame.processes.worker import Worker

# Modules that Python, click or multiprocessing import early on.
LURKING = (
    "click",
    "random",
    "pickle",
    "json",
    "logging",
    "multiprocessing",
    "numpy",
    "digitgame",
    "sitecustomize",
)


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder full of modules that leave a trace when they run; what it returns lists the traces."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(place for place in sys.path if place))
    traces = tmp_path / "traces"
    traces.mkdir()
    here = tmp_path / "here"
    here.mkdir()
    for name in LURKING:
        (here / f"{name}.py").write_text(f"open({str(traces / name)!r}, 'w').close()\nraise SystemExit(3)\n")
    monkeypatch.chdir(here)
    return traces


def test_python_finds_what_this_process_finds_and_nothing_here(trap: Path) -> None:
    code = "import random, click, digitgame; print(digitgame.__file__, sys.argv[1:])"
    done = subprocess.run(python_command(code, "one", "--two"), capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == str(Path(__file__).parents[1] / "digitgame" / "__init__.py")
    assert done.stdout.split(maxsplit=1)[1].strip() == "['one', '--two']"
    assert not list(trap.iterdir())


def test_a_training_runs_nothing_here(trap: Path) -> None:
    process = TrainingProcess(["predict", "nosuch.png"])
    assert list(process.rest()) == []
    code, errors = process.close()
    assert (code, errors.startswith("digitgame: nosuch.png")) == (1, True)
    assert not list(trap.iterdir())


def test_the_worker_runs_nothing_here(trap: Path) -> None:
    with Worker() as worker:
        assert worker.submit(os.getpid)() == worker.pid
    assert not list(trap.iterdir())


def test_a_current_folder_that_is_gone_is_no_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert python_command("pass")[0] == sys.executable


@pytest.mark.skipif(os.name == "nt", reason="programs are files that may be run")
def test_a_program_in_the_current_folder_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f":.:{os.devnull}")
    assert find_program("ffmpeg") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program("ffmpeg") == str(program)
