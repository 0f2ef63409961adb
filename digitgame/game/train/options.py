"""Choosing how a network is to be trained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Final

import pygame
from pygame.event import Event

from digitgame.errors import DigitgameError
from digitgame.game import common
from digitgame.game.game import Game
from digitgame.game.train.background import DATA, FINE_TUNE, FINE_TUNE_HELP, LENGTHS, PRESETS, WITH_OWN, begin
from digitgame.game.train.watching import TrainingScene
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas, Hint, hint_areas, wrapped, y_middle
from digitgame.ui.layout import BOARD_AREA, FOOTER_Y, Area, View, full_width
from digitgame.ui.scene_stack import Pop, Swap, Transition

_FIRST: Final = full_width(80, 56)
_STEP: Final = 68
_LINES: Final = (("preset", "Network"), ("length", "For"), ("data", "From"))
_WORDS: Final = {
    "length": "How often it goes through all the digits, or how long it learns, whatever the machine.",
    "data": "MNIST's digits where they are at hand, those that the built-in hand writes, and what you have drawn.",
}
_ABOUT: Final = full_width(300, 204)
_TELLS: Final = (
    "The training runs in a process of its own. Watch it: curves, kernels, digits being read, mistakes.",
    "Or leave this page and play: it goes on, the menu says how far it is, and you may come back.",
    "Once it is over the game reads with it; if it learnt your drawings, only if it reads no worse.",
    "Stop it at any time: what there is is saved, and finished epochs are never lost.",
)
_FOOTER: Final = (
    Hint("Up Down", "choose"),
    Hint("Left Right", "change"),
    Hint("Enter", "train", pygame.K_RETURN),
    common.BACK,
)


@dataclass
class TrainingOptions:
    """Which network is to learn, for how long, from what."""

    game: Game
    chosen: int = 0
    trouble: str = ""
    place: ClassVar[None] = None
    see_through: bool = False
    moving: bool = False
    values: dict[str, str] = field(init=False)
    _choices: dict[str, tuple[str, ...]] = field(init=False)
    _data: dict[str, tuple[str, ...]] = field(init=False)
    _networks: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        drawn = _has_drawn(self.game)
        self._data = {**WITH_OWN, **DATA} if drawn else DATA
        self._networks = {FINE_TUNE: FINE_TUNE_HELP, **PRESETS} if drawn else PRESETS
        self._choices = {"preset": tuple(self._networks), "length": tuple(LENGTHS), "data": tuple(self._data)}
        self.values = {name: choices[0] for name, choices in self._choices.items()}

    def handle(self, event: Event, view: View) -> Transition | None:
        event = common.pressed(hint_areas(_FOOTER, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_ESCAPE | pygame.K_TAB):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=pygame.K_UP | pygame.K_DOWN as key):
                self.chosen = (self.chosen + (1 if key == pygame.K_DOWN else -1)) % len(_LINES)
            case Event(type=pygame.KEYDOWN, key=pygame.K_LEFT | pygame.K_RIGHT as key):
                self._turn(1 if key == pygame.K_RIGHT else -1)
            case Event(type=pygame.KEYDOWN, key=pygame.K_RETURN | pygame.K_KP_ENTER | pygame.K_SPACE):
                return self._begin()
            case Event(type=pygame.KEYDOWN, key=pygame.K_m):
                common.mute(self.game)
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self._point(view, pos)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos) if self._point(view, pos):
                self._turn(1)
        return None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        widgets.header(canvas, "Train", common.signature(self.game))
        for number, (name, title) in enumerate(_LINES):
            self._draw_line(canvas, number, name, title)
        self._draw_about(canvas)
        if self.trouble:
            widgets.toast(canvas, self.trouble)
        widgets.footer(canvas, _FOOTER, ())

    def _draw_line(self, canvas: Canvas, number: int, name: str, title: str) -> None:
        area, chosen = _area(number), number == self.chosen
        canvas.panel(area, theme.KEY if chosen else theme.PANEL, theme.ACCENT if chosen else theme.EDGE)
        canvas.text(title, (area.x + 16, y_middle(area)), theme.MEDIUM, theme.TEXT, "midleft")
        value = f"‹ {self.values[name]} ›" if chosen else self.values[name]
        canvas.text(value, (area.right - 16, y_middle(area)), theme.MEDIUM, theme.ACCENT, "midright")

    def _draw_about(self, canvas: Canvas) -> None:
        """What the chosen line means, and what is going to happen."""
        canvas.panel(_ABOUT, theme.PANEL, theme.EDGE)
        name = _LINES[self.chosen][0]
        words = self._networks[self.values["preset"]] if name == "preset" else _WORDS[name]
        x, y, width = _ABOUT.x + 24, _ABOUT.y + 30, _ABOUT.width - 48
        for line in wrapped(words, theme.SMALL, width, canvas.view):
            canvas.text(line, (x, y), theme.SMALL, theme.TEXT, "midleft", fit=width)
            y += 24
        y += 20
        for line in _TELLS:
            canvas.text(line, (x, y), theme.SMALL, theme.QUIET, "midleft", fit=width)
            y += 30

    def _turn(self, by: int) -> None:
        name = _LINES[self.chosen][0]
        choices = self._choices[name]
        self.values[name] = choices[(choices.index(self.values[name]) + by) % len(choices)]
        self.game.sounds.play("tick")

    def _point(self, view: View, pixel: tuple[int, int]) -> bool:
        """Choose the line under the pointer; whether there is one."""
        line = common.line_at(map(_area, range(len(_LINES))), view, pixel)
        self.chosen = self.chosen if line is None else line
        return line is not None

    def _begin(self) -> Transition | None:
        if self.game.trainer is None:
            self.trouble = "Nothing can be trained here: this game keeps nothing."
            return None
        data = self._data[self.values["data"]]
        try:
            in_use = self.game.reader.model.folder
            training = begin(self.game.trainer, self.values["preset"], self.values["length"], data, in_use)
        except OSError as error:
            self.trouble = f"No training can be started: {error.strerror or error}."
            return None
        self.game.training = training
        return Swap(TrainingScene(self.game, training, again=lambda: TrainingOptions(self.game)))


def _has_drawn(game: Game) -> bool:
    """Whether there are drawings of anybody's here whose digit is known."""
    try:
        return next(iter(game.store.drawings()), None) is not None
    except DigitgameError:
        return False


def _area(number: int) -> Area:
    return _FIRST._replace(y=_FIRST.y + _STEP * number)
