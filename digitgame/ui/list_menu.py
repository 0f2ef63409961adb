"""One list for every menu: choose by arrows, by a line's own key or by the pointer; change values with ‹ and ›."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint, text_width
from digitgame.ui.layout import Area, View
from digitgame.ui.theme import Colour

# Design units: the width of a ‹ or ›; from a line's right edge to its value, where the line has a key; from its left
# edge to its note.
_ARROW: Final = 32
_PADDING: Final = 16
_KEY: Final = 56
_NOTE: Final = 224
T = TypeVar("T")


def arrow_hints(up_down: str, left_right: str = "") -> tuple[Hint, ...]:
    """Hints for the arrow keys, which the pointer may press as well."""
    pairs = (
        ("Up", Action.UP, "Down", Action.DOWN, up_down),
        ("Left", Action.LEFT, "Right", Action.RIGHT, left_right),
    )
    return tuple(
        hint
        for one, back, other, on, words in pairs
        if words
        for hint in (Hint("", back, one), Hint(words, on, other))
    )


def next_value(values: Sequence[T], value: T, by: int) -> T:
    """The value that comes `by` places after one of them; after the last comes the first."""
    return values[(values.index(value) + by) % len(values)]


@dataclass(frozen=True)
class Item:
    """A line of a list: its label, where it stands, its key, its value, whether ‹ and › change that, and a note.

    `indent`: design units before the label, for an icon.
    """

    label: str
    area: Area
    action: Action | None = None
    value: str = ""
    changes: bool = False
    note: str = ""
    small: bool = False
    indent: float = 0.0


@dataclass
class ListMenu:
    """Which line is chosen; -1: none. `slot`: design units for a value and its arrows."""

    chosen: int = 0
    slot: float = 200
    _pointer: tuple[int, int] | None = None

    def handle(self, given: Input, view: View, items: Sequence[Item]) -> int | None:
        """Take an input: 0 if the chosen line was picked, -1 or 1 if its value is to change, else None."""
        item = items[self.chosen] if 0 <= self.chosen < len(items) else None
        match given:
            case Action.UP | Action.PAGE_UP | Action.DOWN | Action.PAGE_DOWN if items:
                by = 1 if given in (Action.DOWN, Action.PAGE_DOWN) else -1
                self.chosen = (max(self.chosen, 0 if by < 0 else -1) + by) % len(items)
            case Action.LEFT | Action.RIGHT if item is not None:
                by = 1 if given is Action.RIGHT else -1
                if item.changes:
                    return by
                self.chosen = _beside(items, self.chosen, by)
            case Action.CONFIRM if item is not None:
                self._pointer = None
                return 0
            case Action():
                number = next((number for number, one in enumerate(items) if one.action is given), None)
                if number is not None:
                    self.chosen, self._pointer = number, None
                    return 0
            case Pointer(moved=True, pos=pos):
                # A pointer that rests where a list appears, or comes back, chooses nothing.
                moved = self._pointer not in (None, pos)
                self._pointer = pos
                at = view.area_at((item.area for item in items), pos)
                if moved and at is not None:
                    self.chosen = at
            case Pointer(clicked=True, pos=pos):
                at = view.area_at((item.area for item in items), pos)
                if at is not None:
                    self.chosen, self._pointer = at, None
                    less, more = self.arrows(items[at])
                    hit = 1 if view.hits(more, pos) else -1 if view.hits(less, pos) else 0
                    return hit if items[at].changes else 0
        return None

    def arrows(self, item: Item) -> tuple[Area, Area]:
        """Where the ‹ and the › of a line stand."""
        right = item.area.right - (_KEY if item.action else _PADDING / 2)
        more = item.area._replace(x=right - _ARROW, width=_ARROW)
        return more._replace(x=right - self.slot), more

    def draw(self, canvas: Canvas, items: Sequence[Item]) -> None:
        for number, item in enumerate(items):
            self._draw(canvas, item, chosen=number == self.chosen)

    def _draw(self, canvas: Canvas, item: Item, *, chosen: bool) -> None:
        area, size = item.area, theme.SMALL if item.small else theme.MEDIUM
        if chosen or not item.small:
            radius = theme.SMALL_RADIUS if item.small else theme.RADIUS
            fill, edge = (theme.KEY, theme.ACCENT) if chosen else (theme.PANEL, theme.EDGE)
            canvas.panel(area, fill, edge, radius)
        left, middle = area.x + _PADDING + item.indent, area.middle[1]
        room = area.width - 2 * _PADDING - item.indent
        taken = canvas.text(item.label, (left, middle), size, theme.TEXT, fit=room)
        if item.action is not None:
            key = canvas.view.caps[item.action]
            canvas.text(key, (area.right - _PADDING, middle), theme.SMALL, theme.QUIET, "midright")
        less, more = self.arrows(item)
        if item.note:
            room = (less.x if item.value else area.right) - area.x - _NOTE - _PADDING
            at = (area.x + _NOTE, middle)
            canvas.text(item.note, at, theme.SMALL, theme.QUIET, fit=room)
        if item.changes:
            colour = theme.ACCENT if chosen else theme.QUIET
            for arrow, by in ((less, -1), (more, 1)):
                self._draw_arrow(canvas, arrow, colour, by)
            at = ((less.right + more.x) / 2, middle)
            room = more.x - less.right
            if text_width(item.value, size, canvas.view) > room:
                size = theme.SMALL
            canvas.text(item.value, at, size, theme.ACCENT, "center", fit=room)
        elif item.value:
            room = more.right - left - taken - _PADDING
            at = (more.right - _PADDING / 2, middle)
            canvas.text(item.value, at, size, theme.ACCENT, "midright", fit=room)

    def _draw_arrow(self, canvas: Canvas, area: Area, colour: Colour, by: int) -> None:
        canvas.text("‹" if by < 0 else "›", area.middle, theme.MEDIUM, colour, "center")


@dataclass
class RowMenu(ListMenu):
    """Boxes side by side: Left and Right choose one, Up and Down or the wheel change its value."""

    def handle(self, given: Input, view: View, items: Sequence[Item]) -> int | None:
        match given:
            case Action.LEFT | Action.RIGHT:
                self.chosen = (self.chosen + (1 if given is Action.RIGHT else -1)) % len(items)
            case Action.UP | Action.PAGE_UP:
                return -1 if items[self.chosen].changes else None
            case Action.DOWN | Action.PAGE_DOWN:
                return 1 if items[self.chosen].changes else None
            case _:
                return super().handle(given, view, items)
        return None

    def _draw_arrow(self, canvas: Canvas, area: Area, colour: Colour, by: int) -> None:
        widgets.triangle(canvas, area.middle, 14, colour, by)


def _beside(items: Sequence[Item], chosen: int, by: int) -> int:
    """The nearest line to the left or to the right of one; that one where there is none."""
    here = items[chosen].area
    return min(
        (number for number, item in enumerate(items) if (item.area.x - here.x) * by > 0),
        key=lambda number: (abs(items[number].area.x - here.x), abs(items[number].area.y - here.y)),
        default=chosen,
    )
