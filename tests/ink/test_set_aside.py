from __future__ import annotations

import pytest

from digitgame.ink import BOARD, Stroke
from digitgame.ink.set_aside import candidates, without

THREE: Stroke = [(100, 100), (150, 90), (180, 120), (140, 150), (185, 180), (150, 215), (100, 205)]
ONE: Stroke = [(150, 90), (150, 210)]
UNDERLINE: Stroke = [(80, 235), (200, 240)]
BOX: Stroke = [(70, 60), (215, 65), (210, 240), (70, 245), (70, 62)]
TOP, RIGHT, BOTTOM, LEFT = (BOX[side : side + 2] for side in range(4))
# A waist and a foot of its bowl, so that only its bar is straight.
BOWL: Stroke = [(110, 100), (105, 145), (150, 140), (180, 175), (150, 210), (100, 200)]


@pytest.mark.parametrize("digit", [THREE, ONE])
@pytest.mark.parametrize(
    "frame",
    [
        [UNDERLINE],
        [UNDERLINE, [(80, 255), (200, 255)]],
        [BOX],
        [TOP, RIGHT, BOTTOM, LEFT],
        [[*TOP, *RIGHT], [*BOTTOM, *LEFT]],
        [TOP, BOTTOM],
        [LEFT, RIGHT],
    ],
    ids=["underline", "two lines below", "box", "box of lines", "box of corners", "top and bottom", "sides"],
)
def test_all_that_frames_a_digit_is_proposed(digit: Stroke, frame: list[Stroke]) -> None:
    every = tuple(range(1, 1 + len(frame)))
    assert every in candidates([digit, *frame])
    assert all(0 not in away for away in candidates([digit, *frame]))


def test_a_corner_is_proposed_beside_a_digit_but_not_beside_a_stem() -> None:
    corner = [*LEFT[::-1], *BOTTOM[::-1]]
    assert (1,) in candidates([THREE, corner])
    # A 4 in two strokes that do not meet.
    assert candidates([[(100, 80), (100, 170), (170, 170)], [(180, 110), (178, 230)]]) == []


def test_a_frame_is_proposed_before_a_bar() -> None:
    bar = [(112, 90), (170, 90)]
    assert candidates([bar, BOWL, UNDERLINE])[0] == (2,)


@pytest.mark.parametrize(
    "strokes",
    [
        [BOWL, [(110, 100), (170, 98)]],
        [[(100, 100), (180, 100), (140, 210)], [(120, 150), (175, 150)]],
        [[(120, 120), (150, 90), (150, 210)], [(110, 212), (190, 210)]],
        [[(110, 90), (100, 160), (190, 160)], [(170, 120), (165, 220)]],
        [
            [(150, 90), (110, 110), (110, 190), (150, 210), (190, 190), (190, 110), (150, 90)],
            [(200, 80), (100, 220)],
        ],
        [ONE, [(180, 95), (182, 208)], [(210, 92), (210, 205)]],
        [THREE, LEFT],
        [THREE],
        [],
        [[(150, 150)], [(160, 160)]],
    ],
    ids=["5", "7", "1 with a foot", "4", "slashed 0", "hatching", "one side", "3", "nothing", "dots"],
)
def test_no_stroke_of_a_digit_is_proposed(strokes: list[Stroke]) -> None:
    assert candidates(strokes) == []


def test_short_strokes_and_dots_are_proposed_where_they_touch_nothing() -> None:
    assert candidates([THREE, [(210, 100), (220, 120)]]) == [(1,)]
    assert candidates([THREE, [(175, 100), (190, 120)]]) == []
    assert candidates([THREE, [(120, 130)]]) == [(1,)]
    assert candidates([THREE, [(60, 60)], [(230, 230)]]) == [(1, 2)]


def test_one_of_several_short_strokes_is_not_proposed() -> None:
    # A percent sign.
    left, right = ([(x, y), (x + 12, y), (x + 12, y + 15), (x, y)] for x, y in ((90, 90), (200, 200)))
    assert candidates([[(200, 90), (120, 220)], left, right]) == []


def test_what_the_border_cut_off_is_not_proposed() -> None:
    cut = [(60, BOARD - 30), (180, BOARD)]
    assert candidates([[*THREE[:-1], (160, BOARD - 50)], cut]) == [(1,)]
    assert candidates([[*THREE[:-1], (160, BOARD)], cut]) == []
    below = [(0, 235), (170, 240)]
    assert candidates([[*THREE[:-1], (5, 205)], below]) == [(1,)]
    assert candidates([[*THREE[:-1], (0, 205)], below]) == []


def test_a_scribble_of_many_strokes_has_no_candidates() -> None:
    assert candidates([THREE, *([UNDERLINE] * 12)]) == []


def test_the_other_strokes_stay_in_their_order() -> None:
    assert without([THREE, UNDERLINE, ONE], (1,)) == [THREE, ONE]
    assert without([THREE], ()) == [THREE]
