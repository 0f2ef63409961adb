"""What all scenes share, where two windows share the database."""

import numpy as np
import pytest

from digitgame.game.game import Game
from digitgame.game.shell.menu import Menu
from digitgame.rules import Answer
from digitgame.store import Store
from digitgame.synth import handwriting
from digitgame.ui.sound import Sounds


@pytest.fixture
def other(game: Game) -> Game:
    """The same player in another window."""
    return Game(game.reader, Store(game.store.path), game.player, Sounds(muted=True), game.samples)


def answers(game: Game, *answers: Answer) -> None:
    reading = game.reader.read(np.zeros((28, 28), np.float32))
    for answer in answers:
        game.record(handwriting.write(3, np.random.default_rng(1)), reading, answer)


def test_the_score_of_one_player_in_two_windows_is_one(game: Game, other: Game) -> None:
    answers(game, Answer(3, 3), Answer(3, 3))
    answers(other, Answer(3, 4))
    assert (other.score.total.right, other.score.total.wrong) == (2, 1)
    answers(game, Answer(3, 3))
    assert game.score == game.store.score("Ann")
    assert (game.score.total.right, game.score.total.wrong) == (3, 1)
    other.store.close()


def test_the_menu_tells_the_score_as_it_is(game: Game, other: Game) -> None:
    answers(other, Answer(3, 3))
    assert game.score.total.count == 0
    Menu(game).update(1.0)
    assert game.score.total.count == 1
    other.store.close()


def test_a_store_that_cannot_be_read_keeps_the_score(game: Game) -> None:
    answers(game, Answer(3, 3))
    game.store.close()
    game.refresh_score()
    assert game.score.total.count == 1
