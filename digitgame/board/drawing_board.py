"""The board as most scenes have it: ink, pen and rubber, and what the network reads of it, live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Protocol

import pygame
from pygame.event import Event

from digitgame.board.pointer import PointerTool
from digitgame.inference import Reading
from digitgame.ink import BOARD, Drawing, Ink, Point, Stroke, format_drawing, frame, parse_drawing
from digitgame.ink.frame import Frame
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import View
from digitgame.ui.strokes import StrokeRenderer

LEFT: Final = 1  # mouse buttons
RIGHT: Final = 3
_MESSAGE: Final = 60  # board units, the strip of the board that a message may take


class Reads(Protocol):
    """Whoever reads a picture: a reader, or the game with the one that is in use."""

    def read(self, picture: Frame, /) -> Reading: ...


class Hand(Protocol):
    """Whoever knows the player's hand."""

    def judge(self, reading: Reading, strokes: Sequence[Stroke], /) -> Reading: ...


class HistoryStep(Enum):
    """A step through what was done to the ink."""

    UNDO = auto()
    REDO = auto()


def step(event: Event) -> HistoryStep | None:
    """What a key asks for: Ctrl Z takes back, Ctrl Shift Z and Ctrl Y make again; None for any other."""
    if event.type != pygame.KEYDOWN or event.key not in (pygame.K_z, pygame.K_y):
        return None
    if not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META) or event.mod & pygame.KMOD_ALT:
        return None
    return HistoryStep.REDO if event.key == pygame.K_y or event.mod & pygame.KMOD_SHIFT else HistoryStep.UNDO


@dataclass
class DrawingBoard:
    """A board. `update` frames and reads the ink once after each change."""

    reader: Reads
    hand: Hand | None = None  # who may overrule the reader; None where runs are read, which are read again
    ink: Ink = field(default_factory=Ink)
    reading: Reading | None = None  # of the ink; None without ink, or where it was not to be read
    picture: Frame | None = None  # what the network sees of it
    pointer: tuple[int, int] = (-1, -1)  # the pixel last pointed at
    _chalk: StrokeRenderer = field(default_factory=StrokeRenderer)
    _pen: PointerTool = field(init=False)
    _framed: int = 0  # the ink's revision that `picture` shows

    def __post_init__(self) -> None:
        self._pen = PointerTool(self.ink, theme.RUBBER)

    @property
    def pen_up(self) -> bool:
        return not self._pen.down

    @staticmethod
    def begins(event: Event, view: View) -> bool:
        """Whether an event puts the pen or the rubber on the board."""
        pressed = event.type == pygame.MOUSEBUTTONDOWN and event.button in (LEFT, RIGHT)
        return pressed and view.board.collidepoint(event.pos)

    def handle(self, event: Event, view: View) -> None:
        """Draw or rub out as the pointer goes."""
        match event:
            case Event(type=pygame.MOUSEBUTTONDOWN, button=button, pos=pos) if self.begins(event, view):
                press = self._pen.press if button == LEFT else self._pen.press_rubber
                press(view.on_board(pos))
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self.pointer = pos
                if not self._pen.move_rubber(view.on_board(pos)):
                    self._pen.move(view.on_board(pos))
            case Event(type=pygame.MOUSEBUTTONUP, button=button) if button in (LEFT, RIGHT):
                self._pen.lift()  # a wheel's notch in mid-stroke is a button too, and does not
            case Event(type=pygame.WINDOWFOCUSLOST):
                self._pen.lift()

    def update(self, *, read: bool = True) -> None:
        """Frame the ink if it has changed, and read it unless told not to."""
        if self._framed != self.ink.revision:
            self._framed = self.ink.revision
            self.picture = frame(self.ink.strokes) if self.ink else None
            self.reading = None
        if read and self.reading is None and self.picture is not None:
            reading = self.reader.read(self.picture)
            self.reading = reading if self.hand is None else self.hand.judge(reading, self.ink.strokes)

    @property
    def low(self) -> bool:
        """Whether a message at the bottom of the board would lie on the ink, and one at its top would not."""
        heights = [y for stroke in self.ink.strokes for _, y in stroke]
        return bool(heights) and max(heights) > BOARD - _MESSAGE and min(heights) > _MESSAGE

    def kept(self) -> tuple[Drawing, Reading]:
        """The ink as the store will hold it, to a hundredth of a unit, and the reading of just that."""
        drawing = parse_drawing(format_drawing(self.ink.drawn()))
        return drawing, self.reader.read(frame(drawing.strokes))

    def lift(self) -> None:
        self._pen.lift()

    def steps(self, event: Event) -> bool:
        """Take back or make again what was done to the ink, where a key asks for it; whether it did."""
        match step(event):
            case HistoryStep.UNDO:
                self.undo()
            case HistoryStep.REDO:
                self.redo()
            case None:
                return False
        return True

    def undo(self) -> bool:
        """Take back the last stroke, rub-out or clear; False where there is none."""
        self._pen.lift()
        return self.ink.undo()

    def redo(self) -> bool:
        """Make again what was taken back; False where there is nothing of the kind."""
        self._pen.lift()
        return self.ink.redo()

    def clear(self) -> None:
        """A blank board, which `undo` can take back."""
        self._pen.lift()
        self.ink.clear()
        self.update()

    def renew(self, strokes: Sequence[list[Point]] = ()) -> None:
        """A board for the next drawing, blank or with these strokes on it; the last one is done."""
        self._pen.lift()
        self.ink.renew(strokes)
        self.update()

    def draw(self, canvas: Canvas) -> None:
        self._chalk.draw(canvas.surface, canvas.view.board, self.ink.strokes, self.ink.drawing)
