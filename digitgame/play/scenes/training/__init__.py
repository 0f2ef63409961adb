"""Training a network without leaving the game."""

from __future__ import annotations

from digitgame.play.game import Game
from digitgame.play.scenes.training.choosing import Choosing
from digitgame.play.scenes.training.watching import Leaving, Watching
from digitgame.play.stage import Scene

__all__ = ["Choosing", "Leaving", "Watching", "scene"]


def scene(game: Game) -> Scene:
    """The training that was begun, running or over and not looked at; else a new one to choose."""
    return Choosing(game) if game.training is None else Watching(game, game.training)
