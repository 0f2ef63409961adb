"""The run waits: the window lost the focus, or the player wants a break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import pygame
from pygame.event import Event

from digitgame.game import common
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Pop, Transition

_PANEL: Final = Area(280, 208, 400, 176)
_HINTS: Final = (Hint("Enter", "go on", pygame.K_RETURN), Hint("Q", "end the run", pygame.K_q))
_HINTS_AT: Final = (304, 344)


class Stoppable(Protocol):
    """A run that can be ended early."""

    given_up: bool


@dataclass
class Pause:
    """Laid over a run. Enter, Esc or a click goes on; Q ends the run, which counts as far as it went."""

    run: Stoppable
    see_through: bool = True
    moving: bool = False

    def handle(self, event: Event, view: View) -> Transition | None:
        event = common.pressed(hint_areas(_HINTS, view, *_HINTS_AT), view, event) or event
        match event:
            case Event(type=pygame.KEYDOWN, key=pygame.K_q):
                self.run.given_up = True
                return Pop()
            case Event(type=pygame.KEYDOWN, key=pygame.K_RETURN | pygame.K_ESCAPE | pygame.K_SPACE):
                return Pop()
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1):
                return Pop()
        return None

    def update(self, seconds: float) -> None:
        """Time does not pass."""

    def draw(self, canvas: Canvas) -> None:
        canvas.shade(235)  # nobody reads the next sum while the clock stands
        canvas.panel(_PANEL, theme.PANEL, theme.EDGE)
        x, y = _PANEL.x + 24, _PANEL.y
        canvas.text("Paused", (x, y + 40), theme.MEDIUM, theme.TEXT, "midleft")
        canvas.text("The clock waits for you.", (x, y + 80), theme.SMALL, theme.QUIET, "midleft")
        canvas.hints(_HINTS, *_HINTS_AT)
