"""Fool it: hints, and what fooled the network, on the ink."""

from __future__ import annotations

from math import dist

import numpy as np
import pytest

from digitgame.game.game import Game
from digitgame.game.modes.fool import HINT_AFTER, TROPHY_SECONDS, FoolScene, Trophy
from digitgame.game.modes.telling_ink import cut, telling_parts
from digitgame.inference import Reader
from digitgame.rules.fool import Challenge, Kind, hint
from digitgame.rules.modes import FOOL
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas

from .conftest import SEVEN, seeing

import pygame  # isort: skip (digitgame.ui imports it in silence)

pytestmark = pytest.mark.usefixtures("window")


def test_strokes_are_cut_into_parts_of_equal_length() -> None:
    stroke = [(0.0, 0.0), (30.0, 0.0), (100.0, 0.0)]
    parts = cut([stroke, [(200.0, 7.0)]], 5)
    assert parts[-1] == [(200.0, 7.0)]
    assert [part[0][0] for part in parts[:5]] == pytest.approx([0, 20, 40, 60, 80])
    assert [dist(part[0], part[-1]) for part in parts[:5]] == pytest.approx([20] * 5)
    assert parts[-2][-1] == (100.0, 0.0)


def test_the_parts_that_matter_are_found(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_many(_: Reader, frames: np.ndarray) -> np.ndarray:
        out = np.zeros((len(frames), 10), np.float32)
        # The whole, then each part left out: the third one matters most, the fourth nearly as much.
        out[:, 9] = [0.9, 0.9, 0.85, 0.1, 0.3, *[0.88] * (len(frames) - 5)]
        return out

    monkeypatch.setattr(Reader, "read_many", read_many)
    strokes = [[(float(x), 50.0) for x in range(0, 281, 20)]]
    found = telling_parts(reader, strokes, lambda probabilities: float(probabilities[9]))
    assert [part[0][0] for part in found] == pytest.approx([40.0, 60.0])
    assert telling_parts(reader, strokes, lambda _: 0.5) == []
    assert telling_parts(reader, [[(5.0, 5.0)]], lambda _: 0.5) == []


def test_what_fooled_it_stays_on_the_board_for_a_moment(
    game: Game, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = FoolScene(game, FOOL, 5)
    scene.rules.challenge = Challenge(Kind.BETWEEN, 7, 9)
    monkeypatch.setattr("digitgame.game.modes.fool.telling_parts", lambda *_: [SEVEN[0][:2]])
    monkeypatch.setattr(type(scene.board.reader), "read", lambda *_: seeing(7, 0.5, second=9))
    scene.board.renew(SEVEN)
    scene._ask()
    assert scene.rules.points == [1000]
    assert scene.message == "This part fooled it."
    assert [floater.words for floater, _ in scene.effects.floaters] == ["Fooled!", "+1,000"]

    def pink() -> int:
        scene.effects.floaters.clear()
        scene.draw(canvas)
        pixels = pygame.surfarray.array3d(canvas.surface)[canvas.view.board.left : canvas.view.board.right]
        return int((pixels == theme.MODES["fool"]).all(-1).sum())

    assert pink() > 100
    scene.update(TROPHY_SECONDS)
    assert pink() == 0


@pytest.mark.parametrize("name", theme.BOARDS)
def test_the_board_stays_the_chosen_one_under_what_fooled_it(game: Game, canvas: Canvas, name: str) -> None:
    game.settings.board = name
    scene = FoolScene(game, FOOL, 5)
    scene._trophy, scene._age = Trophy([list(stroke) for stroke in SEVEN], []), 0.0
    scene.draw(canvas)
    board = canvas.view.board
    # Between the lines of a grid, and off the ink.
    assert tuple(canvas.surface.get_at((board.left + 20, board.bottom - 20)))[:3] == theme.BOARDS[name].colour


def test_a_hint_comes_after_a_while_and_goes_with_the_challenge(game: Game) -> None:
    scene = FoolScene(game, FOOL, 5)
    challenge = scene.rules.challenge
    assert challenge is not None
    scene._begin()
    scene.update(HINT_AFTER - 0.1)
    assert scene.hint == ""
    scene.update(0.2)
    assert scene.hint == f"Hint: {hint(challenge)}"
    assert scene.record.make("skip")
    scene.board.renew()
    scene._asked_at = scene.rules.clock.now
    assert scene.hint == ""


def test_every_hint_fits_its_lines(game: Game, canvas: Canvas, words: list[str]) -> None:
    scene = FoolScene(game, FOOL, 5)
    scene._begin()
    scene.rules.clock.tick(HINT_AFTER)
    for one, other in ((4, 9), (8, 5), (3, 2)):
        for kind in Kind:
            scene.rules.challenge = Challenge(kind, one, other)
            words.clear()
            scene.draw(canvas)
            assert scene.hint in " ".join(words)
