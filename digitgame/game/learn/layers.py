"""Pages on what follows a convolution: ReLU, pooling, and depth."""

from typing import Final, NamedTuple

import numpy as np

from digitgame.board.drawing_board import DrawingBoard
from digitgame.formatting import summand
from digitgame.game.game import Game
from digitgame.game.inspect.number_grid import Array, cell_at, draw_numbers
from digitgame.game.inspect.pictures import box, bright, show, signed
from digitgame.game.learn.page import (
    DRAW_FIRST,
    INK,
    STAGE,
    Page,
    Progress,
    SlidingPage,
    caption,
    clicked_one,
    count,
    ink_share,
    invite,
    step_of,
)
from digitgame.game.learn.see import signed_words
from digitgame.inference import arithmetic
from digitgame.inference.layers import Convolution, Dense
from digitgame.inference.layers import Pooling as PoolingLayer
from digitgame.ink.frame import FRAME
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View

# How many squares one picks the winner of, and the least difference between winner and second.
_PICKS: Final = 3
_CLEAR: Final = 0.05
_ROW: Final = 26.0


class FirstLayer(NamedTuple):
    """The first layer's loudest kernel on a drawing: sums without and with its bias, and after ReLU [rows, columns]."""

    kernel: int
    sums: Array
    bias: float
    output: Array


def first_layer(page: Page) -> FirstLayer | None:
    """What the loudest kernel of the first layer makes of the drawing; None without ink or layer."""
    if not page.drawn or not page.layers.convolutions:
        return None
    first = page.layers.convolutions[0]
    sums = arithmetic.convolve(page.picture[..., None], first.kernels, padding=first.padding)
    output = arithmetic.relu(sums + first.bias)
    kernel = int(output.max((0, 1)).argmax())
    return FirstLayer(kernel, sums[..., kernel], float(first.bias[kernel]), output[..., kernel])


class Relu(SlidingPage):
    """The bias, and the larger of 0 and x."""

    name = "relu"
    title = "ReLU: what is below 0 becomes 0"
    idea = (
        "The kernel adds one more trained number to its sum, the bias. Call the result x. ReLU takes the larger of 0 "
        "and x: what is below 0 becomes 0, the rest stays. So where the kernel finds nothing that it looks for, the "
        "map is 0. Without such a bend, two layers could do no more than one."
    )
    goals = ("Stop at a place where x is below 0, and at one above 0: click them, or press Space.",)
    hints = (
        Hint("take this place", Action.GUESS),
        Hint("", Action.UP, "Up"),
        Hint("step", Action.DOWN, "Down"),
    )

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        self.taken: set[bool] = set()
        self.layer: FirstLayer | None = None
        self._before = self.place(0, 0, 200, 200)
        self._after = self.place(368, 0, 200, 200)

    @property
    def moving(self) -> bool:
        return self.layer is not None and self.slide.moves

    @property
    def x(self) -> float:
        """The sum with its bias at the window's place."""
        return 0.0 if self.layer is None else float(self.layer.sums[self.slide.place]) + self.layer.bias

    def changed(self) -> None:
        self.layer = first_layer(self)
        if self.layer is not None:
            self.slide.look_at(np.abs(self.layer.sums) > 0)

    def pictures(self) -> list[tuple[Area, int, int]]:
        side = 0 if self.layer is None else len(self.layer.sums)
        return [(area, side, 0) for area in (self._before, self._after) if side]

    def take(self) -> None:
        if self.layer is not None and self.x:
            self.taken.add(self.x > 0)

    def progress(self) -> Progress:
        return count([sign in self.taken for sign in (False, True)])

    def draw(self, canvas: Canvas) -> None:
        if self.layer is None:
            invite(canvas, self.stage, self.layers.missing or DRAW_FIRST)
            return
        place, side = self.slide.place, len(self.layer.sums)
        show(canvas, signed(self.layer.sums + self.layer.bias), self._before)
        show(canvas, bright(self.layer.output), self._after)
        for area in (self._before, self._after):
            box(canvas, area, place, (1, 1), side)
        caption(canvas, self._before, f"kernel {self.layer.kernel + 1}: sum + bias")
        caption(canvas, self._after, "after ReLU")
        self._bend(canvas, self.place(212, 20, 144, 144))
        words = relu_words(float(self.layer.sums[place]), self.layer.bias)
        middle = (self.stage.middle[0], self.stage.y + 262)
        canvas.text(words, middle, theme.MEDIUM, theme.TEXT, "center", fit=self.stage.width)

    def _bend(self, canvas: Canvas, area: Area) -> None:
        """The function as a line with a bend at 0, and where x is on it."""
        canvas.panel(area, theme.PANEL, theme.EDGE)
        (x, y), reach = area.middle, area.width / 2 - 12
        canvas.curve([(x - reach, y), (x, y), (x + reach, y - reach)], theme.ACCENT, 3)
        at = float(np.clip(self.x / 2, -1, 1)) * reach
        canvas.dot((x + at, y - max(at, 0.0)), 6, theme.AMBER)


