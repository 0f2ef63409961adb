"""Words on a page that explain themselves: to the pointer, and to the Up and Down keys."""

from dataclasses import dataclass, field
from typing import Final

from digitgame.ui import theme
from digitgame.ui.canvas import Canvas, text_width, wrapped
from digitgame.ui.layout import HEIGHT, WIDTH, Area, View

# Design units: of an explanation, and of its lines; between the dots below a word.
_WIDTH: Final = 420
_LINE: Final = 22
_PADDING: Final = 12
_DOTS: Final = 4
_MARGIN: Final = 16


@dataclass
class Explainer:
    """The words drawn since the last `clear` that have an explanation, and where they stand.

    `focus` is the word that the keys chose; "" for none.
    """

    places: list[tuple[str, Area]] = field(default_factory=list)
    focus: str = ""

    def clear(self) -> None:
        """Forget the places: the page is drawn anew."""
        self.places.clear()

    def mark(self, canvas: Canvas, word: str, area: Area) -> None:
        """Note that `word` stands in `area`, and draw a dotted line below it."""
        self.places.append((word, area))
        size, y = canvas.view.pixels(1), canvas.view.point(0, area.bottom - 2)[1]
        colour = theme.ACCENT if word == self.focus else theme.QUIET
        for step in range(int(area.width // _DOTS) + 1):
            x = canvas.view.point(area.x + step * _DOTS, 0)[0]
            canvas.surface.fill(colour, (x, y, size, size))

    def mark_in(self, canvas: Canvas, line: str, left: float, middle: float, word: str, part: str) -> None:
        """Mark the `part` of a line of small text, which starts at `left`, as `word`; nothing where it is not there."""
        before, found, _ = line.partition(part)
        if found:
            x = left + text_width(before, theme.SMALL, canvas.view)
            width = text_width(part, theme.SMALL, canvas.view)
            self.mark(canvas, word, Area(x, middle - 11, width, 22))

    def at(self, view: View, pointer: tuple[int, int]) -> int | None:
        """The number of the place to explain: the one under the pointer, else that of the focus."""
        here = view.area_at((area for _, area in self.places), pointer)
        if here is not None:
            return here
        return next((number for number, (word, _) in enumerate(self.places) if word == self.focus), None)

    def move(self, by: int) -> None:
        """Choose the next (1) or the previous (-1) word."""
        words = list(dict.fromkeys(word for word, _ in self.places))
        if words:
            before = words.index(self.focus) if self.focus in words else (-1 if by > 0 else 0)
            self.focus = words[(before + by) % len(words)]

    def draw(self, canvas: Canvas, number: int, text: str) -> None:
        """The explanation of a place, below it where there is room, else above."""
        area = box(self.places[number][1], text, canvas.view)
        canvas.panel(area, theme.KEY, theme.ACCENT)
        for row, line in enumerate(wrapped(text, theme.SMALL, area.width - 2 * _PADDING, canvas.view)):
            at = (area.x + _PADDING, area.y + _PADDING + _LINE * (row + 0.5))
            canvas.text(line, at, theme.SMALL, theme.TEXT)


def box(word: Area, text: str, view: View) -> Area:
    """Where an explanation stands: within the page, and never over the word itself."""
    height = len(wrapped(text, theme.SMALL, _WIDTH - 2 * _PADDING, view)) * _LINE + 2 * _PADDING
    below = word.bottom + 6
    y = below if below + height <= HEIGHT - _MARGIN else word.y - 6 - height
    return Area(min(word.x, WIDTH - _MARGIN - _WIDTH), y, _WIDTH, height)
