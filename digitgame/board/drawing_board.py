"""The drawing board: ink, pen and eraser, and the network's live prediction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeGuard

from digitgame.board.pointer import PointerTool
from digitgame.inference import Reading
from digitgame.ink import BOARD, Drawing, Ink, Point, Stroke, format_drawing, frame, parse_drawing, rounded
from digitgame.ink.frame import Frame
from digitgame.ui import theme
from digitgame.ui.actions import LEFT, RIGHT, Action, FocusLost, Input, Pointer
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.strokes import StrokeRenderer
from digitgame.ui.theme import Colour

# Board units, the height of the strip that a message may take.
_MESSAGE: Final = 60


class Reads(Protocol):
    """A reader, or the game, which has one."""

    def read(self, frame: Frame, /) -> Reading: ...

    def read_drawing(self, strokes: Sequence[Stroke], /) -> Reading: ...


class Judge(Protocol):
    """Whoever may overrule a reading because it knows the player's handwriting."""

    def judge(self, reading: Reading, strokes: Sequence[Stroke], /) -> Reading: ...


@dataclass
class DrawingBoard:
    """A board. `update` frames and reads the ink once after each change.

    `judge` may overrule the reader; runs have none, because they are verified by reading them again. `whole`: no stroke
    is set aside. `as_kept`: the ink is read to a hundredth of a unit, as the store keeps it and a run is checked.
    `reading` is None without ink, or if the ink was not to be read; `picture` is the frame that the network sees;
    `_framed` the ink's revision that `picture` shows.
    """

    reader: Reads
    judge: Judge | None = None
    whole: bool = False
    as_kept: bool = False
    ink: Ink = field(default_factory=Ink)
    reading: Reading | None = None
    picture: Frame | None = None
    _renderer: StrokeRenderer = field(default_factory=StrokeRenderer)
    _pen: PointerTool = field(init=False)
    _framed: int = 0
    _travelled: float = 0.0

    def __post_init__(self) -> None:
        self._pen = PointerTool(self.ink, theme.RUBBER)

    @property
    def pen_up(self) -> bool:
        return not self._pen.drawing

    @staticmethod
    def begins(given: Input, view: View) -> TypeGuard[Pointer]:
        """Whether an input puts the pen or the eraser on the board."""
        if not isinstance(given, Pointer) or not given.pressed or given.button not in (LEFT, RIGHT):
            return False
        return bool(view.board.collidepoint(given.pos))

    def handle(self, given: Input, view: View) -> bool:
        """Draw, erase, undo, redo or clear; returns whether the input was one of these."""
        match given:
            case Pointer() if self.begins(given, view):
                self._pen.press(view.on_board(given.pos), erase=given.button == RIGHT)
            case Pointer(moved=True, pos=pos):
                self._travelled += self._pen.move(view.on_board(pos))
            case Pointer(pressed=False, button=1 | 3) | FocusLost():
                self._pen.lift()
            case Action.UNDO:
                self.undo()
            case Action.REDO:
                self.redo()
            case Action.CLEAR | Action.ERASE:
                self.clear()
            case _:
                return False
        return True

    def update(self, *, read: bool = True) -> None:
        """Frame the ink if it has changed, and read it where `read`."""
        if self._framed != self.ink.revision:
            self._framed = self.ink.revision
            self.picture = self.reading = None
        strokes = rounded(self.ink.strokes) if self.as_kept else self.ink.strokes
        if read and self.reading is None and strokes:
            reading = self._read(strokes)
            self.picture = reading.frame
            self.reading = reading if self.judge is None else self.judge.judge(reading, strokes)
        elif self.picture is None and strokes:
            self.picture = frame(strokes)

    def _read(self, strokes: Sequence[Stroke]) -> Reading:
        return self.reader.read(frame(strokes)) if self.whole else self.reader.read_drawing(strokes)

    @property
    def message_belongs_at_top(self) -> bool:
        """Whether a message at the bottom of the board would lie on the ink, and one at its top would not."""
        heights = [y for stroke in self.ink.strokes for _, y in stroke]
        return bool(heights) and max(heights) > BOARD - _MESSAGE and min(heights) > _MESSAGE

    def kept(self) -> tuple[Drawing, Reading]:
        """The ink as the store keeps it, to a hundredth of a unit, and the reading of that."""
        drawing = parse_drawing(format_drawing(self.ink.drawn()))
        return drawing, self._read(drawing.strokes)

    def travelled(self) -> float:
        """How far the pen or the eraser has moved on the board since the last call, in board units."""
        far, self._travelled = self._travelled, 0.0
        return far

    def lift(self) -> None:
        """Pen and eraser up."""
        self._pen.lift()

    def undo(self) -> bool:
        """Undo the last stroke, erasing or clearing; False where there is none."""
        self._pen.lift()
        return self.ink.undo()

    def redo(self) -> bool:
        """Redo what was undone; False where there is nothing."""
        self._pen.lift()
        return self.ink.redo()

    def clear(self) -> None:
        """Blank the board; `undo` brings the ink back."""
        self._pen.lift()
        self.ink.clear()
        self.update()

    def renew(self, strokes: Sequence[list[Point]] = ()) -> None:
        """A board for the next drawing, blank or with these strokes; `undo` does not bring the last one back."""
        self._pen.lift()
        self.ink.renew(strokes)
        self.update()

    def draw(self, canvas: Canvas, glow: Colour = theme.GLOW, slate: str = "") -> None:
        """Show the ink in the light `glow` on the board named `slate`, everybody's if that is ""."""
        self._renderer.glow, self._renderer.board = glow, slate or next(iter(theme.BOARDS))
        self._renderer.draw(canvas.surface, canvas.view.board, self.ink.strokes, self.ink.drawing)
