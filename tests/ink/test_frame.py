import itertools

import numpy as np
import pytest

from digitgame.ink import FRAME, FRAMING, Point, frame, frame_many
from digitgame.ink.frame import BOX, CENTRE, Frame
from digitgame.synth import handwriting

HOOK = [[(40.0, 30.0), (120.0, 35.0), (90.0, 160.0)], [(50.0, 90.0), (110.0, 95.0)]]


def moved(strokes: list[list[Point]], scale: float, right: float = 0, down: float = 0) -> list[list[Point]]:
    return [[(x * scale + right, y * scale + down) for x, y in stroke] for stroke in strokes]


def reported(strokes: list[list[Point]]) -> list[list[Point]]:
    """The same lines, as a pointer reports them: many points."""
    shares = np.linspace(0, 1, 40)
    dense = [
        np.concatenate([a + (np.array(b) - a) * shares[:, None] for a, b in itertools.pairwise(s)])
        for s in strokes
    ]
    return [[(float(x), float(y)) for x, y in stroke] for stroke in dense]


def centre_of_mass(framed: Frame) -> tuple[float, float]:
    rows, columns = np.indices(framed.shape) + 0.5
    return float((rows * framed).sum() / framed.sum()), float((columns * framed).sum() / framed.sum())


def extent(framed: Frame) -> tuple[int, int]:
    """Rows and columns between the outermost bright pixels."""
    rows, columns = (np.flatnonzero((framed > 0.5).any(axis)) for axis in (1, 0))
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


@pytest.mark.parametrize("blank", [[], [[]], [[], []]])
def test_no_ink_gives_a_black_frame(blank: list[list[Point]]) -> None:
    framed = frame(blank)
    assert framed.shape == (FRAME, FRAME)
    assert framed.dtype == np.float32
    assert not framed.any()


def test_a_frame_ranges_from_black_to_white() -> None:
    framed = frame(HOOK)
    assert framed.min() == 0
    assert framed.max() == pytest.approx(1, abs=0.05)


def test_a_dot_stays_a_dot_in_the_middle() -> None:
    framed = frame([[(200.0, 20.0)]])
    assert max(extent(framed)) <= 4
    assert centre_of_mass(framed) == pytest.approx((CENTRE, CENTRE), abs=0.1)


def test_a_tiny_stroke_is_not_enlarged_into_a_digit() -> None:
    assert max(extent(frame([[(10.0, 10.0), (12.0, 12.0)]]))) < 10


@pytest.mark.parametrize("scale", [0.2, 0.7, 1.5, 10.0])
@pytest.mark.parametrize("place", [(0, 0), (131, 77), (-400, 900)])
def test_place_and_size_on_the_board_do_not_matter(scale: float, place: tuple[float, float]) -> None:
    np.testing.assert_allclose(frame(moved(HOOK, scale, *place)), frame(HOOK), atol=1e-3)


@pytest.mark.parametrize("digit", range(10))
def test_the_longer_side_fits_the_box_and_the_mass_the_centre(digit: int) -> None:
    rng = np.random.default_rng(digit)
    for framed in frame_many([handwriting.write(digit, rng).strokes for _ in range(20)]):
        assert max(extent(framed)) == pytest.approx(BOX, abs=1)
        # a line drawn twice weighs twice, though it is no brighter
        assert centre_of_mass(framed) == pytest.approx((CENTRE, CENTRE), abs=1.5)


def test_the_pen_is_as_wide_whatever_the_size_of_the_drawing() -> None:
    widths = [frame([[(50.0, 5.0), (50.0, 5.0 + length)]]).sum(1)[12:18] for length in (30, 120, 290)]
    np.testing.assert_allclose(widths, np.broadcast_to(widths[0], (3, 6)), atol=0.05)
    assert 1.8 < widths[0].mean() < 3.5  # MNIST's own strokes


def test_shape_is_kept() -> None:
    tall, wide = extent(frame(reported([[(0.0, 0.0), (50.0, 0.0), (50.0, 200.0), (0.0, 200.0), (0.0, 0.0)]])))
    assert tall == pytest.approx(20, abs=1)
    assert wide == pytest.approx(17.5 / 4 + 2.5, abs=1)  # the line's shape is kept, the pen's width added


def test_a_fast_stroke_is_a_line_not_dots() -> None:
    fast = [[(10.0, 10.0), (290.0, 290.0)]]
    slow = [[(10.0 + 2.8 * step, 10.0 + 2.8 * step) for step in range(101)]]
    np.testing.assert_allclose(frame(fast), frame(slow), atol=0.1)


def test_a_batch_is_framed_like_each_drawing() -> None:
    drawings = [drawing.strokes for drawing in handwriting.write_many(70, seed=3)] + [(), (((5.0, 5.0),),)]
    one_by_one = np.stack([frame(strokes) for strokes in drawings])
    np.testing.assert_allclose(frame_many(drawings), one_by_one, atol=1e-6)


def test_the_order_and_the_direction_of_strokes_do_not_matter() -> None:
    backwards = [stroke[::-1] for stroke in HOOK[::-1]]
    np.testing.assert_allclose(frame(backwards), frame(HOOK), atol=0.02)


def test_lopsided_ink_stays_inside() -> None:
    scribble = [(20.0 + 8 * (i % 2), 20.0 + i / 10) for i in range(200)]
    framed = frame([[(280.0, 30.0), *scribble]])  # a long tail to the right of a heavy blot
    assert extent(framed)[1] == BOX  # all of it, pen included


def test_a_stray_dot_makes_no_difference() -> None:
    strokes = moved(HOOK, 0.6, 150, 20)
    np.testing.assert_array_equal(frame([*strokes, [(20.0, 280.0), (21.0, 281.0)]]), frame(strokes))
    near = [*strokes, [(strokes[0][0][0] - 3, strokes[0][0][1])]]
    assert not np.array_equal(frame(near), frame(strokes))  # a short mark on the digit belongs to it


@pytest.mark.parametrize(("gap", "kept"), [(0.08, True), (0.12, False), (0.3, False)])
def test_a_dot_belongs_to_the_digit_up_to_a_tenth_of_its_side_away(gap: float, kept: bool) -> None:
    height, leftmost = 130, 40
    dot = [(leftmost - gap * height, 100.0)]
    assert np.array_equal(frame([*HOOK, dot]), frame(HOOK)) is not kept


@pytest.mark.parametrize(("size", "kept"), [(0.06, False), (0.1, True)])
def test_a_short_stroke_far_from_the_digit_is_ink_from_a_twelfth_of_its_side_on(
    size: float, kept: bool
) -> None:
    mark = [(-100.0, 100.0), (-100.0, 100.0 + 130 * size)]
    assert np.array_equal(frame([*HOOK, mark]), frame(HOOK)) is not kept


def test_two_dots_are_still_ink() -> None:
    assert frame([[(20.0, 20.0)], [(200.0, 200.0)]]).any()


def test_a_frame_that_changes_has_a_new_number() -> None:
    framed = frame(reported(HOOK)).astype(np.float64)
    rows, columns = np.indices(framed.shape)
    moments = [float((weight * framed).sum()) for weight in (1, framed, rows, columns)]
    known = {2: [92.742, 74.53, 1309.631, 1259.957]}
    assert moments == pytest.approx(known[FRAMING], rel=1e-3), (
        "raise FRAMING: networks are trained on the old frames"
    )
