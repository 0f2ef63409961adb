import numpy as np
import pytest

from digitgame.ink import BOARD, frame_many
from digitgame.synth import glyphs, non_digits

KINDS = (*non_digits.KINDS_LEARNT, *non_digits.KINDS_HELD_OUT)


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    first = non_digits.write_many(50, 3)
    assert first == non_digits.write_many(50, 3)
    assert first != non_digits.write_many(50, 4)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_lies_on_the_board_and_is_named(kind: str) -> None:
    for drawing in non_digits.write_many(60, 1, [kind]):
        assert drawing.label is None
        assert drawing.extra == {"kind": kind}
        points = np.array([point for stroke in drawing.strokes for point in stroke]).reshape(-1, 2)
        assert len(points) or kind == "empty"
        assert points.size == 0 or (points.min() >= 0 and points.max() <= BOARD)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "empty"])
def test_no_two_of_a_kind_look_the_same(kind: str) -> None:
    frames = frame_many([drawing.strokes for drawing in non_digits.write_many(40, 2, [kind])])
    different = len(np.unique((frames.reshape(40, -1) * 255).astype(np.uint8), axis=0))
    assert different >= (10 if kind == "dot" else 40)


def test_an_unfinished_digit_is_no_1_and_no_7() -> None:
    for drawing in non_digits.write_many(300, 5, ["half"]):
        line = np.array([point for stroke in drawing.strokes for point in stroke])
        top, bottom = sorted((line[0], line[-1]), key=lambda point: point[1])
        width, height = np.ptp(line, axis=0)
        assert height < 2 or width > 0.3 * height
        # A 7 turns down at the right, and its end lies well below its start.
        corner = line[:, 0].max() > max(top[0], bottom[0]) + 0.3 * width
        assert not (corner and bottom[1] - top[1] > 0.35 * max(width, height))


def test_rectangles_are_wider_than_a_0_and_no_arrow_points_up_like_a_1() -> None:
    for drawing in non_digits.write_many(100, 5, ["square"]):
        width, height = np.ptp([point for stroke in drawing.strokes for point in stroke], axis=0)
        assert width > 0.9 * height
    for drawing in non_digits.write_many(100, 5, ["arrow"]):
        shaft = drawing.strokes[0]
        assert shaft[0][1] - shaft[-1][1] < 1.6 * abs(shaft[0][0] - shaft[-1][0])


def test_nothing_is_empty_but_the_empty_kind() -> None:
    assert all(not drawing.strokes for drawing in non_digits.write_many(5, 0, ["empty"]))


@pytest.mark.slow
def test_held_out_kinds_are_never_trained_on() -> None:
    assert not set(non_digits.KINDS_LEARNT) & set(non_digits.KINDS_HELD_OUT)
    assert not set(glyphs.variants("letter")) & set(glyphs.variants("other-letter"))
    drawn = {drawing.extra["kind"] for drawing in non_digits.write_many(2000, 0)}
    assert drawn == set(non_digits.KINDS_LEARNT)
    assert set(non_digits.KINDS_MEASURED) <= set(KINDS)


def test_letters_are_drawn_more_often_than_nothing() -> None:
    kinds = [drawing.extra["kind"] for drawing in non_digits.write_many(1000, 0)]
    assert kinds.count("letter") > 100 > kinds.count("empty") > 0
