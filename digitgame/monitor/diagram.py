"""The network as a diagram: its layers from the drawing down to the answer, with shapes and parameters."""

import math
from itertools import pairwise
from typing import Final, NamedTuple

from digitgame.events import Layer, Recipe
from digitgame.formatting import percent
from digitgame.monitor.explainer import Explainer
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area

# Design units: the first row, the highest row, a map of 28 pixels, and where the columns stand.
_FIRST: Final = 88
_ROW: Final = 30
_MAP: Final = 20
_LABEL: Final = 64
_OUTPUT: Final = 338
# Maps of a stack that are drawn, at most, and from one to the next.
_STACK: Final = 5
_SHIFT: Final = 4
# The longest bar of a row of numbers.
_LONGEST: Final = 40
# The words of a label that are explained, and as what.
TERMS: Final = {
    "Input": "input",
    "Convolution": "convolution",
    "norm": "batch norm",
    "ReLU": "relu",
    "Max pooling": "max pooling",
    "Flatten": "flatten",
    "Dropout": "dropout",
    "Dense": "dense",
    "Softmax": "softmax",
}
_INPUT: Final = Layer("Input", [28, 28, 1])


class Block(NamedTuple):
    """One line of the diagram: its label, the shape that it makes, and its parameters."""

    label: str
    shape: list[int]
    parameters: int

    @property
    def output(self) -> str:
        """The shape as text, such as 24×24×8."""
        return "×".join(map(str, self.shape))


def blocks(recipe: Recipe) -> list[Block]:
    """The layers of a network, a convolution or a dense layer as one with the ReLU and the batch norm that follow."""
    found: list[Block] = []
    layers = (_INPUT, *recipe.layers)
    for number, layer in enumerate(layers):
        after = [one.kind for one in layers[number + 1 :]]
        match layer.kind:
            case "Input":
                found.append(Block("Input: your drawing", layer.shape[:2], 0))
            case "Conv2D":
                norm = after[:1] == ["BatchNormalization"]
                words = f"Convolution {_sides(layer)}{', norm' if norm else ''}, ReLU"
                parameters = layer.parameters + (layers[number + 1].parameters if norm else 0)
                found.append(Block(words, layer.shape, parameters))
            case "MaxPooling2D":
                found.append(Block(f"Max pooling {_sides(layer)}", layer.shape, 0))
            case "Flatten":
                found.append(Block("Flatten", layer.shape, 0))
            case "Dropout":
                found.append(Block(f"Dropout {percent(layer.rate)}", layer.shape, 0))
            case "Dense":
                words = "Dense, ReLU" if "Dense" in after else "Dense"
                found.append(Block(words, layer.shape, layer.parameters))
            case "Softmax":
                found.append(Block("Softmax: the answer", layer.shape, 0))
    return found


def draw(canvas: Canvas, area: Area, recipe: Recipe | None, explainer: Explainer) -> None:
    """The diagram; nothing but its frame before the network is known."""
    canvas.panel(area, theme.PANEL, theme.EDGE)
    left, right = area.x + 14, area.right - 14
    if recipe is None:
        canvas.text("The network is not built yet.", area.middle, theme.SMALL, theme.QUIET, "center")
        return
    shown = blocks(recipe)
    line = f"Batch size {recipe.batch_size} · learning rate {recipe.learning_rate:.3g}"
    canvas.text(line, (left, area.y + 20), theme.SMALL, theme.TEXT)
    explainer.mark_in(canvas, line, left, area.y + 20, "batch", "Batch size")
    explainer.mark_in(canvas, line, left, area.y + 20, "learning rate", "learning rate")
    titles = area.y + 58
    canvas.text("layer", (area.x + _LABEL, titles), theme.SMALL, theme.QUIET)
    canvas.text("output", (area.x + _OUTPUT, titles), theme.SMALL, theme.QUIET, "midright")
    width = canvas.text("parameters", (right, titles), theme.SMALL, theme.QUIET, "midright")
    explainer.mark(canvas, "parameters", Area(right - width, titles - 11, width, 22))
    step = min((area.height - _FIRST - 20) / len(shown), _ROW)
    rows = [area.y + _FIRST + step * number for number in range(len(shown))]
    for y, below in pairwise(rows):
        canvas.panel(Area(area.x + 34, y + _MAP / 2, 0.1, below - y - _MAP / 2), theme.EDGE)
    for y, block in zip(rows, shown, strict=True):
        _glyph(canvas, (area.x + 34, y), block.shape)
        start = area.x + _LABEL
        canvas.text(block.label, (start, y), theme.SMALL, theme.TEXT)
        for part, word in TERMS.items():
            explainer.mark_in(canvas, block.label, start, y, word, part)
        canvas.text(block.output, (area.x + _OUTPUT, y), theme.SMALL, theme.TEXT, "midright")
        count = f"{block.parameters:,}" if block.parameters else "–"
        canvas.text(
            count, (right, y), theme.SMALL, theme.TEXT if block.parameters else theme.QUIET, "midright"
        )


def _glyph(canvas: Canvas, middle: tuple[float, float], shape: list[int]) -> None:
    """A stack of maps as large as they are, or a bar for a row of numbers."""
    x, y = middle
    if len(shape) == 1:
        length = min(6 + 4.5 * math.log(shape[0]), _LONGEST)
        canvas.panel(Area(x - length / 2, y - 3, length, 6), theme.DIM, None, 0)
        return
    side = max(_MAP * shape[0] / 28, 6)
    count = min(shape[2] if len(shape) > 2 else 1, _STACK)
    first = x - side / 2 - _SHIFT * (count - 1) / 2
    for number in range(count):
        canvas.panel(Area(first + number * _SHIFT, y - side / 2, side, side), theme.DIM, theme.ROOM, 1)


def _sides(layer: Layer) -> str:
    return "×".join(map(str, layer.kernel))
