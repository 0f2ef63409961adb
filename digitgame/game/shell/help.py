"""Help: all keys, laid over the scene that they work in."""

from typing import Final

from digitgame.game.base_scene import Overlay
from digitgame.ui import theme
from digitgame.ui.actions import Action, Digit, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Pop, Transition

_PANEL: Final = Area(112, 64, 736, 472)
_GROUPS: Final = {
    "Drawing": (
        Hint("or finger, or pen: draw", cap="Left button"),
        Hint("erase", cap="Right button"),
        Hint("undo", Action.UNDO),
        Hint("redo", Action.REDO),
        Hint("or Delete: clear the board", Action.CLEAR),
        Hint("or Enter: guess", Action.GUESS),
    ),
    "Once it has guessed": (
        Hint("right", Action.GUESS_RIGHT),
        Hint("wrong", Action.GUESS_WRONG),
        Hint("the digit you drew", cap="0 – 9"),
        Hint("again: leave it open", Action.GUESS_WRONG),
        Hint("the next one: a clean board", cap="Draw"),
    ),
    "Anywhere": (
        Hint("x-ray: inside the network", Action.XRAY),
        Hint("gallery of sample digits", Action.GALLERY),
        Hint("or Esc: menu", Action.MENU),
    ),
    " ": (
        Hint("free draw: live reading", Action.LIVE),
        Hint("sound on or off", Action.MUTE),
        Hint("full screen or window", Action.FULL_SCREEN),
    ),
}
# The top left of each group.
_PLACES: Final = ((136, 88), (488, 88), (136, 344), (488, 344))


class Help(Overlay):
    """Any key or click closes it."""

    def handle(self, given: Input, view: View) -> Transition | None:  # noqa: ARG002
        pressed = isinstance(given, Pointer) and given.pressed
        return Pop() if pressed or isinstance(given, (Action, Digit)) else None

    def draw(self, canvas: Canvas) -> None:
        canvas.shade(200)
        canvas.panel(_PANEL, theme.PANEL, theme.EDGE)
        for (title, hints), (x, y) in zip(_GROUPS.items(), _PLACES, strict=True):
            canvas.text(title, (x, y + 16), theme.MEDIUM, theme.TEXT)
            canvas.hints(hints, x, y + 60, down=True)
        words = "Any key goes back. To change keys: Settings, Your keys."
        canvas.text(words, (_PANEL.middle[0], _PANEL.bottom - 32), theme.SMALL, theme.QUIET, "center")
