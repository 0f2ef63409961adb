"""The scene in the window on a training."""

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
    Hint("S", "stop and save your progress", pygame.K_s),
    Hint("T", "keep training in the terminal", pygame.K_t),
    Hint("Esc", "keep watching", pygame.K_ESCAPE),
)
_FOOTER: Final = (Hint("Esc", "close", pygame.K_ESCAPE), Hint("F11", "full screen"))


class Choice(Enum):
    """How the window was closed."""

    STOP = "stop"
    KEEP_TRAINING = "keep training"
    OVER = "over"


@dataclass
class MonitorScene:
    """Shows a training, and asks before it closes. `failed` says why the training ended without a model."""

    state: TrainingState
    choice: Choice | None = None
    failed: str | None = None
    asking: bool = False
    _pointer: tuple[int, int] = (-1, -1)
    _dashboard: Dashboard = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._dashboard = Dashboard(self.state)

    @property
    def over(self) -> bool:
        """There is nothing left to stop."""
        return self.state.done is not None or self.failed is not None

    def follow(self, failed: str | None) -> None:
        """Take in whether the training has failed; once it is over there is nothing to ask."""
        self.failed = failed
        self.asking = self.asking and not self.over

    def close(self) -> None:
        """Close the window once the training is over; ask before; asked twice, close and let it train on."""
        if self.over:
            self.choice = Choice.OVER
        elif self.asking:
            self.choice = Choice.KEEP_TRAINING
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
        self._dashboard.draw(canvas, _FOOTER, self._pointer, failed=self.failed, question=question)

    def _press(self, key: int) -> None:
        if self.asking and key == pygame.K_s:
            self.choice = Choice.STOP
        elif self.asking and key == pygame.K_t:
            self.choice = Choice.KEEP_TRAINING
        elif self.asking and key == pygame.K_ESCAPE:
            self.asking = False
        elif key in (pygame.K_ESCAPE, pygame.K_q):
            self.close()


def _ask(canvas: Canvas) -> None:
    ask(canvas, "Close the window?", _CHOICES, "Finished epochs are kept either way.")
