"""A training begun from the menu of the real game, left to itself, and finished in the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from digitgame import model, paths
from digitgame.play import theme

from . import conftest
from .conftest import Desk

pytestmark = [pytest.mark.window, pytest.mark.slow]


@pytest.fixture
def game(screen: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The game on its board, focused; what it prints is kept."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SDL_")}
    environment.update(DISPLAY=screen, DIGITGAME_HOME=str(home))
    command = [sys.executable, "-m", "digitgame", "play", "--mode", "free"]
    monkeypatch.setattr(conftest, "PATIENCE", 60.0)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    desk = Desk(screen, process)
    try:
        desk.window = desk.xdotool("search", "--sync", "--class", "digitgame").split()[-1]
        desk.xdotool("windowfocus", "--sync", desk.window)
        desk.until(lambda: shows(desk, theme.BOARD) > 100_000, "the board")
        yield desk
    finally:
        process.kill()
        process.wait()


def shows(desk: Desk, colour: theme.Colour) -> int:
    """How many pixels of the window have a colour."""
    return int((desk.look() == np.array(colour)).all(2).sum())


def changes(desk: Desk, key: str) -> None:
    """Press a key and wait for another picture."""
    before = desk.look()
    desk.press(key)
    desk.until(lambda: bool((desk.look() != before).any()), f"what {key} does")


def test_a_training_from_the_menu_is_finished_in_the_terminal(game: Desk) -> None:
    for key in (
        "Escape",
        "t",
        "Left",
        "Down",
        "Right",
        "Down",
        "Right",
        "Return",
    ):  # seed, one epoch, the hand alone
        changes(game, key)
    for key in ("Escape", "b"):  # play on, it goes on behind
        changes(game, key)
    changes(game, "q")  # the game asks what is to become of it
    assert game.process.poll() is None
    game.press("t")
    out, errors = game.process.communicate(timeout=240)
    assert game.process.returncode == 0, errors
    assert errors == b""
    assert b"     1/1" in out
    assert b"Saved " in out
    assert model.load(paths.models() / "seed").card["epochs"] == 1
