"""What the presets promise, on MNIST itself. Skipped where it is not at hand."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from digitgame.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_charts")]


def scores(*options: str) -> dict[str, float]:
    done = CliRunner().invoke(main, ["train", "--json", *options])
    assert done.exit_code == 0, done.output
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])["scores"]
    return told


def test_the_tutorials_network_reads_as_well_as_in_the_tutorial(shared_data: Path) -> None:
    read = scores("--preset", "seed", "--data", str(shared_data / "mnist-sprite"))
    assert 0.94 <= read["mnist-sprite"] <= 0.97


def test_the_fast_network_reads_99_in_a_hundred_after_one_epoch(shared_data: Path) -> None:
    mnist = str(shared_data / "mnist")
    read = scores("--preset", "fast", "--data", mnist, "--epochs", "1", "--min-accuracy", "99")
    assert read["mnist"] >= 0.99
