"""What the presets promise, on MNIST itself. Skipped where it is not at hand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def scores(*options: str) -> dict[str, float]:
    command = [sys.executable, "-m", "digitgame", "train", "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])["scores"]
    return told


def test_the_tutorials_network_reads_as_well_as_in_the_tutorial(shared_data: Path) -> None:
    read = scores("--preset", "seed", "--data", str(shared_data / "mnist-sprite"))
    assert 0.94 <= read["mnist-sprite"] <= 0.97


def test_the_fast_network_reads_99_in_a_hundred(shared_data: Path) -> None:
    read = scores(
        "--preset", "fast", "--data", str(shared_data / "mnist"), "--epochs", "2", "--min-accuracy", "99"
    )
    assert read["mnist"] >= 0.99
