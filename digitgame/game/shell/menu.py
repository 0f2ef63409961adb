"""The menu: cards to play, and where else to go."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pygame

from digitgame.game.base_scene import BaseScene, choose, mute, status_line
from digitgame.game.first_run.calibration import CalibrationScene
from digitgame.game.gallery import open_gallery
from digitgame.game.game import Game
from digitgame.game.inspect import open_example
from digitgame.game.learn import lessons
from digitgame.game.modes import scene_of
from digitgame.game.shell.goals import GoalsScene
from digitgame.game.shell.help import Help
from digitgame.game.shell.menu_cards import (
    CardFacts,
    CardMenu,
    board_area,
    card_areas,
    card_facts,
    chosen_area,
    draw_card,
    draw_entry,
    entry_areas,
)
from digitgame.game.shell.menu_previews import PERIOD, Preview
from digitgame.game.shell.player import PlayerScene
from digitgame.game.shell.scores import ScoresScene
from digitgame.game.shell.settings import SettingsScene
from digitgame.game.train.options import training_scene
from digitgame.rules.modes import MODES, Mode
from digitgame.ui import theme, widgets
from digitgame.ui.actions import NO_KEY, Action, Input, KeyContext, KeyLabels
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, WIDTH, View
from digitgame.ui.list_menu import Item
from digitgame.ui.scene_stack import FullScreen, Pop, Push, Quit, Scene, Transition
from digitgame.ui.theme import Colour

# The cards and, below them, the small entries, with their keys.
_CARDS: Final = {
    "free": Action.MENU,
    "sprint": Action.SPRINT,
    "sums": Action.SUMS,
    "fool": Action.FOOL,
    "duel": Action.DUEL,
    "daily": Action.DAILY,
    "versus": Action.VERSUS,
    "train": Action.TRAIN,
}
_ENTRIES: Final = {
    "learn": Action.LEARN,
    "scores": Action.SCORES,
    "goals": Action.GOALS,
    "gallery": Action.GALLERY,
    "inside": Action.XRAY,
    "lab": Action.LAB,
    "calibration": Action.CALIBRATION,
    "player": Action.PLAYER,
    "settings": Action.SETTINGS,
    "help": Action.HELP,
    "sound": Action.MUTE,
    "full screen": Action.FULL_SCREEN,
    "quit": Action.QUIT,
}
_TITLES: Final = {"lab": "Kernel lab", "calibration": "Calibrate", "sound": "Sound off"}
_LINES: Final = _CARDS | _ENTRIES
_NAMES: Final = tuple(_LINES)
_AREAS: Final = tuple(card_areas(len(_CARDS)))


def _lab(game: Game) -> Scene:
    """The kernel lab, imported when it is opened, not with the game."""
    from digitgame.game.inspect.kernel_lab import KernelLab

    return KernelLab(game)


_SCENES: Final[Mapping[str, Callable[[Game], Scene]]] = {
    "train": training_scene,
    "learn": lessons,
    "scores": ScoresScene,
    "goals": GoalsScene,
    "gallery": open_gallery,
    "inside": open_example,
    "lab": _lab,
    "calibration": CalibrationScene,
    "settings": SettingsScene,
}
_WORDS: Final = {
    "free": "Draw any digit. Can the AI read it?",
    "train": "Train your own AI and watch it learn.",
    "learn": "How does it see? Short pages, your own drawing, a star for each.",
    "scores": "The best runs: today, this week, all time.",
    "goals": "What you have reached, and which pens and boards that opens.",
    "gallery": "Sample digits, the AI's mistakes, and your own drawings.",
    "calibration": "Draw twenty digits, and the AI learns your handwriting.",
    "inside": "Open the network: every layer, live, while you draw.",
    "lab": "Slide a small square of numbers over your drawing: that is convolution.",
    "player": "Who plays? Each player has their own scores.",
    "settings": "Sound, motion, the side of the board, your keys.",
    "help": "How to play, and all the keys.",
    "sound": "Switch all sounds and the music on or off.",
    "full screen": "Switch between a window and the whole screen.",
}
_CHOOSE: Final = Hint("choose", cap="Arrows")
_LEVELS: Final = (Hint("", Action.PAGE_UP, "−"), Hint("level", Action.PAGE_DOWN, "+"))
_GO: Final = Hint("go", Action.CONFIRM)
# Seconds without an event until the title comes back, and until scores are read again.
_IDLE: Final = 45.0
_STALE: Final = 1.0
# Seconds until a chosen card shines, and of one breath of its light.
_GLOW: Final = 0.18
_BREATH: Final = 2.4


@dataclass
class Menu(BaseScene):
    """Cards that play themselves, and a row of small entries. The board lies below it.

    What does not move is drawn again only when it changes: `_still`, for `_shows`. `attract` makes the title that comes
    back when nobody plays; `_to_beat` is the level of a duel where none is chosen.
    """

    context = KeyContext.MENU
    game: Game
    attract: Callable[[], Scene] | None = None
    menu: CardMenu = field(default_factory=CardMenu)
    _previews: list[Preview] = field(init=False)
    _facts: list[CardFacts] = field(init=False)
    _still: pygame.Surface = field(init=False)
    _shows: tuple[object, ...] = ()
    _to_beat: str = ""
    _idle: float = 0.0
    _since: float = 0.0
    _age: float = 0.0

    def __post_init__(self) -> None:
        still, today = self.game.settings.reduced_motion, date.today()
        self._previews = [
            Preview(name, theme.MODES[name], today, still, PERIOD * number / len(_CARDS))
            for number, name in enumerate(_CARDS)
        ]
        self._load()

    @property
    def line(self) -> str:
        return _NAMES[self.menu.chosen]

    @property
    def moving(self) -> bool:
        return not self.game.settings.reduced_motion

    @property
    def backdrop(self) -> Colour:
        """The room, with a breath of the chosen card's colour."""
        return theme.blend(theme.ROOM, theme.MODES.get(self.line, theme.ACCENT), 0.05)

    @property
    def side_hints(self) -> Sequence[Hint]:
        return (_CHOOSE, *_LEVELS, _GO) if len(self._choices(self.line)) > 1 else (_CHOOSE, _GO)

    def items(self) -> list[Item]:
        """The cards and the small entries."""
        keys = self.game.bindings.labels
        entries = entry_areas(
            [_TITLES.get(name, name) for name in _ENTRIES], [keys[action] for action in _ENTRIES.values()]
        )
        return [
            Item(
                self._title(line), area, action, changes=len(self._choices(line)) > 1, small=line in _ENTRIES
            )
            for (line, action), area in zip(_LINES.items(), (*_AREAS, *entries), strict=True)
        ]

    def handle(self, given: Input, view: View) -> Transition | None:
        self._idle = 0.0
        return super().handle(given, view)

    def respond(self, given: Input, view: View) -> Transition | None:
        before = self.menu.chosen
        by = choose(self.game, self.menu, given, view, self.items())
        if self.menu.chosen != before:
            self._age = 0.0
        if by is not None:
            # Whatever is done now may change what the cards say.
            self._since = _STALE
        asked_anyway = self.game.training is not None and self.game.training.running
        if by == 0 and self.line == "quit" and _NAMES[before] != "quit" and not asked_anyway:
            # One slip of a finger does not end the game.
            return None
        if by == 0:
            typed = view.caps[Action.PLAYER].lower() if given is Action.PLAYER else ""
            return self._go(self.line, typed)
        if by is not None:
            self._turn(by)
        if given is Action.BACK:
            self.choose("quit")
        return None

    def update(self, seconds: float) -> Transition | None:
        self._idle += seconds
        self._since += seconds
        self._age += seconds
        for preview in self._previews:
            preview.still = self.game.settings.reduced_motion
            preview.update(seconds)
        if self._since >= _STALE:
            self.game.refresh_score()
            self._load()
        if self.game.training is not None:
            self.game.training.follow()
            self._facts[-1] = card_facts(self.game, self.mode("train"))
        if self.attract is None or self._idle < _IDLE:
            return None
        self._idle = 0.0
        if self.line == "quit":
            # Whoever comes next begins elsewhere.
            self.choose("free")
        return Push(self.attract())

    def draw(self, canvas: Canvas) -> None:
        chosen = self.menu.chosen
        shows = (canvas.view, chosen, list(self._facts), self.game.sounds.muted, status_line(self.game))
        if shows != self._shows:
            self._shows, self._still = shows, pygame.Surface(canvas.surface.get_size())
            self._draw_still(Canvas(self._still, canvas.view))
        canvas.surface.blit(self._still, (0, 0))
        for preview, area in zip(self._previews, _AREAS, strict=False):
            preview.draw(canvas, board_area(area))
        if chosen < len(_CARDS):
            rect, radius = canvas.view.rect(chosen_area(_AREAS[chosen])), canvas.view.pixels(theme.RADIUS)
            widgets.halo(canvas, rect, self._previews[chosen].colour, self._glow(), radius, self.backdrop)

    def choose(self, line: str, level: str = "") -> None:
        """Choose a card or an entry, and the card's level; what is done there may change what the cards say."""
        self.menu.chosen, self._since = _NAMES.index(line), _STALE
        if level:
            self.game.choose_level(line, level)

    def mode(self, line: str) -> Mode:
        """The mode with its level that a card stands for."""
        return Mode(line, self._level(line))

    def _draw_still(self, canvas: Canvas) -> None:
        """Draw all that does not move."""
        chosen, items = self.menu.chosen, self.items()
        canvas.surface.fill(self.backdrop)
        widgets.logo(canvas, (BOARD_AREA.x, 46), theme.TITLE)
        status = status_line(self.game)
        canvas.text(status, (WIDTH - BOARD_AREA.x, 46), theme.SMALL, theme.QUIET, "midright", fit=560)
        for number, item in enumerate(items[len(_CARDS) :], len(_CARDS)):
            name = "muted" if _NAMES[number] == "sound" and self.game.sounds.muted else _NAMES[number]
            draw_entry(canvas, item, name, chosen=number == chosen)
        for number, (preview, facts) in enumerate(zip(self._previews, self._facts, strict=True)):
            item, arrows = items[number], self.menu.arrows(items[number])
            draw_card(canvas, item, facts, preview.name, arrows, chosen=number == chosen)
        words = line_words(self.line, canvas.view.caps)
        room = BARS_AREA.x - BOARD_AREA.x - 2 * theme.UNIT
        canvas.text(words, (BOARD_AREA.x, FOOTER_Y), theme.SMALL, theme.TEXT, fit=room)
        widgets.footer(canvas, (), self.side_hints)

    def _glow(self) -> float:
        """The light of the chosen card, 0 to 1."""
        if not self.moving:
            return 1.0
        breath = 0.15 * math.cos(2 * math.pi * self._age / _BREATH)
        return widgets.ease_out(self._age / _GLOW) * (0.85 + breath)

    def _load(self) -> None:
        self._to_beat = self.game.opponent_to_beat()
        self._facts = [card_facts(self.game, self.mode(name)) for name in _CARDS]
        self._since = 0.0

    def _title(self, line: str) -> str:
        if line == "sound" and not self.game.sounds.muted:
            return "Sound on"
        return _TITLES.get(line, line.capitalize())

    def _level(self, line: str) -> str:
        """The chosen level of a mode, "" where it has none; before a choice, in a duel, whoever is to be beaten next.

        The first one where the chosen one is no longer offered: another network brings other opponents.
        """
        offered = self._choices(line)
        chosen = self.game.levels.get(line, self._to_beat if line == "duel" else "")
        return chosen if chosen in offered else next(iter(offered), "")

    def _choices(self, line: str) -> Sequence[str]:
        """The levels of a mode; in a duel the opponents."""
        if line == "duel":
            return tuple(self.game.opponents)
        return MODES[line].levels if line in MODES else ()

    def _turn(self, by: int) -> None:
        levels = self._choices(self.line)
        self.game.choose_level(self.line, levels[(levels.index(self._level(self.line)) + by) % len(levels)])

    def _go(self, line: str, typed: str = "") -> Transition | None:
        match line:
            case _ if line in MODES:
                return Push(scene_of(self.game, self.mode(line)))
            case _ if line in _SCENES:
                return Push(_SCENES[line](self.game))
            case "help":
                return Push(Help(keys=False))
            case "player":
                return Push(PlayerScene(self.game, typed))
            case "sound":
                mute(self.game)
                return None
            case "full screen":
                return FullScreen()
            case "quit":
                return Quit()
        return Pop()


def line_words(line: str, labels: KeyLabels) -> str:
    """What the menu says of a card or an entry; of the last one, the keys that leave the game."""
    if line == "quit":
        key = "" if labels[Action.QUIT] == NO_KEY else f"{labels[Action.QUIT]} or "
        return f"Leave the game? Press {key}Enter."
    return MODES[line].description if line in MODES else _WORDS[line]
