"""Two networks side by side on one drawing: every map of both, and what each of them sees."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from digitgame import model, paths
from digitgame.errors import DigitgameError
from digitgame.formatting import i_see, model_label, percent
from digitgame.game.game import Game
from digitgame.game.inspect import maps
from digitgame.game.inspect.inside_page import InsidePage, shown_outputs
from digitgame.game.inspect.words import COMPARE
from digitgame.inference.layers import Forward, Layers, read_layers
from digitgame.inference.opponents import BOSS
from digitgame.ink import FRAMING
from digitgame.model import SHIPPED, TFLITE
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area, View
from digitgame.ui.list_menu import arrow_hints
from digitgame.ui.scene_stack import Transition

# The top of the first network's row; its maps below that; from the maps to the next row.
_TOP: Final = 64
_MAPS: Final = 54
_APART: Final = 10
_LIKELIEST: Final = 4
_ARROW: Final = 28


def names(game: Game) -> list[str]:
    """The networks to choose from: checkpoints of the one in use, that one, the player's others, the bundled one."""
    found = list(game.opponents)
    return found if game.reader.model.name == SHIPPED else [*found, SHIPPED]


def layers_of(game: Game, name: str) -> Layers:
    """The layers of a network by its name; where it can't be loaded, none and the reason."""
    if name == BOSS:
        return game.layers
    try:
        if name == SHIPPED or game.opponent(name).path.parent.parent == paths.models():
            folder = paths.shipped_model() if name == SHIPPED else game.opponent(name).path.parent
            whole = model.load(folder, framing=FRAMING)
            return read_layers(folder / TFLITE, digest=whole.digest, temperature=whole.temperature)
        checkpoint = game.opponent(name)
        return read_layers(checkpoint.path, digest=checkpoint.digest)
    except DigitgameError as error:
        return Layers(missing=str(error))


def shown_name(game: Game, name: str) -> str:
    """What a network is called: the one in use by the name of its model."""
    return model_label(game.reader.model.name if name == BOSS else name)


def likeliest(passed: Forward) -> list[tuple[int, float]]:
    """The likeliest digits with their chances; none where the last layer is missing."""
    order = np.argsort(-passed.probabilities)[:_LIKELIEST]
    return [(int(digit), float(passed.probabilities[digit])) for digit in order]


def verdict(name: str, passed: Forward) -> str:
    """What a network sees."""
    if not len(passed.probabilities):
        return f"{name}: its last layer can't be opened."
    digit = int(passed.probabilities.argmax())
    return f"{name}: {i_see(digit, float(passed.probabilities.max()))}."


@dataclass
class Compare(InsidePage):
    """Up and down choose a row, left and right its network; the pointer clicks ‹ and ›."""

    row: int = 0
    chosen: list[int] = field(default_factory=lambda: [0, 0])
    keys = arrow_hints("row", "network")
    _sheets: tuple[maps.Sheets, maps.Sheets] = field(default_factory=lambda: (maps.Sheets(), maps.Sheets()))
    _layers: list[Layers] = field(init=False)
    _passed: list[Forward] = field(init=False)

    def __post_init__(self) -> None:
        # The weakest network there is above the one in use.
        self.chosen[1] = self.names.index(BOSS)
        self._layers = [layers_of(self.game, self.names[at]) for at in self.chosen]
        self._look()

    @property
    def names(self) -> list[str]:
        return names(self.game)

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Action.UP | Action.DOWN:
                self.row = 1 - self.row
            case Action.LEFT | Action.RIGHT:
                self._turn(1 if given is Action.RIGHT else -1)
            case Pointer(clicked=True, pos=pos):
                for row in range(2):
                    for area, by in zip(self.arrows(row), (-1, 1), strict=True):
                        if view.hits(area, pos):
                            self.row = row
                            self._turn(by)
        return super().respond(given, view)

    def update(self, seconds: float) -> None:  # noqa: ARG002
        if self.drawing.update():
            self._look()

    def draw(self, canvas: Canvas) -> None:
        self.draw_page(canvas, "Two networks, one drawing")
        for row, passed in enumerate(self._passed):
            self._draw_row(canvas, row, passed)
        said = [verdict(self._name(row), passed) for row, passed in enumerate(self._passed)]
        first, second = (self.drawing.words, "") if self.drawing.blank else said
        self.draw_words(canvas, COMPARE._replace(first=first, second=second))

    def _draw_row(self, canvas: Canvas, row: int, passed: Forward) -> None:
        less, more = self.arrows(row)
        for area, sign in ((less, "‹"), (more, "›")):
            canvas.panel(area, theme.KEY, theme.ACCENT if row == self.row else theme.EDGE, theme.SMALL_RADIUS)
            canvas.text(sign, area.middle, theme.MEDIUM, theme.TEXT, "center")
        middle = ((less.right + more.x) / 2, less.middle[1])
        room = more.x - less.right - 8
        canvas.text(self._name(row), middle, theme.SMALL, theme.ACCENT, "center", fit=room)
        missing, top = self._layers[row].missing, self._top(row)
        canvas.text(
            missing, (more.right + 12, less.middle[1]), theme.SMALL, theme.AMBER, fit=928 - more.right - 12
        )
        for column in maps.columns(shown_outputs(passed), Area(220, top + _MAPS, 532, self._high)):
            at = (column.area.middle[0], top + 43)
            canvas.text(column.name, at, theme.SMALL, theme.QUIET, "center", fit=56)
            self._sheets[row].draw(canvas, column, passed.step(column.name).output)
        for place, (digit, chance) in enumerate(likeliest(passed)):
            y = top + 52 + 37 * place
            colour = theme.TEXT if place == 0 and not self.drawing.blank else theme.QUIET
            canvas.text(str(digit), (780, y), theme.SMALL, colour)
            canvas.text(percent(chance), (924, y), theme.SMALL, colour, "midright")
            fill = theme.DIM if place else theme.ACCENT
            widgets.meter(canvas, Area(776, y + 12, 148, 6), chance, fill, theme.PANEL)

    @property
    def _high(self) -> float:
        """The height of the maps of a row."""
        return (self.end - _TOP - _APART) / 2 - _MAPS

    def _top(self, row: int) -> float:
        return _TOP + row * (_MAPS + self._high + _APART)

    def arrows(self, row: int) -> tuple[Area, Area]:
        """Where a row's ‹ and › stand."""
        less = Area(220, self._top(row) + 2, _ARROW, _ARROW)
        return less, less._replace(x=480)

    def _name(self, row: int) -> str:
        return shown_name(self.game, self.names[self.chosen[row]])

    def _turn(self, by: int) -> None:
        """Take the next network for the chosen row."""
        at = (self.chosen[self.row] + by) % len(self.names)
        self.chosen[self.row] = at
        self._layers[self.row] = layers_of(self.game, self.names[at])
        self._look()

    def _look(self) -> None:
        known = self.drawing
        self._passed = [
            known.forward if layers is known.layers else layers.forward(known.forward.frame)
            for layers in self._layers
        ]
