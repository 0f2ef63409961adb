"""Calibration: twenty drawings tell how well the network reads this hand; the personal layer learns from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game.base_scene import BACK, BaseScene
from digitgame.game.game import Game
from digitgame.rules import Clock
from digitgame.rules.lesson import DRAWINGS, Calibration, calibration
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas, Hint, wrapped
from digitgame.ui.effects import Effects
from digitgame.ui.layout import SCORE_AREA, View, column
from digitgame.ui.scene_stack import Transition

_PANEL: Final = column(64, 216)
_DONE: Final = column(292, 168)
_HINTS: Final = (Hint("clear", Action.CLEAR), Hint("undo", Action.UNDO))
_ASK: Final = "Draw it as you always do. It is taken once you lift the pen."


@dataclass
class CalibrationScene(BaseScene):
    """Draw each digit twice. Whatever is read, the drawing is kept with its digit."""

    game: Game
    rules: Calibration = field(init=False)
    easel: DrawingBoard = field(init=False)
    effects: Effects = field(default_factory=Effects)
    message: str = ""
    has_board = True

    def __post_init__(self) -> None:
        self.rules = calibration(Clock(), self.game.next_seed())
        self.easel = DrawingBoard(self.game.reader)
        self.effects.still = self.game.settings.reduced_motion

    @property
    def moving(self) -> bool:
        return bool(self.easel.ink) or self.effects.moving

    @property
    def wanted(self) -> int | None:
        """The digit to draw."""
        return self.rules.target

    @property
    def hints(self) -> tuple[Hint, ...]:
        return _HINTS

    @property
    def side_hints(self) -> tuple[Hint, ...]:
        return (BACK,)

    def respond(self, given: Input, view: View) -> Transition | None:
        if self.rules.target is not None and self.easel.handle(given, view):
            return None
        return super().respond(given, view)

    def update(self, seconds: float) -> None:
        self.effects.update(seconds)
        self.rules.clock.tick(seconds)
        self.easel.update()
        finished = self.rules.watch(self.easel.ink.revision, pen_up=self.easel.pen_up)
        if finished and self.easel.ink and self.rules.target is not None:
            self._take()

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "Calibration")
        widgets.board_edge(canvas, theme.ACCENT, 0.5)
        self.easel.draw(canvas)
        self.effects.draw(canvas, theme.ACCENT)
        if self.message:
            widgets.toast(canvas, self.message, at_top=self.easel.low)
        canvas.panel(_PANEL, theme.PANEL, theme.EDGE)
        if self.rules.target is not None:
            canvas.text("Draw a", (_PANEL.x + 16, _PANEL.y + 28), theme.MEDIUM, theme.QUIET, "midleft")
            canvas.digit(self.rules.target, _PANEL.middle, theme.DIGIT, theme.ACCENT)
        else:
            self._summary(canvas)
        canvas.panel(_DONE, theme.PANEL, theme.EDGE)
        self._drawn(canvas)
        facts = [
            ("drawn", f"{len(self.rules.answers)} of {DRAWINGS}", theme.TEXT),
            ("read right", str(self.rules.right), theme.ACCENT),
        ]
        widgets.facts_row(canvas, SCORE_AREA, facts)

    def summary(self) -> list[str]:
        """What the calibration found, in a few lines."""
        scores = self.game.reader.model.card.get("scores")
        mnist = scores.get("mnist") if isinstance(scores, dict) else None
        lines = [f"MNIST {mnist:.1%}".replace("%", " %")] if isinstance(mnist, float) else []
        lines.append(f"your hand {self.rules.right / DRAWINGS:.0%}".replace("%", " %"))
        return lines

    def _summary(self, canvas: Canvas) -> None:
        left = _PANEL.x + 16
        for number, line in enumerate(self.summary()):
            at = (left, _PANEL.y + 40 + 44 * number)
            canvas.text(line, at, theme.MEDIUM, theme.ACCENT if number else theme.TEXT, "midleft")
        words = "Free draw knows your hand now, and reads as you meant it what it misread here. Settings can end that."
        for number, line in enumerate(wrapped(words, theme.SMALL, _PANEL.width - 32, canvas.view)[:4]):
            canvas.text(line, (left, _PANEL.y + 128 + 22 * number), theme.SMALL, theme.QUIET, "midleft")

    def _drawn(self, canvas: Canvas) -> None:
        """Every digit drawn so far, and what was read of those that were misread."""
        if not self.rules.answers:
            for number, line in enumerate(wrapped(_ASK, theme.SMALL, _DONE.width - 32, canvas.view)):
                at = (_DONE.x + 16, _DONE.y + 28 + 22 * number)
                canvas.text(line, at, theme.SMALL, theme.QUIET, "midleft")
        for number, answer in enumerate(self.rules.answers):
            row, column = divmod(number, 7)
            at = (_DONE.x + 36 + 53 * column, _DONE.y + 36 + 48 * row)
            words = str(answer.truth) if answer.right else f"{answer.truth} › {answer.guess}"
            canvas.text(words, at, theme.MEDIUM, theme.ACCENT if answer.right else theme.AMBER, "center")

    def _take(self) -> None:
        drawing, reading = self.easel.kept()
        answer = self.rules.take(reading.digit)
        assert answer is not None
        self.message = self.game.record(drawing, reading, answer).error
        self.effects.burst(self.easel.ink.strokes)
        self.easel.renew()
        self.game.sounds.play("hit" if answer.right else "tick")
        if self.rules.target is None:
            self.game.settings.personal = True
            self.message = self.game.keep_settings() or self.message
            self.game.sounds.play("bell")
