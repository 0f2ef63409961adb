"""The tutorial, which the first start begins with: draw a 3, clear, guess. Twenty seconds, and Esc skips it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

import numpy as np

from digitgame.board.stroke_hint import StrokeHint
from digitgame.errors import DigitgameError
from digitgame.formatting import a_digit, i_see
from digitgame.game import sound_cues
from digitgame.game.board_scene import CLEAR, BoardScene
from digitgame.rules.referee import accepts
from digitgame.synth import handwriting
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, Area, View, column
from digitgame.ui.scene_stack import Pop, Transition


class Step(Enum):
    """Draw a 3, clear the board, draw any digit and ask for a guess, say whether it is right."""

    DRAW = auto()
    CLEAR = auto()
    GUESS = auto()
    JUDGE = auto()
    DONE = auto()


# The setting that says that the player has seen it.
TAUGHT: Final = "taught"
_PANEL: Final = column(64, 152)
_STEPS: Final = {
    Step.DRAW: ("Draw a 3", "Anywhere on the board, any size. The bars show what the AI sees."),
    Step.CLEAR: (
        "Now press {clear}",
        "That clears the board. The right mouse button erases, {undo} undoes a stroke.",
    ),
    Step.GUESS: ("Draw any digit, press {guess}", "The AI makes its guess. You say whether it's right."),
    Step.JUDGE: ("Is that right?", "Press {right} for yes, {wrong} for no, or the digit that you drew."),
    Step.DONE: (
        "You're ready!",
        "On to the menu! A Sprint waits there: one minute of digits.",
    ),
}
_WRONG: Final = ("Which digit is it?", "Press the digit that you drew, or {wrong} to skip that.")
_log = logging.getLogger(__name__)


def tutorial_facts(step: Step, *, wrong: bool = False, read: int | None = None) -> tuple[str, str, str]:
    """Which step it is, what to do, and a sentence about it; keys stand in braces.

    `wrong`: so is the guess; `read`: the digit that was drawn in the place of a 3.
    """
    said = _STEPS[step]
    if wrong and step is Step.JUDGE:
        said = _WRONG
    if read is not None and step is Step.DRAW:
        said = (f"That's {a_digit(read)}", "Press {clear} and draw a 3.")
    return f"{min(step.value, 3)} of 3", *said


@dataclass
class Tutorial(BoardScene):
    """A board and one thing to do at a time; the first one, a 3, is shown on it.

    `wrong`: the guess was; `blank`: a guess was asked for on a blank board.
    """

    step: Step = Step.DRAW
    wrong: bool = False
    blank: bool = False
    _example: StrokeHint = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        three = handwriting.write(3, np.random.default_rng(33))
        self._example = StrokeHint(three, still=self.effects.still)

    @property
    def moving(self) -> bool:
        return super().moving or (self._shows_how and not self._example.still)

    @property
    def _shows_how(self) -> bool:
        return self.step is Step.DRAW and not self.board.ink

    @property
    def other(self) -> int | None:
        """The digit that stands on the board where a 3 was asked for; None while the player draws."""
        reading = self.board.reading
        if self.step is not Step.DRAW or reading is None or not self.board.pen_up:
            return None
        return None if reading.rejected or reading.digit == 3 else reading.digit

    @property
    def hints(self) -> Sequence[Hint]:
        if self.step is Step.JUDGE and self.wrong:
            return (Hint("or a click: name it", cap="0 – 9"), Hint("skip", Action.GUESS_WRONG))
        if self.step is Step.JUDGE:
            return (Hint("right", Action.GUESS_RIGHT), Hint("wrong", Action.GUESS_WRONG))
        if self.step is Step.DONE:
            # Every key leads to the menu.
            return ()
        return (CLEAR, Hint("guess", Action.GUESS)) if self.step is Step.GUESS else (CLEAR,)

    @property
    def asks(self) -> str:
        """What the board asks of the player now, beside the ink: with a key in braces."""
        if self.step is Step.JUDGE and self.wrong:
            return "Which digit is it? Press its key."
        if self.step is Step.JUDGE and self.board.reading is not None:
            return f"Is it {a_digit(self.board.reading.digit)}? Press {{right}} or {{wrong}}."
        if self.other is not None:
            return f"That's {a_digit(self.other)}. Press {{clear}} and draw a 3."
        if self.blank and self.step is Step.GUESS and not self.board.ink:
            return "Draw a digit first."
        waits = self.board.ink and self.board.pen_up
        return (
            {Step.CLEAR: "Now press {clear}", Step.GUESS: "Now press {guess}"}.get(self.step, "")
            if waits
            else ""
        )

    @property
    def side_hints(self) -> tuple[Hint, ...]:
        """The key that leads to what comes next."""
        done = self.step is Step.DONE
        return (Hint("to the menu", Action.CONFIRM) if done else Hint("skip tutorial", Action.BACK),)

    def _pressed(self, given: Input, view: View) -> Input:
        """The action that the message on the board asks for, where that is pressed: it looks like a key."""
        action = {Step.CLEAR: Action.CLEAR, Step.GUESS: Action.GUESS}.get(self.step)
        if action is None or not isinstance(given, Pointer) or not given.pressed or not self.board.ink:
            return given
        area = widgets.toast_area(view.caps.fill(self.asks), view, at_top=self.board.message_belongs_at_top)
        return action if self.asks and view.hits(area, given.pos) else given

    def respond(self, given: Input, view: View) -> Transition | None:
        if given is Action.XRAY and self.step is not Step.DONE:
            return self.look_inside()
        given = self._pressed(given, view)
        key = isinstance(given, (Action, Digit))
        if self.step is Step.DONE and isinstance(given, Pointer) and given.clicked:
            # Whoever has no keyboard clicks beside the board.
            key = not self.board.begins(given, view)
        if given is Action.BACK or (key and self.step is Step.DONE):
            self._seen()
            return Pop()
        if self.step is Step.JUDGE:
            # The drawing that the guess is about stays.
            if given is Action.GUESS_WRONG and not self.wrong:
                self.wrong = True
            elif _names(given, view) or given in (Action.GUESS_RIGHT, Action.GUESS_WRONG):
                self._finish(Step.JUDGE)
            return None
        if given in (Action.GUESS, Action.CONFIRM) and self.board.reading is not None:
            self.board.lift()
            self._finish(Step.GUESS)
            return None
        self.blank = given in (Action.GUESS, Action.CONFIRM) or (self.blank and not self.board.ink)
        self.board.handle(given, view)
        if given in (Action.CLEAR, Action.ERASE):
            self._finish(Step.CLEAR)
        return None

    def update(self, seconds: float) -> None:
        super().update(seconds)
        if self._shows_how:
            self._example.update(seconds)
        reading = self.board.reading
        if reading is None or reading.digit != 3 or not self.board.pen_up:
            return
        if accepts(3, 3, rejected=reading.rejected, reject_score=reading.reject_score):
            self._finish(Step.DRAW)

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "Welcome")
        invite = "Draw any digit here" if self.step is Step.GUESS else ""
        self.draw_board(canvas, 0.7, invite, canvas.view.caps.fill(self.asks))
        if self._shows_how:
            self._example.draw(canvas, self.game.settings.board)
            at = (BOARD_AREA.middle[0], BOARD_AREA.bottom - 40)
            canvas.text("Draw a 3 here", at, theme.MEDIUM, theme.QUIET, "center")
        canvas.panel(_PANEL, theme.PANEL, theme.ACCENT)
        facts = tutorial_facts(self.step, wrong=self.wrong, read=self.other)
        number, title, words = map(canvas.view.caps.fill, facts)
        left, width = _PANEL.x + 16, _PANEL.width - 32
        canvas.text(number, (left, _PANEL.y + 20), theme.SMALL, theme.QUIET)
        canvas.text(title, (left, _PANEL.y + 52), theme.MEDIUM, theme.ACCENT, fit=width)
        widgets.paragraph(canvas, words, Area(left, _PANEL.y + 88, width, 48))
        reading = self.board.reading
        widgets.bars(canvas, None if reading is None else reading.probabilities.tolist(), 1.0, None)
        if reading is not None:
            guess = i_see(reading.digit, reading.confidence, rejected=reading.rejected)
            canvas.text(guess, (BARS_AREA.x, BARS_AREA.bottom + 32), theme.MEDIUM, theme.TEXT)

    def _finish(self, step: Step) -> None:
        if self.step is not step:
            return
        self.step = Step(step.value + 1)
        self.game.sounds.play(sound_cues.TUTORIAL_STEP)
        if self.board.ink:
            self.effects.burst(self.board.ink.strokes)
        if self.step is Step.DONE:
            self._seen()

    def _seen(self) -> None:
        """Do not begin with it again."""
        try:
            self.game.store.set(TAUGHT, True)
        except DigitgameError as error:
            _log.debug("the tutorial will come again: %s", error)


def _names(given: Input, view: View) -> bool:
    """Whether an input names the digit: its key, or a click on its bar, as in free draw."""
    if isinstance(given, Pointer) and given.clicked:
        return any(view.hits(widgets.bar_row(digit), given.pos) for digit in range(10))
    return isinstance(given, Digit)
