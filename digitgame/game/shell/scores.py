"""The scoreboard: the best of each mode, today, this week and of all time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from digitgame.errors import DigitgameError
from digitgame.formatting import percent
from digitgame.game.base_scene import BACK, BaseScene, choose
from digitgame.game.faces import draw_face
from digitgame.game.game import Game
from digitgame.game.icons import icon
from digitgame.game.shell.goals import GoalsScene
from digitgame.rules import Score
from digitgame.rules.clock import PERIOD_TITLES, PERIODS, since
from digitgame.rules.modes import FREE_DRAW, SCORED_MODES, SPRINT, Mode
from digitgame.rules.rewards.rivals import RIVALS, Rival
from digitgame.store import Run
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, KeyContext
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View, full_width
from digitgame.ui.list_menu import Item, RowMenu, arrow_hints, next_value
from digitgame.ui.scene_stack import Push, Transition

_MODE: Final = Area(32, 64, 384, 44)
_PERIOD: Final = _MODE._replace(x=424, width=352)
_GOALS: Final = _MODE._replace(x=784, width=144)
# With the scores of a class, all of them are narrower.
_CLASS: Final = _MODE._replace(x=704, width=108)
_NARROW: Final = {"Mode": (32, 336), "Period": (376, 320), "Goals": (820, 108)}
_TABLE: Final = full_width(120, 424)
_ROWS_SHOWN: Final = 10
_ROW: Final = 36
# The right edge of the ranks, the left edge of the names, the right edges of the other columns.
_RANK: Final = 72
_PLAYER: Final = 96
_COLUMNS: Final = (560, 664, 776, 904)
# The names of those columns, for a mode by its first word.
_NAMES: Final = {
    "free": ("guesses", "accuracy", "best streak", "correct"),
    "fool": ("fooled", "rate", "best trick", "points"),
    "duel": ("won", "rate", "in a row", "points"),
}
_RUN_NAMES: Final = ("digits", "accuracy", "best combo", "points")
_CHANGE: Final = (*arrow_hints("change", "choose"), BACK)
_GO: Final = (*arrow_hints("", "choose"), Hint("open", Action.CONFIRM), BACK)
_NONE: Final = "No scores yet. Be the first!"


@dataclass(frozen=True)
class Row:
    """A line of a table: who, and the values of its columns; `rival`: the line is the house's."""

    player: str
    values: tuple[str, str, str, str]
    rival: Rival | None = None


