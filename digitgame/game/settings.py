"""The player's settings, saved in the store by name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from digitgame.store import Store
from digitgame.ui.theme import BOARDS, PENS

LOUDEST: Final = 10


@dataclass
class Settings:
    """How the game looks and sounds.

    `volume` (of the sounds), `music`: 0 to LOUDEST. `reduced_motion`: no particles, no shake, nothing that pulses.
    `live`: free draw shows the guess while you draw. `left_handed`: the board is on the right. `personal`: free draw
    learns from corrections. `pen`, `board`: one of `theme.PENS`, of `theme.BOARDS`.
    """

    volume: int = 7
    music: int = 5
    muted: bool = False
    reduced_motion: bool = False
    live: bool = False
    left_handed: bool = False
    personal: bool = True
    pen: str = next(iter(PENS))
    board: str = next(iter(BOARDS))

    @classmethod
    def of(cls, store: Store) -> Settings:
        """The saved settings; the default where one is missing or of another type."""
        settings = cls()
        for field in fields(cls):
            kept = store.setting(field.name)
            if type(kept) is type(getattr(settings, field.name)):
                setattr(settings, field.name, kept)
        settings.volume = min(max(settings.volume, 0), LOUDEST)
        settings.music = min(max(settings.music, 0), LOUDEST)
        settings.pen = settings.pen if settings.pen in PENS else cls.pen
        settings.board = settings.board if settings.board in BOARDS else cls.board
        return settings
