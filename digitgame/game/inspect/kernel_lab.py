"""The kernel lab: slide a small square of numbers over your drawing and see the sum at every place."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.game.base_scene import BACK
from digitgame.game.board_scene import BLANK, CLEAR, BoardScene
from digitgame.game.inspect import xray
from digitgame.ink.frame import FRAME
from digitgame.ui import theme, widgets
from digitgame.ui.actions import LEFT, Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Transition

_SEES: Final = Area(536, 104, 184, 184)
_MAP: Final = Area(744, 104, 184, 184)
_GRID: Final = Area(536, 360, 184, 184)
_WORDS: Final = Area(744, 336, 184, 208)
# A product below it shows as 0.00.
_ZERO: Final = 0.005
_OWN_WORDS: Final = "Click a number to raise it, right-click to lower it."
_LEARNT_WORDS: Final = "The network learnt these numbers from digits."
_HOW: Final = "Point at an image to slide the kernel."
Array = npt.NDArray[np.float32]
MIN_WEIGHT, MAX_WEIGHT, STEP = -2.0, 2.0, 0.5


@dataclass(frozen=True)
class Kernel:
    """A small square of numbers [side, side], side 3 or 5, and what it does in a sentence."""

    name: str
    words: str
    numbers: Array


def _kernel(name: str, words: str, *rows: tuple[float, ...]) -> Kernel:
    return Kernel(name, words, np.array(rows, np.float32))


CLASSIC: Final = (
    _kernel(
        "Vertical edges", "Bright where dark turns light going right.", (-1, 0, 1), (-2, 0, 2), (-1, 0, 1)
    ),
    _kernel(
        "Horizontal edges", "Bright where dark turns light going down.", (-1, -2, -1), (0, 0, 0), (1, 2, 1)
    ),
    _kernel("All edges", "Zero on flat areas, strong at edges.", (-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    _kernel("Blur", "Every pixel becomes the average of its neighbours.", *[(1 / 9,) * 3] * 3),
    _kernel("Sharpen", "Every pixel stands out from its neighbours.", (0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    _kernel("Emboss", "Light from the top left, like a relief.", (-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
)


def captions(*, relu: bool) -> tuple[str, str]:
    """The captions of the drawing and of the kernel's output."""
    return "your drawing, 28×28", "output after ReLU" if relu else "output: blue +, amber −"


def sum_facts(kernel: Array, patch: Array, *, relu: bool) -> tuple[str, str]:
    """The sum of a kernel over a patch of the same shape, and how many products it has."""
    products = patch * kernel
    total, lit = float(products.sum()), int((np.abs(products) > _ZERO).sum())
    words = f"ReLU: {total:.2f} → {max(total, 0):.2f}" if relu else f"Sum here: {total:.2f}"
    return words.replace("-", "−"), f"{kernel.size} multiplications, {lit} non-zero"


