"""What answers an action has to be readable and in its place."""

from __future__ import annotations

import itertools
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from digitgame.board.stroke_hint import StrokeHint, centred
from digitgame.game import sound_cues
from digitgame.game.first_run.tutorial import Tutorial
from digitgame.game.game import Game
from digitgame.game.modes import feel
from digitgame.game.modes.duel import MARGIN
from digitgame.game.modes.fool import FoolScene
from digitgame.game.modes.timed_run import _COMBO, TimedRunScene, sees_facts
from digitgame.game.modes.versus import VersusScene
from digitgame.game.shell.menu import Menu
from digitgame.ink import BOARD, Drawing
from digitgame.rules import Clock, TimedRun
from digitgame.rules.modes import FOOL, SPRINT, VERSUS
from digitgame.rules.rewards.rivals import RIVALS
from digitgame.rules.sprint import sprint
from digitgame.synth import handwriting
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas
from digitgame.ui.effects import GRAINS, HOLD, MOST, Effects, Floater
from digitgame.ui.layout import BOARD_AREA, SCORE_AREA, Area

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


@pytest.mark.parametrize("colour", [theme.TEXT, *theme.HEAT, theme.AMBER], ids=str)
def test_a_word_that_flies_has_a_dark_edge_on_any_ground(canvas: Canvas, colour: theme.Colour) -> None:
    for ground in (theme.GLOW, theme.CHALK, theme.ACCENT):
        canvas.surface.fill(ground)
        canvas.outlined("+139", (480, 300), theme.FLOATER, colour)
        middle = canvas.surface.subsurface((400, 270, 160, 60))
        seen = {middle.get_at((x, y))[:3] for x in range(160) for y in range(60)}
        assert {colour, theme.ROOM} <= seen
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


def heated(hits: int) -> TimedRun:
    """A run with so many hits in a row."""
    run = sprint(Clock(), 3)
    for _ in range(hits):
        digit = run.target
        assert digit is not None
        run.take(digit)
    return run


def test_a_combo_goes_on_to_grow_long_after_its_fourteenth_hit() -> None:
    steps = [heated(hits) for hits in range(0, 50, 5)]
    assert [run.factor for run in steps] == list(range(1, 11))
    colours = [feel.heat(run) for run in steps]
    assert all(one != other for one, other in pairwise(colours))
    assert len({feel.combo_word(run.factor).partition(" ×")[0] for run in steps[1:]}) == 9
    sounds = [sound_cues.of_factor(run.factor) for run in steps[1:]]
    assert sounds[:8] == [f"step {n}" for n in range(1, 9)]
    for grows in (feel.power, feel.blaze, feel.fireworks):
        values = [grows(run) for run in steps]
        assert values == sorted(values)
        assert values[4] > values[3] > values[2] or grows is feel.blaze
        assert values[7] > values[4]


@pytest.mark.parametrize(("combo", "words"), [(0, ""), (24, ""), (25, "25 in a row!"), (50, "50 in a row!")])
def test_round_numbers_of_hits_are_named(combo: int, words: str) -> None:
    assert feel.milestone(combo) == words


def test_fireworks_burst_one_after_the_other_and_not_where_motion_is_reduced() -> None:
    effects, still = Effects(), Effects(still=True)
    for one in (effects, still):
        one.fireworks(3)
    bursts = 0
    for _ in range(40):
        before = len(effects._at)
        effects.update(1 / 60)
        bursts += len(effects._at) > before
    assert bursts == 3
    assert effects.moving
    assert not still.moving


def test_a_strong_burst_has_more_grains_and_never_too_many() -> None:
    effects = Effects()
    effects.burst(SEVEN)
    assert len(effects._at) == GRAINS
    effects.burst(SEVEN, power=3.0)
    assert len(effects._at) == 4 * GRAINS
    effects.burst(SEVEN, power=4.0)
    assert len(effects._at) == len(effects._left) == len(effects._speed) == MOST


