"""The title: digits draw themselves, the network reads them, they burst; a stroke on the board begins the game."""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame.board.playback import Playback
from digitgame.board.stroke_hint import centred
from digitgame.formatting import i_see
from digitgame.game.board_scene import BoardScene
from digitgame.ink import BOARD
from digitgame.synth import handwriting
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.effects import Floater
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, View
from digitgame.ui.scene_stack import Pop, Scene, Transition
from digitgame.ui.theme import Colour

# Seconds that a finished digit stays, and that the board is blank after it.
_REST: Final = 1.1
_GAP: Final = 0.75
# Where the digit that is read stands, and the left edge of the game's name; seconds of one breath of the invitation.
_READ: Final = (BARS_AREA.middle[0], 312)
_LOGO: Final = (BARS_AREA.x + 8, 116)
_LOGO_SIZE: Final = 108
_INVITE_Y: Final = 500
_BREATH: Final = 1.6
_POINTS: Final = 187
_SIDE_HINTS: Final = (Hint("menu", Action.CONFIRM, "Any key"),)


@dataclass
class Title(BoardScene):
    """Attract mode. Any key goes to the menu below; a stroke or a click goes to `free_draw`, below that.

    `_wait`: seconds until the next digit; `_count`: the digits read so far; `_age`: seconds since the last burst.
    """

    context = KeyContext.ANYWHERE
    side_hints = _SIDE_HINTS
    moving = True
    free_draw: Scene | None = None
    seed: int = 0
    _rng: np.random.Generator = field(init=False)
    _writing: Playback = field(init=False)
    _wait: float = _GAP
    _count: int = 0
    _age: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        # Somebody else may come.
        self.game.knows_player = False
        self._rng = np.random.default_rng(self.seed)
        self._writing = self._next()

    @property
    def heat(self) -> Colour:
        return theme.HEAT[self._count % len(theme.HEAT)]

    def respond(self, given: Input, view: View) -> Transition | None:
        if isinstance(given, Pointer) and given.pressed and self.free_draw is not None:
            # What is drawn here is the first stroke there.
            self.free_draw.handle(given, view)
            return Pop(2)
        pressed = isinstance(given, Pointer) and given.pressed
        return Pop() if pressed or isinstance(given, (Action, Digit)) else None

    def update(self, seconds: float) -> None:
        self._age += seconds
        if self._wait > 0:
            self._wait -= seconds
            if self._writing.finished and self._wait < _GAP and self.board.ink:
                self._burst()
            if self._wait <= 0 and self._writing.finished:
                self._writing = self._next()
        else:
            self._writing.write(self.board.ink, seconds)
            if self._writing.finished:
                self._wait = _REST + _GAP
        super().update(seconds)

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "")
        self.draw_board(canvas, 0.7, "", colour=self.heat)
        widgets.logo(canvas, _LOGO, _LOGO_SIZE)
        words = "Draw a digit. The AI reads it."
        canvas.text(words, (_READ[0], _LOGO[1] + 70), theme.MEDIUM, theme.QUIET, "center")
        reading = self.board.reading
        if reading is not None:
            canvas.digit(reading.digit, _READ, theme.DIGIT, self.heat)
            words = i_see(reading.digit, reading.confidence, rejected=reading.rejected)
            canvas.text(words, (_READ[0], _READ[1] + 100), theme.MEDIUM, theme.TEXT, "center")
        light = 1.0 if self.effects.still else 0.75 + 0.25 * math.cos(2 * math.pi * self._age / _BREATH)
        colour = theme.blend(theme.ROOM, theme.ACCENT, light)
        canvas.text("Draw on the board to start!", (_READ[0], _INVITE_Y), theme.MEDIUM, colour, "center")
        self.effects.draw_words(canvas)

    def _burst(self) -> None:
        """The ink flies apart, and its points fly to where the digit was read."""
        strokes = self.board.ink.strokes
        middle = np.mean([point for stroke in strokes for point in stroke], 0) * BOARD_AREA.width / BOARD
        x, y = (middle + BOARD_AREA[:2]).tolist()
        self.effects.burst(strokes)
        points = Floater(f"+{_POINTS}", (x, y), _READ, self.heat, seconds=_GAP)
        self.effects.fly(points)
        self._count += 1
        self.board.renew()

    def _next(self) -> Playback:
        return Playback(centred(handwriting.write(int(self._rng.integers(10)), self._rng)))
