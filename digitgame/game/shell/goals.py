"""The goals across runs: which are reached, and what they open; below them the medals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from digitgame.game.base_scene import BACK, BaseScene
from digitgame.game.faces import medal
from digitgame.game.game import Game
from digitgame.game.icons import icon
from digitgame.game.shell.settings import pen_settings
from digitgame.rules.modes import GALLERY_DUEL, Mode
from digitgame.rules.rewards.goals import GOALS, Career, Goal, medals, reached
from digitgame.rules.rewards.ranks import Rank
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, KeyContext, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import FOOTER_Y, Area, View, full_width
from digitgame.ui.scene_stack import Push, Transition

_CELL: Final = Area(32, 64, 440, 58)
_STEP: Final = (456, 65)
_MEDALS: Final = full_width(464, 80)
# What stands before the medals, and the room for it.
_RANKS: Final = "best ranks"
_RANKS_WIDTH: Final = 104
# An ended run says nothing of goals, however good it was.
_FINISHED: Final = "Only finished runs count."
# A medal for each of these: a mode, or all levels of one.
_MEDAL_MODES: Final = ("sprint", "sums easy", "sums middle", "sums hard", "daily", "fool", "duel")
_ROWS: Final = 6


@dataclass
class GoalsScene(BaseScene):
    """Two columns of goals, the easiest first."""

    context = KeyContext.ANYWHERE
    hints = (Hint("choose a pen or board", Action.CONFIRM), BACK)
    game: Game
    career: Career = field(init=False)
    medals: dict[str, Rank | None] = field(init=False)

    def __post_init__(self) -> None:
        self.career = self.game.career()
        self.medals = medals_of(medals(self.career))

    def respond(self, given: Input, view: View) -> Transition | None:
        if isinstance(given, Pointer) and given.clicked:
            at = view.area_at(map(_cell, range(len(GOALS))), given.pos)
            # What a goal opens is chosen in the settings.
            if at is not None and GOALS[at].opens and GOALS[at].reached(self.career):
                given = Action.CONFIRM
        if given is Action.CONFIRM:
            return Push(pen_settings(self.game))
        return super().respond(given, view)

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, f"Goals · {len(reached(self.career))} of {len(GOALS)}")
        for number, goal in enumerate(GOALS):
            _draw_goal(canvas, _cell(number), goal, self.career)
        right = (_MEDALS.right, FOOTER_Y)
        canvas.text(_FINISHED, right, theme.SMALL, theme.QUIET, "midright")
        canvas.panel(_MEDALS, theme.PANEL, theme.EDGE)
        at = (_MEDALS.x + 16, _MEDALS.middle[1])
        canvas.text(_RANKS, at, theme.SMALL, theme.QUIET, fit=_RANKS_WIDTH)
        width = (_MEDALS.width - _RANKS_WIDTH) / len(self.medals)
        for number, (name, rank) in enumerate(self.medals.items()):
            x = _MEDALS.x + _RANKS_WIDTH + width * (number + 0.5)
            medal(canvas, rank, (x, _MEDALS.y + 28), 17)
            title = Mode.parse(name).title.replace(" · ", " ")
            canvas.text(title, (x, _MEDALS.bottom - 16), theme.SMALL, theme.QUIET, "center", fit=width)


def medals_of(ranks: Mapping[Mode, Rank]) -> dict[str, Rank | None]:
    """The best rank of each mode; of all opponents in a duel, but for the short one of the gallery."""
    found: dict[str, Rank | None] = dict.fromkeys(_MEDAL_MODES)
    for mode, rank in ranks.items():
        if mode == GALLERY_DUEL:
            continue
        name = mode.name if mode.name in found else str(mode)
        if name in found:
            found[name] = min(rank, found[name] or "C", key=lambda letter: "SABC".index(letter))
    return found


def _cell(number: int) -> Area:
    column, row = divmod(number, _ROWS)
    return _CELL._replace(x=_CELL.x + column * _STEP[0], y=_CELL.y + row * _STEP[1])


def _draw_goal(canvas: Canvas, cell: Area, goal: Goal, career: Career) -> None:
    reached = goal.reached(career)
    canvas.panel(cell, theme.PANEL, theme.ACCENT if reached else theme.EDGE)
    sign = Area(cell.x + 16, cell.y + 14, 30, 30)
    if reached:
        canvas.mark(True, sign)
    else:
        icon(canvas, "goals", sign, theme.EDGE)
    left = cell.x + 64
    canvas.text(goal.name, (left, cell.y + 20), theme.MEDIUM, theme.TEXT if reached else theme.QUIET)
    canvas.text(goal.words, (left, cell.y + 42), theme.SMALL, theme.QUIET)
    if not reached:
        at = (cell.right - 16, cell.y + 42)
        canvas.text(goal.progress(career), at, theme.SMALL, theme.TEXT, "midright")
    if goal.opens:
        right = (cell.right - 16, cell.y + 20)
        colour = theme.PENS[goal.pen] if goal.pen else theme.TEXT
        canvas.text(goal.opens, right, theme.SMALL, colour, "midright")