@dataclass
class KernelLab(BoardScene):
    """A board, its frame, a kernel, and the map that the kernel makes of the frame."""

    chosen: int = 0
    own: Array = field(default_factory=lambda: np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]], np.float32))
    relu: bool = False
    hints = (
        Hint("", Action.LEFT, "‹"),
        Hint("next kernel", Action.RIGHT, "›"),
        Hint("3x3 or 5x5", Action.KERNEL_SIZE),
        Hint("ReLU", Action.RELU),
        CLEAR,
        BACK,
    )

    @property
    def kernels(self) -> list[Kernel]:
        """The classic ones, the player's own, then the network's."""
        learnt = () if self.game.weights is None else self.game.weights.kernels
        network = [
            Kernel(f"Learnt kernel {at}", _LEARNT_WORDS, kernel) for at, kernel in enumerate(learnt, 1)
        ]
        return [*CLASSIC, Kernel("Your own", _OWN_WORDS, self.own), *network]

    @property
    def kernel(self) -> Kernel:
        return self.kernels[self.chosen]

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Action.LEFT | Action.RIGHT:
                self.chosen = (self.chosen + (1 if given is Action.RIGHT else -1)) % len(self.kernels)
            case Action.KERNEL_SIZE:
                self._edit(resized(self.kernel.numbers if len(self.kernel.numbers) in (3, 5) else self.own))
            case Action.RELU:
                self.relu = not self.relu
            case Pointer(pressed=True, button=1 | 3 as button, pos=pos) if view.hits(_GRID, pos):
                self._turn(view, pos, up=button == LEFT)
            case _ if not self.board.handle(given, view):
                return super().respond(given, view)
        return None

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "Kernel lab")
        self.draw_board(canvas, 0.5, "Draw something here")
        kernel = self.kernel
        picture = BLANK if self.board.picture is None else self.board.picture
        sums = slid(picture, kernel.numbers)
        spot = _spot(canvas.view, sums, self.board.pointer)
        title = f"{self.chosen + 1} of {len(self.kernels)}: {kernel.name}"
        canvas.text(title, (_SEES.x, 80), theme.MEDIUM, theme.ACCENT, fit=392)
        canvas.picture(picture, _SEES)
        xray.box(canvas, _SEES, spot, kernel.numbers.shape, FRAME)
        shown = np.maximum(sums, 0) if self.relu else sums
        xray.show(canvas, xray.bright(shown) if self.relu else xray.signed(shown), _MAP)
        xray.box(canvas, _MAP, spot, (1, 1), len(sums))
        for area, words in zip((_SEES, _MAP), captions(relu=self.relu), strict=True):
            at = (area.middle[0], area.bottom + 16)
            canvas.text(words, at, theme.SMALL, theme.QUIET, "center", fit=area.width + 8)
        canvas.text("kernel", (_GRID.middle[0], _GRID.y - 16), theme.SMALL, theme.QUIET, "center")
        _grid(canvas, kernel.numbers)
        self._words(canvas, kernel, picture, spot)

    def _words(self, canvas: Canvas, kernel: Kernel, picture: Array, spot: tuple[int, int]) -> None:
        """The sum under the pointer, and what the kernel does."""
        (row, column), side = spot, len(kernel.numbers)
        patch = picture[row : row + side, column : column + side]
        total, products = sum_facts(kernel.numbers, patch, relu=self.relu)
        canvas.text(total, (_WORDS.x, _WORDS.y + 8), theme.MEDIUM, theme.TEXT, fit=_WORDS.width)
        y = _WORDS.y + 40
        for words in (products, kernel.words, _HOW):
            place = Area(_WORDS.x, y, _WORDS.width, _WORDS.bottom - y)
            y = widgets.paragraph(canvas, words, place, theme.QUIET, 20) + 20

    def _turn(self, view: View, pixel: tuple[int, int], *, up: bool) -> None:
        """Raise or lower the number under the pointer, in the player's own copy of the kernel."""
        rect = view.rect(_GRID)
        side = len(self.kernel.numbers)
        row = min((pixel[1] - rect.y) * side // rect.height, side - 1)
        column = min((pixel[0] - rect.x) * side // rect.width, side - 1)
        self._edit(changed(self.kernel.numbers, row, column, up))

    def _edit(self, numbers: Array) -> None:
        self.own = numbers
        self.chosen = len(CLASSIC)


def _spot(view: View, sums: Array, pixel: tuple[int, int]) -> tuple[int, int]:
    """The kernel's place (row, column): under the pointer, else where the sum is greatest."""
    most = len(sums) - 1
    for area, cells in ((_SEES, FRAME), (_MAP, len(sums))):
        rect = view.rect(area)
        if rect.collidepoint(pixel):
            # On the drawing the kernel's middle is under the pointer.
            off = (FRAME - len(sums)) // 2 if area is _SEES else 0
            row = (pixel[1] - rect.y) * cells // rect.height - off
            column = (pixel[0] - rect.x) * cells // rect.width - off
            return min(max(row, 0), most), min(max(column, 0), most)
    row, column = divmod(int(np.abs(sums).argmax()), len(sums))
    return row, column


def _grid(canvas: Canvas, numbers: Array) -> None:
    side = len(numbers)
    cell = _GRID.width / side
    strongest = max(float(np.abs(numbers).max()), 1e-6)
    for row in range(side):
        for column in range(side):
            value = float(numbers[row, column])
            area = Area(_GRID.x + column * cell, _GRID.y + row * cell, cell - 2, cell - 2)
            tint = theme.ACCENT if value > 0 else theme.AMBER
            canvas.panel(area, theme.blend(theme.PANEL, tint, 0.35 * abs(value) / strongest), theme.EDGE, 2)
            # Adding 0.0 turns -0.0 into 0.0, which has no minus.
            words = f"{round(value, 1) + 0.0:g}".replace("-", "−")
            canvas.text(words, area.middle, theme.SMALL, theme.TEXT, "center")


def slid(picture: Array, kernel: Array) -> Array:
    """The sum of products at every place where the kernel fits: [28 - side + 1] both ways."""
    windows = np.lib.stride_tricks.sliding_window_view(picture, kernel.shape)
    sums: Array = np.einsum("ijkl,kl->ij", windows, kernel).astype(np.float32)
    return sums


def changed(kernel: Array, row: int, column: int, up: bool) -> Array:
    """A kernel with one number a step higher or lower; past the end it starts over."""
    out: Array = kernel.copy()
    value = float(out[row, column]) + (STEP if up else -STEP)
    if value > MAX_WEIGHT + 0.01:
        value = MIN_WEIGHT
    elif value < MIN_WEIGHT - 0.01:
        value = MAX_WEIGHT
    out[row, column] = value
    return out


def resized(kernel: Array) -> Array:
    """A 3x3 kernel padded with zeros to 5x5, or the middle of a 5x5 kernel."""
    other: Array = np.pad(kernel, 1) if len(kernel) == 3 else kernel[1:-1, 1:-1].copy()
    return other
