import numpy as np

from digitgame.synth.doodles import doodle


def test_a_doodle_has_several_parts_and_is_about_as_large_as_a_digit() -> None:
    rng = np.random.default_rng(4)
    for _ in range(300):
        strokes = doodle(rng)
        points = np.concatenate(strokes)
        assert points.shape[1] == 2
        assert 0.4 < np.ptp(points, axis=0).max() < 3.5
        # Alone, only an outline with lobes is no digit.
        assert len(strokes) > 1 or len(strokes[0]) == 60


def test_two_outlines_stand_side_by_side_because_on_top_of_each_other_they_are_an_8() -> None:
    rng = np.random.default_rng(4)
    for _ in range(400):
        strokes = doodle(rng)
        if len(strokes) == 2 and all(np.allclose(stroke[0], stroke[-1], atol=0.05) for stroke in strokes):
            first, second = (stroke.mean(0) for stroke in strokes)
            sizes = [np.ptp(stroke, axis=0).max() for stroke in strokes]
            # Small rings and arcs within an outline are marks.
            if min(sizes) > 0.4 * max(sizes):
                assert abs(first[0] - second[0]) > abs(first[1] - second[1])
