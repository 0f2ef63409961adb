"""Free draw learns the player's hand from their corrections, shows it, and can be told not to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from digitgame.game.free_draw.scene import FreeDraw
from digitgame.game.game import Game
from digitgame.game.shell.settings import SettingsScene
from digitgame.inference import Reader, Reading
from digitgame.inference.personal.layer import MOST
from digitgame.ink import Drawing, frame
from digitgame.rules import Answer
from digitgame.rules.modes import SPRINT
from digitgame.store import HIT, Attempt, Run, Store
from digitgame.synth import handwriting
from digitgame.ui.scene_stack import Scene

from .conftest import Player, key


@pytest.fixture(scope="module")
def odd(reader: Reader) -> list[Drawing]:
    """1s that the network reads as 7."""
    rng = np.random.default_rng(3)
    shape = handwriting.parse("-.28,.06 .0,.02 .26,.0! .12,.4 .0,1")
    drawings = [
        Drawing(handwriting.on_board(handwriting.deformed(shape, rng), shape.strokes, rng), 1)
        for _ in range(80)
    ]
    found = [drawing for drawing in drawings if reader.read(frame(drawing.strokes)).digit == 7]
    assert len(found) > 25
    return found


@pytest.fixture(scope="module")
def sevens() -> list[Drawing]:
    """The same player's 7s, crossed."""
    rng = np.random.default_rng(4)
    shape = handwriting.parse("-.27,.03 .0,.0 .26,.0! .08,.45 -.02,1 / -.16,.5 .05,.5 .24,.48")
    return [
        Drawing(handwriting.on_board(handwriting.deformed(shape, rng), shape.strokes, rng), 7)
        for _ in range(4)
    ]


def answered(store: Store, reader: Reader, drawings: Sequence[Drawing]) -> None:
    store.join("Ann")
    for drawing in drawings:
        truth = drawing.label
        assert truth is not None
        store.add("Ann", drawing, [0.1] * 10, Answer(truth, truth), model=reader.model.digest)


def corrected(store: Store, reader: Reader, drawings: Sequence[Drawing]) -> None:
    store.join("Ann")
    for drawing in drawings:
        store.add("Ann", drawing, [0.1] * 10, Answer(7, 1), model=reader.model.digest)


def read_by(game: Game, drawing: Drawing) -> Reading:
    return game.judge(game.read(frame(drawing.strokes)), drawing.strokes)


def settle(game: Game) -> None:
    while game.personal.work():
        pass


def test_the_latest_drawings_count_those_of_free_draw_after_many_runs_too(
    game: Game, store: Store, reader: Reader
) -> None:
    store.join("Ann")
    sevens = [Attempt(7, drawing, 7, tuple([0.1] * 10), HIT) for drawing in handwriting.write_many(MOST, 5)]
    store.keep(Run("Ann", SPRINT, 7, "ab12", 100.0, 60.0, 700, MOST, MOST, 4, ()), sevens)
    [slip] = handwriting.write_many(1, 6)
    store.add("Ann", slip, [0.1] * 10, Answer(7, 1), model=reader.model.digest)
    game.join("Ann")
    settle(game)
    labels = game.personal._known.labels.tolist()
    assert (len(labels), labels[-1], set(labels[:-1])) == (MOST, 1, {7})


@pytest.mark.slow
def test_corrections_of_earlier_runs_overrule_and_the_panel_says_so(
    player: Player,
    drawing: FreeDraw,
    store: Store,
    reader: Reader,
    odd: list[Drawing],
    sevens: list[Drawing],
    words: list[str],
) -> None:
    answered(store, reader, sevens)
    corrected(store, reader, odd[:6])
    settle(drawing.game)
    seen = []
    for one in odd[6:16]:
        player.does(player.strokes(one.strokes), key("space"))
        assert drawing.reading is not None
        seen.append(drawing.reading.overruled)
        drawing.suspense.skip()
        player.does()
        player.does(key("c"))
    assert seen.count(7) >= 5
    assert "Your style" in words
    assert "else I'd see a 7" in words


def test_what_is_corrected_now_is_learnt_at_once(
    player: Player, drawing: FreeDraw, store: Store, reader: Reader, odd: list[Drawing], sevens: list[Drawing]
) -> None:
    answered(store, reader, sevens)
    settle(drawing.game)
    for one in odd[:4]:
        player.does(player.strokes(one.strokes), key("space"), key("n"), key("1"), key("c"))
    settle(drawing.game)
    read = [read_by(drawing.game, one).digit for one in odd[5:25]]
    assert read.count(1) >= 6


def test_it_can_be_switched_off(
    player: Player, drawing: FreeDraw, store: Store, reader: Reader, odd: list[Drawing]
) -> None:
    corrected(store, reader, odd[:6])
    settle(drawing.game)
    drawing.game.settings.personal = False
    assert all(read_by(drawing.game, one).overruled is None for one in odd[6:16])
    player.does(player.strokes(odd[6].strokes), key("space"))
    assert drawing.reading is not None
    assert drawing.reading.digit == 7


def test_the_switch_stands_among_the_settings(
    game: Game, playing: Callable[[Scene], Player], words: list[str]
) -> None:
    scene = SettingsScene(game)
    playing(scene).does(*[key("down")] * 6, key("space"))
    assert game.settings.personal is False
    assert "Your handwriting" in words


def test_another_player_has_another_hand(
    game: Game, store: Store, reader: Reader, odd: list[Drawing], sevens: list[Drawing]
) -> None:
    answered(store, reader, sevens)
    corrected(store, reader, odd[:6])
    settle(game)
    assert any(read_by(game, one).overruled == 7 for one in odd[6:20])
    game.join("Bob")
    settle(game)
    assert all(read_by(game, one).overruled is None for one in odd[6:20])
