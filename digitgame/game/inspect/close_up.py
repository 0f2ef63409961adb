"""One map from close by: the patch under the kernel, the products, their sum, the bias, ReLU; or pooling's winner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.formatting import summand
from digitgame.game.inspect import words as say
from digitgame.game.inspect.inside_page import InsidePage
from digitgame.game.inspect.pictures import box, bright, show, signed
from digitgame.inference.arithmetic import winner
from digitgame.inference.evidence import patch_at, sums_by_input
from digitgame.inference.layers import Convolution, Dense, Pooling, Step
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Transition

Array = npt.NDArray[np.float32]
# Places a second that the kernel slides over.
_SPEED: Final = 6.0
_INPUT: Final = Area(224, 96, 168, 168)
_OUTPUT_TOP: Final = 296
# The grids of patch, kernel and products.
_GRIDS: Final = (Area(416, 96, 160, 132), Area(592, 96, 160, 132), Area(768, 96, 160, 132))
_BARS: Final = Area(416, 268, 512, 64)
_LINES: Final = Area(416, 348, 512, 90)
# A drawing alone has no bars below its grids, so these are higher.
_HIGH: Final = 204
_STRONGEST: Final = 8
_PRODUCTS: Final = Area(224, 72, 704, 270)
# The width of a cell that is narrow.
_NARROW: Final = 40


def number_words(value: float) -> str:
    """A number with two decimals and a true minus."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def cell_words(value: float, *, narrow: bool) -> str:
    """A number in a cell; where that is narrow, three letters and a sign: .52, −.08, 1.9, 12.3."""
    words = number_words(value)
    if not narrow:
        return words
    if float(words.replace("−", "-")) == 0:
        return "0"
    return words.replace("0.", ".") if abs(value) < 0.995 else f"{value:.1f}".replace("-", "−")


def convolution_facts(step: Step, number: int, row: int, column: int) -> list[str]:
    """How the number at one place of a map comes about, a line each."""
    layer = step.layer
    assert isinstance(layer, Convolution)
    parts = sums_by_input(step, number, row, column)
    total, bias = float(step.sums[row, column, number]), float(layer.bias[number])
    over = f"The sums of all {len(parts)} input maps" if len(parts) > 1 else "The sum of all products"
    lines = [
        f"{over}: {number_words(summand(total, bias))}",
        f"plus the bias {number_words(bias)}: {number_words(total)}",
    ]
    if layer.relu:
        lines.append(
            f"ReLU, the larger of 0 and that: {number_words(float(step.output[row, column, number]))}"
        )
    return lines


def pooling_facts(step: Step, number: int, row: int, column: int) -> list[str]:
    """Which of the values pooling keeps."""
    layer = step.layer
    assert isinstance(layer, Pooling)
    square = step.input[
        row * layer.size : (row + 1) * layer.size, column * layer.size : (column + 1) * layer.size, number
    ]
    values = ", ".join(number_words(value) for value in square.reshape(-1).tolist())
    return [
        f"The largest of {values}",
        f"is {number_words(float(step.output[row, column, number]))}: it stays.",
    ]


def dense_facts(step: Step, number: int) -> list[str]:
    """How a unit's number comes about, a line each."""
    layer = step.layer
    assert isinstance(layer, Dense)
    total, bias = float(step.sums[number]), float(layer.bias[number])
    lines = [
        f"{layer.weights.shape[0]:,} numbers times their weights: {number_words(summand(total, bias))}",
        f"plus the bias {number_words(bias)}: {number_words(total)}",
    ]
    if layer.relu:
        lines.append(f"ReLU, the larger of 0 and that: {number_words(float(step.output[number]))}")
    return lines


def strongest_products(step: Step, number: int) -> list[tuple[str, float]]:
    """The largest products of a unit, "value × weight", with their result."""
    layer = step.layer
    assert isinstance(layer, Dense)
    values, weights = step.input.reshape(-1), layer.weights[:, number]
    products = values * weights
    order = np.argsort(-np.abs(products))[:_STRONGEST]
    return [
        (f"{number_words(float(values[at]))} × {number_words(float(weights[at]))}", float(products[at]))
        for at in order
    ]


