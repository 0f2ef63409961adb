"""What a player sets once and finds again: kept in the store, each by its name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from digitgame.errors import DigitgameError
from digitgame.store import Store

LOUDEST: Final = 10


@dataclass
class Settings:
    """How the game looks and sounds."""

    volume: int = 7  # 0 to LOUDEST
    muted: bool = False
    reduced_motion: bool = False  # no particles, no shake, nothing that pulses
    live: bool = True  # free draw shows what the network reads while you draw
    left_handed: bool = False  # the board on the right
    personal: bool = True  # free draw learns the player's hand from what they correct

    @classmethod
    def of(cls, store: Store) -> Settings:
        """What was kept; the defaults for what was not, or is of another kind."""
        settings = cls()
        for field in fields(cls):
            kept = store.setting(field.name)
            if type(kept) is type(getattr(settings, field.name)):
                setattr(settings, field.name, kept)
        settings.volume = min(max(settings.volume, 0), LOUDEST)
        return settings

    def keep(self, store: Store) -> str | None:
        """Keep them; what to tell the player where that fails."""
        try:
            for field in fields(self):
                store.set(field.name, getattr(self, field.name))
        except DigitgameError as error:
            return f"Set, but not saved. {error}"
        return None
