"""Inside: every map of every layer of the network, live, from the drawing to the ten scores."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pygame

from digitgame.formatting import percent
from digitgame.game.inspect import maps, paths
from digitgame.game.inspect.chances import Chances
from digitgame.game.inspect.close_up import CloseUp
from digitgame.game.inspect.compare import Compare
from digitgame.game.inspect.inside_page import InsidePage, shown_outputs
from digitgame.game.inspect.words import layer_words
from digitgame.inference.layers import Forward, Layer
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Push, Transition

# The maps end where the page does.
_MAPS: Final = Area(220, 108, 532, 0)
_OUTPUTS: Final = Area(772, 108, 156, 348)
_ROW: Final = 28


def output_facts(passed: Forward) -> list[tuple[str, str, str, float]]:
    """Each digit, its logit, its chance in words and as a number; none where the last layer is missing."""
    return [
        (str(digit), f"{round(logit, 1) + 0.0:.1f}".replace("-", "−"), percent(chance), chance)
        for digit, (logit, chance) in enumerate(
            zip(passed.logits[:10].tolist(), passed.probabilities.tolist(), strict=True)
        )
    ]


@dataclass
class Inside(InsidePage):
    """Arrows or the pointer choose a map or a digit; Enter or a click opens it.

    `follows`: until one chooses, the digit that the network sees is the chosen one.
    """

    column: int = 0
    number: int = 0
    follows: bool = True
    _sheets: maps.Sheets = field(default_factory=maps.Sheets)
    _known: tuple[Forward, int, int, list[paths.Link]] | None = None
    keys = (Hint("choose", cap="Arrows"), Hint("open", Action.CONFIRM), Hint("two networks", Action.COMPARE))

    def __post_init__(self) -> None:
        self._follow()

    def _follow(self) -> None:
        if self.follows and not self.drawing.layers.missing:
            self.column, self.number = len(self.columns), int(self.drawing.forward.probabilities.argmax())

    def update(self, seconds: float) -> None:
        super().update(seconds)
        self._follow()

    @property
    def columns(self) -> tuple[maps.Column, ...]:
        area = _MAPS._replace(height=self.end - _MAPS.y)
        return maps.columns(shown_outputs(self.drawing.forward), area)

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
            case Pointer(pos=pos) if (given.moved or given.clicked) and self.drawing.board.pen_up:
                found = self._under(view, pos)
                if found is not None:
                    self.follows, (self.column, self.number) = False, found
                    if given.clicked:
                        return self._open()
        return super().respond(given, view)

    def draw(self, canvas: Canvas) -> None:
        self.draw_page(canvas, "Inside")
        passed = self.drawing.forward
        for column in self.columns:
            x = column.area.middle[0]
            canvas.text(column.name, (x, 76), theme.SMALL, theme.TEXT, "center")
            size = f"{column.side}×{column.side}" if column.side > 1 else f"{column.count}"
            canvas.text(size, (x, 95), theme.SMALL, theme.QUIET, "center")
            self._sheets.draw(canvas, column, passed.step(column.name).output)
        self._draw_outputs(canvas, passed)
        self._draw_paths(canvas)
        if self.column < len(self.columns):
            maps.mark(canvas, self.columns[self.column].rect(canvas.view, self.number))
        elif not self.drawing.layers.missing:
            maps.mark(canvas, canvas.view.rect(output_row(self.number)))
        self._draw_words(canvas)

    def _draw_paths(self, canvas: Canvas) -> None:
        """Lines from the chosen map back to those that feed it."""
        if self.drawing.blank:
            return
        view, columns = canvas.view, self.columns
        for link in reversed(self._links()):
            source, target = (self._tile(view, columns, tile) for tile in (link.source, link.target))
            paths.draw_line(canvas, source, target, link.share)
            if link.source.column >= 0:
                maps.mark(canvas, source, theme.ACCENT if link.share > 0 else theme.AMBER, 1)

    def _tile(self, view: View, columns: Sequence[maps.Column], tile: paths.Tile) -> pygame.Rect:
        """The pixels of a map, of a digit's row, or of the frame."""
        if tile.column < 0:
            return view.rect(self.frame_area)
        if tile.column < len(columns):
            return columns[tile.column].rect(view, tile.number)
        return view.rect(output_row(tile.number))

    def _links(self) -> list[paths.Link]:
        """The lines of the chosen map or digit, found anew only where it or the drawing has changed."""
        passed, known = self.drawing.forward, self._known
        if known is None or known[0] is not passed or known[1:3] != (self.column, self.number):
            found = paths.links(passed, self.column, self.number)
            known = self._known = (passed, self.column, self.number, found)
        return known[3]

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
        missing, layer = self.drawing.layers.missing, self.layer
        inputs = self.drawing.forward.step(layer.name).input.size if layer is not None else 0
        words = layer_words(layer, inputs)
        if missing:
            # What is missing is said whatever is chosen.
            words = words._replace(first=words.first if layer is not None else "", second=missing)
        self.draw_words(canvas, words)

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
        self.follows = False
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
        return (
            None if self.drawing.layers.missing else Push(Chances(self.game, self.drawing, digit=self.number))
        )


def output_row(digit: int) -> Area:
    """Where a digit's score stands."""
    return Area(_OUTPUTS.x, _OUTPUTS.y + digit * (_ROW + 3), _OUTPUTS.width, _ROW)
