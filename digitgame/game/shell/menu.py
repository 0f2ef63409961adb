"""The menu: where to go, who plays, and the network that reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

import pygame
from pygame.event import Event

from digitgame.game import common, train
from digitgame.game.first_run.calibration import CalibrationScene
from digitgame.game.gallery.scene import Gallery
from digitgame.game.game import Game
from digitgame.game.inspect.kernel_lab import KernelLab
from digitgame.game.modes import scene_of
from digitgame.game.shell.help import Help
from digitgame.game.shell.menu_cards import card_facts, draw_card, score_facts
from digitgame.game.shell.player import PlayerScene
from digitgame.game.shell.scores import ScoresScene
from digitgame.game.shell.settings import SettingsScene
from digitgame.rules.modes import MODES, Mode
from digitgame.ui import theme, widgets
from digitgame.ui.actions import KeyContext
from digitgame.ui.canvas import Canvas, Hint, hint_areas, wrapped, y_middle
from digitgame.ui.layout import BOARD_AREA, FOOTER_Y, Area, View, column
from digitgame.ui.scene_stack import FullScreen, Pop, Push, Quit, Scene, Transition

_LIST: Final = Area(32, 96, 480, 36)  # the first line
_STEP: Final = 38
_FIRST_SMALL: Final = Area(32, 378, 232, 28)  # below what is played: two columns of what else there is
_SMALL_STEP: Final = (248, 33)
_CARDS: Final = column(96, 448)
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
    "help",
    "sound",
    "full screen",
    "quit",
)
_LARGE: Final = _LINES.index("scores")  # lines before this one
_ROWS: Final = (len(_LINES) - _LARGE) // 2  # in a column of the others
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
    "help": (pygame.K_h, "H"),
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
    "player": "Who plays? A name or initials; each player has a score of their own.",
    "settings": "Sound, motion, the side of the board, and which key does what.",
    "help": "What the keys do on a board.",
    "sound": "A tick, a chime, a bell.",
    "full screen": "The whole screen, or a window.",
}
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
    place: ClassVar = KeyContext.MENU
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
        """Hear of a training that goes on."""
        if self.game.training is not None:
            self.game.training.follow(self.game.take)

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        canvas.text("digitgame", (_LIST.x, 60), theme.TITLE, theme.TEXT, "midleft")
        who = common.signature(self.game)
        canvas.text(who, (_CARDS.right, 60), theme.SMALL, theme.QUIET, "midright", fit=560)
        for number, line in enumerate(_LINES):
            self._draw_line(canvas, number, line)
        below = self._draw_words(canvas)
        card = card_facts(self.game.reader.model.card)
        below = draw_card(canvas, _CARDS._replace(y=below), "The network", card)
        draw_card(canvas, _CARDS._replace(y=below), "Free draw", score_facts(self.game.score))
        widgets.footer(canvas, _FOOTER, ())

    def choose(self, line: str) -> None:
        """Put the mark on a line."""
        self.chosen = _LINES.index(line)

    def mode(self, line: str) -> Mode:
        """The mode with its level that a line stands for."""
        return Mode(line, self._level(line))

    def _draw_words(self, canvas: Canvas) -> float:
        """What the chosen line is, and the best run of it; where the next card may begin."""
        line = _LINES[self.chosen]
        words = MODES[line].description if line in MODES else _WORDS.get(line, _TAGLINE)
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
        chosen, large = number == self.chosen, number < _LARGE
        size, radius = (theme.MEDIUM, theme.RADIUS) if large else (theme.SMALL, theme.SMALL_RADIUS)
        if chosen or large:
            fill, edge = (theme.KEY, theme.ACCENT) if chosen else (theme.PANEL, None)
            canvas.panel(area, fill, edge, radius)
        middle, left = y_middle(area), area.x + 16
        taken = canvas.text(_TITLES.get(line, line.capitalize()), (left, middle), size, theme.TEXT, "midleft")
        cap = canvas.view.caps.of(*_key(line))
        told = canvas.text(cap, (area.right - 16, middle), theme.SMALL, theme.QUIET, "midright")
        value = self._value(line)
        if value:
            room = area.width - taken - told - 64
            canvas.text(value, (left + taken + 16, middle), size, theme.ACCENT, "midleft", fit=room)

    def _value(self, line: str) -> str:
        """What stands beside a line: its level, who plays, how far a training is."""
        match line:
            case "player":
                return self.game.player
            case "sound":
                return "off" if self.game.sounds.muted else "on"
            case "train" if self.game.training is not None:
                return self.game.training.status()
        return f"‹ {self._level(line)} ›" if line in self.levels else ""

    def _level(self, line: str) -> str:
        """The level chosen of a mode, "" where it has none.

        It is the first one where the one chosen is no longer offered: another network brings other opponents.
        """
        if line not in self.levels:
            return ""
        offered = self._choices(line)
        if self.levels[line] not in offered:
            self.levels[line] = offered[0]
        return self.levels[line]

    def _choices(self, line: str) -> Sequence[str]:
        """The levels of a mode; in a duel the opponents."""
        return tuple(self.game.opponents) if line == "duel" else MODES[line].levels

    def _turn(self, by: int) -> None:
        """Choose another level of the chosen mode; among the small lines the one beside."""
        line = _LINES[self.chosen]
        if self.chosen >= _LARGE:
            beside = self.chosen + by * _ROWS
            self.chosen = beside if _LARGE <= beside < len(_LINES) else self.chosen
        if line in self.levels:
            all_ = self._choices(line)
            self.levels[line] = all_[(all_.index(self._level(line)) + by) % len(all_)]

    def _point(self, view: View, pixel: tuple[int, int]) -> bool:
        """Choose the line under the pointer; whether there is one."""
        line = common.line_at(map(_line_area, range(len(_LINES))), view, pixel)
        self.chosen = self.chosen if line is None else line
        return line is not None

    def _go(self, line: str, typed: str = "") -> Transition | None:
        match line:
            case _ if line in MODES:
                return Push(scene_of(self.game, self.mode(line)))
            case "scores":
                return Push(ScoresScene(self.game))
            case "train":
                return Push(train.scene(self.game))
            case "settings":
                return Push(SettingsScene(self.game))
            case "lab":
                return Push(KernelLab(self.game))
            case "calibration":
                return Push(CalibrationScene(self.game))
            case "gallery":
                return Push(Gallery(self.game))
            case "help":
                return Push(Help())
            case "player":
                return Push(PlayerScene(self.game, typed))
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
    if number < _LARGE:
        return _LIST._replace(y=_LIST.y + number * _STEP)
    column, row = divmod(number - _LARGE, _ROWS)
    across, down = _SMALL_STEP
    return _FIRST_SMALL._replace(x=_FIRST_SMALL.x + column * across, y=_FIRST_SMALL.y + row * down)
