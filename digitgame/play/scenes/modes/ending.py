"""The end of a run: it is kept, and looked back on."""

from __future__ import annotations

import time
from collections.abc import Sequence

from digitgame.errors import DigitgameError
from digitgame.play.game import Game
from digitgame.play.scenes.modes.results import Again, Results
from digitgame.rules import Course, Recorder
from digitgame.rules.duel import Duel
from digitgame.rules.fool import Fool
from digitgame.store import Run, Shot


def finish(
    game: Game,
    mode: str,
    seed: int,
    started: float | None,
    record: Recorder,
    rules: Course | Fool | Duel,
    shots: Sequence[Shot],
    again: Again,
) -> Results:
    """Keep a run in which anything was done; the scene that shows it."""
    match rules:
        case Course():
            marks, done = tuple(rules.marks), len(rules.marks)
        case Fool():
            marks, done = (), len(rules.points)
        case Duel():
            marks, done = (), len(rules.rounds)
    run = Run(
        player=game.player,
        mode=mode,
        seed=seed,
        model=game.reader.model.digest,
        started=started or time.time(),
        seconds=round(rules.clock.now, 3),
        score=rules.score,
        hits=rules.hits,
        asked=done,
        best=rules.best,
        moves=tuple(record.moves),
    )
    game.sounds.play("bell")
    before, trouble = None, ""
    try:
        before = game.store.best_of(game.player, mode)
        if run.moves:
            game.store.keep(run, shots)
    except DigitgameError as error:
        trouble = f"Played, but not kept. {error}"
    return Results(game, run, tuple(shots), marks, before, trouble, again)