def relu_words(total: float, bias: float) -> str:
    """Sum, bias and ReLU of one place."""
    x = total + bias
    sign = "−" if bias < 0 else "+"
    shown = summand(x, bias)
    return f"{signed_words(shown)} {sign} {abs(bias):.2f} = {signed_words(x)}   ReLU → {max(x, 0.0):.2f}"


class Pooling(Page):
    """The strongest of four."""

    name = "pooling"
    title = "Pooling keeps the strongest"
    idea = (
        "Of each 2 × 2 numbers of a feature map, max pooling keeps the largest: the strongest feature stays, wherever "
        "in the square it was. The map becomes four times smaller, so the next layer has less to compute, and each of "
        "its numbers sees more of the picture. Pooling has no weights: there is nothing to train."
    )
    goals = ("Which of the four does pooling keep? Click it, or choose with Up, Down and press Space.",)
    hints = (Hint("", Action.UP, "Up"), Hint("choose", Action.DOWN, "Down"), Hint("this one", Action.GUESS))

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        self.layer: FirstLayer | None = None
        self.square = (0, 0)
        self.chosen = 0
        self.right = 0
        self.message = ""
        self._grid = self.place(214, 24, 140, 140)

    def changed(self) -> None:
        self.layer = first_layer(self)
        self._next()

    @property
    def four(self) -> Array:
        """The numbers of the present square [2, 2]."""
        assert self.layer is not None
        row, column = self.square
        return self.layer.output[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]

    def squares(self) -> list[tuple[int, int]]:
        """The squares of the map whose winner is clear and whose numbers are not all but 0."""
        if self.layer is None:
            return []
        side = len(self.layer.output) // 2
        four = self.layer.output[: 2 * side, : 2 * side].reshape(side, 2, side, 2).transpose(0, 2, 1, 3)
        ranked = np.sort(four.reshape(side, side, 4), -1)
        clear = (ranked[..., 3] - ranked[..., 2] > _CLEAR) & (ranked[..., 2] > 0)
        return [(int(row), int(column)) for row, column in np.argwhere(clear)]

    def _next(self) -> None:
        found = self.squares()
        if found:
            # Far from the last one.
            step = max(len(found) // _PICKS, 1)
            self.square = found[(step * self.right + len(found) // 2) % len(found)]

    def respond(self, given: Input, view: View) -> bool:
        if not self.squares():
            return False
        if isinstance(given, Pointer):
            at = cell_at(view, self._grid, (2, 2), given.pos)
            self.chosen = self.chosen if at is None else 2 * at[0] + at[1]
            if at is not None and given.clicked:
                self._pick()
            return at is not None
        if given is Action.GUESS:
            self._pick()
            return True
        step = step_of(given, view)
        self.chosen = (self.chosen + step) % 4
        return step != 0

    def _pick(self) -> None:
        kept = float(self.four.max())
        if self.chosen == int(self.four.argmax()):
            self.right += 1
            self.message = f"Right: {kept:.2f} is the largest."
            self.game.sounds.play("hit 1")
            self._next()
        else:
            self.message = "No: pooling keeps the largest of the four."
            self.game.sounds.play("miss")

    def progress(self) -> Progress:
        return Progress(self.right / _PICKS, f"{min(self.right, _PICKS)} of {_PICKS}")

    def draw(self, canvas: Canvas) -> None:
        if self.layer is None or not self.squares():
            invite(canvas, self.stage, self.layers.missing or DRAW_FIRST)
            return
        before, after = self.place(0, 0, 200, 200), self.place(368, 0, 200, 200)
        output = self.layer.output
        pooled = arithmetic.max_pool(output[..., None])[..., 0]
        show(canvas, bright(output), before)
        show(canvas, bright(pooled), after)
        row, column = self.square
        box(canvas, before, (2 * row, 2 * column), (2, 2), len(output))
        box(canvas, after, self.square, (1, 1), len(pooled))
        draw_numbers(canvas, self.four, self._grid, size=theme.MEDIUM)
        box(canvas, self._grid, divmod(self.chosen, 2), (1, 1), 2)
        caption(canvas, before, f"feature map {len(output)} × {len(output)}")
        caption(canvas, self._grid, "which one stays?")
        caption(canvas, after, f"pooled: {len(pooled)} × {len(pooled)}")
        words = self.message or pooling_words(len(output), len(pooled))
        middle = (self.stage.middle[0], self.stage.y + 262)
        canvas.text(words, middle, theme.SMALL, theme.TEXT, "center", fit=self.stage.width)


def pooling_words(before: int, after: int) -> str:
    """How many numbers a map has before and after pooling."""
    return f"{before * before} numbers become {after * after}, with 0 weights."


class Field(NamedTuple):
    """A layer's units: how many pixels one sees each way, how many lie between two, and where the first one begins."""

    name: str
    shape: str
    sees: int
    apart: int
    start: int


def fields(page: Page) -> list[Field]:
    """The receptive field of every layer of the network in use; a dense layer sees the whole picture.

    Sizes grow as in Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (2019).
    """
    found: list[Field] = []
    sees, apart, start, side, maps = 1, 1, 0, FRAME, 1
    for layer in page.layers.layers:
        if isinstance(layer, Convolution):
            kernel = len(layer.kernels)
            start -= (kernel - 1) // 2 * apart if layer.padding == "same" else 0
            side -= 0 if layer.padding == "same" else kernel - 1
            sees, maps = sees + (kernel - 1) * apart, layer.kernels.shape[3]
        elif isinstance(layer, PoolingLayer):
            sees, apart, side = sees + (layer.size - 1) * apart, apart * layer.size, side // layer.size
        elif isinstance(layer, Dense):
            # An eleventh score is that of "not a digit".
            units = len(layer.bias)
            words = "10 + non-digit" if layer is page.layers.layers[-1] and units == 11 else f"{units} units"
            found.append(Field(layer.name, words, FRAME, FRAME, 0))
            continue
        else:
            continue
        found.append(Field(layer.name, f"{side} × {side} × {maps}", sees, apart, start))
    return found


class Depth(Page):
    """How much of the picture a unit of each layer sees."""

    name = "depth"
    title = "Deeper means wider: the receptive field"
    idea = (
        "A unit is one number of a layer. In the first layer it sees a small patch; in the next it looks at several "
        "of those, so it sees more of the picture: its receptive field grows from layer to layer, twice as fast after "
        "each pooling. Edges become corners and loops, and these become digits. That is why a network is deep."
    )
    goals = ("Go deeper, with Down or a click on a layer, until one unit sees your whole digit.",)
    hints = (Hint("", Action.UP, "Up"), Hint("layer", Action.DOWN, "Down"))

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        self.chosen = 0
        self._picture_area = self.place(0, 0, 280, 280)

    @property
    def fields(self) -> list[Field]:
        return fields(self)

    def field_box(self) -> tuple[int, int, int, int]:
        """The pixels (top, left, bottom, right) that the unit nearest to the ink's middle sees."""
        field = self.fields[self.chosen]
        ink = np.argwhere(self.picture > INK)
        middle = ink.mean(0) if len(ink) else np.array([FRAME / 2, FRAME / 2])
        if field.sees >= FRAME:
            return 0, 0, FRAME, FRAME
        steps = np.rint((middle - field.start - (field.sees - 1) / 2) / field.apart)
        top, left = (int(step) * field.apart + field.start for step in steps)
        return top, left, top + field.sees, left + field.sees

    def row_area(self, number: int) -> Area:
        return self.place(300, 22 + _ROW * number, 268, _ROW - 2)

    def respond(self, given: Input, view: View) -> bool:
        total = len(self.fields)
        at, step = clicked_one(given, view, [*map(self.row_area, range(total))]), step_of(given, view)
        if at is not None:
            self.chosen = at
        elif step and total:
            self.chosen = (self.chosen + step) % total
        return at is not None or step != 0

    def progress(self) -> Progress:
        if not self.drawn or not self.fields:
            return Progress(0.0, "draw")
        share = ink_share(self.picture, self.field_box())
        return Progress(1.0 if share > 0.995 else share, f"it sees {share:.0%}".replace("%", " %"))

    def draw(self, canvas: Canvas) -> None:
        if not self.drawn or not self.fields:
            invite(canvas, self.stage, self.layers.missing or DRAW_FIRST)
            return
        canvas.picture(self.picture, self._picture_area)
        top, left, bottom, right = self.field_box()
        top, left, bottom, right = max(top, 0), max(left, 0), min(bottom, FRAME), min(right, FRAME)
        box(canvas, self._picture_area, (top, left), (bottom - top, right - left), FRAME)
        caption(canvas, self._picture_area, "what one unit sees")
        heads = self.row_area(0)
        for words, x, anchor in (("layer", heads.x + 8, "midleft"), ("numbers", heads.x + 88, "midleft")):
            canvas.text(words, (x, self.stage.y + 10), theme.SMALL, theme.QUIET, anchor)
        canvas.text("one sees", (heads.right - 8, self.stage.y + 10), theme.SMALL, theme.QUIET, "midright")
        for number, field in enumerate(self.fields):
            area, chosen = self.row_area(number), number == self.chosen
            canvas.panel(
                area,
                theme.KEY if chosen else theme.PANEL,
                theme.AMBER if chosen else None,
                theme.SMALL_RADIUS,
            )
            middle = area.middle[1]
            canvas.text(field.name, (area.x + 8, middle), theme.SMALL, theme.TEXT, fit=78)
            canvas.text(field.shape, (area.x + 88, middle), theme.SMALL, theme.QUIET, fit=104)
            seen = min(field.sees, FRAME)
            canvas.text(
                f"{seen} × {seen}", (area.right - 8, middle), theme.SMALL, theme.ACCENT, "midright", fit=64
            )
