"""Help: all keys, laid over the scene that they work in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pygame
from pygame.event import Event

from digitgame.ui import theme
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View
from digitgame.ui.scene_stack import Pop, Transition

_PANEL: Final = Area(112, 64, 736, 472)
_COLUMNS: Final = (
    (
        "Drawing",
        (
            Hint("Left button", "or finger, or pen: draw"),
            Hint("Right button", "rub out"),
            Hint("Ctrl Z", "undo", pygame.K_z, pygame.KMOD_CTRL),
            Hint("Ctrl Y", "redo", pygame.K_y, pygame.KMOD_CTRL),
            Hint("C", "or Delete: clear the board", pygame.K_c),
            Hint("Space", "or Enter: guess", pygame.K_SPACE),
        ),
    ),
    (
        "Once it has guessed",
        (
            Hint("Y", "right", pygame.K_y),
            Hint("N", "wrong", pygame.K_n),
            Hint("0 – 9", "the digit that you drew"),
            Hint("N", "again: leave it unsaid", pygame.K_n),
            Hint("Draw", "the next: a clean board"),
        ),
    ),
    (
        "Anywhere",
        (
            Hint("X", "x-ray: inside the network", pygame.K_x),
            Hint("G", "gallery of sample digits", pygame.K_g),
            Hint("Tab", "or Esc: menu", pygame.K_TAB),
        ),
    ),
    (
        " ",
        (
            Hint("L", "free draw: live reading", pygame.K_l),
            Hint("M", "sound on or off", pygame.K_m),
            Hint("F11", "full screen or window", pygame.K_F11),
        ),
    ),
)
_PLACES: Final = ((136, 88), (488, 88), (136, 344), (488, 344))  # top left of each group


@dataclass
class Help:
    """Any key or click closes it."""

    see_through: bool = True
    moving: bool = False

    def handle(self, event: Event, view: View) -> Transition | None:  # noqa: ARG002
        return Pop() if event.type in (pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN) else None

    def update(self, seconds: float) -> None:
        """Nothing moves here."""

    def draw(self, canvas: Canvas) -> None:
        canvas.shade(200)
        canvas.panel(_PANEL, theme.PANEL, theme.EDGE)
        for (title, hints), (x, y) in zip(_COLUMNS, _PLACES, strict=True):
            canvas.text(title, (x, y + 16), theme.MEDIUM, theme.TEXT, "midleft")
            canvas.hints(hints, x, y + 60, down=True)
        middle = (_PANEL.middle[0], _PANEL.bottom - 32)
        canvas.text(
            "Any key goes back. Your keys, in the settings, gives actions other keys.",
            middle,
            theme.SMALL,
            theme.QUIET,
            "center",
        )
