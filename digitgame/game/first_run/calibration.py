"""Calibration: twenty drawings show how well the network reads a player, and the personal layer learns from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from digitgame.formatting import a_digit, percent, scores
from digitgame.game import sound_cues
from digitgame.game.base_scene import BACK
from digitgame.game.board_scene import CLEAR, UNDO, BoardScene
from digitgame.rules import Answer, Clock
from digitgame.rules.calibration import DRAWINGS, Calibration, calibration
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Input
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import SCORE_AREA, Area, View, column
from digitgame.ui.scene_stack import Transition
from digitgame.ui.theme import Colour
from digitgame.ui.widgets import Fact

_PANEL: Final = column(64, 216)
_DONE: Final = column(292, 168)
_ASK: Final = "Draw it the way you always do. It counts when you lift the pen."
_ADAPTED: Final = "The AI has adapted to your handwriting. Turn this off in Settings."


def calibration_facts(rules: Calibration) -> list[Fact]:
    return [
        Fact("drawn", f"{len(rules.answers)} of {DRAWINGS}"),
        Fact("correct", str(rules.right), theme.ACCENT),
    ]


def summary(rules: Calibration, card: Mapping[str, object]) -> list[str]:
    """The result beside the model's accuracy on MNIST, where its card has one."""
    mnist, _ = scores(card, "mnist")
    lines = [] if mnist is None else [f"MNIST: {percent(mnist, 1)}"]
    return [*lines, f"Your digits: {percent(rules.right / DRAWINGS)}"]


def answer_fact(answer: Answer) -> tuple[str, Colour]:
    """A drawing's digit, and what the network saw instead."""
    if answer.right:
        return str(answer.truth), theme.ACCENT
    return f"{answer.truth} › {answer.guess}", theme.AMBER


@dataclass
class CalibrationScene(BoardScene):
    """Draw each digit twice. Every drawing is stored with its digit, misread or not; none counts as a guess."""

    rules: Calibration = field(init=False)
    message: str = ""
    hints = (CLEAR, UNDO)
    side_hints = (BACK,)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.rules = calibration(Clock(), self.game.next_seed())

    @property
    def moving(self) -> bool:
        return bool(self.board.ink) or super().moving

    @property
    def wanted(self) -> int | None:
        return self.rules.target

    def respond(self, given: Input, view: View) -> Transition | None:
        if self.rules.target is not None and self.board.handle(given, view):
            return None
        return super().respond(given, view)

    def update(self, seconds: float) -> None:
        super().update(seconds)
        self.rules.clock.tick(seconds)
        finished = self.rules.watch(self.board.ink.revision, pen_up=self.board.pen_up)
        if finished and self.board.ink and self.rules.target is not None:
            self._take()

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "Calibration")
        target = self.rules.target
        invite = "" if target is None else f"Draw {a_digit(target)} here"
        self.draw_board(canvas, 0.5, invite, self.message)
        canvas.panel(_PANEL, theme.PANEL, theme.EDGE)
        if self.rules.target is not None:
            canvas.text("Draw", (_PANEL.x + 16, _PANEL.y + 28), theme.MEDIUM, theme.QUIET)
            canvas.digit(self.rules.target, _PANEL.middle, theme.DIGIT, theme.ACCENT)
        else:
            self._summary(canvas)
        canvas.panel(_DONE, theme.PANEL, theme.EDGE)
        self._drawn(canvas)
        widgets.facts_row(canvas, SCORE_AREA, calibration_facts(self.rules))

    def _summary(self, canvas: Canvas) -> None:
        left, width = _PANEL.x + 16, _PANEL.width - 32
        for number, line in enumerate(summary(self.rules, self.game.reader.model.card)):
            at = (left, _PANEL.y + 40 + 44 * number)
            canvas.text(line, at, theme.MEDIUM, theme.ACCENT if number else theme.TEXT, fit=width)
        widgets.paragraph(canvas, _ADAPTED, Area(left, _PANEL.y + 128, width, 66), theme.QUIET)

    def _drawn(self, canvas: Canvas) -> None:
        """Every digit drawn so far, with the misreads; before the first one, how it works."""
        if not self.rules.answers:
            place = Area(_DONE.x + 16, _DONE.y + 28, _DONE.width - 32, 66)
            widgets.paragraph(canvas, _ASK, place, theme.QUIET)
        for number, answer in enumerate(self.rules.answers):
            row, column = divmod(number, 7)
            words, colour = answer_fact(answer)
            at = (_DONE.x + 36 + 53 * column, _DONE.y + 36 + 48 * row)
            canvas.text(words, at, theme.MEDIUM, colour, "center")

    def _take(self) -> None:
        drawing, reading = self.board.kept()
        answer = self.rules.take(reading.digit)
        assert answer is not None
        self.message = self.game.record(drawing, reading, answer, counts=False).error
        self.effects.burst(self.board.ink.strokes)
        self.board.renew()
        self.game.sounds.play(sound_cues.of_calibration(answer.right))
        if self.rules.target is None:
            self.game.settings.personal = True
            self.message = self.game.keep_setting("personal") or self.message
            self.game.sounds.play(sound_cues.FINISHED)
