"""The stars that a player has earned in the lessons, kept in the store under the player's name."""

import logging
from typing import Any, Final

from digitgame.errors import DigitgameError
from digitgame.game.game import Game

# The setting: the names of finished lessons by player.
_SETTING: Final = "lessons"
_log = logging.getLogger(__name__)


def earned(game: Game) -> set[str]:
    """The names of the lessons that the present player has finished; none where they cannot be read."""
    return set(_kept(game).get(game.player, ()))


def earn(game: Game, lesson: str) -> str:
    """Keep the star of a lesson; returns a message for the player where that fails."""
    kept = _kept(game)
    kept[game.player] = sorted({*kept.get(game.player, ()), lesson})
    try:
        game.store.set(_SETTING, kept)
    except DigitgameError as error:
        return f"Your star is not saved. {error}"
    return ""


def _kept(game: Game) -> dict[str, list[str]]:
    try:
        kept: Any = game.store.setting(_SETTING)
    except DigitgameError as error:
        _log.debug("no stars: %s", error)
        kept = None
    if not isinstance(kept, dict):
        return {}
    return {
        player: [name for name in names if isinstance(name, str)]
        for player, names in kept.items()
        if isinstance(names, list)
    }
