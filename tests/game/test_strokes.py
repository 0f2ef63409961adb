"""Ink on the screen. The pictures are compared with each other and with plain geometry."""

import numpy as np
import numpy.typing as npt
import pygame
import pytest

from digitgame.board.pointer import PointerTool
from digitgame.ink import BOARD, Ink, Point
from digitgame.synth import handwriting
from digitgame.ui import theme
from digitgame.ui.strokes import StrokeRenderer

pytestmark = pytest.mark.usefixtures("window")
Picture = npt.NDArray[np.uint8]


def shown(chalk: StrokeRenderer, ink: Ink, side: int = 480) -> Picture:
    """What is on the screen: [row, column, colour]."""
    target = pygame.Surface((side + 20, side + 20))
    chalk.draw(target, pygame.Rect(10, 10, side, side), ink.strokes, ink.drawing)
    picture: Picture = pygame.surfarray.array3d(target).swapaxes(0, 1)[10:-10, 10:-10].copy()
    return picture


def eight() -> list[list[Point]]:
    return [list(stroke) for stroke in handwriting.write(8, np.random.default_rng(2)).strokes]


def light(picture: Picture) -> npt.NDArray[np.bool_]:
    """Where there is chalk."""
    return picture[..., 0] > 127


@pytest.mark.parametrize("side", [213, 480, 1200])
def test_ink_drawn_bit_by_bit_looks_like_ink_drawn_at_once(side: int) -> None:
    chalk, ink = StrokeRenderer(), Ink()
    for stroke in [*eight(), [(30.0, 30.0)], [(10.0, 280.0), (290.0, 270.0)]]:
        ink.begin(stroke[0])
        shown(chalk, ink, side)
        for number, point in enumerate(stroke[1:]):
            ink.extend(point)
            if number % 5 == 0:
                while_drawing = shown(chalk, ink, side)
            if number == 20:
                assert np.array_equal(while_drawing, shown(StrokeRenderer(), ink, side))
        ink.end()
    assert np.array_equal(shown(chalk, ink, side), shown(StrokeRenderer(), ink, side))


def test_what_is_undone_erased_or_cleared_leaves_no_trace() -> None:
    chalk, ink = StrokeRenderer(), Ink([*eight(), [(20.0, 20.0), (280.0, 280.0)]])
    shown(chalk, ink)
    for change in (ink.undo, lambda: PointerTool(ink, 12).press(ink.strokes[0][3], erase=True), ink.clear):
        change()
        assert np.array_equal(shown(chalk, ink), shown(StrokeRenderer(), ink))
    assert (shown(chalk, ink) == theme.BOARD).all()


def test_a_stroke_undone_and_another_drawn_within_one_frame() -> None:
    chalk, ink = StrokeRenderer(), Ink([[(20.0, 20.0), (280.0, 280.0)]])
    shown(chalk, ink)
    ink.undo()
    ink.begin((280, 20))
    ink.extend((20, 280))
    assert np.array_equal(shown(chalk, ink), shown(StrokeRenderer(), ink))


def test_a_resize_loses_no_ink() -> None:
    chalk, ink = StrokeRenderer(), Ink(eight())
    small, large = shown(chalk, ink, 320), shown(chalk, ink, 1280)
    assert np.array_equal(large, shown(StrokeRenderer(), ink, 1280))
    assert light(large).mean() == pytest.approx(light(small).mean(), rel=0.05)
    assert np.array_equal(shown(chalk, ink, 320), small)


def test_a_fast_stroke_of_two_points_is_one_solid_line() -> None:
    ink = Ink([[(30.0, 40.0), (270.0, 260.0)]])
    picture = light(shown(StrokeRenderer(), ink, 600))
    for share in np.linspace(0, 1, 500):
        x, y = 30 + 240 * share, 40 + 220 * share
        assert picture[int(y * 2), int(x * 2)]
    length = np.hypot(240, 220) * 2
    pen = theme.PEN * 2 * round(0.65 * 8) / 8
    assert picture.sum() == pytest.approx(length * 2 * pen + np.pi * pen**2, rel=0.04)


def test_the_line_goes_through_every_point() -> None:
    stroke = [(40.0, 250.0), (90.0, 60.0), (150.0, 240.0), (210.0, 50.0), (270.0, 230.0)]
    picture = light(shown(StrokeRenderer(), Ink([stroke]), 600))
    assert all(picture[int(y * 2), int(x * 2)] for x, y in stroke)


def test_a_click_is_a_round_dot() -> None:
    picture = light(shown(StrokeRenderer(), Ink([[(150.0, 150.0)]]), 600))
    rows, columns = np.nonzero(picture)
    assert picture.sum() == pytest.approx(np.pi * (theme.PEN * 2 * 9 / 8) ** 2, rel=0.03)
    assert rows.mean() == pytest.approx(300, abs=0.5)
    assert columns.mean() == pytest.approx(300, abs=0.5)


def test_edges_are_soft() -> None:
    """More than two shades of red across a slanting edge: antialiased."""
    picture = shown(StrokeRenderer(), Ink([[(30.0, 30.0), (270.0, 100.0)]]))
    assert len(np.unique(picture[..., 0])) > 20


def test_ink_at_the_edge_does_not_run_over_it() -> None:
    chalk, ink = StrokeRenderer(), Ink()
    ink.begin((BOARD, 20))
    ink.extend((BOARD, 280))
    target = pygame.Surface((500, 500))
    chalk.draw(target, pygame.Rect(10, 10, 480, 480), ink.strokes, ink.drawing)
    assert (pygame.surfarray.array3d(target)[490:] == 0).all()
    assert target.get_clip() == target.get_rect()
