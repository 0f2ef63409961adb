"""The benchmarks are run by hand: here, that a wrong word is reported in one line."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from digitgame.demo.screens import screens

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
WITH_MODEL = sorted(
    path.stem for path in BENCHMARKS.glob("*.py") if 'add_argument("--model")' in path.read_text("utf-8")
)
NEEDS_DATA = ("tutorial",)  # says that it skips where the data is not at hand


def run(name: str, *arguments: str) -> tuple[int, str, str]:
    command = [sys.executable, str(BENCHMARKS / f"{name}.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the benchmarks are not part of a source distribution")
def test_there_are_benchmarks_of_a_model() -> None:
    assert {"frames", "personal", "rejection", "startup"} <= set(WITH_MODEL)


@pytest.mark.parametrize("name", WITH_MODEL)
def test_a_missing_model_is_reported_in_one_line(name: str) -> None:
    code, out, errors = run(name, "--model", "nope")
    if name in NEEDS_DATA and "skipped" in out:
        pytest.skip(out)
    assert code == 2
    assert errors == f"{name}: There is no model nope. Known: shipped; or name a folder.\n"


@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the benchmarks are not part of a source distribution")
@pytest.mark.parametrize("name", ["run", "training_speed"])
def test_an_unknown_word_is_reported_before_anything_is_measured(name: str) -> None:
    code, out, errors = run(name, "nope")
    assert (code, out) == (2, "")
    assert "nope" in errors
    assert "Traceback" not in errors


@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the benchmarks are not part of a source distribution")
def test_every_benchmark_that_is_run_is_there() -> None:
    names = re.findall(r'^    "(\w+)",$', (BENCHMARKS / "run.py").read_text("utf-8"), re.MULTILINE)
    assert {"seed_preset", "training_speed", "kill"} <= set(names)
    assert [name for name in names if not (BENCHMARKS / f"{name}.py").is_file()] == []


@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the benchmarks are not part of a source distribution")
def test_what_the_bot_plays_there_is_played_by_demos() -> None:
    found = re.search(r"^SCREENS: Final = (\(.+\))$", (BENCHMARKS / "together.py").read_text("utf-8"), re.M)
    assert found is not None
    assert set(ast.literal_eval(found[1])) <= set(screens())
