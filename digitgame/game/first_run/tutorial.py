"""The tutorial, which the first start begins with: draw a 3, clear, guess. Twenty seconds, and Esc skips it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame.board.drawing_board import DrawingBoard
from digitgame.board.stroke_hint import StrokeHint
from digitgame.errors import DigitgameError
from digitgame.formatting import i_see
from digitgame.game import sound_cues
from digitgame.game.base_scene import BaseScene
from digitgame.game.game import Game
from digitgame.rules.lesson import Lesson, Step
from digitgame.synth import handwriting
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, Input
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.effects import Effects
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, Area, View, column
from digitgame.ui.scene_stack import Pop, Transition

TAUGHT: Final = "taught"  # the setting that says that the player has seen it
_PANEL: Final = column(64, 152)
_HINTS: Final = (Hint("clear", Action.CLEAR), Hint("guess", Action.GUESS))
_SKIP: Final = (Hint("skip tutorial", Action.BACK),)
_GO_ON: Final = (Hint("to the menu", Action.CONFIRM),)
_log = logging.getLogger(__name__)
_EXAMPLE_SEED: Final = 33
_INVITED_AT: Final = (BOARD_AREA.middle[0], BOARD_AREA.bottom - 40)
_STEPS: Final = {
    Step.DRAW: ("Draw a 3", "Anywhere on the board, any size. The bars show what the AI sees."),
    Step.CLEAR: (
        "Now press {clear}",
        "That clears the board. The right mouse button erases, {undo} undoes a stroke.",
    ),
    Step.GUESS: (
        "Draw any digit, press {guess}",
        "The AI makes its guess. You say whether it's right.",
    ),
    Step.DONE: (
        "You're ready!",
        "Press any key for the menu. Enter starts a Sprint there: one minute of digits.",
    ),
}


def lesson_facts(step: Step) -> tuple[str, str, str]:
    """Which step it is, what to do, and a sentence about it; keys stand in braces."""
    return f"{min(list(Step).index(step) + 1, 3)} of 3", *_STEPS[step]


@dataclass
class Tutorial(BaseScene):
    """A board and one thing to do at a time; the first one, a 3, is shown on it."""

    game: Game
    lesson: Lesson = field(default_factory=Lesson)
    easel: DrawingBoard = field(init=False)
    effects: Effects = field(default_factory=Effects)
    has_board = True
    _example: StrokeHint = field(init=False)

    def __post_init__(self) -> None:
        self.easel = DrawingBoard(self.game.reader)
        self.effects.still = self.game.settings.reduced_motion
        three = handwriting.write(3, np.random.default_rng(_EXAMPLE_SEED))
        self._example = StrokeHint(three, still=self.effects.still)

    @property
    def moving(self) -> bool:
        return self.effects.moving or (self._shows_how and not self._example.still)

    @property
    def _shows_how(self) -> bool:
        """Whether the board shows how to draw a 3."""
        return self.lesson.step is Step.DRAW and not self.easel.ink

    @property
    def side_hints(self) -> tuple[Hint, ...]:
        """The key that leads to what comes next."""
        return _GO_ON if self.lesson.step is Step.DONE else _SKIP

    @property
    def hints(self) -> tuple[Hint, ...]:
        return _HINTS

    def respond(self, given: Input, view: View) -> Transition | None:
        key = isinstance(given, (Action, Digit))
        if given is Action.BACK or (key and self.lesson.step is Step.DONE):
            self._seen()
            return Pop()
        if given in (Action.GUESS, Action.CONFIRM) and self.easel.reading is not None:
            self._step(self.lesson.guessed())
        self.easel.handle(given, view)
        if given in (Action.CLEAR, Action.ERASE):
            self._step(self.lesson.cleared())
        return None

    def update(self, seconds: float) -> None:
        self.effects.update(seconds)
        if self._shows_how:
            self._example.update(seconds)
        self.easel.update()
        reading = self.easel.reading
        if reading is not None and reading.digit == 3 and self.easel.pen_up and not reading.rejected:
            self._step(self.lesson.drawn())

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "Welcome")
        widgets.board_edge(canvas, theme.ACCENT, 0.7)
        self._draw_board(canvas)
        self.effects.draw(canvas, theme.ACCENT)
        canvas.panel(_PANEL, theme.PANEL, theme.ACCENT)
        number, title, words = map(canvas.view.caps.fill, lesson_facts(self.lesson.step))
        left, width = _PANEL.x + 16, _PANEL.width - 32
        canvas.text(number, (left, _PANEL.y + 20), theme.SMALL, theme.QUIET, "midleft")
        canvas.text(title, (left, _PANEL.y + 52), theme.MEDIUM, theme.ACCENT, "midleft", fit=width)
        widgets.paragraph(canvas, words, Area(left, _PANEL.y + 88, width, 48))
        reading = self.easel.reading
        widgets.bars(canvas, None if reading is None else reading.probabilities.tolist(), 1.0, None)
        if reading is not None:
            guess = i_see(reading.digit, reading.confidence)
            canvas.text(guess, (BARS_AREA.x, BARS_AREA.bottom + 32), theme.MEDIUM, theme.TEXT, "midleft")

    def _draw_board(self, canvas: Canvas) -> None:
        if self._shows_how:
            self._example.draw(canvas)
            canvas.text("Draw a 3 here", _INVITED_AT, theme.MEDIUM, theme.QUIET, "center")
            return
        self.easel.draw(canvas)
        if self.lesson.step is Step.GUESS and not self.easel.ink:
            widgets.board_invitation(canvas, "Draw any digit here")

    def _step(self, done: bool) -> None:
        if not done:
            return
        self.game.sounds.play(sound_cues.LESSON_STEP)
        if self.easel.ink:
            self.effects.burst(self.easel.ink.strokes)
        if self.lesson.step is Step.DONE:
            self._seen()

    def _seen(self) -> None:
        """Do not begin with it again."""
        try:
            self.game.store.set(TAUGHT, True)
        except DigitgameError as error:
            _log.debug("the tutorial will come again: %s", error)
