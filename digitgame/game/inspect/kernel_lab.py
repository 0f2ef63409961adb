"""The kernel lab: slide a small square of numbers over your drawing and see the sum at every place."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.game.base_scene import BACK
from digitgame.game.board_scene import BLANK, CLEAR, BoardScene
from digitgame.game.inspect import pictures
from digitgame.game.inspect.number_grid import cell_at, draw_numbers
from digitgame.game.inspect.slide import Slide
from digitgame.inference import arithmetic
from digitgame.ink.frame import FRAME
from digitgame.ui import theme, widgets
from digitgame.ui.actions import LEFT, Action, Digit, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View, full_width
from digitgame.ui.scene_stack import Transition

# The board and the pictures beside it, and below them the patch, the kernel and their products.
_BOARD: Final = Area(32, 64, 200, 200)
_SEES: Final = Area(264, 64, 200, 200)
_MAP: Final = Area(496, 64, 200, 200)
_POOLED: Final = Area(728, 64, 200, 200)
_PATCH: Final = Area(32, 296, 168, 168)
_GRID: Final = Area(240, 296, 168, 168)
_PRODUCTS: Final = Area(448, 296, 168, 168)
_WORDS: Final = Area(648, 304, 280, 160)
_NAMES: Final = full_width(488, 28)
_LEARNT: Final = full_width(521, 28)
_OWN_WORDS: Final = "Click a number to raise it, right-click to lower it. Keys 1 to 9 raise it, too."
_LEARNT_WORDS: Final = "The network learnt these numbers from digits."
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
        "Vertical edges", "Blue where dark turns light, going right.", (-1, 0, 1), (-2, 0, 2), (-1, 0, 1)
    ),
    _kernel(
        "Horizontal edges", "Blue where dark turns light, going down.", (-1, -2, -1), (0, 0, 0), (1, 2, 1)
    ),
    _kernel("Outline", "Zero on flat areas, strong at edges.", (-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    _kernel("Blur", "Every pixel becomes the average of its neighbours.", *[(1 / 9,) * 3] * 3),
    _kernel("Sharpen", "Every pixel stands out from its neighbours.", (0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    _kernel("Emboss", "Light from the top left, like a relief.", (-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
)


def captions(*, relu: bool) -> tuple[str, str, str]:
    """The captions of the drawing, of the kernel's output, and of the pooled map."""
    return "your drawing, 28×28", "after ReLU" if relu else "sums: blue +, amber −", "pooled: largest of 2×2"


def sum_facts(kernel: Array, patch: Array, *, relu: bool) -> tuple[str, str]:
    """The sum of a kernel over a patch of the same shape, and how many products it has."""
    total = float((patch * kernel).sum()) + 0.0
    words = f"ReLU: {total:.2f} → {max(total, 0):.2f}" if relu else f"Sum here: {total:.2f}"
    return words.replace("-", "−"), f"the sum of {kernel.size} products"


