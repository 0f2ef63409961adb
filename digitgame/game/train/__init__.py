"""Training a network without leaving the game."""

from __future__ import annotations

from digitgame.game.game import Game
from digitgame.game.train.options import TrainingOptions
from digitgame.game.train.watching import LeaveTraining, TrainingScene
from digitgame.ui.scene_stack import Scene

__all__ = ["LeaveTraining", "TrainingOptions", "TrainingScene", "scene"]


def scene(game: Game) -> Scene:
    """The training that was begun, running or over and not looked at; else a new one to choose."""
    if game.training is None:
        return TrainingOptions(game)
    return TrainingScene(game, game.training, again=lambda: TrainingOptions(game))
