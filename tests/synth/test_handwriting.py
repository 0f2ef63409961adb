import numpy as np
import pytest

from digitgame.ink import BOARD
from digitgame.synth import glyphs, handwriting


def test_the_same_seed_writes_the_same_and_another_does_not() -> None:
    first = handwriting.write_many(30, 3)
    assert first == handwriting.write_many(30, 3) == list(handwriting.writing(30, 3))
    assert first != handwriting.write_many(30, 4)


def test_every_digit_is_written_equally_often_on_the_board() -> None:
    drawings = handwriting.write_many(200, 1)
    assert (
        np.bincount([drawing.label for drawing in drawings if drawing.label is not None]).tolist()
        == [20] * 10
    )
    points = np.array([point for drawing in drawings for stroke in drawing.strokes for point in stroke])
    assert points.min() >= 0
    assert points.max() <= BOARD


@pytest.mark.parametrize("digit", range(10))
def test_every_noted_allograph_is_a_shape_about_one_unit_high(digit: int) -> None:
    for weight, strokes in glyphs.variants(str(digit)):
        shape = handwriting.parse(strokes)
        curve = shape.basis @ shape.points
        assert weight > 0
        assert len(shape.strokes) == strokes.count("/") + 1
        assert 0.9 < np.ptp(curve[:, 1]) < 1.2


def test_a_corner_is_sharp_and_any_other_point_is_smooth() -> None:
    def sharpest(text: str) -> float:
        """The least cosine between two steps of the curve: 1 is straight on, 0 a right angle."""
        shape = handwriting.parse(text)
        steps = np.diff(shape.basis @ shape.points, axis=0)
        lengths = np.hypot(*steps.T)
        steps = steps[lengths > 0] / lengths[lengths > 0, None]
        return float((steps[1:] * steps[:-1]).sum(1).min())

    assert sharpest("0,0 0,1! 1,1") < 0.1
    assert sharpest("0,0 0,1 1,1") > 0.7
