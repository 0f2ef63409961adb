import math
import random

import pytest

from digitgame.board.pointer import PointerTool, clipped
from digitgame.ink import BOARD, Ink, Point


def drawn(*path: Point) -> Ink:
    pen = PointerTool(Ink(), rubber=12)
    pen.press(path[0])
    for point in path[1:]:
        pen.move(point)
    pen.lift()
    return pen.ink


def test_a_click_makes_a_dot() -> None:
    assert drawn((10, 20)).strokes == [[(10, 20)]]


def test_points_are_kept_exactly() -> None:
    path = [(10.25, 20.5), (11, 300), (0, 0)]
    assert drawn(*path).strokes == [path]


def test_a_stroke_ends_at_the_edge_and_another_begins_where_the_pen_comes_back() -> None:
    ink = drawn((250, 100), (350, 100), (350, 200), (250, 200))
    assert ink.strokes == [[(250, 100), (300, 100)], [(300, 200), (250, 200)]]


def test_a_pen_that_crosses_the_whole_board_at_once_leaves_a_line() -> None:
    pen = PointerTool(Ink(), rubber=12)
    pen.press((150, 10))
    pen.move((150, -50))
    pen.move((-50, -50))
    pen.move((-50, 150))
    pen.move((350, 150))
    assert pen.ink.strokes == [[(150, 10), (150, 0)], [(0, 150), (300, 150)]]


def test_nothing_begins_off_the_board() -> None:
    assert not drawn((310, 10), (200, 10))


def test_nothing_is_drawn_while_the_pen_is_up() -> None:
    pen = PointerTool(Ink(), rubber=12)
    pen.move((20, 20))
    pen.press((10, 10))
    pen.lift()
    pen.move((90, 90))
    assert pen.ink.strokes == [[(10, 10)]]


def test_ink_stays_on_the_board_wherever_the_pen_goes() -> None:
    rng = random.Random(3)
    for _ in range(100):
        pen = PointerTool(Ink(), rubber=12)
        pen.press((150, 150))
        for _ in range(30):
            pen.move((rng.uniform(-200, 500), rng.uniform(-200, 500)))
        points = [value for stroke in pen.ink.strokes for point in stroke for value in point]
        assert min(points) >= 0
        assert max(points) <= BOARD


def test_the_rubber_takes_what_lies_on_its_way_at_any_speed() -> None:
    dense = [(float(x), 150.0) for x in range(22, 281, 4)]
    pen = PointerTool(Ink(), rubber=12)
    pen.ink.strokes.append(list(dense))
    pen.press((60, 100), erase=True)
    pen.move((60, 200))
    left, right = pen.ink.strokes
    assert left[0] == dense[0]
    assert right[-1] == dense[-1]
    assert 47 < left[-1][0] < 49
    assert 71 < right[0][0] < 73


def test_a_lifted_rubber_rubs_nothing() -> None:
    ink = drawn((10, 10), (90, 10))
    pen = PointerTool(ink, rubber=12)
    pen.press((-10, 10), erase=True)
    pen.move((10, 10))
    pen.press((200, 200), erase=True)
    pen.lift()
    pen.move((50, 10))
    assert ink.strokes == [[(10, 10), (90, 10)]]


@pytest.mark.parametrize(
    ("start", "end", "part"),
    [
        ((10, 10), (20, 20), ((10, 10), (20, 20))),
        ((-100, 100), (400, 100), ((0, 100), (300, 100))),
        ((-10, 10), (-20, 20), None),
        ((-10, 150), (150, -10), ((0, 140), (140, 0))),
        ((-20, 5), (5, -20), None),
        ((300, 300), (300, 300), ((300, 300), (300, 300))),
    ],
)
def test_clipping(start: Point, end: Point, part: tuple[Point, Point] | None) -> None:
    found = clipped(start, end)
    if part is None:
        assert found is None
    else:
        assert found is not None
        assert math.dist(found[0], part[0]) + math.dist(found[1], part[1]) < 1e-9
