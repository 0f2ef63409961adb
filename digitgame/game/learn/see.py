"""The first pages: pixels, one kernel, many kernels."""

from typing import Final

import numpy as np

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game.game import Game
from digitgame.game.inspect.number_grid import Array, draw_numbers
from digitgame.game.inspect.pictures import box, bright, show, signed
from digitgame.game.learn.page import STAGE, Page, Progress, SlidingPage, caption, invite, step_of
from digitgame.inference import arithmetic
from digitgame.ink.frame import FRAME
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View

# The sides of the window over the pixels, and the limits of black and white; all between is grey.
_WINDOW: Final = 7
_BLACK: Final = 0.02
_WHITE: Final = 0.95
EDGES: Final = {
    "Vertical edges": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32),
    "Horizontal edges": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], np.float32),
}
# The lines that a key draws: upright and level.
LINES: Final = (((150.0, 40.0), (150.0, 260.0)), ((40.0, 150.0), (260.0, 150.0)))
# The share of the answer of both kernels that a line must give to one.
_LIT: Final = 0.75


def grey_name(value: float) -> str:
    """Whether a pixel counts as black, grey or white."""
    return "black" if value <= _BLACK else "white" if value >= _WHITE else "grey"


def catch_words(key: str, *, still: bool) -> str:
    """The task of the pixels; where the window stands `still`, the player moves it."""
    how = f"step to each with Up and Down and press {key}" if still else f"press {key} as the window slides"
    return f"Catch a black, a grey and a white pixel: click them, or {how}."


