"""The page on learning: the last layer, trained on the player's drawing a step at a press."""

from typing import Final

import numpy as np

from digitgame.board.drawing_board import DrawingBoard
from digitgame.formatting import a_digit
from digitgame.game.game import Game
from digitgame.game.inspect.number_grid import Array
from digitgame.game.learn.decide import digit_rows, last_layer
from digitgame.game.learn.page import DRAW_FIRST, STAGE, Page, Progress, clicked_one, invite, step_of
from digitgame.inference import arithmetic
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View

# How far a step moves the logit of a digit at most.
_REACH: Final = 0.5
_ROW: Final = 25.0


def gradient(logits: Array, label: int) -> Array:
    """The gradient of the loss by the logits: the probabilities, less 1 at the label."""
    out = arithmetic.softmax(logits)
    out[label] -= 1
    return out


class Gradient(Page):
    """One step downhill at a press. It changes a copy of the last layer, not the game's network."""

    name = "gradient"
    title = "Learning is walking downhill"
    idea = (
        "The label is the digit that it should see. The loss says how wrong it is: minus the logarithm of the label's "
        "probability. The gradient "
        "says for every weight in which direction the loss rises, so a step goes the other way: each weight, less its "
        "gradient times the learning rate. Here you train a copy of the last layer, on one drawing only."
    )
    goals = ("Choose another label with Up or Down, or click a row. Then step until the network agrees.",)
    hints = (Hint("one step", Action.GUESS), Hint("", Action.UP, "Up"), Hint("label", Action.DOWN, "Down"))

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        self.label = 0
        self.first = 0
        self.losses: list[float] = []
        self.features: Array | None = None
        self.weights = np.zeros((1, 10), np.float32)
        self.bias = np.zeros(10, np.float32)
        self._button = self.place(392, 252, 176, 44)

    def changed(self) -> None:
        """Begin again with the network's own weights."""
        layer, reading = last_layer(self), self.board.reading
        self.features = None if layer is None or reading is None else reading.layers["features"].reshape(-1)
        if layer is None or self.features is None:
            return
        self.weights, self.bias = layer.weights[:, :10].copy(), layer.bias[:10].copy()
        self.first = self.label = int(self.logits.argmax())
        self.losses = [self.loss]

    @property
    def logits(self) -> Array:
        assert self.features is not None
        return arithmetic.dense(self.features, self.weights, self.bias)

    @property
    def loss(self) -> float:
        return arithmetic.cross_entropy(self.logits, self.label)

    @property
    def rate(self) -> float:
        """The learning rate: one digit, so small that a step moves no logit by more than _REACH."""
        assert self.features is not None
        exact = _REACH / (float(self.features @ self.features) + 1)
        power = 10.0 ** np.floor(np.log10(exact))
        return float(np.floor(exact / power) * power)

    def step(self) -> None:
        """One step of gradient descent on this drawing."""
        if self.features is None:
            return
        slope = gradient(self.logits, self.label)
        self.weights -= self.rate * np.outer(self.features, slope)
        self.bias -= self.rate * slope
        self.losses.append(self.loss)

    def name_it(self, label: int) -> None:
        """Train towards another digit from now on, beginning with the network's own weights."""
        if self.features is not None and label != self.label:
            first = self.first
            self.changed()
            self.first, self.label = first, label
            self.losses = [self.loss]

    def row_area(self, digit: int) -> Area:
        return self.place(0, 22 + _ROW * digit, 384, _ROW)

    def respond(self, given: Input, view: View) -> bool:
        if given is Action.GUESS or clicked_one(given, view, [self._button]) == 0:
            self.step()
            return True
        at, step = clicked_one(given, view, [*map(self.row_area, range(10))]), step_of(given, view)
        if at is not None:
            self.name_it(at)
        elif step:
            self.name_it((self.label + step) % 10)
        return at is not None or step != 0

    def progress(self) -> Progress:
        if self.features is None:
            return Progress(0.0, "draw")
        if self.label == self.first:
            return Progress(0.0, "choose a label")
        chances = arithmetic.softmax(self.logits)
        share = float(chances[self.label] / chances.max())
        return Progress(share, f"it sees {a_digit(int(chances.argmax()))}")

    def draw(self, canvas: Canvas) -> None:
        if self.features is None:
            invite(canvas, self.stage, self.layers.missing or DRAW_FIRST)
            return
        row = self.row_area(self.label)
        canvas.panel(row, theme.KEY, theme.AMBER, theme.SMALL_RADIUS)
        slope = gradient(self.logits, self.label)
        digit_rows(
            canvas,
            self.place(0, 0, 376, 300),
            ("gradient", "chance"),
            slope,
            slope_chances(slope, self.label),
        )
        x = self.stage.x + 392
        for number, words in enumerate(step_facts(self.losses, self.rate, self.label)):
            canvas.text(words, (x, self.stage.y + 10 + 24 * number), theme.SMALL, theme.TEXT, fit=176)
        self._curve(canvas, self.place(392, 108, 176, 132))
        canvas.panel(self._button, theme.KEY, theme.ACCENT)
        canvas.text("One step", self._button.middle, theme.SMALL, theme.TEXT, "center")

    def _curve(self, canvas: Canvas, area: Area) -> None:
        """The loss after every step, from 0 to its highest."""
        canvas.panel(area, theme.PANEL, theme.EDGE)
        canvas.text("loss", (area.right - 10, area.y + 16), theme.SMALL, theme.QUIET, "midright")
        inner, top = (
            area.inside(12),
            max(*self.losses, 1e-6) if len(self.losses) > 1 else max(self.loss, 1e-6),
        )
        wide = max(len(self.losses) - 1, 10)
        points = [
            (inner.x + inner.width * step / wide, inner.bottom - inner.height * loss / top)
            for step, loss in enumerate(self.losses)
        ]
        canvas.curve(points, theme.AMBER)
        canvas.dot(points[-1], 5, theme.AMBER)


def slope_chances(slope: Array, label: int) -> Array:
    """The probabilities that a gradient by the logits stands for."""
    out: Array = slope.copy()
    out[label] += 1
    return out


def step_facts(losses: list[float], rate: float, label: int) -> list[str]:
    """Label, steps, loss, learning rate, and the temperature, which is 1 in training."""
    return [
        f"label: {label}   steps: {len(losses) - 1}",
        f"loss: {losses[-1]:.2f}",
        f"learning rate: {rate:g}",
        "temperature: 1",
    ]
