"""The menu: where to go, who plays, and the network in use."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from digitgame.game.base_scene import BaseScene, mute, status_line
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
from digitgame.game.train.options import training_scene
from digitgame.rules.modes import MODES, Mode
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Input, KeyContext
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View, column
from digitgame.ui.list_menu import Item, ListMenu, arrow_hints
from digitgame.ui.scene_stack import FullScreen, Pop, Push, Quit, Scene, Transition

# The first line, and from line to line.
_LIST: Final = Area(32, 96, 480, 36)
_STEP: Final = 38
# Below the modes: two columns of smaller lines.
_FIRST_SMALL: Final = Area(32, 378, 232, 28)
_SMALL_STEP: Final = (248, 33)
_CARDS: Final = column(96, 448)
# The lines with their keys.
_LINES: Final = {
    "free draw": Action.MENU,
    "sprint": Action.SPRINT,
    "sums": Action.SUMS,
    "fool": Action.FOOL,
    "duel": Action.DUEL,
    "daily": Action.DAILY,
    "train": Action.TRAIN,
    "scores": Action.SCORES,
    "gallery": Action.GALLERY,
    "lab": Action.LAB,
    "calibration": Action.CALIBRATION,
    "player": Action.PLAYER,
    "settings": Action.SETTINGS,
    "help": Action.HELP,
    "sound": Action.MUTE,
    "full screen": Action.FULL_SCREEN,
    "quit": Action.QUIT,
}
_NAMES: Final = tuple(_LINES)
# The number of large lines, and of the smaller ones in each of their columns.
_LARGE: Final = _NAMES.index("scores")
_ROWS: Final = (len(_LINES) - _LARGE) // 2
_SCENES: Final[Mapping[str, Callable[[Game], Scene]]] = {
    "train": training_scene,
    "scores": ScoresScene,
    "gallery": Gallery,
    "lab": KernelLab,
    "calibration": CalibrationScene,
    "settings": SettingsScene,
}
_TITLES: Final = {"fool": "Fool it", "lab": "Kernel lab"}
_WORDS: Final = {
    "free draw": "Draw any digit. Can the AI read it?",
    "train": "Train your own AI and watch it learn.",
    "scores": "The best runs: today, this week, all time.",
    "gallery": "Sample digits, the AI's mistakes, and your own drawings.",
    "calibration": "Draw twenty digits. How well does the AI read your handwriting? It learns from them, too.",
    "lab": "Slide a small square of numbers over your drawing: that is convolution.",
    "player": "Who plays? A name or initials. Every player has a score.",
    "settings": "Sound, motion, the side of the board, your keys.",
    "help": "All the keys.",
    "sound": "A tick, a chime, a bell.",
    "full screen": "Switch between a window and the whole screen.",
    "quit": "Done for today? Press Enter to leave.",
}
_HINTS: Final = (*arrow_hints("choose", "level"), Hint("go", Action.CONFIRM))
_TAGLINE: Final = "Draw a digit. The AI reads it. You keep the score."
# Seconds without an event until the title comes back.
_IDLE: Final = 45.0


@dataclass
class Menu(BaseScene):
    """A list to choose from by arrow keys, by each line's own key or by the pointer. The board lies below it.

    `attract` makes the title that comes back when nobody plays; `levels` is the chosen level by mode.
    """

    context = KeyContext.MENU
    hints = _HINTS
    game: Game
    attract: Callable[[], Scene] | None = None
    levels: dict[str, str] = field(default_factory=dict)
    menu: ListMenu = field(default_factory=lambda: ListMenu(slot=232))
    _idle: float = 0.0

    @property
    def line(self) -> str:
        return _NAMES[self.menu.chosen]

    def items(self) -> list[Item]:
        """The lines, with the values that stand on them."""
        return [
            Item(
                _TITLES.get(line, line.capitalize()),
                _line_area(number),
                action,
                self._value(line),
                changes=len(self._choices(line)) > 1,
                small=number >= _LARGE,
            )
            for number, (line, action) in enumerate(_LINES.items())
        ]

    def handle(self, given: Input, view: View) -> Transition | None:
        self._idle = 0.0
        return super().handle(given, view)

    def respond(self, given: Input, view: View) -> Transition | None:
        by = self.menu.handle(given, view, self.items())
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
        self.game.refresh_score()
        if self.game.training is not None:
            self.game.training.follow(self.game.take)
        if self.attract is None or self._idle < _IDLE:
            return None
        self._idle = 0.0
        return Push(self.attract())

    def draw(self, canvas: Canvas) -> None:
        canvas.surface.fill(theme.ROOM)
        canvas.text("digitgame", (_LIST.x, 60), theme.TITLE, theme.TEXT)
        canvas.text(status_line(self.game), (_CARDS.right, 60), theme.SMALL, theme.QUIET, "midright", fit=560)
        self.menu.draw(canvas, self.items())
        below = self._draw_words(canvas)
        card = card_facts(self.game.reader.model.card)
        below = draw_card(canvas, _CARDS._replace(y=below), "The network", card)
        draw_card(canvas, _CARDS._replace(y=below), "Free draw", score_facts(self.game.score))
        widgets.footer(canvas, self.hints, ())

    def choose(self, line: str) -> None:
        self.menu.chosen = _NAMES.index(line)

    def mode(self, line: str) -> Mode:
        """The mode with its level that a line stands for."""
        return Mode(line, self._level(line))

    def _draw_words(self, canvas: Canvas) -> float:
        """What the chosen line is, and the best run of it; where the next card may begin."""
        line = self.line
        words = MODES[line].description if line in MODES else _WORDS.get(line, _TAGLINE)
        panel = _CARDS._replace(height=112)
        canvas.panel(panel, theme.PANEL, theme.ACCENT)
        widgets.paragraph(canvas, words, panel.inside(24))
        if line in MODES:
            best = self.game.best(self.mode(line))
            words = f"Your best: {best:,}" if best is not None else "Not played yet"
            canvas.text(words, (panel.x + 24, panel.bottom - 20), theme.SMALL, theme.ACCENT)
        return panel.bottom + 2 * theme.UNIT

    def _value(self, line: str) -> str:
        """What stands beside a line: its level, who plays, how far a training is."""
        match line:
            case "player":
                return self.game.player
            case "sound":
                return "off" if self.game.sounds.muted else "on"
            case "train" if self.game.training is not None:
                return self.game.training.status()
        return self.mode(line).title.partition(" · ")[2] if line in MODES else ""

    def _level(self, line: str) -> str:
        """The chosen level of a mode, "" where it has none.

        The first one where the chosen one is no longer offered: another network brings other opponents.
        """
        offered = self._choices(line)
        chosen = self.levels.get(line, "")
        return chosen if chosen in offered else next(iter(offered), "")

    def _choices(self, line: str) -> Sequence[str]:
        """The levels of a mode; in a duel the opponents."""
        if line == "duel":
            return tuple(self.game.opponents)
        return MODES[line].levels if line in MODES else ()

    def _turn(self, by: int) -> None:
        levels = self._choices(self.line)
        self.levels[self.line] = levels[(levels.index(self._level(self.line)) + by) % len(levels)]

    def _go(self, line: str, typed: str = "") -> Transition | None:
        match line:
            case _ if line in MODES:
                return Push(scene_of(self.game, self.mode(line)))
            case _ if line in _SCENES:
                return Push(_SCENES[line](self.game))
            case "help":
                return Push(Help())
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


def _line_area(number: int) -> Area:
    if number < _LARGE:
        return _LIST._replace(y=_LIST.y + number * _STEP)
    column, row = divmod(number - _LARGE, _ROWS)
    across, down = _SMALL_STEP
    return _FIRST_SMALL._replace(x=_FIRST_SMALL.x + column * across, y=_FIRST_SMALL.y + row * down)
