"""A bot that plays any scene with the pointer and with actions."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from digitgame.board.playback import SPEED, Playback
from digitgame.demo import adversarial
from digitgame.game.base_scene import BaseScene
from digitgame.game.first_run.calibration import CalibrationScene
from digitgame.game.first_run.tutorial import Step, Tutorial
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.gallery.copy_digit import CopyScene
from digitgame.game.inspect.inside_page import BOARD as INSIDE_BOARD
from digitgame.game.inspect.inside_page import InsidePage
from digitgame.game.inspect.kernel_lab import KernelLab
from digitgame.game.learn.scene import Lesson
from digitgame.game.learn.train import Training
from digitgame.game.modes.duel import DuelScene
from digitgame.game.modes.fool import FoolScene
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.modes.versus import VersusScene
from digitgame.ink import BOARD, Drawing, Point, Stroke
from digitgame.rules import Phase
from digitgame.rules.fool import Kind
from digitgame.rules.timed_run import Prompt
from digitgame.synth import handwriting
from digitgame.ui.actions import LEFT, Action, Digit, Input, Pointer
from digitgame.ui.layout import View
from digitgame.ui.scene_stack import Scene

# Seconds that it waits before it writes, while the tutorial shows a digit, and after a guess.
_BEFORE: Final = 0.3
_WATCHING: Final = 1.6
_AFTER_GUESS: Final = 1.0
# Waits before it submits a drawing that is not accepted, and a trick.
_PATIENCE: Final = 5
_TRICK_PATIENCE: Final = 2
# How often it submits a trick that is worth nothing.
_ASKS: Final = 2
# What it does at a step of the tutorial once something is drawn.
_ANSWERS: Final = {
    Step.CLEAR: Action.CLEAR,
    Step.GUESS: Action.GUESS,
    Step.JUDGE: Action.GUESS_RIGHT,
}
# The least and the greatest sharpness at which it names a blurred digit.
_CLEAR: Final = (0.35, 0.75)


@dataclass
class Autoplayer:
    """Writes synthetic digits at `speed` board units a second, and answers as a player does.

    `pause`: seconds before it writes; `thinks`: more of them before a prompt that has to be worked out.

    `_line` is the stroke that turns a digit into another once the first is locked; `_clear` the sharpness at which it
    names the next blurred digit.
    """

    rng: np.random.Generator
    speed: float = SPEED
    pause: float = _BEFORE
    thinks: float = 0.0
    _writing: Playback | None = None
    _wait: float = _BEFORE
    _patience: int = 0
    _asked: int = 0
    _thought: Prompt | None = None
    _line: list[Point] | None = None
    _clear: float = 0.5
    _last: Scene | None = field(default=None, repr=False)

    def plays(self, scene: Scene, view: View, seconds: float) -> list[Input]:
        """Its inputs for the next `seconds`."""
        if isinstance(scene, BaseScene):
            view = scene.mirrored(view)
        if scene is not self._last:
            self._last, self._writing = scene, None
            self._wait = _WATCHING if isinstance(scene, (Tutorial, VersusScene)) else self.pause
        if self._writing is not None:
            small = isinstance(scene, InsidePage)
            return self._move(replace(view, board_area=INSIDE_BOARD) if small else view, seconds)
        self._wait -= seconds
        if self._wait > 0:
            return []
        self._wait = self.pause
        if isinstance(scene, VersusScene):
            return [Action.CONFIRM]
        if isinstance(scene, FreeDraw):
            return self._draw_freely(scene)
        if isinstance(scene, Tutorial) and scene.board.ink and scene.step in _ANSWERS:
            self._wait = _AFTER_GUESS
            return [_ANSWERS[scene.step]]
        if isinstance(scene, CopyScene) and scene.board.ink:
            self._wait = _AFTER_GUESS
            self._asked = 1 - self._asked
            return [Action.GUESS if self._asked else Action.CLEAR]
        if (
            isinstance(scene, (KernelLab, Lesson, Tutorial, CalibrationScene, CopyScene))
            and not scene.board.ink
        ):
            wanted = getattr(scene, "wanted", None)
            # A 0 may be wanted.
            self._write(3 if wanted is None else wanted)
        if isinstance(scene, Lesson) and isinstance(scene.page, Training) and scene.page.run is None:
            return [Action.GUESS]
        if isinstance(scene, InsidePage) and not scene.drawing.board.ink:
            self._write(3)
        if isinstance(scene, DuelScene):
            return self._duel(scene)
        return self._run(scene) if isinstance(scene, (TimedRunScene, FoolScene)) else []

    def _run(self, scene: TimedRunScene | FoolScene) -> list[Input]:
        """Write the digit asked for; submit it if the network stays unsure, and dispute a misread."""
        if isinstance(scene, TimedRunScene) and scene.counting:
            return []
        if isinstance(scene, TimedRunScene) and scene.waits:
            return [Action.GUESS]
        if scene.wanted is None:
            target = scene.rules.target if isinstance(scene, TimedRunScene) else None
            return [] if target is None else [Digit(target)]
        if not scene.board.ink:
            self._asked = 0
            prompt = scene.rules.prompt if isinstance(scene, TimedRunScene) else None
            if prompt is not None and prompt.is_puzzle and prompt is not self._thought:
                self._thought, self._wait = prompt, self.thinks
                if self.thinks:
                    return []
            self._patience, self._line = _PATIENCE, None
            if isinstance(scene, FoolScene):
                self._fool(scene)
            else:
                self._write(scene.wanted)
        elif self._line is not None and isinstance(scene, FoolScene) and scene.rules.held is not None:
            self._draw([self._line])
            self._patience, self._line = _TRICK_PATIENCE, None
        elif self._patience > 0:
            self._patience -= 1
        else:
            self._asked += 1
            if isinstance(scene, FoolScene) and self._asked > _ASKS:
                return [Action.SKIP]
            # A first digit that the network is not sure of is no beginning of a trick.
            return [Action.GUESS if self._line is None else Action.CLEAR]
        return []

    def _fool(self, scene: FoolScene) -> None:
        """Draw what lies between two digits, or one digit and later the line that turns it into the other."""
        challenge = scene.rules.challenge
        assert challenge is not None
        drawing, line = adversarial.trick(scene.reader, challenge, self.rng)
        if challenge.kind is Kind.BETWEEN:
            self._draw([*drawing, line])
            self._patience = _TRICK_PATIENCE
        else:
            self._draw(drawing)
            self._line = line

    def _duel(self, scene: DuelScene) -> list[Input]:
        """Begin, and name each digit once it is clear enough: sometimes first, sometimes not."""
        if scene.started is None:
            return [Action.CONFIRM]
        rules = scene.rules
        if rules.digit is None or rules.decided or rules.tried:
            self._clear = float(self.rng.uniform(*_CLEAR))
        elif rules.sharpness >= self._clear:
            return [Digit(rules.digit)]
        return []

    def _write(self, digit: int) -> None:
        self._draw(handwriting.write(digit, self.rng).strokes)

    def _draw(self, strokes: Sequence[Stroke]) -> None:
        self._writing = Playback(Drawing.of(strokes), self.speed)

    def _draw_freely(self, scene: FreeDraw) -> list[Input]:
        self._wait = _AFTER_GUESS
        if scene.round.phase is Phase.ASKED:
            return [Action.GUESS_RIGHT]
        if scene.board.ink and scene.round.phase is Phase.DRAWING:
            return [Action.GUESS]
        self._write(int(self.rng.integers(10)))
        return []

    def _move(self, view: View, seconds: float) -> list[Input]:
        assert self._writing is not None
        inputs: list[Input] = [
            Pointer(_pixel(view, point), 0 if step == "move" else LEFT, pressed=step == "down")
            for _, step, point in self._writing.pass_time(seconds)
        ]
        if self._writing.finished:
            self._writing, self._wait = None, self.pause
        return inputs


def _pixel(view: View, point: Point) -> tuple[int, int]:
    board = view.board
    return round(board.x + point[0] * board.width / BOARD), round(board.y + point[1] * board.height / BOARD)
