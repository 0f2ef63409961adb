"""The menu's Duel begins with the opponent that is to be beaten next."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from digitgame import model
from digitgame.game.game import Game
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.title import Title
from digitgame.ink import FRAMING
from digitgame.model import TFLITE
from digitgame.rules import Clock
from digitgame.rules.duel import SECONDS, duel
from digitgame.rules.modes import Mode
from digitgame.rules.record import Recorder
from digitgame.store import Run

from .conftest import key, sends

pytestmark = pytest.mark.usefixtures("window")
PIP, DOT, MAX, BOSS = "epoch 1", "epoch 3", "epoch 10", "boss"


@pytest.fixture
def ladder(game: Game, own_model: Path) -> Game:
    """A game whose network has all four rivals of the house."""
    (own_model / "checkpoints").mkdir(exist_ok=True)
    for number in (1, 3, 10):
        shutil.copy(own_model / TFLITE, own_model / "checkpoints" / f"epoch-{number:03}.tflite")
    model.vouch_for_checkpoints(own_model)
    game.read_with(model.load(own_model, framing=FRAMING))
    return game


def plays(game: Game, level: str, won: int, *, quits: bool = False) -> None:
    """Keep a duel: the first `won` rounds for the player, the last one for nobody, all others for the opponent."""
    mode, rules = Mode("duel", level), duel(Clock(), 7)
    record = Recorder(rules)
    for number in range(10):
        rules.clock.tick(SECONDS)
        if number == 9:
            record.make("end")
        else:
            record.make("press" if number < won else "network", rules.digit)
        if quits:
            record.make("quit")
            break
        rules.clock.tick(1.0)
        record.make("next")
    seconds = rules.clock.now
    game.store.keep(
        Run(
            *(game.player, mode, 7, "ab12", 100.0, seconds, rules.score, rules.hits, 10, rules.best),
            *(tuple(record.moves), None, None, mode.version),
        ),
        [],
    )


def chosen(game: Game) -> str:
    return Menu(game).mode("duel").level


def test_the_one_after_the_strongest_one_beaten_is_chosen(ladder: Game) -> None:
    assert chosen(ladder) == PIP
    plays(ladder, PIP, 4)
    assert chosen(ladder) == PIP
    # Five rounds to four, and one that nobody won.
    plays(ladder, PIP, 5)
    assert chosen(ladder) == DOT
    plays(ladder, MAX, 9)
    assert chosen(ladder) == BOSS
    plays(ladder, BOSS, 9)
    assert chosen(ladder) == BOSS


def test_a_duel_that_was_given_up_is_not_won(ladder: Game) -> None:
    plays(ladder, PIP, 1, quits=True)
    assert chosen(ladder) == PIP


def test_each_player_has_opponents_of_their_own(ladder: Game) -> None:
    plays(ladder, PIP, 9)
    menu = Menu(ladder)
    assert menu.mode("duel").level == DOT
    ladder.join("Ben")
    menu.update(1.0)
    assert menu.mode("duel").level == PIP


@pytest.mark.parametrize(("won", "level"), [(3, MAX), (9, BOSS)])
def test_a_choice_stays_until_that_opponent_is_beaten(ladder: Game, won: int, level: str) -> None:
    menu = Menu(ladder)
    menu.choose("duel")
    sends(menu, key("page down"), key("page down"))
    menu.update(1.0)
    assert menu.mode("duel").level == MAX
    plays(ladder, MAX, won)
    menu.update(1.0)
    assert menu.mode("duel").level == level


def test_a_choice_outlives_the_title_and_another_menu(ladder: Game) -> None:
    menu = Menu(ladder)
    for card, presses in (("duel", 3), ("sums", 2)):
        menu.choose(card)
        sends(menu, *[key("page down")] * presses)
    # A stroke on the title leads to free draw, which opens a menu of its own.
    Title(ladder)
    menu = Menu(ladder)
    assert (menu.mode("duel").level, menu.mode("sums").level) == (BOSS, "hard")
    ladder.rename("Bea")
    menu.update(1.0)
    assert (menu.mode("duel").level, menu.mode("sums").level) == (BOSS, "hard")
    plays(ladder, PIP, 9)
    menu.update(1.0)
    assert (menu.mode("duel").level, menu.mode("sums").level) == (DOT, "hard")


def test_whoever_joins_finds_no_choice_of_another_player(ladder: Game) -> None:
    menu = Menu(ladder)
    for card in ("duel", "sums"):
        menu.choose(card)
        sends(menu, key("page down"))
    ladder.join(ladder.player)
    assert (menu.mode("duel").level, menu.mode("sums").level) == (DOT, "middle")
    ladder.join("Ben")
    menu.update(1.0)
    assert (menu.mode("duel").level, menu.mode("sums").level) == (PIP, "easy")


@pytest.mark.parametrize("damage", ["DROP TABLE runs", "UPDATE runs SET moves = 'x'"])
def test_a_damaged_store_has_no_wins(ladder: Game, damage: str) -> None:
    plays(ladder, PIP, 9)
    ladder.store._db.execute("DROP TABLE shots")
    ladder.store._db.execute(damage)
    assert ladder.opponent_to_beat() == PIP
