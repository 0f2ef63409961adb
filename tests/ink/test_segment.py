from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from digitgame.ink import segment
from digitgame.vision.components import Components
from digitgame.vision.picture import extract_ink, frame_image
from digitgame.vision.pixels import label_components

from .making import beside, painted

BAR = [(0.0, 0.0), (0.0, 100.0)]
FOUR = [[(20.0, 10.0), (0.0, 60.0), (60.0, 60.0)], [(45.0, 30.0), (45.0, 100.0)]]


def moved(stroke: list[tuple[float, float]], right: float) -> list[tuple[float, float]]:
    return [(x + right, y) for x, y in stroke]


def leaning(stroke: list[tuple[float, float]], slant: float) -> list[tuple[float, float]]:
    return [(x + slant * (100 - y), y) for x, y in stroke]


def test_pieces_stand_in_order_from_left_to_right_whatever_the_order_of_drawing() -> None:
    found = segment.pieces([moved(BAR, 90), [], BAR, moved(BAR, 40)])
    assert found.order == (2, 3, 0)
    assert found.gaps.tolist() == pytest.approx([0.4, 0.5], abs=1e-9)


@pytest.mark.parametrize("slant", [-0.2, 0, 0.3, 0.5])
def test_leaning_strokes_have_the_gap_that_upright_ones_have(slant: float) -> None:
    found = segment.pieces([leaning(moved(BAR, 30 * at), slant) for at in range(3)])
    assert found.gaps.min() > 0.15
    assert found.gaps.max() <= 0.31


def test_strokes_that_cross_are_never_parted() -> None:
    assert (segment.pieces(FOUR).gaps < 0).all()
    assert segment.runs(segment.pieces([[(0.0, 50.0), (100.0, 50.0)], moved(BAR, 50)])) == [(0, 2)]


@pytest.mark.parametrize(("right", "runs"), [(20, [(0, 2), (0, 1), (1, 2)]), (10, [(0, 2)])])
def test_what_overlaps_by_more_than_a_quarter_of_its_height_is_never_parted(
    right: float, runs: list[tuple[int, int]]
) -> None:
    box = [(0.0, 0.0), (40.0, 0.0), (40.0, 100.0), (0.0, 100.0)]
    assert segment.runs(segment.pieces([box, moved(box, right)])) == runs


@pytest.mark.parametrize(("gap", "together"), [(50, True), (70, False)])
def test_a_wide_gap_is_never_inside_a_digit(gap: float, together: bool) -> None:
    found = segment.pieces([BAR, moved(BAR, gap), moved(BAR, gap + 20)])
    assert ((0, 2) in segment.runs(found)) is together


def test_a_digit_has_six_pieces_at_most() -> None:
    whole, *parts = segment.runs(segment.pieces([moved(BAR, 10 * at) for at in range(9)]))
    assert whole == (0, 9)
    assert max(behind - first for first, behind in parts) == 6


def test_no_ink_has_one_run_of_nothing() -> None:
    assert segment.runs(segment.pieces([])) == [(0, 0)]
    assert segment.runs(segment.pieces([[]])) == [(0, 0)]


def test_a_scribble_of_many_strokes_stays_one() -> None:
    many = [moved(BAR, 10 * at) for at in range(segment.MAX_PIECES + 1)]
    assert segment.runs(segment.pieces(many)) == [(0, len(many))]


def test_the_most_probable_number_is_chosen() -> None:
    found = segment.pieces([BAR, moved(BAR, 3), moved(BAR, 60)])
    even = dict.fromkeys(segment.runs(found), 0.9)
    assert segment.best(found, even) == [(0, 2), (2, 3)]  # by the gaps alone
    probable = {run: 0.01 if run == (0, 2) else 0.9 for run in even}
    assert segment.best(found, probable) == [(0, 1), (1, 2), (2, 3)]  # two that do not read as one digit
    whole = {run: 0.99 if run == (0, 3) else 1e-9 for run in even}
    assert segment.best(found, whole) == [(0, 3)]


