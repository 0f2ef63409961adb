"""A timed run: prompts answered by drawing, against the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from digitgame.formatting import a_digit
from digitgame.game import sound_cues
from digitgame.game.inspect import xray
from digitgame.game.modes import run_panel
from digitgame.game.modes.base import DrawingModeScene
from digitgame.game.modes.two_digits import Parting
from digitgame.rules import Clock, Referee, RunPhase, TimedRun
from digitgame.store import DISPUTED, HIT, MISREAD, Attempt
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Transition

_FLASH: Final = 0.5  # seconds that the board's edge lights up after a hit


@dataclass
class TimedRunScene(DrawingModeScene[TimedRun]):
    """One run of Sprint, Sums or Daily."""

    _referee: Referee = field(init=False)
    _parting: Parting = field(init=False)

    def __post_init__(self) -> None:
        self.rules = self.mode.timed_run(Clock(), self.seed)
        super().__post_init__()
        self._referee = Referee(self.rules.clock)
        self._parting = Parting(self.reader)

    @property
    def wanted(self) -> int | None:
        """The digit to draw now; None while the game waits for none."""
        return self.rules.target if self.rules.stage is RunPhase.DRAWING else None

    @property
    def hints(self) -> Sequence[Hint]:
        return run_panel.board_hints(self.rules)

    def _go_on(self) -> None:
        self.easel.update()
        reading, target = self.easel.reading, self.wanted
        if self._part() or reading is None or target is None:
            return
        taken = self._referee.watch(
            self.easel.ink.revision,
            reading.digit,
            0.0 if reading.rejected else reading.confidence,
            pen_up=self.easel.pen_up,
            target=target,
        )
        if taken:
            self._take()

    def _message(self) -> str:
        misread = self.rules.read
        return "" if misread is None else f"I see {a_digit(misread)}. The clock waits for you."

    def _draw_edge(self, canvas: Canvas) -> None:
        misread = self.rules.stage is RunPhase.MISREAD
        flash = 1 - widgets.ease_out(self._age / _FLASH)
        heat = (self.rules.factor - 1) / 3
        strength = 1.0 if misread else max(0.4 + 0.5 * heat, flash)
        widgets.board_edge(canvas, theme.AMBER if misread else theme.ACCENT, strength)

    def _draw_strip(self, canvas: Canvas) -> None:
        xray.strip(canvas, *run_panel.strip_facts(self.rules))

    def _draw_panel(self, canvas: Canvas) -> None:
        still = self.game.settings.reduced_motion
        run_panel.draw(canvas, self.rules, self.easel.reading, self.easel.picture, self._age, still)

    def respond(self, given: Input, view: View) -> Transition | None:
        if given is Action.DISPUTE:
            self._dispute()
            return None
        return super().respond(given, view)

    def _pen_down(self) -> None:
        if self.record.make("again"):
            self.easel.renew()

    def _change(self, change: Callable[[], object]) -> None:
        """The player accepts a misread by changing the ink."""
        self.record.make("again")
        change()

    def _ask(self) -> None:
        if not self._part(at_once=True):
            self._take()

    def _take(self) -> None:
        """The drawing is finished: count the reading."""
        target = self.rules.target
        if target is None:
            return
        drawing, reading = self.easel.kept()
        if not self.record.make("take", reading.digit, drawing=len(self.shots)):
            return
        hit = self.rules.stage is not RunPhase.MISREAD
        probabilities = tuple(reading.probabilities.tolist())
        self.shots.append(Attempt(target, drawing, reading.digit, probabilities, HIT if hit else MISREAD))
        self.game.sounds.play(sound_cues.of_drawing(hit, self.rules.factor))
        if not hit:
            self.effects.shake()
            return
        self._age = 0.0
        self.effects.burst(self.easel.ink.strokes)
        self.easel.renew()

    @property
    def _two_wanted(self) -> bool:
        """Whether the answer's two last digits may be drawn at once."""
        prompt = self.rules.prompt
        return self.wanted is not None and prompt is not None and self.rules.drawn + 2 == len(prompt.digits)

    def _part(self, *, at_once: bool = False) -> bool:
        """Submit the first of two digits drawn at once; whether there was one."""
        now, target = self.rules.clock.now, self.wanted
        if target is None or not self._two_wanted or not self.easel.pen_up:
            return False
        self._parting.update(self.easel.ink, now)
        parts = self._parting.parts
        if parts is None or not (at_once or self._parting.due(target, now)):
            return parts is not None
        first, second = parts
        self.easel.renew(first)
        self._take()
        self.easel.renew([*first, *second] if self.rules.stage is RunPhase.MISREAD else second)
        return True

    def _dispute(self) -> None:
        if self.record.make("dispute"):
            self.shots[-1] = replace(self.shots[-1], outcome=DISPUTED)
            self.easel.renew()
            self.game.sounds.play(sound_cues.DONE)