@dataclass
class ScoresScene(BaseScene):
    """A table at a time; the two lines above it choose the mode and the period."""

    context = KeyContext.ANYWHERE
    game: Game
    mode: Mode = SPRINT
    period: str = "ever"
    rows: list[Row] = field(default_factory=list)
    error: str = ""
    menu: RowMenu = field(default_factory=lambda: RowMenu(slot=232))
    _modes: list[Mode] = field(default_factory=lambda: [FREE_DRAW, *SCORED_MODES])

    def __post_init__(self) -> None:
        self._load()

    @property
    def hints(self) -> Sequence[Hint]:
        return _CHANGE if self.items()[self.menu.chosen].changes else _GO

    def items(self) -> list[Item]:
        here = [
            Item("Mode", _MODE, value=self.game.title_of(self.mode), changes=True),
            Item("Period", _PERIOD, value=PERIOD_TITLES[self.period], changes=True),
            Item("Goals", _GOALS),
        ]
        if self.game.tables is None:
            return here
        narrow = [
            replace(item, area=item.area._replace(x=_NARROW[item.label][0], width=_NARROW[item.label][1]))
            for item in here
        ]
        return [*narrow[:2], Item("Class", _CLASS), narrow[2]]

    def respond(self, given: Input, view: View) -> Transition | None:
        by = choose(self.game, self.menu, given, view, self.items())
        if by is None:
            return super().respond(given, view)
        match self.items()[self.menu.chosen].label:
            case "Goals":
                return Push(GoalsScene(self.game))
            case "Class":
                # Loaded for a class only.
                from digitgame.game.class_board.scene import ClassScores

                return Push(ClassScores(self.game, self.mode if self.mode != FREE_DRAW else SPRINT))
            case "Mode":
                self.mode = next_value(self._modes, self.mode, by or 1)
            case _:
                self.period = next_value(PERIODS, self.period, by or 1)
        self._load()
        return None

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, "Scores")
        self.menu.draw(canvas, self.items())
        canvas.panel(_TABLE, theme.PANEL, theme.EDGE)
        canvas.text("player", (_PLAYER, _TABLE.y + 20), theme.SMALL, theme.QUIET)
        for name, x in zip(_NAMES.get(self.mode.name, _RUN_NAMES), _COLUMNS, strict=True):
            canvas.text(name, (x, _TABLE.y + 20), theme.SMALL, theme.QUIET, "midright")
        if self.error or not self.rows:
            self._draw_empty(canvas)
        for number, (rank, row) in enumerate(ranked(self.rows, self.game.player)):
            self._draw_row(canvas, number, rank, row)

    def _draw_empty(self, canvas: Canvas) -> None:
        """An invitation to be the first, or what is wrong with the store."""
        x, y = _TABLE.middle
        if self.error:
            canvas.text(self.error, (x, y), theme.SMALL, theme.QUIET, "center", fit=_TABLE.width - 32)
            return
        name, title = self.mode.name, self.game.title_of(self.mode)
        if name in theme.MODES:
            icon(canvas, name, Area(x - 32, y - 88, 64, 64), theme.MODES[name])
        canvas.text(_NONE, (x, y), theme.MEDIUM, theme.TEXT, "center")
        canvas.text(
            f"Play {title}, and your name stands here.", (x, y + 32), theme.SMALL, theme.QUIET, "center"
        )

    def _draw_row(self, canvas: Canvas, number: int, rank: int, row: Row) -> None:
        y = _TABLE.y + 56 + _ROW * number
        colour = theme.ACCENT if row.player == self.game.player else theme.TEXT
        if row.rival is not None:
            draw_face(canvas, row.rival, (_PLAYER + 192, y), 13)
            colour = theme.QUIET
        canvas.text(f"{rank:,}", (_RANK, y), theme.SMALL, theme.QUIET, "midright")
        canvas.text(row.player, (_PLAYER, y), theme.MEDIUM, colour, fit=360)
        for x, value in zip(_COLUMNS, row.values, strict=True):
            canvas.text(value, (x, y), theme.MEDIUM, colour, "midright")

    def _load(self) -> None:
        begun = since(self.period, datetime.now())
        try:
            self._modes += [mode for mode in self.game.store.modes() if mode not in self._modes]
            if self.mode == FREE_DRAW:
                self.rows = [player_row(*one) for one in self.game.store.standings(begun)]
            else:
                runs = self.game.store.runs(mode=self.mode, since=begun, finished=True)
                self.rows = run_rows(runs, self.mode if self.period == "ever" else None)
            self.error = ""
        except DigitgameError as error:
            self.rows, self.error = [], str(error)


def run_row(run: Run) -> Row:
    """A run in the table; a question mark stands beside a score that verification doubts."""
    marked = " ?" if run.verdict == "doubtful" else ""
    digits = f"{run.hits} of {run.asked}"
    return Row(run.player, (digits, percent(run.accuracy), f"{run.best:,}", f"{run.score:,}{marked}"))


def run_rows(runs: Sequence[Run], house: Mode | None) -> list[Row]:
    """The lines of the runs that made a point, the best first, and of the house in the mode `house`."""
    rows = [(run.score, run_row(run)) for run in runs if run.score]
    for rival in RIVALS:
        score = 0 if house is None else rival.score(house)
        if score:
            rows.append((score, Row(f"{rival.name} (house)", ("", "", "", f"{score:,}"), rival)))
    return [row for _, row in sorted(rows, key=lambda one: -one[0])]


def ranked(rows: Sequence[Row], player: str) -> list[tuple[int, Row]]:
    """The lines to show, with their ranks: the first ones; the player's best is the last where it is none of those."""
    every = list(enumerate(rows, 1))
    first = every[:_ROWS_SHOWN]
    own = next((line for line in every if line[1].player == player), None)
    return first if own is None or own in first else [*first[:-1], own]


def player_row(player: str, score: Score) -> Row:
    """A player's guesses in free draw."""
    total = score.total
    return Row(player, (f"{total.count:,}", percent(total.accuracy), f"{score.best:,}", f"{total.right:,}"))
