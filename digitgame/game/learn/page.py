"""What a page of the lessons is: an idea, something to do on the drawing, and goals that it notices."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

import numpy as np

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game.board_scene import BLANK
from digitgame.game.game import Game
from digitgame.game.inspect.number_grid import cell_at
from digitgame.game.inspect.slide import Slide
from digitgame.inference.layers import Layers
from digitgame.ink.frame import Frame
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Transition

# The place of the interactive part beside the board, and the board's.
STAGE: Final = Area(360, 176, 568, 304)
BOARD: Final = Area(32, 176, 304, 304)
# A pixel below it is no ink.
INK: Final = 0.1
# Seconds without a new stroke after which a drawing counts as finished.
_FINISHED_AFTER: Final = 1.5
DRAW_FIRST: Final = "Draw a digit on the board, or press 0 to 9."


class Progress(NamedTuple):
    """How far a goal is reached, 0 to 1, and that in words."""

    share: float
    words: str


class Page(ABC):
    """One idea. `goals` are reached one after the other; `reached` counts them.

    `uses_drawing`: it shows the player's drawing. `whole`: only a finished drawing reaches a goal, since half of one
    may look like what is asked for. `stage` is the place of the interactive part: the other side of the board for
    left-handed players.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    idea: ClassVar[str]
    goals: tuple[str, ...]
    hints: ClassVar[tuple[Hint, ...]] = ()
    uses_drawing: ClassVar[bool] = True
    whole: ClassVar[bool] = False

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        self.game = game
        self.board = board
        self.stage = stage
        self.reached = 0
        self.still = game.settings.reduced_motion
        self._shown: Frame = BLANK
        # Seconds since the last change of the drawing.
        self._rested = 0.0

    @property
    def finished(self) -> bool:
        return self.reached == len(self.goals)

    @property
    def text(self) -> str:
        """The two or three sentences."""
        return self.idea

    @property
    def moving(self) -> bool:
        """Whether something moves by itself."""
        return False

    @property
    def picture(self) -> Frame:
        """The drawing as the network sees it."""
        return BLANK if self.board.picture is None else self.board.picture

    @property
    def layers(self) -> Layers:
        """The layers of the network in use."""
        return self.game.layers

    @property
    def drawn(self) -> bool:
        return bool(self.picture.any())

    def place(self, x: float, y: float, width: float, height: float) -> Area:
        """An area by its distance from the top left of the stage."""
        return Area(self.stage.x + x, self.stage.y + y, width, height)

    def respond(self, given: Input, view: View) -> Transition | bool:  # noqa: ARG002
        """Take an input; True where it was one of this page's."""
        return False

    def update(self, seconds: float) -> None:
        """Let time pass, and notice what the player has done."""
        picture = self.picture
        if picture is not self._shown:
            self._shown, self._rested = picture, 0.0
            self.changed()
        self._rested = self._rested + seconds if self.board.pen_up else 0.0
        self.pass_time(seconds)
        if self._rested >= (_FINISHED_AFTER if self.whole else 0.0) and self._reaches:
            self.reached += 1

    @property
    def waiting(self) -> bool:
        """Whether a goal is reached as soon as the drawing counts as finished."""
        return self.whole and self._reaches

    @property
    def _reaches(self) -> bool:
        return not self.finished and self.board.pen_up and self.progress().share >= 1

    def opened(self) -> None:  # noqa: B027
        """The player comes back to the page, perhaps with a drawing made for another one."""

    def changed(self) -> None:  # noqa: B027
        """The drawing is another one."""

    def pass_time(self, seconds: float) -> None:  # noqa: B027
        """Move what moves by itself."""

    @abstractmethod
    def progress(self) -> Progress:
        """How far the present goal, `reached`, is."""

    @abstractmethod
    def draw(self, canvas: Canvas) -> None:
        """Show the interactive part."""


class SlidingPage(Page):
    """A page with a window that slides over a picture by itself.

    The pointer puts it on one of the `pictures`; Up and Down step; Space or a click calls `take`, where the page has
    something to take, and else Space stops the window and lets it go on.
    """

    takes: ClassVar[bool] = True

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        self.slide = Slide(moves=not self.still)

    @property
    def moving(self) -> bool:
        return self.drawn and self.slide.moves

    def pictures(self) -> Sequence[tuple[Area, int, int]]:
        """Where the pointer puts the window: an area, its cells each way, and the window's cell under the pointer."""
        return ()

    def take(self) -> None:
        """Take what is in the window."""

    def pass_time(self, seconds: float) -> None:
        self.slide.update(seconds)

    def respond(self, given: Input, view: View) -> bool:
        if isinstance(given, Pointer):
            return self._point(given, view)
        if given is Action.GUESS and self.takes:
            self.take()
            return True
        step = step_of(given, view)
        if step:
            given = Action.PAGE_DOWN if step > 0 else Action.PAGE_UP
        return self.slide.handle(given)

    def _point(self, given: Pointer, view: View) -> bool:
        found = None
        for area, cells, middle in self.pictures():
            at = cell_at(view, area, (cells, cells), given.pos)
            found = found if at is None else (at[0] - middle, at[1] - middle)
        self.slide.point(found)
        if found is None or not given.clicked or not self.takes:
            return False
        self.take()
        return True


def step_of(given: Input, view: View, up: Area | None = None, down: Area | None = None) -> int:
    """-1 for Up or a click on `up`, 1 for Down or a click on `down`, else 0."""
    for action, area, step in ((Action.UP, up, -1), (Action.DOWN, down, 1)):
        if given is action or (area is not None and clicked_one(given, view, [area]) == 0):
            return step
    return 0


def clicked_one(given: Input, view: View, areas: Sequence[Area]) -> int | None:
    """The number of the area that a click is on."""
    if not isinstance(given, Pointer) or not given.clicked:
        return None
    return view.area_at(areas, given.pos)


def count(done: Sequence[bool], words: str = "") -> Progress:
    """So many of several things are done."""
    return Progress(sum(done) / len(done), words or f"{sum(done)} of {len(done)}")


def caption(canvas: Canvas, area: Area, words: str, *, colour: theme.Colour = theme.QUIET) -> None:
    """A line below a picture."""
    at = (area.middle[0], area.bottom + 12)
    canvas.text(words, at, theme.SMALL, colour, "center", fit=area.width + 24)


def invite(canvas: Canvas, stage: Area, words: str = DRAW_FIRST) -> None:
    """What to do first, in place of the interactive part."""
    canvas.panel(stage, theme.PANEL, theme.EDGE)
    canvas.text(words, stage.middle, theme.SMALL, theme.QUIET, "center", fit=stage.width - 32)


def ink_share(picture: Frame, box: tuple[int, int, int, int]) -> float:
    """The share of the ink within rows and columns (top, left, bottom, right; the last ones excluded)."""
    top, left, bottom, right = box
    ink = np.where(picture > INK, picture, 0)
    inside = ink[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)].sum()
    return float(inside / max(float(ink.sum()), 1e-6))
