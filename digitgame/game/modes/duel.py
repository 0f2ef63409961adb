"""Duel: a sample digit sharpens out of the fog. Press its key before the network knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pygame
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.game import common
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
from digitgame.rules.modes import title
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, View
from digitgame.ui.scene_stack import Transition

if TYPE_CHECKING:
    from digitgame.datasets import Images

_STEPS: Final = 81  # looks that the network takes at a digit, evenly over its time
_AT_ONCE: Final = 9  # looks that are read in a frame
_REACTION: Final = 3  # looks from a made-up mind to the answer
_WORDS: Final = {
    Won.YOU: "You were first!",
    Won.NETWORK: "The network was first.",
    Won.NOBODY: "Nobody knew it.",
}
_HINTS: Final = (Hint("0 – 9", "press it, or its bar, once you know it"),)
_XRAY_WAITS: Final = "X-ray: see every layer of the network peer into the fog."
Array = npt.NDArray[np.float32]


@dataclass
class DuelScene(ModeScene[Duel]):
    """Some digits against one opponent. Enter or the first key begins."""

    trouble: str = ""
    xray: bool = False
    _pointer: tuple[int, int] = (-1, -1)
    _in_fog: Array | None = None  # what there is to see now [28, 28]
    _inside: Reading | None = None  # what the network's layers make of it, while that is looked at
    _mind: LoadedOpponent | None = None
    _pictures: Array = field(init=False)  # [digits, 28, 28]
    _told: Array = field(
        init=False
    )  # what the network makes of each digit, look after look [digits, _STEPS, 10]
    _known: list[int] = field(init=False)  # looks that `_told` has of each digit
    _decided: float = 0.0  # the time at which the round was

    def __post_init__(self) -> None:
        self.rules = self._dealt()
        super().__post_init__()
        rounds = len(self.rules.digits)
        self._pictures = np.zeros((rounds, 28, 28), np.float32)
        self._told = np.zeros((rounds, _STEPS, 10), np.float32)
        self._known = [0] * rounds
        try:
            self._mind = LoadedOpponent(self.game.opponent(self.mode.partition(" ")[2]))
            _, samples = self.game.samples(self.seed)
            for number, digit in enumerate(self.rules.digits):
                self._pictures[number] = self._picture(digit, samples)
        except (DigitgameError, IndexError) as error:
            self.trouble = str(error) or "There are no sample digits."

    @property
    def about(self) -> str:
        """What the board says of this duel before it begins."""
        return "It clears slowly. Do you know it first?"

    def handle(self, event: Event, view: View) -> Transition | None:
        view = common.seated(self.game, view)
        places = hint_areas(self._elsewhere, view, BARS_AREA.x, FOOTER_Y)
        event = common.pressed(places, view, event) or event
        if event.type == pygame.WINDOWFOCUSLOST:
            return self._lost_focus()
        if event.type == pygame.MOUSEMOTION:
            self._pointer = event.pos
        if event.type == pygame.MOUSEBUTTONDOWN and not self.trouble:
            self._press(view, event.pos)
        return self._key(event) if event.type == pygame.KEYDOWN else None

    def looks(self) -> ReviewItems:
        rounds = tuple(past(self.rules, self.record.moves))
        return DuelRounds(rounds, self._pictures, self.seed)

    def _dealt(self) -> Duel:
        """Which digits are to come."""
        return duel(Clock(), self.seed)

    def _picture(self, digit: int, samples: Images) -> Array:
        """How a digit looks, 0 to 1 [28, 28]: the first sample of it; IndexError where there is none."""
        found: Array = samples.images[np.flatnonzero(samples.labels == digit)[0]].astype(np.float32) / 255
        return found

    def _key(self, event: Event) -> Transition | None:
        if event.key in (pygame.K_ESCAPE, pygame.K_TAB, pygame.K_m):
            return super()._key(event)
        if event.key == pygame.K_x:
            self.xray = not self.xray
            return None
        if self.trouble:
            return None
        if self.started is None:
            self._begin()
        elif (digit := common.digit(event)) is not None:
            self._answer("press", digit)
        return None

    def _press(self, view: View, pixel: tuple[int, int]) -> None:
        """The pointer begins the duel, and then names the digit whose bar is under it."""
        digit = common.line_at(map(duel_panel.row, range(10)), view, pixel)
        if self.started is None:
            self._begin()
        elif digit is not None and not self.xray:
            self._answer("press", digit)

    def _go_on(self) -> None:
        if self.started is None:
            return
        self._in_fog = self._seen(self._present, self.rules.sharpness)
        self._inside = self._mind.inspect(self._in_fog) if self.xray and self._mind else None
        if self.rules.decided:
            self._look_on(self.rules.number + 1)  # there is time now
            if self.rules.clock.now - self._decided >= REST:
                self.record.make("next")
            return
        self._look_on(self.rules.number)
        guess = self._guess()
        if guess is not None:
            self._answer("network", guess)
        if self.record.make("end"):
            self._settle()

    def draw(self, canvas: Canvas) -> None:
        canvas = common.seated_canvas(self.game, canvas)
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, title(self.mode), common.signature(self.game))
        self._draw_board(canvas)
        if self.xray:
            duel_panel.strip(canvas, self.rules)
            inside, weights = self._inside, self._mind.weights if self._mind else None
            xray.draw(canvas, inside, self._in_fog, self._pointer, weights, waits=_XRAY_WAITS)
        else:
            told = self._told[self._present, self._look()].tolist()
            duel_panel.draw(canvas, self.rules, self._present, told)
        widgets.footer(canvas, _HINTS, self._elsewhere)

    def _draw_board(self, canvas: Canvas) -> None:
        rules = self.rules
        won = rules.rounds[-1] if rules.decided else None
        colour = theme.AMBER if won in (Won.NETWORK, Won.NOBODY) else theme.ACCENT
        widgets.board_edge(canvas, colour, 0.4 if won is None else 1.0)
        canvas.surface.fill(theme.BOARD, canvas.view.board)
        if self.started is None:
            words = self.trouble or "Press any key to begin"
            room = BOARD_AREA.width - 32
            x, y = BOARD_AREA.middle
            canvas.text(words, (x, y), theme.MEDIUM, theme.QUIET, "center", fit=room)
            if not self.trouble:
                canvas.text(self.about, (x, y + 40), theme.SMALL, theme.QUIET, "center", fit=room)
            return
        if rules.over:
            return
        if self._in_fog is not None:
            canvas.picture(self._in_fog, BOARD_AREA.inside(16))
        if won is not None:
            widgets.toast(canvas, f"{_WORDS[won]} It is a {rules.digit}.", edge=colour)

    @property
    def _present(self) -> int:
        """The number of the digit that is or was last in the fog."""
        return min(self.rules.number, len(self.rules.digits) - 1)

    def _look(self) -> int:
        return min(int(self.rules.sharpness * (_STEPS - 1)), _STEPS - 1)

    def _seen(self, number: int, sharpness: float) -> Array:
        return fogged(self._pictures[number], sharpness, noise(self.seed + number))

    def _look_on(self, number: int) -> None:
        """Let the network look at a little more of how a digit clears: as much as a frame has time for."""
        if number >= len(self.rules.digits) or self._mind is None or self._known[number] >= _STEPS:
            return
        known = self._known[number]
        steps = range(known, min(known + _AT_ONCE, _STEPS))
        frames = np.stack([self._seen(number, step / (_STEPS - 1)) for step in steps])
        self._told[number, steps.start : steps.stop] = self._mind.read(frames)
        self._known[number] = steps.stop

    def _guess(self) -> int | None:
        """The network's answer, once its mind is made up."""
        number = self.rules.number
        if self._known[number] < _STEPS:
            return None
        digits = self._told[number].argmax(1)
        made_up = settled(digits) + _REACTION
        return int(digits[-1]) if self._look() >= min(made_up, _STEPS - 1) else None

    def _answer(self, who: str, digit: int) -> None:
        if not self.record.make(who, digit):
            return
        if self.rules.decided:
            self._settle()
        else:
            self.game.sounds.play("miss")

    def _settle(self) -> None:
        self._decided = self.rules.clock.now
        self.game.sounds.play("hit" if self.rules.rounds[-1] is Won.YOU else "miss")


def settled(digits: npt.NDArray[np.int64]) -> int:
    """From which look on a network reads what it reads at the end.

    A network is often as sure of fog as of a digit, so its certainty cannot say when it knows.
    """
    changes = np.flatnonzero(digits[:-1] != digits[1:])
    return int(changes[-1]) + 1 if len(changes) else 0
