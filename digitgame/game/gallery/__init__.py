"""The gallery: digits page by page, to enlarge, to copy, or to find in the fog."""

from digitgame.game.game import Game
from digitgame.ui.scene_stack import Scene


def open_gallery(game: Game, digit: int | None = None) -> Scene:
    """The gallery of one digit or of all. Its scenes are imported now, not with the game."""
    from digitgame.game.gallery.scene import Gallery

    return Gallery(game, digit=digit)
