"""The scenes in which a mode is played. The rules are in `digitgame.rules`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from digitgame.game.game import Game
from digitgame.rules.daily import seed_of
from digitgame.rules.modes import DAILY, VERSUS, Mode

if TYPE_CHECKING:
    from digitgame.game.modes.duel import DuelScene
    from digitgame.game.modes.fool import FoolScene
    from digitgame.game.modes.timed_run import TimedRunScene
    from digitgame.game.modes.versus import VersusScene


def scene_of(
    game: Game, mode: Mode, seed: int | None = None
) -> TimedRunScene | FoolScene | DuelScene | VersusScene:
    """A new run of a mode with its level, with the day's seed for the daily one; for Versus a new match.

    The scenes are imported when they are played, not with the game.
    """
    if seed is None:
        seed = seed_of(date.today()) if mode == DAILY else game.next_seed()
    if mode == VERSUS:
        from digitgame.game.modes.versus import VersusScene

        return VersusScene(game, mode, seed)
    if mode.name == "fool":
        from digitgame.game.modes.fool import FoolScene

        return FoolScene(game, mode, seed)
    if mode.name == "duel":
        from digitgame.game.modes.duel import DuelScene

        return DuelScene(game, mode, seed)
    from digitgame.game.modes.timed_run import TimedRunScene

    return TimedRunScene(game, mode, seed)
