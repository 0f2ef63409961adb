"""What the scenes with a drawing board have in common."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game.base_scene import BaseScene
from digitgame.game.game import Game
from digitgame.game.inspect import open_inside
from digitgame.ink.frame import FRAME, Frame
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.effects import Effects
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Push, Transition
from digitgame.ui.theme import Colour

CLEAR: Final = Hint("clear", Action.CLEAR)
UNDO: Final = Hint("undo", Action.UNDO)
INSIDE: Final = Hint("inside", Action.XRAY)
# Board units a second of a pen that is as loud as it gets.
_FAST: Final = 900.0
# What stands in a frame's place before there is ink.
BLANK: Final[Frame] = np.zeros((FRAME, FRAME), np.float32)


@dataclass
class BoardScene(BaseScene):
    """A drawing board that the game's network reads, and the dust that a finished drawing raises."""

    game: Game
    board: DrawingBoard = field(init=False)
    effects: Effects = field(init=False)
    has_board = True

    def __post_init__(self) -> None:
        self.board = DrawingBoard(self.game.reader)
        self.effects = Effects(still=self.game.settings.reduced_motion)

    @property
    def moving(self) -> bool:
        # The pen is heard as long as it moves.
        return self.effects.moving or not self.board.pen_up

    def update(self, seconds: float) -> Transition | None:
        # It may have been chosen since, in a pause.
        self.effects.still = self.game.settings.reduced_motion
        self.effects.update(seconds)
        self.board.update()
        self.hear_pen(seconds)
        return None

    def hear_pen(self, seconds: float) -> None:
        """Let the pen be as loud as it was fast."""
        if seconds > 0:
            self.game.sounds.pen(self.board.travelled() / seconds / _FAST)

    def respond(self, given: Input, view: View) -> Transition | None:
        return self.look_inside() if given is Action.XRAY else super().respond(given, view)

    def look_inside(self) -> Push:
        """Open the network on a copy of the ink. This scene waits meanwhile, with its ink as it is."""
        self.board.lift()
        return Push(open_inside(self.game, strokes=self.board.ink.strokes))

    @property
    def heat(self) -> Colour:
        """The colour of the dust and of the light around the ink."""
        return theme.ACCENT

    @property
    def _light(self) -> Colour:
        """The light of the ink: the chosen pen's, until a combo heats it."""
        return theme.PENS[self.game.settings.pen] if self.heat == theme.ACCENT else self.heat

    def draw_board(
        self,
        canvas: Canvas,
        light: float,
        invite: str = "",
        message: str = "",
        colour: Colour = theme.ACCENT,
        watermark: Callable[[Canvas], None] = lambda _: None,
    ) -> None:
        """The board, its edge with `light` 0 to 1, and a message over it.

        While it is blank, `watermark` draws on it, and the invitation stands there.
        """
        widgets.board_edge(canvas, colour, light, self.backdrop)
        self.board.draw(canvas, self._light, self.game.settings.board)
        if not self.board.ink:
            watermark(canvas)
        self.effects.draw(canvas, self.heat)
        if invite and not self.board.ink:
            canvas.text(invite, self.board_area.middle, theme.MEDIUM, theme.QUIET, "center")
        if message:
            widgets.toast(canvas, message, at_top=self.board.message_belongs_at_top)
