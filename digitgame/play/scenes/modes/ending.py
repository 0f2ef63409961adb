"""The end of a run: it is kept, and looked back on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from digitgame.errors import DigitgameError
from digitgame.play.scenes.modes.results import Results
from digitgame.rules import Course
from digitgame.rules.duel import Duel
from digitgame.rules.fool import Fool
from digitgame.store import Run

if TYPE_CHECKING:
    from digitgame.play.scenes.modes.playing import Playing


def finish(played: Playing[Any]) -> Results:
    """Keep a run in which anything was done; the scene that shows it."""
    game, rules = played.game, played.rules
    run = Run(
        player=game.player,
        mode=played.mode,
        seed=played.seed,
        model=game.reader.model.digest,
        started=played.started or time.time(),
        seconds=round(rules.clock.now, 3),
        score=rules.score,
        hits=rules.hits,
        asked=_done(rules),
        best=rules.best,
        moves=tuple(played.record.moves),
    )
    game.sounds.play("bell")
    before, trouble = None, ""
    try:
        before = game.store.best_of(game.player, played.mode)
        if run.moves:
            game.store.keep(run, played.shots)
    except DigitgameError as error:
        trouble = f"Played, but not kept. {error}"
    marks = tuple(rules.marks) if isinstance(rules, Course) else ()
    return Results(game, run, tuple(played.shots), marks, before, trouble, type(played))


def _done(rules: Course | Fool | Duel) -> int:
    """Digits, challenges or rounds that are through."""
    match rules:
        case Course():
            return len(rules.marks)
        case Fool():
            return len(rules.points)
        case Duel():
            return len(rules.rounds)
