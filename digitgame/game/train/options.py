"""Choosing how to train a network."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from digitgame import paths
from digitgame.errors import TRAINING, DigitgameError, require
from digitgame.game.base_scene import BACK, BaseScene, choose
from digitgame.game.game import Game
from digitgame.game.train.background import DATA, LENGTHS, WITH_OWN, Network, begin, networks
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, KeyContext
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import View, full_width
from digitgame.ui.list_menu import Item, ListMenu, arrow_hints
from digitgame.ui.scene_stack import Scene, Swap, Transition

_log = logging.getLogger(__name__)
_LINES: Final = {"preset": "Network", "length": "Duration", "data": "Data", "train": "Start training"}
_WORDS: Final = {
    "length": "How many times the training goes through all the digits, or how long it takes on any machine.",
    "data": "MNIST if it is on this machine, synthetic handwriting, and what you have drawn.",
    "train": "Press Enter, or click.",
}
_AS_BEGUN: Final = "as it began"
_ABOUT: Final = full_width(352, 190)
_NOTES: Final = (
    "Watch it learn: curves, kernels, mistakes, the network. Point at a word to learn what it means.",
    "Or leave this page and play: the training goes on, and the menu shows its progress.",
    "When it's done, you see the new network against the old one, and choose.",
    "Stop at any time: your progress is saved, and no finished epoch is ever lost.",
)
_HINTS: Final = (
    *arrow_hints("choose", "change"),
    Hint("train", Action.CONFIRM),
    BACK,
)


@dataclass
class TrainingOptions(BaseScene):
    """Which network to train, for how long, on what data."""

    context = KeyContext.TRAINING
    hints = _HINTS
    game: Game
    error: str = ""
    menu: ListMenu = field(default_factory=lambda: ListMenu(slot=420))
    values: dict[str, str] = field(init=False)
    _choices: dict[str, Mapping[str, object]] = field(init=False)
    _networks: dict[str, Network] = field(init=False)

    def __post_init__(self) -> None:
        drawn = _has_drawn(self.game)
        self._data = WITH_OWN | DATA if drawn else DATA
        self._networks = networks(self.game.reader.model, paths.models(), own_first=drawn)
        self._choices = {"preset": self._networks, "length": LENGTHS, "data": self._data}
        self.values = {name: next(iter(choices)) for name, choices in self._choices.items()}

    def items(self) -> list[Item]:
        """The lines: three choices, and the start."""
        return [
            Item(
                label,
                full_width(80 + 66 * row, 54),
                value=_AS_BEGUN if self._is_set(name) else self.values.get(name, ""),
                changes=name in self.values and not self._is_set(name),
            )
            for row, (name, label) in enumerate(_LINES.items())
        ]

    def about(self) -> str:
        """What the chosen line means."""
        name = list(_LINES)[self.menu.chosen]
        return self.network.about if name == "preset" else _WORDS[name]

    @property
    def network(self) -> Network:
        """What is chosen to train."""
        return self._networks[self.values["preset"]]

    def _is_set(self, name: str) -> bool:
        """Whether a line cannot be changed: an interrupted training goes on as it began."""
        return self.network.resumes and name in ("length", "data")

    def respond(self, given: Input, view: View) -> Transition | None:
        by = choose(self.game, self.menu, given, view, self.items())
        name = list(_LINES)[self.menu.chosen]
        if given is Action.CONFIRM or (by == 0 and name == "train"):
            return self._begin()
        if by is None:
            return super().respond(given, view)
        if self._is_set(name):
            return None
        choices = list(self._choices[name])
        self.values[name] = choices[(choices.index(self.values[name]) + (by or 1)) % len(choices)]
        return None

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, "Train")
        self.menu.draw(canvas, self.items())
        canvas.panel(_ABOUT, theme.PANEL, theme.EDGE)
        text = _ABOUT.inside(24)
        y = widgets.paragraph(canvas, self.about(), text._replace(y=text.y + 2)) + 12
        for line in _NOTES:
            canvas.text(line, (text.x, y), theme.SMALL, theme.QUIET, fit=text.width)
            y += 26
        if self.error:
            widgets.toast(canvas, self.error)

    def _begin(self) -> Transition | None:
        if self.game.trainer is None:
            self.error = "You can't train here: nothing can be written."
            return None
        data = self._data[self.values["data"]]
        try:
            require("Training", *TRAINING)
            in_use = self.game.reader.model.folder
            choice = self.network, self.values["length"], data
            self.game.training = begin(self.game.trainer, *choice, in_use, self.game.player)
        except DigitgameError as error:
            self.error = str(error)
            return None
        except OSError as error:
            self.error = f"The training could not start: {error.strerror or error}."
            return None
        return Swap(training_scene(self.game))


def training_scene(game: Game) -> Scene:
    """The training that was begun, until its outcome was seen; else a new one to choose."""
    if game.training is None:
        return TrainingOptions(game)
    # Its dashboard is imported late: those who only play need not load it.
    from digitgame.game.train.watching import TrainingScene

    return TrainingScene(game, game.training, again=lambda: TrainingOptions(game))


def _has_drawn(game: Game) -> bool:
    try:
        return bool(game.store.latest_drawings(game.player, 1))
    except DigitgameError as error:
        _log.debug("no drawings to train on: %s", error)
        return False
