"""What the pages of Inside share: a small board to draw on, the network, and what it makes of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from digitgame.board.drawing_board import DrawingBoard
from digitgame.formatting import i_see
from digitgame.game.base_scene import BACK, BaseScene
from digitgame.game.game import Game
from digitgame.game.inspect.words import Words
from digitgame.inference.layers import Flatten, Forward, Layers
from digitgame.ink import Stroke
from digitgame.ink.frame import FRAME, Frame
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas, Hint, wrapped
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Transition

BOARD: Final = Area(32, 72, 168, 168)
WORDS: Final = Area(32, 480, 896, 66)
# Where what is above the words ends, and where it ends while they are longer.
_END: Final = 464
_EARLIER_END: Final = 434
# The top of the frame; from line to line of the longer words.
_FRAME_TOP: Final = 296
_LINE: Final = 22
CLEAR: Final = Hint("clear", Action.CLEAR)


def shown_outputs(passed: Forward) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    """The outputs of the layers that have a column: all but the flattened maps and the scores."""
    last = passed.steps[-1].layer if len(passed.logits) else None
    return {
        step.layer.name: step.output
        for step in passed.steps
        if not isinstance(step.layer, Flatten) and step.layer is not last
    }


@dataclass
class Drawing:
    """What is looked at: the ink on the board, or `picture` until there is some; one for all pages of a visit.

    `waits`: what is said of a run that waits meanwhile, "" where none does. While one does, nobody draws.
    `more`: every page of the visit says more.
    """

    game: Game
    picture: Frame | None = None
    strokes: Sequence[Stroke] = ()
    layers: Layers = field(default_factory=Layers)
    waits: str = ""
    more: bool = False
    board: DrawingBoard = field(init=False)
    forward: Forward = field(init=False)
    _shown: Frame | None = None

    def __post_init__(self) -> None:
        self.board = DrawingBoard(self.game)
        self.board.renew([list(stroke) for stroke in self.strokes])
        self.forward = self.layers.forward(np.zeros((FRAME, FRAME), np.float32))
        self.update()

    @property
    def blank(self) -> bool:
        return self._shown is None

    def update(self) -> bool:
        """Look again if the drawing has changed; returns whether it has."""
        self.board.update()
        if self.board.ink:
            self.picture = None
        frame = self.board.picture if self.picture is None else self.picture
        if frame is self._shown:
            return False
        self._shown = frame
        self.forward = self.layers.forward(np.zeros((FRAME, FRAME), np.float32) if frame is None else frame)
        return True

    @property
    def words(self) -> str:
        """What the network says, or an invitation."""
        if self.blank:
            return "Nothing drawn yet." if self.waits else "Draw a digit."
        if self.layers.missing:
            return ""
        chances = self.forward.probabilities
        return i_see(int(chances.argmax()), float(chances.max()))


@dataclass
class InsidePage(BaseScene):
    """A page with the board at its top left, and words below that H lengthens."""

    game: Game
    drawing: Drawing

    @property
    def keys(self) -> Sequence[Hint]:
        """The page's own keys in the bottom line."""
        return ()

    @property
    def hints(self) -> Sequence[Hint]:
        clear = () if self.drawing.waits else (CLEAR,)
        return (*self.keys, Hint("less" if self.drawing.more else "more", Action.HELP), *clear, BACK)

    @property
    def moving(self) -> bool:
        return not self.drawing.board.pen_up

    @property
    def end(self) -> float:
        """Where the page ends above its words: longer words cover nothing."""
        return _EARLIER_END if self.drawing.more else _END

    @property
    def frame_area(self) -> Area:
        """The place of the frame that the network sees."""
        side = self.end - _FRAME_TOP
        return Area(BOARD.x, _FRAME_TOP, side, side)

    def on_board(self, given: Input, view: View) -> bool:
        """Let the board take an input; whether it did."""
        if self.drawing.waits:
            return False
        if given is Action.CLEAR:
            self.drawing.picture = None
        return self.drawing.board.handle(given, replace(view, board_area=BOARD))

    def respond(self, given: Input, view: View) -> Transition | None:
        if given is Action.HELP:
            self.drawing.more = not self.drawing.more
            return None
        return None if self.on_board(given, view) else super().respond(given, view)

    def update(self, seconds: float) -> None:  # noqa: ARG002
        self.drawing.update()

    def draw_page(self, canvas: Canvas, title: str) -> None:
        """The frame with its title, the board, and who waits."""
        self.draw_frame(canvas, title, self.drawing.waits or None)
        self.draw_drawing(canvas)

    def draw_words(self, canvas: Canvas, words: Words) -> None:
        """What the page says: two lines, or with `more` a paragraph."""
        x, width = WORDS.x + 16, WORDS.width - 32
        if not self.drawing.more:
            canvas.panel(WORDS, theme.PANEL, theme.EDGE)
            for line, y, colour in ((words.first, 20, theme.TEXT), (words.second, 46, theme.QUIET)):
                canvas.text(line, (x, WORDS.y + y), theme.SMALL, colour, fit=width)
            return
        text = f"{words.second} {words.more}"
        high = 38 + _LINE * len(wrapped(text, theme.SMALL, width, canvas.view))
        area = Area(WORDS.x, WORDS.bottom - high, WORDS.width, high)
        canvas.panel(area, theme.PANEL, theme.ACCENT)
        canvas.text(words.first, (x, area.y + 18), theme.SMALL, theme.TEXT, fit=width)
        widgets.paragraph(canvas, text, Area(x, area.y + 42, width, high), theme.QUIET, _LINE)

    def draw_drawing(self, canvas: Canvas) -> None:
        """The board, and the frame that the network sees."""
        drawing, small = self.drawing, replace(canvas, view=replace(canvas.view, board_area=BOARD))
        canvas.surface.fill(theme.EDGE, canvas.view.rect(BOARD).inflate(4, 4))
        drawing.board.draw(small, theme.PENS[self.game.settings.pen])
        if not drawing.board.ink and not drawing.waits:
            canvas.text("Draw here", BOARD.middle, theme.SMALL, theme.QUIET, "center")
        canvas.text(drawing.words, (BOARD.x, BOARD.bottom + 20), theme.SMALL, theme.ACCENT, fit=BOARD.width)
        area = self.frame_area
        canvas.text("28×28 numbers", (BOARD.x, area.y - 15), theme.SMALL, theme.QUIET, fit=BOARD.width)
        canvas.picture(drawing.forward.frame, area)
