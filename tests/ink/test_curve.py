"""Strokes of few points become curves; dense strokes stay unchanged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digitgame import model
from digitgame.inference import Reader
from digitgame.ink import frame, frame_many
from digitgame.ink import frame as frame_function
from digitgame.ink.curve import MAX_SPARSE_POINTS, Points, interpolate_sparse, median
from digitgame.synth import handwriting


def circle(count: int) -> Points:
    turns = np.linspace(0, 2 * np.pi, count)
    return np.stack([150 + 80 * np.cos(turns), 150 + 80 * np.sin(turns)], 1)


def test_dense_strokes_are_returned_unchanged() -> None:
    dense = [circle(MAX_SPARSE_POINTS + 1), circle(40)]
    near = [circle(60), circle(60)[:8]]  # few, but close together
    line = [np.array([(20.0, 20.0), (200.0, 220.0)]), np.array([(90.0, 90.0)])]
    for strokes in (dense, near, line):
        assert all(one is other for one, other in zip(interpolate_sparse(strokes), strokes, strict=True))
    assert len(interpolate_sparse([])) == 0


def test_few_points_far_apart_are_joined_by_a_curve_through_them() -> None:
    points = circle(7)
    [curve] = interpolate_sparse([points])
    off = np.hypot(*(curve - 150).T) - 80
    assert abs(off).max() < 8  # px, at the ends; straight lines come 11 px nearer to the middle everywhere
    assert abs(off[len(off) // 6 : -len(off) // 6]).max() < 3
    for point in points:
        assert min(np.hypot(*(curve - point).T)) < 1e-9
    assert np.hypot(*np.diff(curve, axis=0).T).max() < 10


def test_repeated_points_and_straight_lines_are_handled() -> None:
    points = circle(7)
    [twice] = interpolate_sparse([np.repeat(points, 2, 0)[:MAX_SPARSE_POINTS]])
    [once] = interpolate_sparse([points[: MAX_SPARSE_POINTS // 2]])
    np.testing.assert_array_equal(twice, once)
    straight = np.array([(150.0, 40.0), (150.0, 150.0), (150.0, 260.0)])
    [curve] = interpolate_sparse([straight])
    assert np.ptp(curve, 0)[0] == pytest.approx(0)
    assert np.abs(frame([curve.tolist()]) - frame([straight[::2].tolist()])).max() < 0.05


def test_curves_help_the_network_with_digits_of_few_points(
    small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawings = handwriting.write_many(300, seed=17)
    thinned = []
    for drawing in drawings:
        strokes = [np.array(stroke) for stroke in drawing.strokes]
        picked = [np.unique(np.linspace(0, len(stroke) - 1, 6).round().astype(int)) for stroke in strokes]
        thinned.append([stroke[some].tolist() for stroke, some in zip(strokes, picked, strict=True)])
    reads = Reader(model.load(small_model))
    truth = [drawing.label for drawing in drawings]
    curved = reads.read_all(frame_many(thinned))
    monkeypatch.setitem(frame_function.__globals__, "interpolate_sparse", lambda strokes: strokes)
    straight = reads.read_all(frame_many(thinned))
    assert (curved.probabilities.argmax(1) == truth).mean() > (
        straight.probabilities.argmax(1) == truth
    ).mean()
    assert curved.rejected.mean() < straight.rejected.mean() - 0.01


@pytest.mark.parametrize("count", [2, 3, 8, 11])
def test_the_median_is_that_of_numpy(count: int) -> None:
    values = np.random.default_rng(count).normal(size=count)
    assert median(values) == pytest.approx(float(np.median(values)), abs=0)


def test_the_first_stroke_loads_nothing_more() -> None:
    """What it loaded would make the player's first frame with ink late."""
    code = (
        "import sys\n"
        "from digitgame.ink import frame\n"
        "before = set(sys.modules)\n"
        "frame([[(20.0, 20.0), (200.0, 220.0), (90.0, 90.0)]])\n"
        "assert set(sys.modules) == before, set(sys.modules) - before\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
