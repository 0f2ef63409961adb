"""What the window on a training does."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import pygame
from pygame.event import Event

from digitgame.monitor.dashboard import CHOICES_AT, Dashboard, ask
from digitgame.monitor.state import TrainingState
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import FOOTER_Y, View

_CHOICES: Final = (
    Hint("S", "stop and save what there is", pygame.K_s),
    Hint("T", "go on in the terminal", pygame.K_t),
    Hint("Esc", "go on watching", pygame.K_ESCAPE),
)
_FOOTER: Final = (Hint("Esc", "close", pygame.K_ESCAPE), Hint("F11", "full screen"))


class Choice(Enum):
    """How the window was closed."""

    STOP = "stop"
    GO_ON = "go on"
    OVER = "over"


@dataclass
class MonitorScene:
    """Shows a training; asks what to do with it when it is to be closed."""

    state: TrainingState
    choice: Choice | None = None
    failed: str | None = None  # why the training ended without a model
    asking: bool = False
    _pointer: tuple[int, int] = (-1, -1)
    _sheet: Dashboard = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._sheet = Dashboard(self.state)

    @property
    def over(self) -> bool:
        """There is nothing left to stop, or to go on with."""
        return bool(self.state.done) or self.failed is not None

    def follow(self, failed: str | None) -> None:
        """How the training stands: once it is over there is nothing to ask any more."""
        self.failed = failed
        self.asking = self.asking and not self.over

    def close(self) -> None:
        """The window is to be closed: at once where the training is over, else after a question."""
        if self.over:
            self.choice = Choice.OVER
        elif self.asking:  # asked twice to close: then close, and lose nothing
            self.choice = Choice.GO_ON
        self.asking = True

    def handle(self, event: Event, view: View) -> None:
        match event:
            case Event(type=pygame.QUIT):
                self.close()
            case Event(type=pygame.MOUSEMOTION, pos=pos):
                self._pointer = pos
            case Event(type=pygame.KEYDOWN, key=key):
                self._press(key)
            case Event(type=pygame.MOUSEBUTTONDOWN, button=1, pos=pos):
                hints = hint_areas(_FOOTER, view, 32, FOOTER_Y)
                if self.asking:
                    hints = hint_areas(_CHOICES, view, *CHOICES_AT, down=True)
                for hint, area in hints:
                    if hint.key is not None and view.hits(area, pos):
                        self._press(hint.key)

    def draw(self, canvas: Canvas) -> None:
        """Show the training."""
        question = _ask if self.asking else None
        self._sheet.draw(canvas, _FOOTER, self._pointer, failed=self.failed, question=question)

    def _press(self, key: int) -> None:
        if self.asking and key == pygame.K_s:
            self.choice = Choice.STOP
        elif self.asking and key == pygame.K_t:
            self.choice = Choice.GO_ON
        elif self.asking and key == pygame.K_ESCAPE:
            self.asking = False
        elif key in (pygame.K_ESCAPE, pygame.K_q):
            self.close()


def _ask(canvas: Canvas) -> None:
    ask(canvas, "Close the window?", _CHOICES, "Finished epochs are kept either way.")
