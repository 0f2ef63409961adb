"""The scenes in which a mode is played. The rules are in `digitgame.rules`."""

from datetime import date

from digitgame.game.game import Game
from digitgame.game.modes.duel import DuelScene
from digitgame.game.modes.fool import FoolScene
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.modes.versus import VersusScene
from digitgame.rules.daily import seed_of
from digitgame.rules.modes import DAILY, VERSUS, Mode

Playable = TimedRunScene | FoolScene | DuelScene | VersusScene


def scene_of(game: Game, mode: Mode, seed: int | None = None) -> Playable:
    """A new run of a mode with its level, with the day's seed for the daily one; for Versus a new match."""
    if seed is None:
        seed = seed_of(date.today()) if mode == DAILY else game.next_seed()
    if mode == VERSUS:
        return VersusScene(game, mode, seed)
    if mode.name == "fool":
        return FoolScene(game, mode, seed)
    return (DuelScene if mode.name == "duel" else TimedRunScene)(game, mode, seed)
