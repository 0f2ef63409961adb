"""The title: digits draw themselves, the network reads along, and a stroke on the board begins the game."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame.board.playback import Playback
from digitgame.formatting import a_digit
from digitgame.game.board_scene import BoardScene
from digitgame.synth import handwriting
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import BARS_AREA, View
from digitgame.ui.scene_stack import Pop, Scene, Transition

# Seconds that a finished digit stays, and that the board is blank after it.
_REST: Final = 1.1
_GAP: Final = 0.35
_HINTS: Final = (Hint("play", cap="Any key"), Hint("on the board to begin", cap="Draw"))


@dataclass
class Title(BoardScene):
    """Attract mode. Any key goes to the menu below; a stroke on the board goes to `free_draw`, below that.

    `_wait`: seconds until the next digit.
    """

    context = KeyContext.ANYWHERE
    hints = _HINTS
    moving = True
    free_draw: Scene | None = None
    seed: int = 0
    _rng: np.random.Generator = field(init=False)
    _writing: Playback = field(init=False)
    _wait: float = _GAP

    def __post_init__(self) -> None:
        super().__post_init__()
        self._rng = np.random.default_rng(self.seed)
        self._writing = self._next()

    def respond(self, given: Input, view: View) -> Transition | None:
        if self.board.begins(given, view) and self.free_draw is not None:
            self.free_draw.handle(given, view)
            return Pop(2)
        pressed = isinstance(given, Pointer) and given.pressed
        return Pop() if pressed or isinstance(given, (Action, Digit)) else None

    def update(self, seconds: float) -> None:
        if self._wait > 0:
            self._wait -= seconds
            if self._writing.finished and self._wait < _GAP and self.board.ink:
                self.effects.burst(self.board.ink.strokes)
                self.board.renew()
            if self._wait <= 0 and self._writing.finished:
                self._writing = self._next()
        else:
            self._writing.write(self.board.ink, seconds)
            if self._writing.finished:
                self._wait = _REST + _GAP
        super().update(seconds)

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "")
        reading = self.board.reading
        self.draw_board(canvas, 0.7, "")
        canvas.text("digitgame", (BARS_AREA.x, 96), theme.TITLE, theme.TEXT)
        words = "Draw a digit. The AI reads it live."
        canvas.text(words, (BARS_AREA.x, 140), theme.SMALL, theme.QUIET, fit=BARS_AREA.width)
        widgets.bars(canvas, None if reading is None else reading.probabilities.tolist(), 1.0, None)
        if reading is not None:
            words = f"I see {a_digit(reading.digit)}"
            canvas.text(words, (BARS_AREA.x, 184), theme.MEDIUM, theme.ACCENT)

    def _next(self) -> Playback:
        return Playback(handwriting.write(int(self._rng.integers(10)), self._rng))
