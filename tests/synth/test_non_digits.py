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


def test_nothing_is_empty_but_the_empty_kind() -> None:
    assert all(not drawing.strokes for drawing in non_digits.write_many(5, 0, ["empty"]))


def test_held_out_kinds_are_never_trained_on() -> None:
    assert not set(non_digits.KINDS_LEARNT) & set(non_digits.KINDS_HELD_OUT)
    assert not set(glyphs.variants("letter")) & set(glyphs.variants("other-letter"))
    drawn = {drawing.extra["kind"] for drawing in non_digits.write_many(2000, 0)}
    assert drawn == set(non_digits.KINDS_LEARNT)
    assert set(non_digits.KINDS_MEASURED) <= set(KINDS)


def test_letters_are_drawn_more_often_than_nothing() -> None:
    kinds = [drawing.extra["kind"] for drawing in non_digits.write_many(1000, 0)]
    assert kinds.count("letter") > 100 > kinds.count("empty") > 0
