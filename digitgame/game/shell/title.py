"""The title: digits draw themselves, the network reads along, and a stroke on the board begins the game."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame.board.drawing_board import DrawingBoard
from digitgame.board.playback import Playback
from digitgame.formatting import a_digit
from digitgame.game.base_scene import BaseScene
from digitgame.game.game import Game
from digitgame.synth import handwriting
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.effects import Effects
from digitgame.ui.layout import BARS_AREA, View
from digitgame.ui.scene_stack import Pop, Scene, Transition

# Seconds that a finished digit stays, and that the board is blank after it.
_REST: Final = 1.1
_GAP: Final = 0.35
_HINTS: Final = (Hint("play", cap="Any key"), Hint("on the board to begin", cap="Draw"))


@dataclass
class Title(BaseScene):
    """Attract mode. Any key goes to the menu below; a stroke on the board goes to `board`, below that.

    `_wait`: seconds until the next digit.
    """

    context = KeyContext.ANYWHERE
    has_board = True
    hints = _HINTS
    moving = True
    game: Game
    board: Scene | None = None
    seed: int = 0
    easel: DrawingBoard = field(init=False)
    effects: Effects = field(default_factory=Effects)
    _rng: np.random.Generator = field(init=False)
    _writing: Playback = field(init=False)
    _wait: float = _GAP

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(self.seed)
        self.easel = DrawingBoard(self.game.reader)
        self.effects.still = self.game.settings.reduced_motion
        self._writing = self._next()

    def respond(self, given: Input, view: View) -> Transition | None:
        if self.easel.begins(given, view) and self.board is not None:
            self.board.handle(given, view)
            return Pop(2)
        pressed = isinstance(given, Pointer) and given.pressed
        return Pop() if pressed or isinstance(given, (Action, Digit)) else None

    def update(self, seconds: float) -> None:
        self.effects.update(seconds)
        if self._wait > 0:
            self._wait -= seconds
            if self._writing.finished and self._wait < _GAP and self.easel.ink:
                self.effects.burst(self.easel.ink.strokes)
                self.easel.renew()
            if self._wait <= 0 and self._writing.finished:
                self._writing = self._next()
        else:
            self._writing.write(self.easel.ink, seconds)
            if self._writing.finished:
                self._wait = _REST + _GAP
        self.easel.update()

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "")
        reading = self.easel.reading
        widgets.board_edge(canvas, theme.ACCENT, 0.7)
        self.easel.draw(canvas)
        self.effects.draw(canvas, theme.ACCENT)
        canvas.text("digitgame", (BARS_AREA.x, 96), theme.TITLE, theme.TEXT, "midleft")
        words = "Draw a digit. The AI reads it live."
        canvas.text(words, (BARS_AREA.x, 140), theme.SMALL, theme.QUIET, "midleft", fit=BARS_AREA.width)
        widgets.bars(canvas, None if reading is None else reading.probabilities.tolist(), 1.0, None)
        if reading is not None:
            words = f"I see {a_digit(reading.digit)}"
            canvas.text(words, (BARS_AREA.x, 184), theme.MEDIUM, theme.ACCENT, "midleft")

    def _next(self) -> Playback:
        return Playback(handwriting.write(int(self._rng.integers(10)), self._rng))