def test_points_fade_only_once_they_are_beside_the_board() -> None:
    score = (SCORE_AREA.x + SCORE_AREA.width / 6, SCORE_AREA.y + 26)
    points = Floater("+139", BOARD_AREA.middle, score, theme.TEXT)
    for number in range(101):
        age = points.seconds * number / 100
        assert points.light(age) == 1 or points.at(age)[0] > SCORE_AREA.x
    assert points.light(points.seconds) == 0


def test_a_message_lies_within_the_picture_of_a_duel(canvas: Canvas, panels: list[Area]) -> None:
    picture = BOARD_AREA.inside(MARGIN)
    for at_top in (False, True):
        widgets.toast(canvas, "You were first! It's a 2.", at_top=at_top)
        assert picture.y + 8 <= panels[-1].y < panels[-1].bottom <= picture.bottom - 8


def test_a_halo_has_no_gaps_at_its_corners(canvas: Canvas) -> None:
    canvas.surface.fill(theme.ROOM)
    widgets.halo(canvas, pygame.Rect(100, 100, 200, 100), theme.ACCENT, 1.0, 8)
    for x, y in itertools.product(range(88, 108), repeat=2):
        if 10 < math.dist((x + 0.5, y + 0.5), (108, 108)) < 14:
            assert tuple(canvas.surface.get_at((x, y)))[:3] != theme.ROOM


def test_no_light_is_darker_than_what_it_lies_on(game: Game, canvas: Canvas) -> None:
    scene = TimedRunScene(game, SPRINT, 3)
    scene.rules, scene.started = heated(45), 1.0
    scene.draw(canvas)
    ground = scene.backdrop
    assert ground != theme.ROOM
    board, combo = canvas.view.board, canvas.view.rect(_COMBO)
    beside = [(x, canvas.view.height // 2) for x in (*range(20), *range(board.left - 14, board.left - 3))]
    beside += [(x, combo.centery) for x in range(combo.left - 12, combo.left - 2)]
    for place in beside:
        seen = tuple(canvas.surface.get_at(place))[:3]
        assert all(shown >= below - 1 for shown, below in zip(seen, ground, strict=True)), place


def test_what_is_said_of_a_hit_lies_on_no_prompt(game: Game) -> None:
    scene = TimedRunScene(game, SPRINT, 3)
    scene.rules = heated(4)
    scene.board.renew(SEVEN)
    points = scene.rules.score
    digit = scene.rules.target
    assert digit is not None
    scene.rules.take(digit)
    rival = RIVALS[0].score(SPRINT)
    scene.rules.score = max(scene.rules.score, rival + 1)
    scene._praise(scene.rules.score - min(points, rival), True)
    said = {floater.words: floater for floater, _ in scene.effects.floaters}
    beaten, combo = said["You beat Pip!"], said["Nice! × 2"]
    # The prompt on the board is 2.2 times as large as in its panel, around the middle.
    half = 0.75 * 2.2 * theme.DIGIT / 2
    low, high = BOARD_AREA.middle[1] + half, BOARD_AREA.middle[1] - half
    assert all(y > low for _, y in (beaten.start, beaten.end))
    assert all(y < high for _, y in (combo.start, combo.end))
    assert all(x == BOARD_AREA.middle[0] for x, _ in (beaten.start, combo.start))


def test_a_run_says_that_the_clock_runs_before_the_first_digit() -> None:
    fresh = heated(0)
    fresh.clock.tick(0.1)
    assert sees_facts(fresh, None)[0] == "Draw! The clock runs."
    assert sees_facts(heated(1), None)[0] == "Next!"


def test_reduced_motion_chosen_in_a_pause_holds_from_then_on(game: Game) -> None:
    scenes: list[Any] = [
        TimedRunScene(game, SPRINT, 7),
        FoolScene(game, FOOL, 7),
        VersusScene(game, VERSUS, 7),
    ]
    menu = Menu(game)
    game.settings.reduced_motion = True
    for scene in scenes:
        scene.update(1 / 60)
        assert scene.effects.still, scene
    menu.update(1 / 60)
    assert not menu.moving
    assert all(preview.still for preview in menu._previews)
