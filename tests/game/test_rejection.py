"""Ink that does not look like a digit: the game says so, calmly, and counts nothing by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from digitgame import model
from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.inference import Reader
from digitgame.rules import Answer, Phase, RunPhase, Score
from digitgame.rules.modes import Mode

from .conftest import SEVEN, Player, key
from .runs import clearly, does, strokes


@pytest.fixture
def doubting_game(game: Game, own_model: Path) -> Game:
    """A game whose reader refuses everything."""
    card = json.loads((own_model / model.CARD).read_text("utf-8"))
    model.write_card(own_model, {**card, "refusal": {"threshold": -1}})
    game.reader = Reader(model.load(own_model))
    return game


def test_a_refused_guess_is_told_and_not_counted(
    player: Player, drawing: FreeDraw, doubting_game: Game, words: list[str]
) -> None:
    player.does(player.strokes(SEVEN), key("space"))
    assert drawing.reading is not None
    assert drawing.reading.rejected
    assert "Not a digit?" in words
    assert {"it's a 7", "no digit"} <= set(words)
    assert any(line.startswith("maybe a 7") for line in words)
    player.does(key("c"))
    assert doubting_game.score == Score()


def test_the_player_may_agree_that_it_is_no_digit(
    player: Player, drawing: FreeDraw, doubting_game: Game, words: list[str]
) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("n"))
    assert not drawing.board.ink
    assert (drawing.round.phase, doubting_game.score) == (Phase.DRAWING, Score())
    assert not list(doubting_game.store.drawings())
    assert "No digit: nothing counted. Ctrl Z brings it back." in words
    player.does(key("z", pygame.KMOD_CTRL))
    assert drawing.board.ink
    # A digit that was not recognised is named by its key.
    player.does(key("space"), key("4"))
    assert doubting_game.score == Score.of([Answer(7, 4)])


@pytest.mark.usefixtures("doubting_game")
def test_the_player_may_answer_all_the_same(player: Player, drawing: FreeDraw, words: list[str]) -> None:
    player.does(player.strokes(SEVEN), key("space"), key("y"))
    assert drawing.game.score == Score.of([Answer(7, 7)])
    words.clear()
    player.does()
    assert "Right!" in words
    assert "Not a digit?" not in words


@pytest.mark.usefixtures("window")
def test_a_timed_run_accepts_a_plausible_drawing_of_the_digit_asked_for(doubting_game: Game) -> None:
    run = TimedRunScene(doubting_game, Mode("sprint"), 3)
    target = run.rules.target
    assert target is not None
    other = clearly((target + 1) % 10, doubting_game, rejected=True)
    does(run, strokes(other), 3.0)
    assert run.rules.stage is RunPhase.DRAWING
    assert run.rules.hits == 0
    does(run, [key("c")])
    does(run, strokes(clearly(target, doubting_game, rejected=True)), 1.0)
    assert run.rules.hits == 1


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("mode", ["sprint", "sums easy", "sums middle", "daily", "versus"])
def test_what_is_no_digit_does_not_count_when_it_is_submitted(
    game: Game, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the ink is most like: a dot, which the network takes for a 5 at best, is no 5 and no wrong answer."""
    run = TimedRunScene(game, Mode.parse(mode), 3)
    target = run.rules.target
    assert target is not None
    if run.waits:
        does(run, [key("space")])
    for digit in (target, (target + 1) % 10):
        does(run, strokes(clearly(digit, game)))
        refused = replace(game.reader.read_drawing(run.board.ink.strokes), rejected=True, reject_score=0.95)
        with monkeypatch.context() as patched:
            patched.setattr(Reader, "read_drawing", lambda *_, refused=refused: refused)
            run.board.renew(run.board.ink.strokes)
            does(run, [key("space")], 1.0)
        assert (run.rules.hits, run.rules.score, run.rules.stage) == (0, 0, RunPhase.DRAWING)
        assert not run.attempts
        assert not run.record.moves
        assert "Not a digit. C clears." in [floater.words for floater, _ in run.effects.floaters]
        # It is not true any more once the ink changes.
        does(run, [key("c")])
        assert "Not a digit. C clears." not in [floater.words for floater, _ in run.effects.floaters]
