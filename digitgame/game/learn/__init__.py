"""Learn: short pages, one idea each, on the player's own drawing."""

from digitgame.game.game import Game
from digitgame.ui.scene_stack import Scene


def lessons(game: Game) -> Scene:
    """The overview of the lessons. Its pages are imported now, not with the game."""
    from digitgame.game.learn.scene import Lessons

    return Lessons(game)
