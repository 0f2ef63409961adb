"""A digit that the built-in hand shows on an empty board: faint, again and again, and no ink of the player's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pygame

from digitgame.board.playback import Playback
from digitgame.ink import Drawing, Ink
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.strokes import StrokeRenderer

_SPEED: Final = 420.0  # board units a second: slow enough to follow
_REST: Final = 1.2  # seconds that the whole digit stays
_FAINT: Final = 165  # of 255: how far it is on its way back to the board's colour


@dataclass
class StrokeHint:
    """`still`: it stands there whole."""

    drawing: Drawing
    still: bool = False
    _ink: Ink = field(default_factory=Ink)
    _chalk: StrokeRenderer = field(default_factory=StrokeRenderer)
    _writing: Playback = field(init=False)
    _rested: float = 0.0

    def __post_init__(self) -> None:
        self._writing = Playback(self.drawing, _SPEED)
        if self.still:
            self._ink.renew([list(stroke) for stroke in self.drawing.strokes])

    def update(self, seconds: float) -> None:
        if self.still:
            return
        for _, what, point in self._writing.pass_time(seconds):
            if what == "down":
                self._ink.begin(point)
            elif what == "move":
                self._ink.extend(point)
            else:
                self._ink.end()
        self._rested += seconds if self._writing.finished else 0.0
        if self._rested > _REST:
            self._ink.renew()
            self._writing, self._rested = Playback(self.drawing, _SPEED), 0.0

    def draw(self, canvas: Canvas) -> None:
        board = canvas.view.board
        self._chalk.draw(canvas.surface, board, self._ink.strokes, self._ink.drawing)
        veil = pygame.Surface(board.size)
        veil.fill(theme.BOARD)
        veil.set_alpha(_FAINT)
        canvas.surface.blit(veil, board)
