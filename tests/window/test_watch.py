"""`digitgame train --watch` in a real window, closed by hand, continued in the terminal, ended with Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitgame import model, paths
from digitgame.training import checkpoint
from digitgame.ui import theme

from .conftest import Desk, opened

pytestmark = [pytest.mark.window, pytest.mark.slow]

SMALL = ("--data", "hand", "--preset", "seed", "--epochs", "9000", "--name", "seen")


@pytest.fixture
def watched(screen: str, home: Path) -> Iterator[Desk]:
    """A training with its window, which has the focus."""
    with opened(screen, home, "train", *SMALL, "--watch") as desk:
        yield desk


def test_from_the_window_to_the_terminal_to_the_end(watched: Desk) -> None:
    folder = paths.models() / "seen"
    watched.until(lambda: checkpoint.finished(folder) >= 5, "five epochs")
    watched.until(lambda: watched.shows(theme.ACCENT) > 500, "curves and digits read right")
    watched.press("Escape")
    watched.until(lambda: watched.shows(theme.PANEL) > 40_000, "the question")
    watched.press("t")
    out = watched.process.stdout
    assert out is not None
    for line in out:
        if line.split()[:1] == [b"12/9000"]:
            break
    kept = checkpoint.finished(folder)
    assert kept >= 11
    watched.process.send_signal(signal.SIGINT)
    rest, errors = watched.process.communicate(timeout=90)
    assert watched.process.returncode == 0, errors
    assert b"saving your progress" in rest
    assert b"To use this one anyway: digitgame models default seen" in rest
    assert kept <= model.load(paths.models() / "seen").card["epochs"] < 9_000
