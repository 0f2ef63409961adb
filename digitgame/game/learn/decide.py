"""Pages on the end of a network: the dense layer with softmax, and what it cannot know."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from digitgame.board.drawing_board import DrawingBoard
from digitgame.formatting import a_digit, percent
from digitgame.game.game import Game
from digitgame.game.inspect.number_grid import Array
from digitgame.game.learn.page import DRAW_FIRST, STAGE, Page, Progress, invite, step_of
from digitgame.game.learn.see import signed_words
from digitgame.inference import Reading, arithmetic, rejection
from digitgame.inference.layers import Dense
from digitgame.ink import Point, Stroke, frame
from digitgame.ink.drawing import BOARD as SIDE
from digitgame.synth import non_digits
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View

_UNSURE: Final = 0.6
_SURE: Final = 0.99
# From one temperature to the next, and the lowest and the highest.
_FACTOR: Final = 1.5
_COLDEST, _HOTTEST = 0.01, 20.0
_ROW: Final = 25.0
# Between a 1 and a 7: the first share, from one to the next, and how many.
_FIRST_SHARE, _SHARE_STEP, _SHARES = 0.4, 0.02, 10
# Degrees from one turn to the next.
_TURN: Final = 15


def last_layer(page: Page) -> Dense | None:
    """The dense layer that scores the digits; None where the network's file lacks it."""
    layers = page.layers.layers
    return layers[-1] if not page.layers.missing and layers and isinstance(layers[-1], Dense) else None


def logits_of(page: Page) -> Array | None:
    """The ten scores of the drawing, worked out from the network's features; None before there is one."""
    layer, reading = last_layer(page), page.board.reading
    if layer is None or reading is None:
        return None
    return arithmetic.dense(reading.layers["features"], layer.weights, layer.bias)[:10]


def between(share: float) -> list[Point]:
    """A stroke between a 1, share 0, and a 7, share 1."""
    return [(200 - 110 * share, 50.0), (200.0, 50.0), (170.0, 270.0)]


class Softmax(Page):
    """Logits, probabilities and the temperature."""

    name = "softmax"
    whole = True
    title = "From features to an answer: dense layer and softmax"
    goals = (
        "Draw something between two digits, so that it is less than 60 % sure.",
        "Keep that drawing and lower the temperature until it claims 99 %: surer, yet no wiser.",
    )
    hints = (
        Hint("", Action.UP, "Up"),
        Hint("temperature", Action.DOWN, "Down"),
        Hint("1 or 7?", Action.CONFIRM),
    )

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        self.temperature = self.own = game.reader.model.temperature
        self._samples = 0
        self._less = self.place(392, 44, 40, 40)
        self._more = self.place(528, 44, 40, 40)

    @property
    def text(self) -> str:
        layer = last_layer(self)
        inputs = "all" if layer is None else f"all {len(layer.weights)}"
        return (
            f"The last layer is dense, or fully connected: each unit weighs {inputs} features and adds them up to one "
            "score a digit, the logit. Softmax turns logits into probabilities that add up to 100 %; the temperature "
            "divides the logits first. 99 % sure is not 99 % right, unless the network is calibrated: then 99 of 100 "
            "such answers are right."
        )

    def respond(self, given: Input, view: View) -> bool:
        if given is Action.CONFIRM:
            # For whoever has only keys: each press makes a 1 a little more like a 7.
            self.board.renew([between(_FIRST_SHARE + _SHARE_STEP * (self._samples % _SHARES))])
            self._samples += 1
            return True
        step = step_of(given, view, self._more, self._less)
        warmer = self.temperature * _FACTOR**-step
        self.temperature = min(max(warmer, _COLDEST), _HOTTEST) if step else self.temperature
        return step != 0

    def probabilities(self) -> Array | None:
        logits = logits_of(self)
        return None if logits is None else arithmetic.softmax(logits, self.temperature)

    def progress(self) -> Progress:
        logits = logits_of(self)
        if logits is None:
            return Progress(0.0, "draw")
        own = float(arithmetic.softmax(logits, self.own).max())
        if self.reached == 0 and self.board.reading is not None and self.board.reading.rejected:
            return Progress(0.0, "this is no digit")
        if self.reached == 0:
            return Progress((1 - own) / (1 - _UNSURE), f"{percent(own)} sure")
        if own > _UNSURE:
            # Ink was added, or it is another drawing.
            return Progress(0.0, "draw an unsure one")
        sure = float(arithmetic.softmax(logits, self.temperature).max())
        return Progress(sure / _SURE, f"{percent(sure)} sure")

    def draw(self, canvas: Canvas) -> None:
        logits, probabilities = logits_of(self), self.probabilities()
        if logits is None or probabilities is None:
            invite(canvas, self.stage, self.layers.missing or DRAW_FIRST)
            return
        digit_rows(canvas, self.place(0, 0, 376, 300), ("logit", "softmax"), logits, probabilities)
        canvas.text(
            "temperature", (self.stage.x + 480, self.stage.y + 20), theme.SMALL, theme.QUIET, "center"
        )
        for area, sign in ((self._less, "−"), (self._more, "+")):
            canvas.panel(area, theme.KEY, theme.EDGE)
            canvas.text(sign, area.middle, theme.MEDIUM, theme.TEXT, "center")
        at = (self.stage.x + 480, self._less.middle[1])
        canvas.text(f"{self.temperature:.2f}", at, theme.MEDIUM, theme.TEXT, "center")
        y = self.stage.y + 118
        for words in temperature_facts(self.own, self.game.reader.model.card):
            y = widgets.paragraph(canvas, words, Area(self.stage.x + 392, y, 176, 110), theme.QUIET) + 8


