"""The guess of free draw comes as in Quick, Draw!: with second thoughts where there were any, then it lands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from digitgame.board.drawing_board import DrawingBoard
from digitgame.game.free_draw.scene import FreeDraw, streak_word
from digitgame.game.free_draw.second_thoughts import LANDING, SECONDS, Suspense, begun, second_thoughts
from digitgame.game.game import Game
from digitgame.ui.canvas import Canvas

from .conftest import ONE, SEVEN, key, seeing, sends

pytestmark = pytest.mark.usefixtures("window")
TEN = [[(float(n), 0.0) for n in range(10)], [(float(n), 9.0) for n in range(10)]]


@pytest.mark.parametrize(
    ("seen", "guess", "thoughts"),
    [
        ((8, 8, 8, 8, 8), 8, ()),
        ((3, 3, 8, 8, 8), 8, (3,)),
        ((1, 1, 7, 7, 3), 8, (7, 3)),
        ((1, 7, 3, 8, 8), 8, (7, 3)),
        ((8, 3, 3, 8, 8), 8, (8, 3)),
        ((3, 3, 3, 3, 3), 8, (3,)),
    ],
)
def test_only_digits_that_it_saw_on_the_way_are_said(
    seen: Sequence[int], guess: int, thoughts: tuple[int, ...]
) -> None:
    readings = iter([seeing(digit) for digit in seen])
    assert second_thoughts(lambda _: next(readings), TEN, guess) == thoughts


def test_what_it_was_not_sure_of_and_what_was_no_digit_is_not_said() -> None:
    rejected = seeing(5, 0.99, rejected=True)
    readings = iter(
        [replace(seeing(3), probabilities=np.full(10, 0.1, np.float32)), rejected, *[seeing(8)] * 3]
    )
    assert second_thoughts(lambda _: next(readings), TEN, 8) == ()


@pytest.mark.parametrize(
    ("share", "lengths"), [(0.0, [1]), (0.25, [5]), (0.5, [10]), (0.75, [10, 5]), (1.0, [10, 10])]
)
def test_the_beginning_of_a_drawing(share: float, lengths: list[int]) -> None:
    assert [len(stroke) for stroke in begun(TEN, share)] == lengths


def test_thoughts_are_said_within_half_a_second_and_then_the_digit_lands() -> None:
    suspense = Suspense((1, 3), age=0.0)
    said, events = [], []
    while not suspense.over:
        events.append(suspense.update(1 / 60))
        said.append(suspense.words)
    assert list(dict.fromkeys(said)) == ["A 1 …", "no, a 3 …", ""]
    assert [event for event in events if event] == ["thought", "thought", "landing"]
    assert suspense.age == pytest.approx(SECONDS + LANDING, abs=0.02)


def test_a_guess_without_second_thoughts_lands_at_once() -> None:
    suspense = Suspense((), age=0.0)
    assert suspense.words == ""
    assert suspense.update(1 / 60) == "landing"
    assert 0 < suspense.landed < 1
    assert suspense.update(LANDING) == ""
    assert suspense.over


def guessing(game: Game, monkeypatch: pytest.MonkeyPatch) -> FreeDraw:
    """A 7 on the board that the network is asked about, and that it takes for a 1 at first."""
    monkeypatch.setattr("digitgame.game.free_draw.scene.second_thoughts", lambda *_: (1,))
    scene = FreeDraw(game)
    scene.update(0)
    scene.board.renew(SEVEN)
    sends(scene, key("space"))
    return scene


def test_nothing_tells_the_guess_before_it_is_said(
    game: Game, canvas: Canvas, words: list[str], played: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = guessing(game, monkeypatch)
    scene.update(1 / 60)
    scene.draw(canvas)
    assert "Hmm …" in words
    assert "Y" not in words
    assert not [line for line in words if line.endswith("sure")]
    scene.update(SECONDS)
    words.clear()
    scene.draw(canvas)
    assert "Hmm …" not in words
    assert "Y" in words
    assert played == ["tick", "hmm", "slam"]
    assert [floater.words for floater, _ in scene.effects.floaters] == ["no, a 7!"]


def test_the_last_thought_is_that_it_is_no_digit(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = guessing(game, monkeypatch)
    scene.judging.reading = seeing(7, 0.2, rejected=True)
    scene.update(SECONDS + 1 / 60)
    assert [floater.words for floater, _ in scene.effects.floaters] == ["no, not a digit?"]


@pytest.mark.parametrize("given", ["4", "n"])
def test_what_the_network_said_is_gone_once_it_is_contradicted(
    game: Game, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    scene = guessing(game, monkeypatch)
    scene.update(SECONDS + 1 / 60)
    assert [floater.words for floater, _ in scene.effects.floaters] == ["no, a 7!"]
    sends(scene, key(given))
    assert not scene.effects.floaters


@pytest.mark.parametrize("given", ["n", "c", "y"])
def test_an_answer_or_new_ink_ends_the_suspense(
    game: Game, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    scene = guessing(game, monkeypatch)
    sends(scene, key(given))
    scene.update(1 / 60)
    assert scene.suspense.over
    assert not scene.suspense.words


def test_a_right_guess_is_celebrated_the_more_the_longer_the_streak(game: Game, played: list[str]) -> None:
    scene = FreeDraw(game)
    said = []
    for _ in range(4):
        scene.board.renew(ONE)
        sends(scene, key("space"), key("y"))
        said.append(scene.effects.floaters[-1][0].words)
        assert len(scene.effects._at) > 0
        sends(scene, key("c"))
    assert said == ["Yes!", "Yes!", "3 in a row!", "4 in a row!"]
    assert [sound for sound in played if sound.startswith("hit")] == ["hit 1", "hit 2", "hit 3", "hit 4"]
    assert streak_word(12) == "12 in a row!"


def test_the_live_bars_are_off_at_first(game: Game) -> None:
    scene = FreeDraw(game)
    assert isinstance(scene.board, DrawingBoard)
    assert not game.settings.live
    sends(scene, key("l"))
    assert game.settings.live
