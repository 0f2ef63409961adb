import math

import pytest

from digitgame.ink import BOARD, Ink
from digitgame.ink.drawing import MAX_UNDO


def drawn(*strokes: list[tuple[float, float]]) -> Ink:
    ink = Ink()
    for first, *others in strokes:
        ink.begin(first)
        for point in others:
            ink.extend(point)
        ink.end()
    return ink


def test_a_blank_board_has_no_ink() -> None:
    assert not Ink()
    assert Ink().drawn().strokes == ()


def test_a_stroke_is_the_points_the_pen_went_through() -> None:
    ink = drawn([(10, 10), (20, 30)], [(50, 50)])
    assert ink.strokes == [[(10, 10), (20, 30)], [(50, 50)]]


def test_a_stroke_still_being_drawn_counts_as_ink() -> None:
    ink = Ink()
    ink.begin((5, 5))
    assert ink
    assert ink.drawing


def test_points_off_the_board_come_to_its_edge() -> None:
    assert drawn([(-20, 150), (150, BOARD + 1)]).strokes == [[(0, 150), (150, BOARD)]]


def test_the_pen_draws_only_while_it_is_down() -> None:
    ink = drawn([(10, 10), (20, 20)])
    before = ink.revision
    ink.extend((30, 30))
    assert ink.strokes == [[(10, 10), (20, 20)]]
    assert ink.revision == before


def test_a_pen_that_rests_adds_no_points() -> None:
    assert drawn([(10, 10), (10, 10), (20, 20), (20, 20)]).strokes == [[(10, 10), (20, 20)]]


def test_undo_removes_the_last_stroke_and_ends_it() -> None:
    ink = drawn([(1, 1), (2, 2)], [(3, 3), (4, 4)])
    assert ink.undo()
    assert ink.strokes == [[(1, 1), (2, 2)]]
    ink.begin((9, 9))
    assert ink.undo()
    assert not ink.drawing
    ink.extend((10, 10))
    assert ink.strokes == [[(1, 1), (2, 2)]]
    assert ink.undo()
    assert not ink.undo()
    assert not ink


LINE, CORNER = [(0.0, 100.0), (300.0, 100.0)], [(10.0, 10.0), (40.0, 10.0), (40.0, 40.0)]


def erased(ink: Ink, *points: tuple[float, float]) -> None:
    """One erasure: the eraser goes down, along these points, and up."""
    for point in points:
        ink.erase(point, 10)
    ink.end()


def test_an_erasure_is_one_undo_step() -> None:
    ink = drawn(LINE, CORNER)
    erased(ink, (150, 100), (155, 100), (160, 100), (10, 10))
    erased(ink, (250, 100))
    assert len(ink.strokes) == 4
    assert ink.undo()
    assert len(ink.strokes) == 3
    assert ink.undo()
    assert ink.strokes == [LINE, CORNER]
    assert ink.undo()
    assert ink.strokes == [LINE]


def test_a_clear_can_be_undone() -> None:
    ink = drawn(LINE, CORNER)
    ink.clear()
    ink.clear()  # a blank board that is cleared has not changed
    assert ink.undo()
    assert ink.strokes == [LINE, CORNER]


def test_redo_repeats_every_step() -> None:
    ink = drawn(LINE, CORNER)
    erased(ink, (150, 100))
    ink.clear()
    states = [ink.drawn().strokes]
    while ink.undo():
        states.append(ink.drawn().strokes)
    assert [len(strokes) for strokes in states] == [0, 3, 2, 1, 0]
    for state in states[-2::-1]:
        assert ink.redo()
        assert ink.drawn().strokes == state
    assert not ink.redo()


def test_a_new_stroke_clears_the_redo_steps() -> None:
    ink = drawn(LINE, CORNER)
    ink.undo()
    ink.begin((9, 9))
    ink.end()
    assert not ink.redo()
    assert ink.strokes == [LINE, [(9, 9)]]


def test_another_drawing_has_no_undo_history() -> None:
    ink = drawn(LINE, CORNER)
    ink.renew()
    assert not ink
    assert not ink.undo()
    ink.renew([list(LINE), list(CORNER)])
    assert ink.undo()
    assert ink.strokes == [LINE]  # its own strokes can be taken back one by one
    assert ink.undo()
    assert not ink.undo()


def test_undo_keeps_a_limited_number_of_steps() -> None:
    ink = drawn(LINE)
    for _ in range(MAX_UNDO):
        ink.clear()
        ink.begin((9, 9))
        ink.end()
    assert sum(ink.undo() for _ in range(2 * MAX_UNDO)) <= MAX_UNDO + 1


def test_clear_leaves_a_blank_board_and_lifts_the_pen() -> None:
    ink = drawn([(1, 1), (2, 2)])
    ink.begin((3, 3))
    ink.clear()
    ink.extend((4, 4))
    assert not ink


def test_every_change_raises_the_revision_and_nothing_else_does() -> None:
    ink = Ink()
    seen = [ink.revision]
    for change in (
        lambda: ink.begin((1, 1)),
        lambda: ink.extend((200, 1)),
        lambda: ink.erase((100, 1), 5),
        lambda: ink.undo(),
        lambda: ink.clear(),
    ):
        change()
        assert ink.revision > seen[-1]
        seen.append(ink.revision)
    ink.end()
    ink.clear()
    ink.erase((5, 5), 50)
    assert not ink.redo()
    assert ink.revision == seen[-1]


def test_a_drawing_no_longer_changes_with_the_board() -> None:
    ink = drawn([(1, 1), (2, 2)])
    copy = ink.drawn()
    ink.clear()
    assert copy.strokes == (((1, 1), (2, 2)),)


def test_the_eraser_cuts_a_stroke_where_it_crosses_it() -> None:
    ink = drawn([(0, 100), (300, 100)])  # a fast mouse: two points, far apart
    assert ink.erase((150, 100), 10)
    assert ink.strokes == [[(0, 100), (140, 100)], [(160, 100), (300, 100)]]


@pytest.mark.parametrize("radius", [3.0, 12.0, 40.0])
def test_nothing_is_left_under_the_eraser_and_all_is_left_beside_it(radius: float) -> None:
    circle = [(150 + 100 * math.cos(turn / 40), 150 + 100 * math.sin(turn / 40)) for turn in range(252)]
    ink = drawn(circle, [(150, 150)], [(20, 20), (280, 20)])
    assert ink.erase((250, 150), radius)
    left = [math.dist(point, (250, 150)) for stroke in ink.strokes for point in stroke]
    assert min(left) == pytest.approx(radius, abs=0.01)
    assert ink.strokes[-2:] == [[(150, 150)], [(20, 20), (280, 20)]]
    assert sum(len(stroke) > 50 for stroke in ink.strokes) >= 1


def test_a_dot_is_erased_whole() -> None:
    ink = drawn([(50, 50)])
    assert not ink.erase((60, 50), 9)
    assert ink.erase((60, 50), 11)
    assert not ink