def temperature_facts(own: float, card: dict[str, object]) -> list[str]:
    """The network's own temperature, and how far its confidence is off on MNIST, where its card says so."""
    words = [f"This network is calibrated at {own:.2f}."]
    tested = card.get("tested")
    scores = tested.get("mnist") if isinstance(tested, dict) else None
    off = scores.get("expected_calibration_error") if isinstance(scores, dict) else None
    if isinstance(off, float):
        words.append(f"Its confidence is then off by {percent(off, 2)} on average (MNIST).")
    return words


def digit_rows(
    canvas: Canvas, area: Area, names: tuple[str, str], numbers: Array | None, chances: Array
) -> None:
    """Ten rows: a digit, a number, if there is one, and its probability as a bar."""
    number_right, bar = area.x + 124, area.x + (36 if numbers is None else 144)
    canvas.text(names[0], (number_right, area.y + 10), theme.SMALL, theme.QUIET, "midright")
    canvas.text(names[1], (bar, area.y + 10), theme.SMALL, theme.QUIET)
    best = int(chances.argmax())
    for digit in range(10):
        y = area.y + 22 + _ROW * (digit + 0.5)
        colour = theme.TEXT if digit == best else theme.QUIET
        canvas.text(str(digit), (area.x + 16, y), theme.SMALL, colour, "center")
        if numbers is not None:
            words = signed_words(float(numbers[digit]))
            canvas.text(words, (number_right, y), theme.SMALL, colour, "midright")
        track = Area(bar, y - 7, area.right - bar - 76, 14)
        fill = theme.ACCENT if digit == best else theme.DIM
        widgets.meter(canvas, track, float(chances[digit]), fill, theme.PANEL)
        canvas.text(percent(float(chances[digit])), (area.right, y), theme.SMALL, colour, "midright")


def turned(strokes: Sequence[Stroke], degrees: float) -> list[list[tuple[float, float]]]:
    """Strokes turned about the board's middle, clockwise."""
    angle, middle = math.radians(degrees), SIDE / 2
    cos, sin = math.cos(angle), math.sin(angle)
    return [
        [
            (
                middle + (x - middle) * cos - (y - middle) * sin,
                middle + (x - middle) * sin + (y - middle) * cos,
            )
            for x, y in stroke
        ]
        for stroke in strokes
    ]


