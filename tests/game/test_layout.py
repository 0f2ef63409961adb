import itertools

import pytest

from digitgame.ink import BOARD
from digitgame.ui import layout
from digitgame.ui.layout import View

SIZES = [
    (640, 400),
    (960, 600),
    (961, 601),
    (1200, 750),
    (1920, 1080),
    (800, 1000),
    (2500, 700),
    (3840, 2160),
    (333, 217),
]
AREAS = (layout.BOARD_AREA, layout.GUESS_AREA, layout.BARS_AREA, layout.SCORE_AREA)
sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: "{}x{}".format(*size))


@sizes
def test_the_board_is_square_and_in_the_window(size: tuple[int, int]) -> None:
    board = View(*size).board
    assert board.width == board.height
    assert board.left >= 0
    assert board.top >= 0
    assert board.right <= size[0]
    assert board.bottom <= size[1]


@sizes
def test_the_corners_of_the_board_are_0_and_300(size: tuple[int, int]) -> None:
    view = View(*size)
    assert view.on_board(view.board.topleft) == (0, 0)
    assert view.on_board(view.board.bottomright) == (BOARD, BOARD)


@sizes
def test_a_pixel_stands_for_the_point_that_is_drawn_there(size: tuple[int, int]) -> None:
    view = View(*size)
    for x, y in itertools.product(range(0, BOARD + 1, 50), repeat=2):
        pixel = (
            round(view.board.x + x * view.board.width / BOARD),
            round(view.board.y + y * view.board.height / BOARD),
        )
        half = BOARD / view.board.width / 2 + 1e-9  # of a pixel, in board units
        assert view.on_board(pixel) == pytest.approx((x, y), abs=half)


@sizes
def test_areas_keep_clear_of_each_other(size: tuple[int, int]) -> None:
    view = View(*size)
    for one, other in itertools.combinations(AREAS, 2):
        assert not view.rect(one).colliderect(view.rect(other))


def test_beyond_the_board_lies_beyond_0_to_300() -> None:
    view = View(960, 600)
    x, y = view.on_board((view.board.right + 16, view.board.top - 16))
    assert (x, y) == (310, -10)


def test_a_pixel_is_half_a_unit_where_the_board_is_twice_as_large() -> None:
    """So that whole board units come back exactly, which the test on a real window relies on."""
    view = View(1200, 750)
    assert view.board.width == 2 * BOARD
    assert view.on_board((view.board.x + 433, view.board.y + 10)) == (216.5, 5)
