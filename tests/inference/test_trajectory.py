from __future__ import annotations

import numpy as np
import pytest

from digitgame.inference.personal.trajectory import Array, distances, trajectory
from digitgame.synth import handwriting

SEVEN = (((40.0, 50.0), (140.0, 48.0), (80.0, 200.0)),)
CROSSED = (*SEVEN, ((70.0, 120.0), (130.0, 118.0)))


def distance(some: Array, other: Array) -> float:
    return float(distances(some[None], other[None])[0, 0])


def test_size_place_and_sampling_make_no_difference() -> None:
    moved = [[(5 + 0.3 * x, 90 + 0.3 * y) for x, y in stroke] for stroke in SEVEN]
    fine = [[(x, 49.0) for x in np.linspace(40, 140, 60)], []]
    coarse = [[(40.0, 49.0), (140.0, 49.0)]]
    assert distance(trajectory(SEVEN), trajectory(moved)) == pytest.approx(0, abs=1e-3)
    assert distance(trajectory(fine), trajectory(coarse)) == pytest.approx(0, abs=1e-3)


def test_slant_is_near_and_another_way_of_writing_is_far() -> None:
    slanted = [[(x + 0.2 * y, y) for x, y in stroke] for stroke in SEVEN]
    backwards = [list(reversed(stroke)) for stroke in SEVEN]
    seven = trajectory(SEVEN)
    assert 0 < distance(seven, trajectory(slanted)) < 0.1
    assert min(distance(seven, trajectory(other)) for other in (backwards, CROSSED)) > 0.4


def test_a_heading_is_the_mean_along_the_ink_without_the_pens_jumps() -> None:
    corner = trajectory([[(0.0, 0.0), (63.0, 0.0), (63.0, 65.0)]])[32:] * 2  # 4 px each
    assert corner[[0, 14, 15, 16, 31]].tolist() == [[1, 0], [1, 0], [0.75, 0.25], [0, 1], [0, 1]]
    parts = trajectory([[(0.0, 0.0), (63.0, 0.0)], [(10.0, 40.0), (10.0, 105.0)]])[32:] * 2
    assert parts == pytest.approx(corner, abs=1e-6)


def test_one_way_of_writing_lies_closer_together_than_two() -> None:
    rng = np.random.default_rng(1)
    ways = [
        "-.28,.06 .0,.02 .26,.0! .12,.4 .0,1",
        "-.27,.03 .0,.0 .26,.0! .08,.45 -.02,1 / -.16,.5 .05,.5 .24,.48",
    ]
    shapes = [handwriting.parse(way) for way in ways for _ in range(20)]
    drawn = np.stack(
        [trajectory(handwriting.on_board(handwriting.deformed(s, rng), s.strokes, rng)) for s in shapes]
    )
    between = distances(drawn, drawn) + np.diag(np.full(40, 9, np.float32))
    assert np.array_equal(between.argmin(1) < 20, np.arange(40) < 20)


@pytest.mark.parametrize("strokes", [[], [[]], [[(5.0, 5.0)]], [[(5.0, 5.0)] * 3, []]])
def test_ink_without_length_has_a_trajectory_too(strokes: list[list[tuple[float, float]]]) -> None:
    dot = trajectory(strokes)
    assert dot.shape == trajectory(SEVEN).shape
    assert not dot.any()
    assert np.isfinite(distances(dot[None], trajectory(SEVEN)[None])).all()
    assert np.isfinite(distances(trajectory(SEVEN)[None], dot[None])).all()


def test_how_far_is_the_least_that_any_deformation_leaves() -> None:
    """Against an independent oracle: a search over linear maps."""
    one, other = trajectory(SEVEN), trajectory([[(0.0, 0.0), (0.0, 50.0), (30.0, 90.0)]])
    rng = np.random.default_rng(2)

    def paid(maps: np.ndarray) -> np.ndarray:
        left = ((other @ maps - one) ** 2).sum((1, 2)) / 32
        spent: np.ndarray = np.sqrt(left + 0.02 * ((maps - np.eye(2)) ** 2).sum((1, 2)))
        return spent

    best, step = np.eye(2), 1.0
    for _ in range(60):
        tried = best + step * rng.normal(0, 1, (400, 2, 2))
        better = tried[paid(tried).argmin()]
        best = better if paid(better[None])[0] < paid(best[None])[0] else best
        step *= 0.85
    assert distance(one, other) == pytest.approx(float(paid(best[None])[0]), abs=1e-3)
