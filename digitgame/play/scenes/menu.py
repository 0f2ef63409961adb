"""The menu: where to go, who plays, and the network that reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

import pygame
from pygame.event import Event

from digitgame.play import theme, widgets
from digitgame.play.bindings import Place
from digitgame.play.canvas import Canvas, Hint, hint_areas, wrapped, y_middle
from digitgame.play.game import Game
from digitgame.play.layout import BOARD_AREA, FOOTER_Y, Area, View
from digitgame.play.scenes import common, training
from digitgame.play.scenes.calibrating import Calibrating
from digitgame.play.scenes.gallery import Gallery
from digitgame.play.scenes.keys import Keys
from digitgame.play.scenes.lab import Lab
from digitgame.play.scenes.modes import scene_of
from digitgame.play.scenes.name import Name
from digitgame.play.scenes.scores import Scores
from digitgame.play.scenes.settings import SettingsScene
from digitgame.play.stage import FullScreen, Pop, Push, Quit, Scene, Transition
from digitgame.rules import Score
from digitgame.rules.modes import MODES

_LIST: Final = Area(32, 92, 480, 26.8)  # the first line
_CARDS: Final = Area(536, 92, 392, 448)
_LINES: Final = (
    "free draw",
    "sprint",
    "sums",
    "fool",
    "duel",
    "daily",
    "train",
    "scores",
    "gallery",
    "lab",
    "calibration",
    "player",
    "settings",
    "keys",
    "sound",
    "full screen",
    "quit",
)
_KEYS: Final = {  # line -> the key that chooses it, and its cap
    "free draw": (pygame.K_ESCAPE, "Esc"),
    "sprint": (pygame.K_s, "S"),
    "sums": (pygame.K_u, "U"),
    "fool": (pygame.K_f, "F"),
    "duel": (pygame.K_l, "L"),
    "daily": (pygame.K_d, "D"),
    "train": (pygame.K_t, "T"),
    "scores": (pygame.K_b, "B"),
    "gallery": (pygame.K_g, "G"),
    "lab": (pygame.K_k, "K"),
    "calibration": (pygame.K_c, "C"),
    "player": (pygame.K_p, "P"),
    "settings": (pygame.K_o, "O"),
    "keys": (pygame.K_h, "H"),
    "sound": (pygame.K_m, "M"),
    "full screen": (pygame.K_F11, "F11"),
    "quit": (pygame.K_q, "Q"),
}
_TITLES: Final = {"fool": "Fool it", "lab": "Kernel lab"}
_WORDS: Final = {
    "free draw": "Draw what you like, have it read, say whether it was right.",
    "train": "Let a network learn, watch it, and play with it.",
    "scores": "The best runs: today, this week and ever.",
    "gallery": "Sample digits, those that it misreads, and your own drawings.",
    "calibration": "Twenty drawings: how well does it read your hand? And it learns from them.",
    "lab": "Slide a small square of numbers over your drawing: that is what convolution is.",
}
_SCORES: Final = (
    ("mnist", "reads MNIST"),
    ("drawings", "reads drawings"),
    ("hand", "reads the built-in hand"),
)
_FOOTER: Final = (
    Hint("Up Down", "choose"),
    Hint("Left Right", "level"),
    Hint("Enter", "go", pygame.K_RETURN),
)
_TAGLINE: Final = "Draw a digit. The network reads it. You keep the score."
_IDLE: Final = 45.0  # seconds without an event until the title comes back


@dataclass
class Menu:
    """A list to choose from by arrow keys, by each line's own key or by the pointer. The board lies below it."""

    game: Game
    chosen: int = 0
    attract: Callable[[], Scene] | None = None  # makes the title that comes back when nobody plays
    levels: dict[str, str] = field(default_factory=dict)  # the level chosen of each mode that has some
    place: ClassVar = Place.MENU
    see_through: bool = False
    moving: bool = False
    _idle: float = 0.0

    def __post_init__(self) -> None:
        for line in MODES:
            if self._choices(line):
                self.levels.setdefault(line, self._choices(line)[0])

    def handle(self, event: Event, view: View) -> Transition | None:
        self._idle = 0.0
        event = common.pressed(hint_areas(_FOOTER, view, BOARD_AREA.x, FOOTER_Y), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_UP):
                self.chosen = (self.chosen - 1) % len(_LINES)
            case Event(type=pygame.KEYDOWN, key=pygame.K_DOWN):
                self.chosen = (self.chosen + 1) % len(_LINES)
            case Event(type=pygame.KEYDOWN, key=pygame.K_LEFT | pygame.K_RIGHT as key):
                self._turn(1 if key == pygame.K_RIGHT else -1)
            case Event(type=pygame.KEYDOWN, key=pygame.K_RETURN | pygame.K_KP_ENTER | pygame.K_SPACE):
                return self._go(_LINES[self.chosen])
            case Event(type=pygame.KEYDOWN, key=pygame.K_TAB):
                return Pop()
            case Event(type=pygame.KEYDOWN, key=key):
                for number, line in enumerate(_LINES):
                    if key == _KEYS[line][0]:
                        self.chosen = number
                        return self._go(line, view.caps.of(*_key(line)).lower())
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self._point(view, pos)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos) if self._point(view, pos):
                return self._go(_LINES[self.chosen])
        return None

    def update(self, seconds: float) -> Transition | None:
        self._idle += seconds
        self.game.look_again()
        self._hear()
        if self.attract is None or self._idle < _IDLE:
            return None
        self._idle = 0.0
        return Push(self.attract())

    def _hear(self) -> None:
        """Hear of a training that goes on; a new network brings other opponents."""
        if self.game.training is None:
            return
        self.game.training.follow(self.game.take)
        if self.levels["duel"] not in self.game.opponents:
            self.levels["duel"] = next(iter(self.game.opponents))

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        canvas.text("digitgame", (_LIST.x, 64), theme.TITLE, theme.TEXT, "midleft")
        who = common.signature(self.game)
        canvas.text(who, (_CARDS.right, 64), theme.SMALL, theme.QUIET, "midright", fit=560)
        for number, line in enumerate(_LINES):
            self._draw_line(canvas, number, line)
        below = self._draw_words(canvas)
        below = _draw_card(canvas, below, "The network", card_facts(self.game.reader.model.card))
        _draw_card(canvas, below, "Free draw", score_facts(self.game.score))
        widgets.footer(canvas, _FOOTER, ())

    def mode(self, line: str) -> str:
        """The mode with its level that a line stands for."""
        return f"{line} {self.levels.get(line, '')}".strip()

    def _draw_words(self, canvas: Canvas) -> float:
        """What the chosen line is, and the best run of it; where the next card may begin."""
        line = _LINES[self.chosen]
        words = MODES[line].words if line in MODES else _WORDS.get(line, _TAGLINE)
        lines = wrapped(words, theme.SMALL, _CARDS.width - 48, canvas.view)
        panel = Area(_CARDS.x, _CARDS.y, _CARDS.width, 112)
        canvas.panel(panel, theme.PANEL, theme.ACCENT)
        for number, part in enumerate(lines[:3]):
            at = (panel.x + 24, panel.y + 24 + 22 * number)
            canvas.text(part, at, theme.SMALL, theme.TEXT, "midleft")
        if line in MODES:
            best = self.game.best(self.mode(line))
            told = f"Your best: {best:,}" if best is not None else "Not played yet"
            canvas.text(told, (panel.x + 24, panel.bottom - 20), theme.SMALL, theme.ACCENT, "midleft")
        return panel.bottom + 2 * theme.UNIT

    def _draw_line(self, canvas: Canvas, number: int, line: str) -> None:
        area = _line_area(number)
        chosen = number == self.chosen
        canvas.panel(area, theme.KEY if chosen else theme.ROOM, theme.ACCENT if chosen else None)
        middle = y_middle(area)
        words = _TITLES.get(line, line.capitalize())
        taken = canvas.text(words, (area.x + 16, middle), theme.MEDIUM, theme.TEXT, "midleft")
        cap = canvas.view.caps.of(*_key(line))
        canvas.text(cap, (area.right - 16, middle), theme.SMALL, theme.QUIET, "midright")
        level = f"‹ {self.levels[line]} ›" if line in self.levels else ""
        told = {"player": self.game.player, "sound": "off" if self.game.sounds.muted else "on"}
        if self.game.training is not None:
            told["train"] = self.game.training.told()
        value = told.get(line, level)
        if value:
            room = area.width - taken - 104
            at = (area.x + 16 + taken + 16, middle)
            canvas.text(value, at, theme.MEDIUM, theme.ACCENT, "midleft", fit=room)

    def _choices(self, line: str) -> Sequence[str]:
        """The levels of a mode; in a duel the opponents."""
        return tuple(self.game.opponents) if line == "duel" else MODES[line].levels

    def _turn(self, by: int) -> None:
        """Choose another level of the chosen mode."""
        line = _LINES[self.chosen]
        if line in self.levels:
            all_ = self._choices(line)
            self.levels[line] = all_[(all_.index(self.levels[line]) + by) % len(all_)]

    def _point(self, view: View, pixel: tuple[int, int]) -> bool:
        """Choose the line under the pointer; whether there is one."""
        for number in range(len(_LINES)):
            if view.hits(_line_area(number), pixel):
                self.chosen = number
                return True
        return False

    def _go(self, line: str, typed: str = "") -> Transition | None:
        match line:
            case _ if line in MODES:
                return Push(scene_of(self.game, self.mode(line)))
            case "scores":
                return Push(Scores(self.game))
            case "train":
                return Push(training.scene(self.game))
            case "settings":
                return Push(SettingsScene(self.game))
            case "lab":
                return Push(Lab(self.game))
            case "calibration":
                return Push(Calibrating(self.game))
            case "gallery":
                return Push(Gallery(self.game))
            case "keys":
                return Push(Keys())
            case "player":
                return Push(Name(self.game, typed))
            case "sound":
                common.mute(self.game)
                return None
            case "full screen":
                return FullScreen()
            case "quit":
                return Quit()
        return Pop()