@dataclass
class CloseUp(InsidePage):
    """A map of a layer, or a unit. The place slides by itself, follows the pointer, or goes with the arrows.

    `source` is the chosen input map; None: the one that adds most at the place.
    """

    name: str = ""
    number: int = 0
    row: int = 0
    at: int = 0
    sliding: bool = True
    source: int | None = None
    _since: float = 0.0

    def __post_init__(self) -> None:
        self.sliding = not self.game.settings.reduced_motion and not isinstance(self.step.layer, Dense)
        if not isinstance(self.step.layer, Dense):
            # It begins at the strongest place.
            self.row, self.at = divmod(
                int(self.step.output[..., self.number].argmax()), self.step.output.shape[1]
            )

    @property
    def step(self) -> Step:
        return self.drawing.forward.step(self.name)

    @property
    def output_area(self) -> Area:
        """The place of the map."""
        side = self.end - _OUTPUT_TOP
        return Area(_INPUT.x, _OUTPUT_TOP, side, side)

    @property
    def moving(self) -> bool:
        return self.sliding or super().moving

    @property
    def keys(self) -> Sequence[Hint]:
        if isinstance(self.step.layer, Dense):
            return (Hint("", Action.PAGE_UP, "PgUp"), Hint("next unit", Action.PAGE_DOWN))
        slide = Hint("stop" if self.sliding else "slide", Action.GUESS)
        source = (Hint("next input map", Action.CONFIRM),) if self._channels > 1 else ()
        maps = (Hint("", Action.PAGE_UP, "PgUp"), Hint("next map", Action.PAGE_DOWN))
        return (Hint("move", cap="Arrows"), slide, *source, *maps)

    @property
    def _channels(self) -> int:
        layer = self.step.layer
        return layer.kernels.shape[2] if isinstance(layer, Convolution) else 1

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Action.LEFT | Action.RIGHT | Action.UP | Action.DOWN:
                self.sliding = False
                self._step(given)
            case Action.GUESS:
                self.sliding = not self.sliding and not isinstance(self.step.layer, Dense)
            case Action.CONFIRM:
                self.source = (self._source + 1) % self._channels
            case Action.PAGE_UP | Action.PAGE_DOWN:
                by = 1 if given is Action.PAGE_DOWN else -1
                self.number, self.source = (self.number + by) % self.step.output.shape[-1], None
            case Pointer(pos=pos) if given.moved or given.clicked:
                self._point(view, pos, clicked=given.clicked)
        return super().respond(given, view)

    def update(self, seconds: float) -> None:
        super().update(seconds)
        if not self.sliding:
            return
        self._since += seconds * _SPEED
        steps, self._since = int(self._since), self._since % 1.0
        rows, across = self.step.output.shape[:2]
        self.row, self.at = divmod((self.row * across + self.at + steps) % (rows * across), across)

    def draw(self, canvas: Canvas) -> None:
        layer = self.step.layer
        kind = "unit" if isinstance(layer, Dense) else "map"
        self.draw_page(canvas, f"{self.name}, {kind} {self.number + 1} of {self.step.output.shape[-1]}")
        match layer:
            case Convolution():
                self._draw_convolution(canvas, layer)
                lines = convolution_facts(self.step, self.number, self.row, self.at)
                said = say.CONVOLUTION
            case Pooling():
                self._draw_pooling(canvas, layer)
                lines = pooling_facts(self.step, self.number, self.row, self.at)
                said = say.POOLING
            case _:
                draw_products(canvas, _PRODUCTS, self.step, self.number, "its strongest inputs")
                lines = dense_facts(self.step, self.number)
                said = say.DENSE
        for number, line in enumerate(lines):
            at = (_LINES.x, _LINES.y + 30 * number)
            last = number == len(lines) - 1
            canvas.text(
                line, at, theme.MEDIUM if last else theme.SMALL, theme.ACCENT if last else theme.TEXT, fit=512
            )
        self.draw_words(canvas, said)

    @property
    def _source(self) -> int:
        """The input map whose patch is shown."""
        if self.source is not None:
            return min(self.source, self._channels - 1)
        if not isinstance(self.step.layer, Convolution):
            return self.number
        return int(np.abs(sums_by_input(self.step, self.number, self.row, self.at)).argmax())

    def _draw_convolution(self, canvas: Canvas, layer: Convolution) -> None:
        step, source = self.step, self._source
        kernel = layer.kernels[:, :, source, self.number]
        patch = patch_at(step, self.row, self.at)[..., source]
        above = (len(kernel) - 1) // 2 if layer.padding == "same" else 0
        show(canvas, bright(step.input[..., source]), _INPUT, theme.EDGE)
        box(canvas, _INPUT, (self.row - above, self.at - above), kernel.shape, len(step.input))
        self._draw_map(canvas, (self.row, self.at))
        name = f"input map {source + 1}" if self._channels > 1 else "your drawing"
        canvas.text(name, (_INPUT.x, _INPUT.y - 16), theme.SMALL, theme.QUIET)
        parts = (("patch", patch, bright(patch)), ("× kernel", kernel, signed(kernel)))
        for area, (words, numbers, colours) in zip(
            _GRIDS, (*parts, ("= products", patch * kernel, signed(patch * kernel))), strict=True
        ):
            canvas.text(words, (area.x, area.y - 16), theme.SMALL, theme.QUIET)
            _grid(canvas, area if self._channels > 1 else area._replace(height=_HIGH), numbers, colours)
        if self._channels > 1:
            sums = sums_by_input(step, self.number, self.row, self.at)
            total = f"The sum of these products: {number_words(float(sums[source]))}"
            canvas.text(total, (_BARS.x, _BARS.y - 16), theme.SMALL, theme.TEXT)
            _bars(canvas, _BARS, sums, source)

    def _draw_pooling(self, canvas: Canvas, layer: Pooling) -> None:
        step, size = self.step, layer.size
        one = step.input[..., self.number]
        show(canvas, bright(one), _INPUT, theme.EDGE)
        canvas.text("before pooling", (_INPUT.x, _INPUT.y - 16), theme.SMALL, theme.QUIET)
        box(canvas, _INPUT, (self.row * size, self.at * size), (size, size), len(one))
        self._draw_map(canvas, (self.row, self.at))
        square = one[self.row * size : (self.row + 1) * size, self.at * size : (self.at + 1) * size]
        won = winner(step.input, self.number, self.row, self.at, size)
        area = Area(_GRIDS[0].x, _GRIDS[0].y, 240, 200)
        canvas.text("the square", (area.x, area.y - 16), theme.SMALL, theme.QUIET)
        place = (won[0] - self.row * size, won[1] - self.at * size)
        _grid(canvas, area, square, bright(square), place)
        # What goes on, beside the numbers that it was chosen from.
        kept = Area(_GRIDS[2].x - 40, area.y + 50, 120, 100)
        canvas.text("what stays", (kept.x, kept.y - 16), theme.SMALL, theme.QUIET)
        canvas.text("→", ((area.right + kept.x) / 2, kept.middle[1]), theme.MEDIUM, theme.QUIET, "center")
        number = square[place][None, None]
        _grid(canvas, kept, number, bright(number), (0, 0))

    def _draw_map(self, canvas: Canvas, place: tuple[int, int]) -> None:
        out = self.step.output[..., self.number]
        area = self.output_area
        show(canvas, bright(out), area, theme.EDGE)
        box(canvas, area, place, (1, 1), len(out))
        canvas.text(f"map {self.number + 1}", (area.x, area.y - 16), theme.SMALL, theme.QUIET)

    def _step(self, arrow: Action) -> None:
        if isinstance(self.step.layer, Dense):
            return
        rows, across = self.step.output.shape[:2]
        down = {Action.UP: -1, Action.DOWN: 1}.get(arrow, 0)
        right = {Action.LEFT: -1, Action.RIGHT: 1}.get(arrow, 0)
        self.row, self.at = (self.row + down) % rows, (self.at + right) % across

    def _point(self, view: View, pixel: tuple[int, int], *, clicked: bool) -> None:
        """Put the place under the pointer, on either picture; a click on a bar chooses its input map."""
        if isinstance(self.step.layer, Dense):
            return
        rows, across = self.step.output.shape[:2]
        for area in (_INPUT, self.output_area):
            rect = view.rect(area)
            if rect.collidepoint(pixel):
                self.sliding = False
                self.row = min((pixel[1] - rect.y) * rows // rect.height, rows - 1)
                self.at = min((pixel[0] - rect.x) * across // rect.width, across - 1)
        rect = view.rect(_BARS)
        if clicked and self._channels > 1 and rect.collidepoint(pixel):
            self.source = min((pixel[0] - rect.x) * self._channels // rect.width, self._channels - 1)


def draw_products(canvas: Canvas, area: Area, step: Step, number: int, title: str) -> None:
    """The strongest products of a unit, each with a bar."""
    rows = strongest_products(step, number)
    most = max((abs(product) for _, product in rows), default=1.0) or 1.0
    canvas.text(title, (area.x, area.y + 8), theme.SMALL, theme.QUIET, fit=area.width)
    result = area.x + 176
    for at, (words, product) in enumerate(rows):
        y = area.y + 40 + 28 * at
        canvas.text(words, (area.x, y), theme.SMALL, theme.TEXT)
        canvas.text(number_words(product), (result, y), theme.SMALL, theme.TEXT, "midright")
        fill = theme.ACCENT if product > 0 else theme.AMBER
        track = Area(result + 12, y - 7, area.right - result - 12, 14)
        widgets.meter(canvas, track, abs(product) / most, fill, theme.PANEL)


def _grid(
    canvas: Canvas,
    area: Area,
    numbers: Array,
    colours: npt.NDArray[np.uint8],
    chosen: tuple[int, int] | None = None,
) -> None:
    """Numbers in their cells, over a shade of their colours; `chosen` is marked."""
    rows, across = numbers.shape
    wide, high = area.width / across, area.height / rows
    for row in range(rows):
        for column in range(across):
            cell = Area(area.x + column * wide, area.y + row * high, wide - 2, high - 2)
            shade = tuple(int(part) for part in colours[row, column])
            fill = theme.blend(theme.PANEL, (shade[0], shade[1], shade[2]), 0.4)
            canvas.panel(cell, fill, theme.AMBER if chosen == (row, column) else None, 3)
            words = cell_words(float(numbers[row, column]), narrow=wide < _NARROW)
            canvas.text(words, cell.middle, theme.SMALL, theme.TEXT, "center")


def _bars(canvas: Canvas, area: Area, values: Array, chosen: int) -> None:
    """Signed bars around a middle line, one for each input map."""
    rect = canvas.view.rect(area)
    canvas.surface.fill(theme.PANEL, rect)
    most = max(float(np.abs(values).max()), 1e-6)
    for number, value in enumerate(values.tolist()):
        left, right = (rect.x + at * rect.width // len(values) for at in (number, number + 1))
        if number == chosen:
            canvas.surface.fill(theme.KEY, (left, rect.y, right - left, rect.height))
        high = round(abs(value) / most * rect.height / 2)
        top = rect.centery - high if value > 0 else rect.centery
        canvas.surface.fill(
            theme.ACCENT if value > 0 else theme.AMBER, (left, top, max(right - left - 1, 1), high)
        )
    canvas.surface.fill(theme.EDGE, (rect.x, rect.centery, rect.width, 1))