class Limits(Page):
    """What is no digit, and what the training never showed."""

    name = "limits"
    whole = True
    title = "What it cannot know"
    idea = (
        "Ten probabilities add up to 100 %, whatever you draw: a house must be some digit. Only a network that was "
        "trained on doodles as well can say that something is no digit. And it knows only what its data showed it: "
        "upright digits, by some people. A stranger's habit, a trick or a turned digit can fool it."
    )
    goals = (
        "Draw something that is no digit, such as a face or a house, until it is rejected.",
        "Clear, draw a digit, and turn it (Up, Down, or ‹ ›) until the answer changes.",
    )
    hints = (Hint("", Action.UP, "Up"), Hint("turn", Action.DOWN, "Down"), Hint("doodle", Action.CONFIRM))

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        self.angle = 0
        self._doodles = 0
        self.reading: Reading | None = None
        self._shown_angle = 0
        self._rejects = math.isfinite(rejection.threshold(game.reader.model))
        if not self._rejects:
            self.goals = (
                "This network rejects nothing. Take a doodle (Enter): it must be some digit.",
                self.goals[1],
            )
        self._back = self.place(392, 252, 60, 40)
        self._on = self.place(508, 252, 60, 40)

    def changed(self) -> None:
        self.angle = 0

    def pass_time(self, seconds: float) -> None:  # noqa: ARG002
        reading = self.board.reading
        if self.angle == 0 or reading is None:
            self.reading, self._shown_angle = reading, 0
        elif self.angle != self._shown_angle:
            self.reading = self.game.read(frame(turned(self.board.ink.strokes, self.angle)))
            self._shown_angle = self.angle

    def respond(self, given: Input, view: View) -> bool:
        if given is Action.CONFIRM:
            doodle = non_digits.write(np.random.default_rng(self._doodles), ["doodle"])
            self.board.renew([list(stroke) for stroke in doodle.strokes])
            self._doodles += 1
            return True
        step = step_of(given, view, self._back, self._on)
        self.angle = (self.angle + step * _TURN + 180) % 360 - 180
        return step != 0

    def progress(self) -> Progress:
        upright, reading = self.board.reading, self.reading
        if upright is None or reading is None:
            return Progress(0.0, "draw")
        if self.reached == 0 and not self._rejects:
            return Progress(1.0 if self._doodles else 0.0, f"accepted as {a_digit(upright.digit)}")
        if self.reached == 0:
            return Progress(1.0 if upright.rejected else 0.0, "rejected" if upright.rejected else "accepted")
        if upright.rejected:
            return Progress(0.0, "this is no digit")
        changed = self.angle != 0 and (reading.digit != upright.digit or reading.rejected)
        return Progress(1.0 if changed else 0.0, f"turned by {abs(self.angle)}°")

    def draw(self, canvas: Canvas) -> None:
        reading = self.reading
        if reading is None:
            invite(canvas, self.stage, "Draw something on the board.")
            return
        digit_rows(
            canvas,
            self.place(0, 0, 376, 300),
            ("", "chance"),
            None,
            reading.probabilities,
        )
        canvas.picture(reading.frame, self.place(424, 8, 112, 112))
        rejected, colour = reading.rejected, theme.AMBER if reading.rejected else theme.ACCENT
        words = "Rejected: no digit" if rejected else f"Accepted as {a_digit(reading.digit)}"
        canvas.text(words, (self.stage.x + 480, self.stage.y + 150), theme.SMALL, colour, "center", fit=176)
        for number, line in enumerate(doubt_facts(reading, self.game)):
            at = (self.stage.x + 480, self.stage.y + 182 + 24 * number)
            canvas.text(line, at, theme.SMALL, theme.QUIET, "center", fit=176)
        for area, sign in ((self._back, "‹"), (self._on, "›")):
            canvas.panel(area, theme.KEY, theme.EDGE)
            canvas.text(sign, area.middle, theme.MEDIUM, theme.TEXT, "center")
        at = (self.stage.x + 480, self._on.middle[1])
        canvas.text(f"{self.angle}°".replace("-", "−"), at, theme.SMALL, theme.TEXT, "center")


def doubt_facts(reading: Reading, game: Game) -> list[str]:
    """How unlike a digit the drawing is, and above what the network rejects it."""
    threshold = rejection.threshold(game.reader.model)
    return [
        f"not a digit: {percent(reading.reject_score)}",
        f"rejected above {percent(threshold)}" if math.isfinite(threshold) else "It rejects nothing.",
    ]
