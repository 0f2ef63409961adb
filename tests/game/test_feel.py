"""What answers an action has to be readable and in its place."""

from __future__ import annotations

import numpy as np
import pytest

from digitgame.board.stroke_hint import StrokeHint, centred
from digitgame.game.first_run.tutorial import Tutorial
from digitgame.game.game import Game
from digitgame.ink import BOARD, Drawing
from digitgame.synth import handwriting
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.effects import HOLD, Effects, Floater

from .conftest import SEVEN

import pygame  # isort: skip (digitgame.ui imports it in silence)

pytestmark = pytest.mark.usefixtures("window")


def contrast(one: theme.Colour, other: theme.Colour) -> float:
    """The contrast of two colours as WCAG defines it, 1 to 21."""

    def light(colour: theme.Colour) -> float:
        linear = [c / 12.92 if c <= 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", [theme.GLOW, theme.CHALK, theme.ACCENT, *theme.HEAT], ids=str)
@pytest.mark.parametrize("colour", [theme.TEXT, *theme.HEAT, theme.AMBER], ids=str)
def test_a_word_that_flies_has_a_dark_edge_on_any_ground(
    canvas: Canvas, ground: theme.Colour, colour: theme.Colour
) -> None:
    canvas.surface.fill(ground)
    canvas.outlined("+139", (480, 300), theme.FLOATER, colour)
    seen = {tuple(map(int, pixel)) for pixel in np.unique(pygame.surfarray.array3d(canvas.surface).reshape(-1, 3), axis=0)}
    assert colour in seen
    assert theme.ROOM in seen
    assert contrast(colour, theme.ROOM) > 4.5


def test_points_are_as_large_as_a_prompt_s_words() -> None:
    assert Floater("+139", (0, 0), (1, 1), theme.TEXT).size == theme.FLOATER > theme.MEDIUM


def test_the_ring_of_a_hit_darkens_nothing_that_it_crosses(canvas: Canvas) -> None:
    effects = Effects()
    effects.burst(SEVEN)
    effects._at, effects._left, effects._speed = effects._at[:0], effects._left[:0], effects._speed[:0]
    for _ in range(12):
        effects.update(max(HOLD, 0.03))
        canvas.surface.fill(theme.BOARD)
        canvas.surface.fill(theme.CHALK, (0, 280, 960, 30))
        before = pygame.surfarray.array3d(canvas.surface)
        effects.draw(canvas, theme.ACCENT)
        after = pygame.surfarray.array3d(canvas.surface)
        assert (after >= before).all()


def test_a_ring_is_seen(canvas: Canvas) -> None:
    effects = Effects()
    effects.burst(SEVEN)
    effects._at, effects._left, effects._speed = effects._at[:0], effects._left[:0], effects._speed[:0]
    effects.update(HOLD + 0.1)
    canvas.surface.fill(theme.BOARD)
    effects.draw(canvas, theme.ACCENT)
    assert (pygame.surfarray.array3d(canvas.surface) != theme.BOARD).any()


@pytest.mark.parametrize("seed", range(8))
def test_an_example_stands_in_the_middle_of_the_board(seed: int) -> None:
    drawing = handwriting.write(seed, np.random.default_rng(seed))
    points = np.array([point for stroke in centred(drawing).strokes for point in stroke])
    middle, size = (points.min(0) + points.max(0)) / 2, (points.max(0) - points.min(0)).max()
    assert np.allclose(middle, BOARD / 2)
    assert size == pytest.approx(0.56 * BOARD)


def test_an_example_of_one_point_stays_on_the_board() -> None:
    assert StrokeHint(Drawing.of([[(3.0, 290.0)]])).drawing.strokes == (((BOARD / 2, BOARD / 2),),)


def test_the_tutorial_shows_its_3_in_the_middle(game: Game) -> None:
    points = np.array([point for stroke in Tutorial(game)._example.drawing.strokes for point in stroke])
    assert points.min() > 0.2 * BOARD
    assert points.max() < 0.8 * BOARD
