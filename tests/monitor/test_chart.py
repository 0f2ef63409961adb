"""Curves over epochs, and their scales."""

from __future__ import annotations

import pygame
import pytest

from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.chart import Chart, Curve, accuracy_scale, epoch_marks, loss_scale
from digitgame.ui.layout import Area


@pytest.mark.parametrize(
    ("last", "marks"),
    [(3, [0, 1, 2, 3]), (10, [*range(11)]), (18, [*range(0, 19, 2)]), (99, [*range(0, 91, 10)])],
)
def test_the_scale_of_epochs(last: float, marks: list[int]) -> None:
    assert list(epoch_marks(last, 10)) == marks


def test_the_last_epoch_of_the_scale_stays_off_the_edge(canvas: Canvas) -> None:
    Chart("Loss", Area(32, 64, 440, 164), [], 4_000, 0, 1, str).draw(canvas, None, None)
    scale = canvas.view.scale
    right, bottom = round(472 * scale), round(228 * scale)
    beside = pygame.surfarray.array3d(canvas.surface)[right - 5 : right - 3, bottom - 20 : bottom - 6]
    assert (beside == beside[0, 0]).all()


@pytest.mark.parametrize(
    ("values", "high"),
    [([], 1), ([2.3, 0.1], 3), ([0.9], 1), ([0.04], 0.05), ([float("nan"), 0.5], 0.5), ([0.0], 1)],
)
def test_the_scale_of_losses(values: list[float], high: float) -> None:
    low, top = loss_scale(values)
    assert low == 0
    assert top == pytest.approx(high)


@pytest.mark.parametrize(
    ("values", "low"),
    [([], 0), ([0.1, 0.9], 0), ([0.97, 0.99], 0.95), ([0.2, *[0.94] * 9], 0.9), ([1.0], 0.98)],
)
def test_the_scale_of_accuracies(values: list[float], low: float) -> None:
    assert accuracy_scale(values) == (low, 1)


def test_a_chart_of_one_epoch_or_none(canvas: Canvas) -> None:

    for points in ([], [(1.0, 0.5)], [(1.0, float("nan")), (2.0, 0.4)]):
        curves = [Curve("training", points, theme.QUIET), Curve("validation", points, theme.ACCENT)]
        Chart("Loss", Area(32, 64, 440, 164), curves, 3, 0, 1, str).draw(canvas, 1.0, 1.0)


def test_what_lies_beyond_the_scale_is_left_out(canvas: Canvas) -> None:

    area = Area(32, 64, 440, 164)
    shown = []
    for points in ([(0.5, 9.0), (1.0, 0.5), (2.0, 0.4)], [(1.0, 0.5), (2.0, 0.4)]):
        canvas.surface.fill(theme.ROOM)
        Chart("Loss", area, [Curve("validation", points, theme.ACCENT)], 3, 0, 1, "{:.1f}".format).draw(
            canvas, None, None
        )
        shown.append(pygame.surfarray.array3d(canvas.surface).copy())
    assert (shown[0] == shown[1]).all()
