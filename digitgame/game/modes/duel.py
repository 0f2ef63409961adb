"""Duel: a sample digit sharpens out of the fog. Press its key before the network knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.game import sound_cues
from digitgame.game.inspect import xray
from digitgame.game.modes import duel_panel
from digitgame.game.modes.base import ModeScene
from digitgame.game.modes.blur import fogged, noise
from digitgame.game.results.duel_rounds import DuelRounds
from digitgame.game.results.grid import ReviewItems
from digitgame.inference import Reading
from digitgame.inference.opponents import LoadedOpponent
from digitgame.rules import Clock
from digitgame.rules.duel import REST, Duel, Won, duel, past
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, FocusLost, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import BOARD_AREA, View
from digitgame.ui.scene_stack import Transition

if TYPE_CHECKING:
    from digitgame.datasets import Images

# The network reads a digit _STEPS times, evenly over its time, _AT_ONCE of them in a frame of the game. Once its
# reading stops changing, it waits _REACTION steps before it answers.
_STEPS: Final = 81
_AT_ONCE: Final = 9
_REACTION: Final = 3
_HINTS: Final = (Hint("name the digit, or click its bar", cap="0 – 9"),)
_XRAY_WAITS: Final = "X-ray: watch every layer peer into the fog."
Array = npt.NDArray[np.float32]


@dataclass
class DuelScene(ModeScene[Duel]):
    """Some digits against one opponent. Enter or the first key begins.

    `_in_fog` is the image on the board [28, 28], `_inside` the network's reading of it while the X-ray is open.
    `_steps` holds the network's probabilities of each digit, step by step [digits, _STEPS, 10]; `_known` counts the
    steps read so far, for each digit. `_decided` is when the round was decided.
    """

    error: str = ""
    xray: bool = False
    _pointer: tuple[int, int] = (-1, -1)
    _in_fog: Array | None = None
    _inside: Reading | None = None
    _mind: LoadedOpponent | None = None
    _pictures: Array = field(init=False)
    _steps: Array = field(init=False)
    _known: list[int] = field(init=False)
    _decided: float = 0.0

    def __post_init__(self) -> None:
        self.rules = self._dealt()
        super().__post_init__()
        rounds = len(self.rules.digits)
        self._pictures = np.zeros((rounds, 28, 28), np.float32)
        self._steps = np.zeros((rounds, _STEPS, 10), np.float32)
        self._known = [0] * rounds
        try:
            self._mind = LoadedOpponent(self.game.opponent(self.mode.level))
            _, samples = self.game.samples(self.seed)
            for number, digit in enumerate(self.rules.digits):
                self._pictures[number] = self._picture(digit, samples)
        except (DigitgameError, IndexError) as error:
            self.error = str(error) or "No sample digits found."

    @property
    def about(self) -> str:
        """The line on the board before the duel begins."""
        return "The fog is lifting. Name it first!"

    @property
    def hints(self) -> tuple[Hint, ...]:
        return _HINTS

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Action.BACK | Action.MENU | FocusLost():
                return super().respond(given, view)
            case Action.XRAY:
                self.xray = not self.xray
            case Pointer(moved=True, pos=pos):
                self._pointer = pos
            case Pointer(pressed=False):
                pass
            case _ if self.error:
                pass
            case _ if self.started is None:
                self._begin()
            case Digit(digit):
                self._answer("press", digit)
            case Pointer(pos=pos) if not self.xray:
                digit_pointed = view.area_at(map(duel_panel.row, range(10)), pos)
                if digit_pointed is not None:
                    self._answer("press", digit_pointed)
        return None

    def review(self) -> ReviewItems:
        rounds = tuple(past(self.rules, self.record.moves))
        return DuelRounds(rounds, self._pictures, self.seed)

    def _dealt(self) -> Duel:
        """The digits to come."""
        return duel(Clock(), self.seed)

    def _picture(self, digit: int, samples: Images) -> Array:
        """A digit's image, 0 to 1 [28, 28]: the first sample of it; IndexError where there is none."""
        found: Array = samples.images[np.flatnonzero(samples.labels == digit)[0]].astype(np.float32) / 255
        return found

    def _go_on(self) -> None:
        if self.started is None:
            return
        self._in_fog = self._seen(self._present, self.rules.sharpness)
        self._inside = self._mind.inspect(self._in_fog) if self.xray and self._mind else None
        if self.rules.decided:
            self._read_on(self.rules.number + 1)
            if self.rules.clock.now - self._decided >= REST:
                self.record.make("next")
            return
        self._read_on(self.rules.number)
        guess = self._guess()
        if guess is not None:
            self._answer("network", guess)
        if self.record.make("end"):
            self._settle()

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, self.mode.title)
        self._draw_board(canvas)
        if self.xray:
            duel_panel.strip(canvas, self.rules)
            inside, weights = self._inside, self._mind.weights if self._mind else None
            xray.draw(canvas, inside, self._in_fog, self._pointer, weights, waits=_XRAY_WAITS)
        else:
            probabilities = self._steps[self._present, self._step()].tolist()
            duel_panel.draw(canvas, self.rules, self._present, probabilities)

    def _draw_board(self, canvas: Canvas) -> None:
        rules = self.rules
        won = rules.rounds[-1] if rules.decided else None
        colour = theme.AMBER if won in (Won.NETWORK, Won.NOBODY) else theme.ACCENT
        widgets.board_edge(canvas, colour, 0.4 if won is None else 1.0)
        canvas.surface.fill(theme.BOARD, canvas.view.board)
        if self.started is None:
            words = self.error or "Press any key to begin"
            room = BOARD_AREA.width - 32
            x, y = BOARD_AREA.middle
            canvas.text(words, (x, y), theme.MEDIUM, theme.QUIET, "center", fit=room)
            if not self.error:
                canvas.text(self.about, (x, y + 40), theme.SMALL, theme.QUIET, "center", fit=room)
            return
        if rules.over:
            return
        if self._in_fog is not None:
            canvas.picture(self._in_fog, BOARD_AREA.inside(16))
        if won is not None:
            widgets.toast(canvas, duel_panel.verdict(won, rules.digit), edge=colour)

    @property
    def _present(self) -> int:
        """The number of the digit that is in the fog, or was last."""
        return min(self.rules.number, len(self.rules.digits) - 1)

    def _step(self) -> int:
        return min(int(self.rules.sharpness * (_STEPS - 1)), _STEPS - 1)

    def _seen(self, number: int, sharpness: float) -> Array:
        return fogged(self._pictures[number], sharpness, noise(self.seed + number))

    def _read_on(self, number: int) -> None:
        """Let the network read some more steps of a digit: as many as a frame has time for."""
        if number >= len(self.rules.digits) or self._mind is None or self._known[number] >= _STEPS:
            return
        known = self._known[number]
        steps = range(known, min(known + _AT_ONCE, _STEPS))
        frames = np.stack([self._seen(number, step / (_STEPS - 1)) for step in steps])
        self._steps[number, steps.start : steps.stop] = self._mind.read(frames)
        self._known[number] = steps.stop

    def _guess(self) -> int | None:
        """The network's answer, once its reading has stopped changing for a while."""
        number = self.rules.number
        if self._known[number] < _STEPS:
            return None
        digits = self._steps[number].argmax(1)
        made_up = settled(digits) + _REACTION
        return int(digits[-1]) if self._step() >= min(made_up, _STEPS - 1) else None

    def _answer(self, who: str, digit: int) -> None:
        if not self.record.make(who, digit):
            return
        if self.rules.decided:
            self._settle()
        else:
            self.game.sounds.play(sound_cues.of_round(None))

    def _settle(self) -> None:
        self._decided = self.rules.clock.now
        self.game.sounds.play(sound_cues.of_round(self.rules.rounds[-1]))


def settled(digits: npt.NDArray[np.int64]) -> int:
    """The step from which on a network's reading stays the same; `digits` [_STEPS], read step by step.

    A network is often as sure of fog as of a digit, so its confidence cannot say when it knows.
    """
    changes = np.flatnonzero(digits[:-1] != digits[1:])
    return int(changes[-1]) + 1 if len(changes) else 0
