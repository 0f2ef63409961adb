"""A synthetic digit that writes itself on a blank board: faint, again and again, and not the player's ink."""

from dataclasses import dataclass, field
from typing import Final

import pygame

from digitgame.board.playback import Playback
from digitgame.ink import BOARD, Drawing, Ink
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.strokes import StrokeRenderer

# Board units a second: slow enough to follow. Then the whole digit stays for some seconds.
_SPEED: Final = 420.0
_REST: Final = 1.2
# The longer side of the digit, in board units.
_SIDE: Final = 0.56 * BOARD
# The opacity, of 255, of the board's colour over the digit.
_VEIL: Final = 165


@dataclass
class StrokeHint:
    """The digit, in the middle of the board wherever it was drawn; `still`: whole at once."""

    drawing: Drawing
    still: bool = False
    _ink: Ink = field(default_factory=Ink)
    _renderer: StrokeRenderer = field(default_factory=StrokeRenderer)
    _writing: Playback = field(init=False)
    _rested: float = 0.0

    def __post_init__(self) -> None:
        self.drawing = centred(self.drawing)
        self._writing = Playback(self.drawing, _SPEED)
        if self.still:
            self._ink.renew([list(stroke) for stroke in self.drawing.strokes])

    def update(self, seconds: float) -> None:
        if self.still:
            return
        self._writing.write(self._ink, seconds)
        self._rested += seconds if self._writing.finished else 0.0
        if self._rested > _REST:
            self._ink.renew()
            self._writing, self._rested = Playback(self.drawing, _SPEED), 0.0

    def draw(self, canvas: Canvas, slate: str) -> None:
        """Show the digit on the board named `slate`."""
        board = canvas.view.board
        self._renderer.board = slate
        self._renderer.draw(canvas.surface, board, self._ink.strokes, self._ink.drawing)
        veil = pygame.Surface(board.size)
        veil.fill(theme.BOARDS[slate].colour)
        veil.set_alpha(_VEIL)
        canvas.surface.blit(veil, board)


def centred(drawing: Drawing) -> Drawing:
    """A drawing in the middle of the board, its longer side `_SIDE`, its shape kept."""
    xs, ys = zip(*(point for stroke in drawing.strokes for point in stroke), strict=True)
    scale = _SIDE / max(max(xs) - min(xs), max(ys) - min(ys), 1.0)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    middle = BOARD / 2
    moved = [
        [(middle + (px - x) * scale, middle + (py - y) * scale) for px, py in stroke]
        for stroke in drawing.strokes
    ]
    return Drawing.of(moved, drawing.label)