def _key(line: str) -> tuple[int, int, str]:
    """The key that chooses a line, no modifier, and its cap, before the player gave it another one."""
    key, cap = _KEYS[line]
    return key, 0, cap


def _line_area(number: int) -> Area:
    return _LIST._replace(y=_LIST.y + number * _LIST.height, height=_LIST.height - 4)


def _draw_card(canvas: Canvas, y: float, title: str, facts: Sequence[tuple[str, str]]) -> float:
    """A panel of names and values, as high as they need; where the next one may begin."""
    panel = Area(_CARDS.x, y, _CARDS.width, 52 + 22 * len(facts))
    canvas.panel(panel, theme.PANEL, theme.EDGE)
    left, right = panel.x + 24, panel.right - 24
    canvas.text(title, (left, y + 24), theme.MEDIUM, theme.TEXT, "midleft", fit=right - left)
    for number, (name, value) in enumerate(facts):
        middle = y + 54 + 22 * number
        taken = canvas.text(name, (left, middle), theme.SMALL, theme.QUIET, "midleft")
        canvas.text(
            value, (right, middle), theme.SMALL, theme.TEXT, "midright", fit=right - left - taken - 16
        )
    return panel.bottom + theme.UNIT


def card_facts(card: Mapping[str, object]) -> list[tuple[str, str]]:
    """What a model's card tells in the menu: names and values, five lines at most."""
    facts = [("name", str(card["name"]))]
    if "preset" in card:
        facts.append(("preset", str(card["preset"])))
    scores = card.get("scores")
    if isinstance(scores, dict):
        for name, told in _SCORES:
            if isinstance(scores.get(name), float):
                facts.append((told, f"{scores[name]:.1%}".replace("%", " %")))
    return facts


def score_facts(score: Score) -> list[tuple[str, str]]:
    """A player's score over all runs."""
    accuracy = score.total.accuracy
    return [
        ("read right", f"{score.total.right} of {score.total.count}"),
        ("accuracy", "–" if accuracy is None else widgets.percent(accuracy)),
        ("best streak", str(score.best)),
    ]
