"""The end of a run: it is stored beside those that came before it."""

from __future__ import annotations

from collections.abc import Sequence

from digitgame.errors import DigitgameError
from digitgame.game.game import Game
from digitgame.game.results.scene import RunHistory
from digitgame.game.results.trend_panel import RUNS
from digitgame.rules.score import Trend, trends
from digitgame.store import Attempt, Run


def store_run(game: Game, run: Run, shots: Sequence[Attempt]) -> RunHistory:
    """Store a run in which the player made a move; what came before it."""
    best, message = None, "" if game.kept else "Not saved: the game can't write here."
    digits: tuple[Trend, ...] = ()
    try:
        best = game.store.best_of(game.player, run.mode)
        if run.moves:
            game.store.keep(run, shots)
        digits = tuple(trends(game.store.by_digit(game.player, RUNS)))
    except DigitgameError as error:
        message = f"Not saved. {error}"
    return RunHistory(best, digits, message)
