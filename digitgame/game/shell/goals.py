"""The goals across runs: which are reached, and the pens that they open."""

from dataclasses import dataclass, field
from typing import Final

from digitgame.game.base_scene import BACK, BaseScene
from digitgame.game.game import Game
from digitgame.rules.rewards.goals import GOALS, Goal
from digitgame.ui import theme
from digitgame.ui.actions import KeyContext
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area

_CELL: Final = Area(32, 64, 440, 72)
_STEP: Final = (456, 80)
_ROWS: Final = 6


@dataclass
class GoalsScene(BaseScene):
    """Two columns of goals, the easiest first."""

    context = KeyContext.ANYWHERE
    hints = (BACK,)
    game: Game
    reached: list[Goal] = field(init=False)

    def __post_init__(self) -> None:
        self.reached = self.game.goals()

    def draw(self, canvas: Canvas) -> None:
        self.draw_frame(canvas, f"Goals · {len(self.reached)} of {len(GOALS)}")
        for number, goal in enumerate(GOALS):
            column, row = divmod(number, _ROWS)
            cell = _CELL._replace(x=_CELL.x + column * _STEP[0], y=_CELL.y + row * _STEP[1])
            _draw_goal(canvas, cell, goal, goal in self.reached)


def _draw_goal(canvas: Canvas, cell: Area, goal: Goal, reached: bool) -> None:
    canvas.panel(cell, theme.PANEL, theme.ACCENT if reached else theme.EDGE)
    if reached:
        canvas.mark(True, Area(cell.x + 16, cell.y + 20, 32, 32))
    left = cell.x + 64
    canvas.text(goal.name, (left, cell.y + 24), theme.MEDIUM, theme.TEXT if reached else theme.QUIET)
    canvas.text(goal.words, (left, cell.y + 50), theme.SMALL, theme.QUIET)
    if goal.pen:
        right = (cell.right - 16, cell.y + 24)
        canvas.text(f"{goal.pen} pen", right, theme.SMALL, theme.PENS[goal.pen], "midright")
