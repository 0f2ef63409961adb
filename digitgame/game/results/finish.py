"""The end of a run: it is stored, and the results open."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from digitgame.errors import DigitgameError
from digitgame.game import sound_cues
from digitgame.game.game import Game
from digitgame.game.results.scene import Results, RunHistory
from digitgame.game.results.trend_panel import RUNS
from digitgame.rules import TimedRun
from digitgame.rules.duel import Duel
from digitgame.rules.fool import Fool
from digitgame.rules.score import Trend, trends
from digitgame.store import Attempt, Run

if TYPE_CHECKING:
    from digitgame.game.modes.base import ModeScene


def finish(played: ModeScene[Any]) -> Results:
    """Store a run in which the player made a move; the scene with its results."""
    game, rules = played.game, played.rules
    run = Run(
        player=game.player,
        mode=played.mode,
        seed=played.seed,
        model=played.reader.model.digest,
        started=played.started or time.time(),
        seconds=round(rules.clock.now, 3),
        score=rules.score,
        hits=rules.hits,
        asked=_done(rules),
        best=rules.best,
        moves=tuple(played.record.moves),
    )
    game.sounds.play(sound_cues.FINISHED)
    marks = tuple(rules.marks) if isinstance(rules, TimedRun) else ()
    return Results(game, run, played.review(), marks, _kept(game, run, played.shots), played.again)


def _kept(game: Game, run: Run, shots: Sequence[Attempt]) -> RunHistory:
    """Store a run in which the player made a move; what came before it."""
    best, trouble = None, "" if game.kept else "Not saved: the game can't write here."
    digits: tuple[Trend, ...] = ()
    try:
        best = game.store.best_of(game.player, run.mode)
        if run.moves:
            game.store.keep(run, shots)
        digits = tuple(trends(game.store.by_digit(game.player, RUNS)))
    except DigitgameError as error:
        trouble = f"Not saved. {error}"
    return RunHistory(best, digits, trouble)


def _done(rules: TimedRun | Fool | Duel) -> int:
    """The number of finished digits, challenges or rounds."""
    match rules:
        case TimedRun():
            return len(rules.marks)
        case Fool():
            return len(rules.points)
        case Duel():
            return len(rules.rounds)
