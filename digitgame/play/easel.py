"""The board as most scenes have it: ink, pen and rubber, and what the network reads of it, live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pygame
from pygame.event import Event

from digitgame.ink import Drawing, Ink, Point, format_drawing, frame, parse_drawing
from digitgame.ink.frame import Frame
from digitgame.play import theme
from digitgame.play.canvas import Canvas
from digitgame.play.chalk import Chalk
from digitgame.play.layout import View
from digitgame.play.pen import Pen
from digitgame.reading import Reader, Reading

_LEFT: Final = 1  # mouse buttons
_RIGHT: Final = 3


@dataclass
class Easel:
    """A board. `update` frames and reads the ink once after each change."""

    reader: Reader
    ink: Ink = field(default_factory=Ink)
    reading: Reading | None = None  # of the ink; None without ink
    picture: Frame | None = None  # what the network sees of it
    pointer: tuple[int, int] = (-1, -1)  # the pixel last pointed at
    _chalk: Chalk = field(default_factory=Chalk)
    _pen: Pen = field(init=False)
    _read: int = 0  # the ink's revision that was read

    def __post_init__(self) -> None:
        self._pen = Pen(self.ink, theme.RUBBER)

    @property
    def pen_up(self) -> bool:
        return not self._pen.down

    @staticmethod
    def begins(event: Event, view: View) -> bool:
        """Whether an event puts the pen or the rubber on the board."""
        pressed = event.type == pygame.MOUSEBUTTONDOWN and event.button in (_LEFT, _RIGHT)
        return pressed and view.board.collidepoint(event.pos)

    def handle(self, event: Event, view: View) -> None:
        """Draw or rub out as the pointer goes."""
        match event:
            case Event(type=pygame.MOUSEBUTTONDOWN, button=button, pos=pos) if self.begins(event, view):
                press = self._pen.press if button == _LEFT else self._pen.press_rubber
                press(view.on_board(pos))
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self.pointer = pos
                if not self._pen.move_rubber(view.on_board(pos)):
                    self._pen.move(view.on_board(pos))
            case Event(type=pygame.MOUSEBUTTONUP, button=button) if button in (_LEFT, _RIGHT):
                self._pen.lift()  # a wheel's notch in mid-stroke is a button too, and does not
            case Event(type=pygame.WINDOWFOCUSLOST):
                self._pen.lift()

    def update(self) -> None:
        """Read the ink if it has changed."""
        if self._read == self.ink.revision:
            return
        self._read = self.ink.revision
        self.picture = frame(self.ink.strokes) if self.ink else None
        self.reading = None if self.picture is None else self.reader.read(self.picture)

    def kept(self) -> tuple[Drawing, Reading]:
        """The ink as the store will hold it, to a hundredth of a unit, and the reading of just that."""
        drawing = parse_drawing(format_drawing(self.ink.drawn()))
        return drawing, self.reader.read(frame(drawing.strokes))

    def lift(self) -> None:
        self._pen.lift()

    def undo(self) -> None:
        self._pen.lift()
        self.ink.undo()

    def clear(self) -> None:
        self._pen.lift()
        self.ink.clear()
        self.update()

    def show(self, strokes: Sequence[list[Point]]) -> None:
        """Have these strokes on the board, and no others."""
        self._pen.lift()
        self.ink.clear()
        self.ink.strokes.extend(strokes)
        self.update()

    def draw(self, canvas: Canvas) -> None:
        self._chalk.draw(canvas.surface, canvas.view.board, self.ink.strokes, self.ink.drawing)
