"""Inside: every map of every layer of the network, live, from the drawing to the ten scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from digitgame.formatting import percent
from digitgame.game.base_scene import BACK
from digitgame.game.game import Game
from digitgame.game.inspect import maps
from digitgame.game.inspect.close_up import CloseUp
from digitgame.game.inspect.compare import Compare
from digitgame.game.inspect.inside_page import CLEAR, WORDS, Drawing, InsidePage, shown_outputs
from digitgame.game.inspect.why import Why
from digitgame.inference.layers import Convolution, Dense, Forward, Layer, Pooling
from digitgame.ink import Stroke, frame
from digitgame.ink.frame import Frame
from digitgame.synth import handwriting
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Push, Transition

_MAPS: Final = Area(220, 108, 532, 348)
_OUTPUTS: Final = Area(772, 108, 156, 348)
_ROW: Final = 31


def layer_words(layer: Layer | None, inputs: int) -> tuple[str, str]:
    """What a layer does, in a sentence, and a second one for whoever wants to know why; None: the ten outputs."""
    match layer:
        case Convolution(kernels=kernels):
            count = kernels.shape[3]
            if kernels.shape[2] == 1:
                first = f"Each of the {count} kernels slides over your drawing and lights up where its pattern is."
                return first, "The numbers in a kernel are weights: training found them."
            first = f"Each of the {count} kernels slides over all {kernels.shape[2]} maps before it."
            return first, "So it finds patterns of patterns: first edges, then corners and loops."
        case Pooling(size=size):
            first = f"Pooling keeps the largest of each {size} × {size} numbers: the maps shrink, the strongest stays."
            return (
                first,
                "Less to compute, and the digit may shift a little. Pooling has no weights to train.",
            )
        case Dense(weights=weights):
            first = f"Each of the {weights.shape[1]} units adds up all {inputs:,} numbers before it, times its weights."
            return first, "This layer is fully connected: it weighs the whole picture at once."
    first = "The last layer gives each digit a score, its logit. The highest wins."
    return first, "Softmax turns the scores into chances that add up to 100 %."


def output_facts(passed: Forward) -> list[tuple[str, str, str, float]]:
    """Each digit, its logit, its chance in words and as a number; none where the last layer is missing."""
    return [
        (str(digit), f"{logit:.1f}".replace("-", "−"), percent(chance), chance)
        for digit, (logit, chance) in enumerate(
            zip(passed.logits[:10].tolist(), passed.probabilities.tolist(), strict=True)
        )
    ]


@dataclass
class Inside(InsidePage):
    """Arrows or the pointer choose a map or a digit; Enter or a click opens it."""

    column: int = 0
    number: int = 0
    hints = (
        Hint("choose", cap="Arrows"),
        Hint("open", Action.CONFIRM),
        Hint("two networks", Action.COMPARE),
        CLEAR,
        BACK,
    )

    @property
    def columns(self) -> tuple[maps.Column, ...]:
        return maps.columns(shown_outputs(self.drawing.forward), _MAPS)

    @property
    def layer(self) -> Layer | None:
        """The layer of the chosen column; None: the ten outputs."""
        if self.column >= len(self.columns):
            return None
        return self.drawing.forward.step(self.columns[self.column].name).layer

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Action.LEFT | Action.RIGHT | Action.UP | Action.DOWN:
                self._move(given)
            case Action.CONFIRM:
                return self._open()
            case Action.COMPARE:
                self.drawing.board.lift()
                return Push(Compare(self.game, self.drawing))
            case Action.XRAY:
                given = Action.BACK
            case Pointer(pos=pos) if given.moved or given.clicked:
                found = self._under(view, pos)
                if found is not None and self.drawing.board.pen_up:
                    self.column, self.number = found
                    if given.clicked:
                        return self._open()
        return None if self.on_board(given, view) else super().respond(given, view)

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, "Inside")
        self.draw_drawing(canvas)
        passed = self.drawing.forward
        for column in self.columns:
            x = column.area.middle[0]
            canvas.text(column.name, (x, 76), theme.SMALL, theme.TEXT, "center")
            size = f"{column.side}×{column.side}" if column.side > 1 else f"{column.count}"
            canvas.text(size, (x, 95), theme.SMALL, theme.QUIET, "center")
            maps.draw(canvas, column, passed.step(column.name).output)
        self._draw_outputs(canvas, passed)
        if self.column < len(self.columns):
            maps.mark(canvas, self.columns[self.column].rect(canvas.view, self.number))
        elif not self.drawing.layers.missing:
            maps.mark(canvas, canvas.view.rect(output_row(self.number)))
        self._draw_words(canvas)

    def _draw_outputs(self, canvas: Canvas, passed: Forward) -> None:
        rows = output_facts(passed)
        if not rows:
            return
        best = int(passed.probabilities.argmax())
        canvas.text("logit", (_OUTPUTS.x + 78, 95), theme.SMALL, theme.QUIET, "midright")
        canvas.text("softmax", (_OUTPUTS.right, 95), theme.SMALL, theme.QUIET, "midright")
        for digit, (name, logit, chance, share) in enumerate(rows):
            area = output_row(digit)
            y = area.y + 11
            colour = theme.TEXT if digit == best and not self.drawing.blank else theme.QUIET
            canvas.text(name, (area.x + 8, y), theme.SMALL, colour)
            canvas.text(logit, (area.x + 78, y), theme.SMALL, colour, "midright")
            canvas.text(chance, (area.right - 4, y), theme.SMALL, colour, "midright")
            track = Area(area.x + 4, area.bottom - 7, area.width - 8, 4)
            widgets.meter(canvas, track, share, theme.ACCENT if digit == best else theme.DIM, theme.PANEL)

    def _draw_words(self, canvas: Canvas) -> None:
        canvas.panel(WORDS, theme.PANEL, theme.EDGE)
        missing, layer = self.drawing.layers.missing, self.layer
        inputs = self.drawing.forward.step(layer.name).input.size if layer is not None else 0
        first, second = ("", "") if layer is None and missing else layer_words(layer, inputs)
        # What is missing is said whatever is chosen.
        second = missing or second
        for words, y, colour in ((first, 20, theme.TEXT), (second, 46, theme.QUIET)):
            canvas.text(words, (WORDS.x + 16, WORDS.y + y), theme.SMALL, colour, fit=WORDS.width - 32)

    def _under(self, view: View, pixel: tuple[int, int]) -> tuple[int, int] | None:
        """The column and the number of what is under a pixel."""
        for at, column in enumerate(self.columns):
            number = column.at(view, pixel)
            if number is not None:
                return at, number
        if self.drawing.layers.missing:
            return None
        digit = view.area_at((output_row(digit) for digit in range(10)), pixel)
        return None if digit is None else (len(self.columns), digit)

    def _move(self, arrow: Action) -> None:
        counts = [column.count for column in self.columns]
        if not self.drawing.layers.missing:
            counts.append(10)
        if not counts:
            return
        if arrow in (Action.LEFT, Action.RIGHT):
            self.column = (self.column + (1 if arrow is Action.RIGHT else -1)) % len(counts)
            self.number = min(self.number, counts[self.column] - 1)
        else:
            self.number = (self.number + (1 if arrow is Action.DOWN else -1)) % counts[self.column]

    def _open(self) -> Transition | None:
        self.drawing.board.lift()
        layer = self.layer
        if layer is not None:
            return Push(CloseUp(self.game, self.drawing, name=layer.name, number=self.number))
        return None if self.drawing.layers.missing else Push(Why(self.game, self.drawing, digit=self.number))


def output_row(digit: int) -> Area:
    """Where a digit's score stands."""
    return Area(_OUTPUTS.x, _OUTPUTS.y + digit * (_ROW + 3), _OUTPUTS.width, _ROW)


def from_menu(game: Game) -> Inside:
    """Inside, looking at a synthetic digit until the player draws."""
    return inside(game, picture=frame(handwriting.write(8, np.random.default_rng(4)).strokes))


def inside(game: Game, *, strokes: Sequence[Stroke] = (), picture: Frame | None = None) -> Inside:
    """Inside, looking at ink or at a picture."""
    return Inside(game, Drawing(game, picture, strokes))
