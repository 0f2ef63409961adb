"""A bot that plays: it sees what a scene waits for, and answers with the pointer and with actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame.board.playback import SPEED, Playback
from digitgame.demo import adversarial
from digitgame.game.first_run.calibration import CalibrationScene
from digitgame.game.first_run.tutorial import Tutorial
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.gallery.copy_digit import CopyScene
from digitgame.game.inspect.kernel_lab import KernelLab
from digitgame.game.modes.duel import DuelScene
from digitgame.game.modes.fool import FoolScene
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.ink import BOARD, Drawing, Point, Stroke
from digitgame.rules import Phase
from digitgame.rules.fool import Kind
from digitgame.synth import handwriting
from digitgame.ui.actions import LEFT, Action, Digit, Input, Pointer
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Scene

# Seconds that it waits before it writes, while the tutorial shows a digit, and after a guess.
_THINKS: Final = 0.3
_WATCHES: Final = 1.6
_LOOKS: Final = 1.0
# Waits before it submits a drawing that is not accepted, and a trick.
_PATIENCE: Final = 5
_LOOKS_AT_TRICK: Final = 2
# The least and the greatest sharpness at which it names a blurred digit.
_CLEAR: Final = (0.35, 0.75)


@dataclass
class Autoplayer:
    """Writes synthetic digits at `speed` board units a second, and answers as a player does.

    `_line` is the stroke that turns a digit into another once the first is locked; `_clear` the sharpness at which it
    names the next blurred digit.
    """

    rng: np.random.Generator
    speed: float = SPEED
    _writing: Playback | None = None
    _wait: float = _THINKS
    _patience: int = 0
    _line: list[Point] | None = None
    _clear: float = 0.5
    _last: Scene | None = field(default=None, repr=False)

    def plays(self, scene: Scene, view: View, seconds: float) -> list[Input]:
        """What it does in the next `seconds`."""
        if scene is not self._last:
            self._last, self._writing = scene, None
            self._wait = _WATCHES if isinstance(scene, Tutorial) else _THINKS
        if self._writing is not None:
            return self._writes(view, seconds)
        self._wait -= seconds
        if self._wait > 0:
            return []
        self._wait = _THINKS
        if isinstance(scene, FreeDraw):
            return self._draws_freely(scene)
        if isinstance(scene, (KernelLab, Tutorial, CalibrationScene, CopyScene)) and not scene.board.ink:
            wanted = getattr(scene, "wanted", None)
            # A 0 may be wanted.
            self._begin(3 if wanted is None else wanted)
        if isinstance(scene, DuelScene):
            return self._duels(scene)
        return self._runs(scene) if isinstance(scene, (TimedRunScene, FoolScene)) else []

    def _runs(self, scene: TimedRunScene | FoolScene) -> list[Input]:
        """Write the digit asked for; submit it if the network stays unsure, and dispute a misread."""
        if scene.wanted is None:
            return [Action.DISPUTE]
        if not scene.board.ink:
            self._patience, self._line = _PATIENCE, None
            if isinstance(scene, FoolScene):
                self._fools(scene)
            else:
                self._begin(scene.wanted)
        elif self._line is not None and isinstance(scene, FoolScene) and scene.rules.held is not None:
            self._draw([self._line])
            self._patience, self._line = _LOOKS_AT_TRICK, None
        elif self._patience > 0:
            self._patience -= 1
        else:
            # A first digit that the network is not sure of is no beginning of a trick.
            return [Action.GUESS if self._line is None else Action.CLEAR]
        return []

    def _fools(self, scene: FoolScene) -> None:
        """Draw what lies between two digits, or one digit and later the line that turns it into the other."""
        challenge = scene.rules.challenge
        assert challenge is not None
        if challenge.kind is Kind.BETWEEN:
            self._draw(adversarial.between(scene.reader, challenge.one, challenge.other, self.rng))
            self._patience = _LOOKS_AT_TRICK
        else:
            drawing, self._line = adversarial.turning(scene.reader, challenge.one, challenge.other, self.rng)
            self._draw(drawing)

    def _duels(self, scene: DuelScene) -> list[Input]:
        """Begin, and name each digit once it is clear enough: sometimes first, sometimes not."""
        if scene.started is None:
            return [Action.CONFIRM]
        rules = scene.rules
        if rules.digit is None or rules.decided or rules.yours is not None:
            self._clear = float(self.rng.uniform(*_CLEAR))
        elif rules.sharpness >= self._clear:
            return [Digit(rules.digit)]
        return []

    def _begin(self, digit: int) -> None:
        self._draw(handwriting.write(digit, self.rng).strokes)

    def _draw(self, strokes: Sequence[Stroke]) -> None:
        self._writing = Playback(Drawing.of(strokes), self.speed)

    def _draws_freely(self, scene: FreeDraw) -> list[Input]:
        """Write a digit, guess, confirm, wait, write the next."""
        self._wait = _LOOKS
        if scene.round.phase is Phase.ASKED:
            return [Action.GUESS_RIGHT]
        if scene.board.ink and scene.round.phase is Phase.DRAWING:
            return [Action.GUESS]
        self._begin(int(self.rng.integers(10)))
        return []

    def _writes(self, view: View, seconds: float) -> list[Input]:
        assert self._writing is not None
        inputs: list[Input] = [
            Pointer(_pixel(view, point), 0 if step == "move" else LEFT, pressed=step == "down")
            for _, step, point in self._writing.pass_time(seconds)
        ]
        if self._writing.finished:
            self._writing, self._wait = None, _THINKS
        return inputs


def _pixel(view: View, point: Point) -> tuple[int, int]:
    board = view.board
    return round(board.x + point[0] * board.width / BOARD), round(board.y + point[1] * board.height / BOARD)
