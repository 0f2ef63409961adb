"""A training begun from the menu of the real game, left to itself, and finished in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digitgame import model, paths
from digitgame.ui import theme

from .conftest import Desk, opened

pytestmark = [pytest.mark.window, pytest.mark.slow]


@pytest.fixture
def game(screen: str, home: Path) -> Iterator[Desk]:
    """The game on its board, focused; what it prints is kept."""
    with opened(screen, home, "play", "--mode", "free") as desk:
        desk.until(lambda: desk.shows(theme.BOARD) > 100_000, "the board")
        yield desk


def changes(desk: Desk, key: str) -> None:
    """Press a key and wait for another picture."""
    before = desk.look()
    desk.press(key)
    desk.until(lambda: bool((desk.look() != before).any()), f"what {key} does")


def test_a_training_from_the_menu_is_finished_in_the_terminal(game: Desk) -> None:
    # Preset seed, one epoch, synthetic digits only.
    for key in ("Escape", "t", "Right", "Right", "Down", "Right", "Down", "Right", "Return"):
        changes(game, key)
    # Keep training in the background, then quit: the game asks what to do with the training.
    for key in ("Escape", "b", "q"):
        changes(game, key)
    assert game.process.poll() is None
    game.press("t")
    out, errors = game.process.communicate(timeout=240)
    assert game.process.returncode == 0, errors
    assert errors == b""
    assert b"     1/1" in out
    assert b"Saved " in out
    assert model.load(paths.models() / "seed").card["epochs"] == 1
