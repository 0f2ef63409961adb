"""A finished run is stored beside those that came before it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from digitgame.errors import DigitgameError
from digitgame.game.game import Game
from digitgame.game.results import trend_panel
from digitgame.rules.daily import streak
from digitgame.rules.modes import DAILY
from digitgame.rules.rewards.goals import Goal
from digitgame.rules.rewards.trends import Trend, trends
from digitgame.store import DISPUTED, MISREAD, Attempt, Run

# The runs that a table of scores shows.
TABLE_ROWS: Final = 10


@dataclass(frozen=True)
class RunHistory:
    """What came before this run: the player's best score in its mode, and the trends of their digits with this run.

    `missed`: how often the network saw something else than each digit in this run; `error`: why the run could not be
    stored. A Daily that was played before on its day is `practice`, which is not stored. `goals`: those that this run
    reached; `streak`: days in a row with a Daily. `first`: the player has finished no run before. `uid`: the stored
    run's, "" if it is not stored.
    """

    best: int | None = None
    trends: tuple[Trend, ...] = ()
    missed: Mapping[int, int] = field(default_factory=dict)
    error: str = ""
    practice: bool = False
    goals: tuple[Goal, ...] = ()
    streak: int = 0
    first: bool = False
    uid: str = ""


def store_run(game: Game, run: Run, attempts: Sequence[Attempt], *, practice: bool = False) -> RunHistory:
    """Store a run in which the player made a move, unless it was for `practice`; what came before it."""
    best, message, uid = None, "", ""
    digits: tuple[Trend, ...] = ()
    days, first = 0, False
    before = game.goals()
    try:
        best = game.store.best_of(game.player, run.mode)
        first = not game.store.runs(player=game.player, limit=1)
        if run.mode == DAILY:
            played = {past.seed for past in game.store.runs(mode=DAILY, player=game.player)}
            practice = practice or run.seed in played
            days = streak({*played, run.seed}, date.today())
        if run.moves and not practice:
            uid = game.store.keep(run, attempts, to_send=game.sender is not None)
            if game.sender is not None:
                game.sender.wake()
            message = game.notice() or game.unsaved
        digits = tuple(trends(game.store.by_digit(game.player, trend_panel.RUNS)))
    except DigitgameError as error:
        message = f"Not saved. {error}"
    goals = tuple(goal for goal in game.goals() if goal not in before)
    missed = Counter(one.target for one in attempts if one.outcome in (MISREAD, DISPUTED))
    return RunHistory(best, digits, missed, message, practice, goals, days, first, uid)


def in_the_table(game: Game, run: Run) -> bool:
    """Whether a stored run made a point and is among the best of its mode."""
    try:
        best = game.store.runs(mode=run.mode, limit=TABLE_ROWS, finished=True)
    except DigitgameError:
        return False
    return run.score > 0 and any((one.started, one.score) == (run.started, run.score) for one in best)


def hand_over(game: Game, run: Run, history: RunHistory, player: str) -> RunHistory:
    """Give a stored run to another player, who plays from now on; what came before it for them."""
    game.join(player)
    best, before = game.store.best_of(player, run.mode), game.goals()
    first = not game.store.runs(player=player, limit=1)
    game.store.give(history.uid, player)
    goals = tuple(goal for goal in game.goals() if goal not in before)
    digits = tuple(trends(game.store.by_digit(player, trend_panel.RUNS)))
    return replace(history, best=best, trends=digits, goals=goals, first=first)
