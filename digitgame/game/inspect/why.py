"""Why this digit: the evidence for it against its rival, layer by layer, and which ink matters."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.formatting import a_digit, summand
from digitgame.game.inspect.close_up import number_words
from digitgame.game.inspect.inside_page import InsidePage
from digitgame.game.inspect.pictures import show, signed
from digitgame.game.inspect.words import WHY
from digitgame.inference.evidence import Occlusion, Shares, shares
from digitgame.inference.layers import Convolution, Dense
from digitgame.ink.frame import FRAME
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Transition

Array = npt.NDArray[np.float32]
# Seconds a frame for covering ink.
_BUDGET: Final = 0.003
_INK: Final = Area(224, 124, 152, 152)
_COVERED: Final = Area(224, 312, 152, 0)
_LAYERS: Final = Area(400, 72, 528, 396)
_TILE: Final = 46
# From tile to tile below it.
_ROW: Final = 76
_SHOWN: Final = 4


def rival(logits: Array, digit: int) -> int:
    """The digit of the highest score beside this one."""
    return next(int(other) for other in np.argsort(-logits[:10]) if other != digit)


def lead_words(found: Shares, digit: int, other: int) -> str:
    """Which digit's score is higher and by how much, and what of that is not the ink's doing."""
    lead, blank = found.lead, found.blank
    if lead < 0:
        digit, other, lead, blank = other, digit, -lead, -blank
    words = f"The score of {digit} is {number_words(lead)} above that of {other}."
    return f"{words} Your ink adds {number_words(summand(lead, blank))}; blank paper alone gives {number_words(blank)}."


def share_words(share: float) -> str:
    """A share with its sign, to a tenth."""
    tenth = round(share, 1) + 0.0
    return f"{tenth:+.1f}".replace("-", "−") if tenth else "0.0"


def layer_facts(found: Shares, name: str) -> tuple[float, float, list[int]]:
    """What the maps of a layer say for the digit and against it in all, and the numbers of the strongest maps."""
    values = found.of_maps(name)
    order = np.argsort(-np.abs(values))[:_SHOWN]
    return float(values[values > 0].sum()), float(-values[values < 0].sum()), order.tolist()


@dataclass
class Why(InsidePage):
    """The evidence for `digit` against the strongest other one. Left and right choose the digit."""

    digit: int = 0
    keys = (Hint("", Action.LEFT, "‹"), Hint("another digit", Action.RIGHT, "›"))
    other: int = field(init=False)
    _found: Shares = field(init=False)
    _occlusion: Occlusion = field(init=False)

    def __post_init__(self) -> None:
        self._look()

    @property
    def moving(self) -> bool:
        return not self._occlusion.done or super().moving

    def respond(self, given: Input, view: View) -> Transition | None:
        if given in (Action.LEFT, Action.RIGHT):
            self.digit = (self.digit + (1 if given is Action.RIGHT else -1)) % 10
            self._look()
            return None
        return super().respond(given, view)

    def update(self, seconds: float) -> None:  # noqa: ARG002
        if self.drawing.update():
            self._look()
        elif self.drawing.board.pen_up:
            self._occlusion.work(_BUDGET)

    def _look(self) -> None:
        passed = self.drawing.forward
        self.other = rival(passed.logits, self.digit)
        blank = self.drawing.layers.forward(np.zeros((FRAME, FRAME), np.float32))
        self._found = shares(passed, blank, self.digit, self.other)
        self._occlusion = Occlusion(self.drawing.layers, passed, self.digit, self.other)

    def draw(self, canvas: Canvas) -> None:
        self.draw_page(canvas, f"Why {a_digit(self.digit)} and not {a_digit(self.other)}?")
        canvas.text("which ink speaks", (_INK.x, 88), theme.SMALL, theme.QUIET)
        canvas.text(f"for {self.digit}: blue", (_INK.x, 108), theme.SMALL, theme.ACCENT)
        show(canvas, signed(self._found.frame), _INK, theme.EDGE)
        canvas.text("found by covering it", (_COVERED.x, _COVERED.y - 16), theme.SMALL, theme.QUIET)
        side = self.end - _COVERED.y
        show(canvas, signed(self._occlusion.lost), _COVERED._replace(width=side, height=side), theme.EDGE)
        self._draw_layers(canvas)
        said = WHY._replace(
            first=lead_words(self._found, self.digit, self.other),
            second=WHY.second.format(digit=self.digit, other=self.other),
        )
        self.draw_words(canvas, said)

    def _draw_layers(self, canvas: Canvas) -> None:
        """The strongest maps of each layer that has weights, but for the scores, from left to right."""
        steps = [
            step for step in self.drawing.forward.steps[:-1] if isinstance(step.layer, (Convolution, Dense))
        ]
        width = _LAYERS.width / len(steps)
        for at, step in enumerate(steps):
            name, x = step.layer.name, _LAYERS.x + width * (at + 0.5)
            positive, negative, order = layer_facts(self._found, name)
            canvas.text(name, (x, 80), theme.SMALL, theme.TEXT, "center", fit=width - 4)
            canvas.text(share_words(positive), (x, 102), theme.SMALL, theme.ACCENT, "center")
            canvas.text(share_words(-negative), (x, 124), theme.SMALL, theme.AMBER, "center")
            parts, totals = self._found.layers[name], self._found.of_maps(name)
            for row, number in enumerate(order):
                tile = Area(x - _TILE / 2, 140 + row * _ROW, _TILE, _TILE)
                one = parts[..., number] if parts.ndim == 3 else parts[number][None, None]
                show(canvas, signed(one), tile, theme.EDGE)
                words = share_words(float(totals[number]))
                canvas.text(words, (x, tile.bottom + 13), theme.SMALL, theme.QUIET, "center")
