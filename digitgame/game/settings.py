"""The player's settings, saved in the store by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from typing import Final

from digitgame.rules.rewards.goals import Goal
from digitgame.store import Store
from digitgame.ui.theme import BOARDS, PENS

LOUDEST: Final = 10
# What goals open, with all that there is of it. Each player has one of their own; the first is everybody's.
OPENED: Final[Mapping[str, Collection[str]]] = {"pen": PENS, "board": BOARDS}


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
        """The saved settings; the default where one is missing or of another type, and for what a player wears."""
        settings = cls()
        for field in fields(cls):
            kept = store.setting(field.name)
            if type(kept) is type(getattr(settings, field.name)):
                setattr(settings, field.name, kept)
        settings.volume = min(max(settings.volume, 0), LOUDEST)
        settings.music = min(max(settings.music, 0), LOUDEST)
        settings.pen, settings.board = cls.pen, cls.board
        return settings

    def wear(self, store: Store, player: str, goals: Callable[[], Collection[Goal]]) -> None:
        """Take the pen and the board that a player chose; the first one where none of the `goals` has opened it.

        One that was kept for all players, by an earlier version, stays with those who have opened it.
        """
        for name, offered in OPENED.items():
            default = next(iter(offered))
            own = store.setting(setting_name(name, player))
            chosen = store.setting(name) if own is None else own
            opened = isinstance(chosen, str) and chosen in offered and chosen != default
            if opened:
                opened = any(getattr(goal, name) == chosen for goal in goals())
            setattr(self, name, chosen if opened else default)


def setting_name(name: str, player: str) -> str:
    """Under what name the store keeps a setting: a pen or a board is a player's own."""
    return f"{name} of {player.casefold()}" if name in OPENED else name
