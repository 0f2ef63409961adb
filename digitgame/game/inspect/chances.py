"""The end of the network, number by number: the products of a digit's logit, then e to its power, and the division."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame.formatting import a_digit, percent, summand
from digitgame.game.inspect import words
from digitgame.game.inspect.close_up import draw_products, number_words
from digitgame.game.inspect.inside_page import InsidePage
from digitgame.game.inspect.why import Why
from digitgame.inference.layers import Dense, Forward, Step
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Push, Transition

_PRODUCTS: Final = Area(224, 72, 290, 240)
_LINES: Final = Area(224, 336, 290, 104)
# The right edges of the columns of the table, and its first row.
_TABLE: Final = Area(540, 72, 388, 396)
_DIGIT, _LOGIT, _DIVIDED, _POWER, _CHANCE = 560, 634, 718, 820, 918
_ROW: Final = 29
# From here on a power is written with a power of ten, and below this it is only said to be smaller.
_LARGE: Final = 1_000_000.0
_SMALL: Final = 0.0001


def power_words(value: float) -> str:
    """A power of e, which may be very large or very small: "20.09", "403,429", "1.6e+08", "0.0034", "<0.0001"."""
    if value < _SMALL:
        return f"<{_SMALL}"
    if value < 0.01:
        return f"{value:.4f}"
    if value < 10_000:
        return number_words(value)
    return f"{value:,.0f}" if value < _LARGE else f"{value:.1e}"


def softmax_rows(forward: Forward, temperature: float) -> list[tuple[str, ...]]:
    """Each digit: its logit, that divided by the temperature, e to the power of it, and its chance."""
    divided = forward.logits[:10].astype(np.float64) / temperature
    powers = np.exp(divided)
    return [
        (
            str(digit),
            *map(number_words, (float(logit), float(part))),
            power_words(float(power)),
            percent(chance),
        )
        for digit, (logit, part, power, chance) in enumerate(
            zip(forward.logits[:10], divided, powers, (powers / powers.sum()).tolist(), strict=True)
        )
    ]


def chance_facts(step: Step, digit: int, temperature: float) -> list[str]:
    """How the chance of a digit comes about, a line each; `step` is that of the last layer."""
    layer = step.layer
    assert isinstance(layer, Dense)
    logit, bias = float(step.sums[digit]), float(layer.bias[digit])
    powers = np.exp(step.sums[:10].astype(np.float64) / temperature)
    return [
        f"all {layer.weights.shape[0]:,} products: {number_words(summand(logit, bias))}",
        f"plus the bias {number_words(bias)}: {number_words(logit)}, the logit",
        f"÷ temperature {temperature:.2f}: {number_words(logit / temperature)}",
        f"{power_words(float(powers[digit]))} ÷ {power_words(float(powers.sum()))} = "
        f"{percent(float(powers[digit] / powers.sum()), 1)}",
    ]


@dataclass
class Chances(InsidePage):
    """A digit's score and its chance. Up and down, or the pointer, choose the digit; Enter asks why."""

    digit: int = 0
    keys = (Hint("", Action.UP, "Up"), Hint("digit", Action.DOWN, "Down"), Hint("why?", Action.CONFIRM))
    _name: str = field(init=False)

    def __post_init__(self) -> None:
        self._name = self.drawing.layers.layers[-1].name

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Action.UP | Action.DOWN:
                self.digit = (self.digit + (1 if given is Action.DOWN else -1)) % 10
            case Action.CONFIRM:
                self.drawing.board.lift()
                return Push(Why(self.game, self.drawing, digit=self.digit))
            case Pointer(clicked=True, pos=pos):
                at = view.area_at(map(row_area, range(10)), pos)
                self.digit = self.digit if at is None else at
        return super().respond(given, view)

    def draw(self, canvas: Canvas) -> None:
        passed, temperature = self.drawing.forward, self.drawing.layers.temperature
        step = passed.step(self._name)
        self.draw_page(canvas, f"How likely is {a_digit(self.digit)}?")
        draw_products(canvas, _PRODUCTS, step, self.digit, f"strongest products of the logit of {self.digit}")
        facts = chance_facts(step, self.digit, temperature)
        for number, line in enumerate(facts):
            last = number == len(facts) - 1
            size, colour = (theme.MEDIUM, theme.ACCENT) if last else (theme.SMALL, theme.TEXT)
            canvas.text(line, (_LINES.x, _LINES.y + 26 * number), size, colour, fit=_LINES.width)
        self._draw_table(canvas, temperature)
        self.draw_words(canvas, words.CHANCES)

    def _draw_table(self, canvas: Canvas, temperature: float) -> None:
        """All ten digits, from the logit to the chance; below them the sum that each power is divided by."""
        passed = self.drawing.forward
        y = _TABLE.y + 8
        heads = (
            (_LOGIT, "logit"),
            (_DIVIDED, f"÷ {temperature:.2f}"),
            (_POWER, "e to that"),
            (_CHANCE, "÷ sum"),
        )
        for right, head in heads:
            canvas.text(head, (right, y), theme.SMALL, theme.QUIET, "midright")
        best = int(passed.probabilities.argmax())
        canvas.panel(row_area(self.digit), theme.KEY, theme.AMBER, theme.SMALL_RADIUS)
        for digit, (name, *numbers) in enumerate(softmax_rows(passed, temperature)):
            y = row_area(digit).middle[1] - 3
            colour = theme.TEXT if digit in (best, self.digit) else theme.QUIET
            canvas.text(name, (_DIGIT, y), theme.SMALL, colour, "center")
            for right, number in zip((_LOGIT, _DIVIDED, _POWER, _CHANCE), numbers, strict=True):
                canvas.text(number, (right, y), theme.SMALL, colour, "midright")
            track = Area(_TABLE.x + 8, row_area(digit).bottom - 6, _TABLE.width - 16, 3)
            share = float(passed.probabilities[digit])
            widgets.meter(canvas, track, share, theme.ACCENT if digit == best else theme.DIM, theme.PANEL)
        powers = np.exp(passed.logits[:10].astype(np.float64) / temperature)
        y = row_area(10).middle[1]
        canvas.text("the sum", (_DIGIT - 8, y), theme.SMALL, theme.QUIET)
        canvas.text(power_words(float(powers.sum())), (_POWER, y), theme.SMALL, theme.QUIET, "midright")
        canvas.text("100 %", (_CHANCE, y), theme.SMALL, theme.QUIET, "midright")
        if len(passed.logits) > 10:
            line = f"An 11th score, {number_words(float(passed.logits[10]))}, is for “not a digit”."
            canvas.text(line, (_TABLE.x + 12, y + 24), theme.SMALL, theme.QUIET, fit=_TABLE.width - 12)


def row_area(digit: int) -> Area:
    """Where a digit's row stands; 10: that of the sum."""
    return Area(_TABLE.x, _TABLE.y + 22 + _ROW * digit, _TABLE.width, _ROW)