class Pixels(SlidingPage):
    """A window over the drawing shows its pixels as numbers."""

    name = "pixels"
    title = "A picture is numbers"
    idea = (
        "The network sees 28 × 28 pixels: 784 numbers from 0 (black) to 1 (white). It multiplies them by weights, "
        "numbers that training finds, and adds up. One weight for each pixel is too many: a colour photo needs "
        "200 × 200 × 3 = 120,000 for each sum, and what is learnt in one place is known nowhere else. So it looks "
        "through a small window."
    )
    hints = (Hint("catch", Action.GUESS), Hint("", Action.UP, "Up"), Hint("step", Action.DOWN, "Down"))

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        self.goals = (catch_words(game.bindings.labels[Action.GUESS], still=self.still),)
        self.caught: set[str] = set()
        self._picture_area = self.place(0, 0, 280, 280)

    @property
    def value(self) -> float:
        """The pixel in the window's middle."""
        return float(self.picture[self.slide.place])

    def changed(self) -> None:
        # The ink, and the black beside it on either side.
        ink = np.pad(self.picture > 0, ((0, 0), (1, 1)))
        self.slide.look_at(ink[:, :-2] | ink[:, 1:-1] | ink[:, 2:])

    def pictures(self) -> list[tuple[Area, int, int]]:
        return [(self._picture_area, FRAME, 0)]

    def take(self) -> None:
        if self.drawn:
            self.caught.add(grey_name(self.value))

    def progress(self) -> Progress:
        missing = [name for name in ("black", "grey", "white") if name not in self.caught]
        if not missing:
            words = "all three"
        elif len(missing) == 3:
            words = "all three are missing"
        else:
            words = f"missing: {', '.join(missing)}"
        return Progress(1 - len(missing) / 3, words)

    def draw(self, canvas: Canvas) -> None:
        if not self.drawn:
            invite(canvas, self.stage)
            return
        row, column = self.slide.place
        top, left = (min(max(at - _WINDOW // 2, 0), FRAME - _WINDOW) for at in (row, column))
        canvas.picture(self.picture, self._picture_area)
        box(canvas, self._picture_area, (top, left), (_WINDOW, _WINDOW), FRAME)
        grid = self.place(288, 0, 280, 280)
        draw_numbers(canvas, self.picture[top : top + _WINDOW, left : left + _WINDOW], grid, strongest=1.0)
        box(canvas, grid, (row - top, column - left), (1, 1), _WINDOW)
        caption(canvas, self._picture_area, "784 pixels")
        caption(canvas, grid, pixel_words(row, column, self.value), colour=theme.TEXT)


def pixel_words(row: int, column: int, value: float) -> str:
    """Where a pixel is, counted from 1, and what it holds."""
    return f"row {row + 1}, column {column + 1}: {value:.2f}, {grey_name(value)}"


def lit_share(picture: Array, kernel: Array, other: Array) -> float:
    """A kernel's share, 0 to 1, of the squared sums that two kernels make of a picture."""
    one, two = (float((sums(picture, weights) ** 2).sum()) for weights in (kernel, other))
    return one / (one + two) if one + two else 0.0


def sums(picture: Array, kernel: Array) -> Array:
    """A convolution with one kernel: [28 - side + 1] both ways."""
    return arithmetic.convolve(picture[..., None], kernel[..., None, None])[..., 0]


class Kernel(SlidingPage):
    """One kernel slides over the drawing, with its numbers."""

    name = "kernel"
    title = "A kernel slides over the picture"
    idea = (
        "A kernel is a small square of weights. At each place it multiplies the pixels below it by its weights and "
        "adds the products up: that is a convolution. The sums make a new picture, the feature map: blue above 0, "
        "amber below. Picture editors sharpen and blur with such image kernels too."
    )
    goals = (
        "Clear the board. Draw a line that this kernel, for vertical edges, lights up.",
        "Clear the board. Draw a line that this one, for horizontal edges, lights up.",
    )
    takes = False
    hints = (
        Hint("stop, go", Action.GUESS),
        Hint("", Action.UP, "Up"),
        Hint("step", Action.DOWN, "Down"),
        Hint("draw a line", Action.CONFIRM),
    )

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        # What was on the board before is not drawn for this page.
        self._before = self.picture
        self._lines = 0
        self._picture_area = self.place(0, 0, 176, 176)
        self._map_area = self.place(200, 0, 176, 176)

    @property
    def kernel_name(self) -> str:
        return list(EDGES)[min(self.reached, len(EDGES) - 1)]

    def opened(self) -> None:
        self._before = self.picture

    def changed(self) -> None:
        patches = np.lib.stride_tricks.sliding_window_view(self.picture, (3, 3))
        self.slide.look_at(np.asarray(patches.max((2, 3)) > 0))

    def respond(self, given: Input, view: View) -> bool:
        if given is Action.CONFIRM:
            # For whoever has only keys: an upright line, then a level one.
            self.board.renew([list(LINES[self._lines % len(LINES)])])
            self._lines += 1
            return True
        return super().respond(given, view)

    def pictures(self) -> list[tuple[Area, int, int]]:
        # On the drawing, the kernel's middle is under the pointer.
        return [(self._picture_area, FRAME, 1), (self._map_area, FRAME - 2, 0)]

    def progress(self) -> Progress:
        if not self.drawn or self.picture is self._before:
            return Progress(0.0, "draw")
        kernel = EDGES[self.kernel_name]
        share = lit_share(self.picture, kernel, kernel.T)
        return Progress(share / _LIT, f"lit {share:.0%}, needs {_LIT:.0%}".replace("%", " %"))

    def draw(self, canvas: Canvas) -> None:
        if not self.drawn:
            invite(canvas, self.stage, "Draw a line on the board.")
            return
        kernel, (row, column) = EDGES[self.kernel_name], self.slide.place
        made = sums(self.picture, kernel)
        patch = self.picture[row : row + 3, column : column + 3]
        canvas.picture(self.picture, self._picture_area)
        box(canvas, self._picture_area, (row, column), (3, 3), FRAME)
        show(canvas, signed(made), self._map_area)
        box(canvas, self._map_area, (row, column), (1, 1), len(made))
        caption(canvas, self._picture_area, "your drawing")
        caption(canvas, self._map_area, "feature map")
        right = self.place(396, 0, 172, 176)
        canvas.text(self.kernel_name, (right.x, right.y + 12), theme.SMALL, theme.ACCENT, fit=right.width)
        for number, words in enumerate(kernel_words(across=not self.reached)):
            canvas.text(
                words, (right.x, right.y + 48 + 22 * number), theme.SMALL, theme.QUIET, fit=right.width
            )
        for number, (values, words) in enumerate(
            ((patch, "patch"), (kernel, "kernel"), (patch * kernel, "products"))
        ):
            grid = self.place(156 * number, 202, 120, 84)
            draw_numbers(canvas, values, grid)
            caption(canvas, grid, words)
            sign = "×=="[number]
            if number < 2:
                canvas.text(sign, (grid.right + 18, grid.middle[1]), theme.MEDIUM, theme.QUIET, "center")
        canvas.text(
            f"sum {sum_words(patch, kernel)}",
            (self.stage.x + 444, self.stage.y + 244),
            theme.MEDIUM,
            theme.TEXT,
        )


def kernel_words(*, across: bool) -> tuple[str, str, str]:
    """What lights up a kernel for vertical (`across`) or horizontal edges, in three lines."""
    return "Blue where dark", "turns light, going", "right." if across else "down."


def sum_words(patch: Array, kernel: Array) -> str:
    """The sum of the products of a patch and a kernel, to two decimals."""
    return signed_words(float((patch * kernel).sum()))


def signed_words(value: float) -> str:
    """A number to two decimals, with a true minus."""
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−")


def size_words(side: int) -> str:
    """How large the kernels of a network are, beside those of 3 x 3 that came before."""
    return f", each {side} × {side} weights" + (
        "" if side == len(EDGES["Vertical edges"]) else " instead of 3 × 3"
    )


class Kernels(Page):
    """Every feature map of the first layer."""

    name = "kernels"
    title = "Many kernels, and nobody chose their numbers"
    goals = (
        "Make two different kernels the strongest: draw a line, clear, and draw one in another direction.",
    )
    hints = (Hint("", Action.UP, "Up"), Hint("other kernel", Action.DOWN, "Down"))

    def __init__(self, game: Game, board: DrawingBoard, stage: Area = STAGE) -> None:
        super().__init__(game, board, stage)
        self.chosen = 0
        self.leaders: set[int] = set()

    @property
    def text(self) -> str:
        kernels = self.layers.first_kernels
        size = size_words(kernels.shape[-1]) if len(kernels) else ""
        return (
            f"A kernel finds one pattern only, so it takes many. This network's first layer slides {len(kernels)} over "
            f"your drawing{size}, and makes as many feature maps. Nobody wrote their weights: they began as random "
            "numbers, and training changed them until the network could tell digits apart. Where a map is bright, its "
            "kernel found its pattern."
        )

    @property
    def maps(self) -> Array:
        """The feature maps of the first layer [rows, columns, kernels]."""
        reading = self.board.reading
        found = None if reading is None else reading.layers.get("conv1")
        return np.zeros((24, 24, len(self.layers.first_kernels)), np.float32) if found is None else found

    def areas(self) -> list[Area]:
        """The places of the maps, as large as they fit."""
        total = max(len(self.layers.first_kernels), 1)
        columns = min(range(1, total + 1), key=lambda n: (-min(352 / n, 300 / -(-total // n)), n))
        side = min(352 / columns, 300 / -(-total // columns))
        return [
            self.place(side * (n % columns), side * (n // columns), side, side).inside(2)
            for n in range(total)
        ]

    def respond(self, given: Input, view: View) -> bool:
        if isinstance(given, Pointer):
            at = view.area_at(self.areas(), given.pos)
            self.chosen = self.chosen if at is None else at
            return at is not None and given.clicked
        step = step_of(given, view)
        self.chosen = (self.chosen + step) % max(len(self.layers.first_kernels), 1)
        return step != 0

    def pass_time(self, seconds: float) -> None:  # noqa: ARG002
        if self.board.pen_up and self.board.reading is not None and self.maps.any():
            self.leaders.add(int(self.maps.max((0, 1)).argmax()))

    def progress(self) -> Progress:
        return Progress(len(self.leaders) / 2, f"{min(len(self.leaders), 2)} of 2")

    def draw(self, canvas: Canvas) -> None:
        kernels = self.layers.first_kernels
        if not self.drawn or not len(kernels):
            invite(canvas, self.stage, self.layers.missing or "Draw a line on the board.")
            return
        maps, strongest = bright(self.maps), self.maps.max((0, 1))
        leader = int(strongest.argmax())
        for number, area in enumerate(self.areas()):
            edge = theme.AMBER if number == self.chosen else theme.ACCENT if number == leader else theme.EDGE
            show(canvas, maps[:, :, number], area, edge)
        x = 372.0
        side = kernels.shape[-1]
        name = f"kernel {self.chosen + 1}: {side} × {side} weights"
        canvas.text(name, (self.stage.x + x, self.stage.y + 12), theme.SMALL, theme.AMBER, fit=196)
        draw_numbers(canvas, kernels[self.chosen], self.place(x, 28, 196, 196))
        canvas.text(
            f"its largest sum: {strongest[self.chosen]:.2f}",
            (self.stage.x + x, self.stage.y + 250),
            theme.SMALL,
            theme.TEXT,
        )
        words = f"strongest: kernel {leader + 1}, {strongest[leader]:.2f}"
        canvas.text(words, (self.stage.x + x, self.stage.y + 280), theme.SMALL, theme.ACCENT, fit=196)
