"""The run waits: the window lost the focus, or the player wants a break."""

from dataclasses import dataclass
from typing import Final, Protocol

from digitgame.game.base_scene import Overlay
from digitgame.ui import theme
from digitgame.ui.actions import Action, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint, hint_areas, hint_at
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Pop, Transition

_PANEL: Final = Area(280, 208, 400, 176)
_HINTS: Final = (Hint("Resume", Action.CONFIRM), Hint("End run", Action.END_RUN))
_HINTS_AT: Final = (304, 344)


class Stoppable(Protocol):
    """A run that can be ended early."""

    given_up: bool


@dataclass
class Pause(Overlay):
    """Laid over a run. Enter, Esc or a click resumes it; Q ends the run, which counts as far as it went."""

    run: Stoppable

    def handle(self, given: Input, view: View) -> Transition | None:
        if isinstance(given, Pointer) and given.clicked:
            given = hint_at(hint_areas(_HINTS, view, *_HINTS_AT), view, given.pos) or Action.CONFIRM
        self.run.given_up |= given is Action.END_RUN
        return Pop() if given in (Action.END_RUN, Action.CONFIRM, Action.GUESS, Action.BACK) else None

    def draw(self, canvas: Canvas) -> None:
        # Nobody reads the next sum while the clock stands.
        canvas.shade(235)
        canvas.panel(_PANEL, theme.PANEL, theme.EDGE)
        x, y = _PANEL.x + 24, _PANEL.y
        canvas.text("Paused", (x, y + 40), theme.MEDIUM, theme.TEXT)
        canvas.text("The clock waits for you.", (x, y + 80), theme.SMALL, theme.QUIET)
        canvas.hints(_HINTS, *_HINTS_AT)
