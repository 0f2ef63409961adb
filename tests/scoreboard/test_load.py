"""A class in a few seconds: what `benchmarks/class_board.py` measures in minutes."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .postgres import programs

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "class_board.py"


@pytest.mark.skipif(not BENCHMARK.is_file(), reason="the benchmarks are not part of a source distribution")
@pytest.mark.skipif(programs() is None, reason="needs a PostgreSQL server: apt-get install postgresql")
@pytest.mark.skipif(importlib.util.find_spec("psycopg") is None, reason="needs psycopg")
def test_every_run_is_on_the_board_once_although_the_server_is_killed() -> None:
    words = "--machines 6 --per-minute 60 --minutes 0.12 --faults 2 --rows 0 --frames 0 --seed 3"
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), *words.split()],
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = re.search(r"runs finished: (\d+), on the board: (\d+), lost: (\d+), doubled: (\d+)", done.stdout)
    assert found, done.stdout
    finished, there, lost, doubled = map(int, found.groups())
    assert finished > 20
    assert (there, lost, doubled) == (finished, 0, 0)
