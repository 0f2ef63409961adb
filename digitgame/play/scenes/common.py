"""What several scenes do alike."""

from __future__ import annotations

import pygame
from pygame.event import Event

from digitgame.play.canvas import Hint
from digitgame.play.game import Game
from digitgame.play.layout import Area, View

BACK = Hint("Esc", "back", pygame.K_ESCAPE)


def pressed(places: list[tuple[Hint, Area]], view: View, event: Event) -> Event | None:
    """The key that a click on a hint stands for."""
    if event.type != pygame.MOUSEBUTTONDOWN or event.button != 1:
        return None
    for hint, area in places:
        if hint.key is not None and view.hits(area, event.pos):
            return Event(pygame.KEYDOWN, key=hint.key, mod=hint.mod, unicode="")
    return None


def mute(game: Game) -> None:
    """Switch the sound off or on; a tick tells that it is on."""
    game.sounds.muted = not game.sounds.muted
    game.sounds.play("tick")


def signature(game: Game) -> str:
    """Who plays with which network."""
    silent = " · muted" if game.sounds.muted else ""
    return f"{game.player} · network: {game.reader.model.name}{silent}"