def test_a_speck_goes_with_the_piece_that_it_is_nearest_to() -> None:
    found = segment.pieces([[(100.0, 50.0)], BAR, moved(BAR, 60), [(20.0, 98.0), (24.0, 99.0)]])
    assert found.order == (1, 2)
    assert [found.members(run) for run in ((0, 1), (1, 2), (0, 2))] == [[1, 3], [0, 2], [0, 1, 2, 3]]


def test_a_lone_dot_is_a_piece() -> None:
    assert segment.pieces([[(100.0, 50.0)]]).order == (0,)


def test_a_low_piece_is_not_a_digit_of_its_own() -> None:
    dot = [(12.0, 80.0), (13.0, 100.0)]
    found = segment.pieces([BAR, dot])
    assert segment.best(found, dict.fromkeys(segment.runs(found), 0.9)) == [(0, 2)]


def test_every_piece_belongs_to_one_digit() -> None:
    rng = np.random.default_rng(3)
    for digits in ([1, 7], [4, 4, 4], [5, 0, 7]):
        strokes, _ = beside(digits, rng)
        found = segment.pieces(strokes)
        probabilities = {run: float(rng.random()) for run in segment.runs(found)}
        chosen = segment.best(found, probabilities)
        assert [at for run in chosen for at in range(*run)] == list(range(len(found)))


def test_components_are_those_of_a_flood_fill() -> None:
    rng = np.random.default_rng(1)
    for density in (0.1, 0.4, 0.6):
        solid = rng.random((23, 31)) < density
        labels = label_components(solid)
        assert ((labels > 0) == solid).all()
        assert labels.max() == len(np.unique(labels[solid]))
        assert (labels == flooded(solid)).all()


def flooded(solid: np.ndarray) -> np.ndarray:
    """The same by flood fill."""
    numbers = np.zeros(solid.shape, np.int64)
    for start in map(tuple, np.argwhere(solid)):
        if numbers[start]:
            continue
        number, stack = numbers.max() + 1, [start]
        while stack:
            y, x = stack.pop()
            if 0 <= y < solid.shape[0] and 0 <= x < solid.shape[1] and solid[y, x] and not numbers[y, x]:
                numbers[y, x] = number
                stack += [(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    return numbers


def test_all_components_together_are_framed_like_the_image() -> None:
    image = painted(beside([3, 8], np.random.default_rng(2))[0])
    components = Components(extract_ink(image))
    found = components.pieces()
    assert len(found) == 2
    whole, left, right = components.frames([sorted(found.order), [found.order[0]], [found.order[1]]])
    np.testing.assert_array_equal(whole, frame_image(image))
    assert not np.array_equal(left, right)
    assert min(left.sum(), right.sum()) > 20


def test_a_broken_digit_stays_one_piece() -> None:
    turns = np.linspace(0, 2 * np.pi, 60)
    ring = np.stack([150 + 50 * np.cos(turns), 150 + 80 * np.sin(turns)], 1)
    ink = extract_ink(painted([ring.tolist()]))
    ink[ink.shape[0] // 2 - 3 : ink.shape[0] // 2 + 3] = 0
    components = Components(ink)
    found = components.pieces()
    assert len(found) == 2
    assert (found.gaps < 0).all()  # one above the other


def test_no_ink_has_no_components() -> None:
    components = Components(extract_ink(painted([])))
    assert len(components.pieces()) == 0
    assert components.frames([]).shape == (0, 28, 28)


def test_finding_numbers_imports_nothing_more_between_two_frames() -> None:
    """Some functions of numpy import numpy.ma when they are first called, which takes longer than a frame."""
    code = (
        "import sys\n"
        "from digitgame.ink import segment\n"
        "before = set(sys.modules)\n"
        "strokes = [[(20, 20), (20, 90)], [(60, 20), (60, 90)], [(90, 88), (91, 90)]]\n"
        "assert len(segment.rows(segment.pieces(strokes))) == 1\n"
        "assert set(sys.modules) == before, set(sys.modules) - before\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
