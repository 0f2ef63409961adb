"""What several scenes do alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import pygame
from pygame.event import Event

from digitgame.game.game import Game
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import Area, View

_DIGITS: Final = {getattr(pygame, f"K_{pad}{d}"): d for d in range(10) for pad in ("", "KP")}
_TOP_ROW: Final = {getattr(pygame, f"KSCAN_{d}"): d for d in range(10)}
BACK = Hint("Esc", "back", pygame.K_ESCAPE)


def pressed(places: list[tuple[Hint, Area]], view: View, event: Event) -> Event | None:
    """The key that a click on a hint stands for."""
    if event.type != pygame.MOUSEBUTTONDOWN or event.button != 1:
        return None
    for hint, area in places:
        if hint.key is not None and view.hits(area, event.pos):
            return Event(pygame.KEYDOWN, key=hint.key, mod=hint.mod, unicode="")
    return None


def line_at(areas: Iterable[Area], view: View, pixel: tuple[int, int]) -> int | None:
    """The number of the line under the pointer; None where there is none."""
    return next((number for number, area in enumerate(areas) if view.hits(area, pixel)), None)


def mute(game: Game) -> None:
    """Switch the sound off or on; a tick tells that it is on."""
    game.sounds.muted = game.settings.muted = not game.sounds.muted
    game.keep_settings()
    game.sounds.play("tick")


def seated(game: Game, view: View) -> View:
    """The view of a scene with a board: the board stands on the side of the hand that draws."""
    return replace(view, left_handed=game.settings.left_handed)


def seated_canvas(game: Game, canvas: Canvas) -> Canvas:
    """`seated` for what is drawn."""
    return replace(canvas, view=seated(game, canvas.view))


def signature(game: Game) -> str:
    """Who plays with which network, and what is out of the ordinary."""
    silent = " · muted" if game.sounds.muted else ""
    passing = "" if game.kept else "nothing is kept · "
    return f"{passing}{game.player} · network: {game.reader.model.name}{silent}"


def digit(event: Event) -> int | None:
    """The digit of a key: by its own name or, where the layout writes digits with shift, by its place."""
    return _DIGITS.get(event.key, _TOP_ROW.get(getattr(event, "scancode", None)))