@dataclass
class KernelLab(BoardScene):
    """A board, its frame, a kernel, and the map that the kernel makes of the frame."""

    chosen: int = 0
    own: Array = field(default_factory=lambda: np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]], np.float32))
    relu: bool = False
    slide: Slide = field(init=False)
    hints = (
        Hint("", Action.LEFT, "‹"),
        Hint("next kernel", Action.RIGHT, "›"),
        Hint("stop, go", Action.GUESS),
        Hint("3×3 or 5×5", Action.KERNEL_SIZE),
        Hint("ReLU", Action.RELU),
        Hint("change it", cap="1 – 9"),
        CLEAR,
        BACK,
    )
    has_board = False
    _slid: tuple[int, int] = (-1, 0)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.slide = Slide(moves=not self.game.settings.reduced_motion)

    @property
    def board_area(self) -> Area:
        return _BOARD

    @property
    def moving(self) -> bool:
        return (self.slide.moves and bool(self.board.ink)) or super().moving

    @property
    def kernels(self) -> list[Kernel]:
        """The classic ones, the player's own, then the network's."""
        learnt = self.game.layers.first_kernels
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
            case Digit(digit) if digit:
                # The nine numbers in the middle, as they are read; past the highest comes the lowest.
                row, column = divmod(digit - 1, 3)
                beside = (len(self.kernel.numbers) - 3) // 2
                self._edit(changed(self.kernel.numbers, row + beside, column + beside, up=True))
            case Pointer(pressed=True, button=1 | 3 as button, pos=pos) if view.hits(_GRID, pos):
                self._turn(view, pos, up=button == LEFT)
            case Pointer(clicked=True, pos=pos) if self._kernel_at(view, pos) is not None:
                self.chosen = self._kernel_at(view, pos) or 0
            case _ if self.slide.handle(given):
                pass
            case _ if not self._handled(given, view):
                return super().respond(given, view)
        return None

    def update(self, seconds: float) -> Transition | None:
        out = super().update(seconds)
        picture, side = self._picture, len(self.kernel.numbers)
        if self._slid != (self.board.ink.revision, side):
            self._slid = self.board.ink.revision, side
            patches = np.lib.stride_tricks.sliding_window_view(picture, (side, side))
            self.slide.look_at(np.asarray(patches.max((2, 3)) > 0))
        self.slide.update(seconds)
        return out

    @property
    def _picture(self) -> Array:
        return BLANK if self.board.picture is None else self.board.picture

    def areas(self) -> list[Area]:
        """Where each kernel can be clicked: those with names in a row, the network's below them."""
        named, learnt = len(CLASSIC) + 1, len(self.kernels) - len(CLASSIC) - 1
        wide, side = _NAMES.width / named, _LEARNT.width / max(learnt, 1)
        return [
            *(Area(_NAMES.x + wide * n + 2, _NAMES.y, wide - 4, _NAMES.height) for n in range(named)),
            *(Area(_LEARNT.x + side * n, _LEARNT.y, _LEARNT.height, _LEARNT.height) for n in range(learnt)),
        ]

    def _kernel_at(self, view: View, pixel: tuple[int, int]) -> int | None:
        return view.area_at(self.areas(), pixel)

    def _point(self, view: View, pixel: tuple[int, int]) -> None:
        """Put the kernel where the pointer is on a picture; elsewhere it slides."""
        side = len(self.kernel.numbers)
        places = FRAME - side + 1
        at = cell_at(view, _SEES, (FRAME, FRAME), pixel)
        if at is not None:
            # On the drawing the kernel's middle is under the pointer.
            at = at[0] - side // 2, at[1] - side // 2
        self.slide.point(at or cell_at(view, _MAP, (places, places), pixel))

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, "Kernel lab")
        self.draw_board(canvas, 0.5, "Draw here")
        kernel, picture = self.kernel, self._picture
        sums = slid(picture, kernel.numbers)
        side, most = len(kernel.numbers), len(sums) - 1
        row, column = (min(at, most) for at in self.slide.place)
        shown = np.maximum(sums, 0) if self.relu else sums
        pooled = arithmetic.max_pool(shown[..., None])[..., 0]
        colours = pictures.bright if self.relu else pictures.signed
        canvas.picture(picture, _SEES)
        pictures.show(canvas, colours(shown), _MAP, theme.EDGE)
        pictures.show(canvas, colours(pooled), _POOLED, theme.EDGE)
        pictures.box(canvas, _SEES, (row, column), (side, side), FRAME)
        pictures.box(canvas, _MAP, (row, column), (1, 1), len(sums))
        pictures.box(canvas, _POOLED, (row // 2, column // 2), (1, 1), len(pooled))
        for area, words in zip((_SEES, _MAP, _POOLED), captions(relu=self.relu), strict=True):
            canvas.text(
                words, (area.middle[0], area.bottom + 14), theme.SMALL, theme.QUIET, "center", fit=216
            )
        patch = picture[row : row + side, column : column + side]
        for area, values in (
            (_PATCH, patch),
            (_GRID, kernel.numbers),
            (_PRODUCTS, patch * kernel.numbers),
        ):
            draw_numbers(canvas, values, area)
        for area, words in ((_PATCH, "patch"), (_GRID, "kernel"), (_PRODUCTS, "products")):
            canvas.text(words, (area.middle[0], area.bottom + 12), theme.SMALL, theme.QUIET, "center")
        for area, sign in ((_PATCH, "×"), (_GRID, "=")):
            canvas.text(sign, (area.right + 20, area.middle[1]), theme.MEDIUM, theme.QUIET, "center")
        total, products = sum_facts(kernel.numbers, patch, relu=self.relu)
        canvas.text(total, (_WORDS.x, _WORDS.y + 8), theme.MEDIUM, theme.TEXT, fit=_WORDS.width)
        canvas.text(kernel.name, (_WORDS.x, _WORDS.y + 68), theme.SMALL, theme.ACCENT, fit=_WORDS.width)
        canvas.text(products, (_WORDS.x, _WORDS.y + 38), theme.SMALL, theme.QUIET, fit=_WORDS.width)
        widgets.paragraph(canvas, kernel.words, Area(_WORDS.x, _WORDS.y + 96, _WORDS.width, 60), theme.QUIET)
        self._draw_choice(canvas)

    def _draw_choice(self, canvas: Canvas) -> None:
        """Every kernel, to be clicked."""
        for number, (kernel, area) in enumerate(zip(self.kernels, self.areas(), strict=True)):
            chosen = number == self.chosen
            if number <= len(CLASSIC):
                edge = theme.ACCENT if chosen else theme.EDGE
                canvas.panel(area, theme.KEY if chosen else theme.PANEL, edge, theme.SMALL_RADIUS)
                canvas.text(kernel.name, area.middle, theme.SMALL, theme.TEXT, "center", fit=area.width - 6)
            else:
                pictures.show(
                    canvas,
                    pictures.signed(kernel.numbers),
                    area.inside(1),
                    theme.AMBER if chosen else theme.EDGE,
                )

    def _handled(self, given: Input, view: View) -> bool:
        """Let the pointer move the kernel, and draw."""
        if isinstance(given, Pointer):
            self._point(view, given.pos)
        return self.board.handle(given, view)

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
