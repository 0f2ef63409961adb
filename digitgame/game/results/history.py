"""A finished run is stored beside those that came before it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from digitgame.errors import DigitgameError
from digitgame.game.game import Game
from digitgame.game.results import trend_panel
from digitgame.rules.tally import Trend, trends
from digitgame.store import DISPUTED, MISREAD, Attempt, Run


@dataclass(frozen=True)
class RunHistory:
    """What came before this run: the player's best score in its mode, and the trends of their digits with this run.

    `misread`: how often each digit was misread in this run; `error`: why the run could not be stored.
    """

    best: int | None = None
    trends: tuple[Trend, ...] = ()
    misread: Mapping[int, int] = field(default_factory=dict)
    error: str = ""


def store_run(game: Game, run: Run, attempts: Sequence[Attempt]) -> RunHistory:
    """Store a run in which the player made a move; what came before it."""
    best, message = None, "" if game.kept else "Not saved: the game can't write here."
    digits: tuple[Trend, ...] = ()
    try:
        best = game.store.best_of(game.player, run.mode)
        if run.moves:
            game.store.keep(run, attempts)
        digits = tuple(trends(game.store.by_digit(game.player, trend_panel.RUNS)))
    except DigitgameError as error:
        message = f"Not saved. {error}"
    misread = Counter(one.target for one in attempts if one.outcome in (MISREAD, DISPUTED))
    return RunHistory(best, digits, misread, message)
