"""Training a network without leaving the game."""

from __future__ import annotations

from digitgame.game.game import Game
from digitgame.game.train.options import Choosing
from digitgame.game.train.watching import Leaving, Watching
from digitgame.ui.scene_stack import Scene

__all__ = ["Choosing", "Leaving", "Watching", "scene"]


def scene(game: Game) -> Scene:
    """The training that was begun, running or over and not looked at; else a new one to choose."""
    return Choosing(game) if game.training is None else Watching(game, game.training)
