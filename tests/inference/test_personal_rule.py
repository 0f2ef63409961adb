"""The rule by itself, on made-up distances: 1s are predicted as 7, and corrected."""

from __future__ import annotations

import numpy as np
import pytest

from digitgame.inference.personal.rule import Array, LabelledDrawings, Mask, Query, distance_ratios

NEAR, FAR = 0.2, 0.4


def known(labels: list[int], predictions: list[int]) -> LabelledDrawings:
    apart = np.full((len(labels), len(labels)), NEAR, np.float32)
    return LabelledDrawings(np.array(labels), np.array(predictions), apart, apart)


def query(away: list[float], others: float = FAR, chance: float = 1e-3) -> Query:
    """A drawing predicted as 7, so far from each of the player's in style and trajectory, and from synthetic ones."""
    probabilities = np.full(10, 1e-4, np.float32)
    probabilities[[1, 7]] = chance, 1 - chance - 8e-4
    distances = np.array(away, np.float32)
    nearest = np.full(6, others, np.float32)
    return Query(probabilities, distances, distances, nearest, nearest)


def ratio(of: LabelledDrawings, drawing: Query) -> float:
    ratios = distance_ratios(of, drawing, everything(of))
    assert list(ratios) == [1]
    return ratios[1]


def everything(of: LabelledDrawings) -> Mask:
    return np.ones(len(of.labels), bool)


CORRECTED = known([1, 1, 1], [7, 7, 7])
BOTH = known([1, 1, 1, 7], [7, 7, 7, 7])


def test_what_is_clearly_nearer_to_the_corrections_is_their_digit() -> None:
    assert ratio(BOTH, query([NEAR] * 3 + [FAR])) < 1 < ratio(BOTH, query([FAR] * 3 + [NEAR]))
    assert ratio(CORRECTED, query([NEAR] * 3)) < 1 < ratio(CORRECTED, query([FAR] * 3, NEAR))


def test_as_near_to_both_is_not_enough() -> None:
    assert ratio(BOTH, query([NEAR] * 4, NEAR)) > 1
    assert ratio(CORRECTED, query([NEAR] * 3, NEAR)) > 1


def test_style_and_trajectory_count_alike() -> None:
    styles, paths = np.array([NEAR] * 3 + [FAR], np.float32), np.array([FAR] * 3 + [NEAR], np.float32)
    one, other = query([NEAR] * 4), query([NEAR] * 4)

    def with_both(styles: Array, paths: Array) -> float:
        return ratio(
            BOTH,
            Query(one.probabilities, styles, paths, other.synthetic_styles, other.synthetic_trajectories),
        )

    assert with_both(styles, paths) == pytest.approx(with_both(paths, styles))


def test_others_count_beside_the_players_own() -> None:
    """What is unlike the one 7 known of the player, but like everybody's, may be another way of theirs to write it."""
    assert (
        ratio(BOTH, query([0.3] * 3 + [FAR], others=0.5))
        < 1
        < ratio(BOTH, query([0.3] * 3 + [FAR], others=0.15))
    )


def test_all_of_three_corrections_must_be_near() -> None:
    assert (
        ratio(BOTH, query([0.15, 0.5, 0.5, 0.3], others=0.3))
        > 1
        > ratio(BOTH, query([0.15] * 3 + [0.3], others=0.3))
    )


def test_of_many_corrections_the_nearest_three_count() -> None:
    many = known([1] * 6 + [7], [7] * 7)
    assert ratio(many, query([NEAR] * 3 + [0.9] * 3 + [FAR])) == pytest.approx(
        ratio(BOTH, query([NEAR] * 3 + [FAR]))
    )


def test_the_less_likely_the_network_finds_it_the_nearer_it_must_be() -> None:
    rising = [ratio(BOTH, query([NEAR] * 3 + [FAR], chance=chance)) for chance in (0.1, 1e-3, 1e-5, 0.0)]
    assert rising == sorted(rising)
    assert rising[0] < rising[-1] < np.inf


def test_who_only_ever_corrects_a_digit_does_not_write_it() -> None:
    falling = [ratio(known([1] * n, [7] * n), query([NEAR] * n, NEAR)) for n in (2, 3, 6, 9, 100)]
    assert falling[0] == falling[1] > falling[2] > falling[3] > falling[4] > 0
    with_a_seven = [ratio(known([1] * n + [7], [7] * (n + 1)), query([NEAR] * (n + 1), NEAR)) for n in (3, 9)]
    assert with_a_seven[0] == pytest.approx(with_a_seven[1])


@pytest.mark.parametrize(
    ("of", "drawing"),
    [
        (LabelledDrawings.none(), query([])),
        (known([1, 7], [7, 7]), query([NEAR, FAR])),
        (known([1, 1, 1], [4, 4, 4]), query([NEAR] * 3)),
        (known([7, 7, 7], [7, 7, 7]), query([NEAR] * 3)),
        (CORRECTED, query([1.2] * 3, 3.0)),
    ],
    ids=["nothing known", "corrected once", "another misreading", "never corrected", "unlike all"],
)
def test_there_is_no_ratio(of: LabelledDrawings, drawing: Query) -> None:
    assert distance_ratios(of, drawing, everything(of)) == {}


def test_without_synthetic_drawings_there_is_no_ratio() -> None:
    alone = query([NEAR] * 3)
    nobody = np.empty(0, np.float32)
    drawing = Query(alone.probabilities, alone.styles, alone.trajectories, nobody, nobody)
    assert distance_ratios(CORRECTED, drawing, everything(CORRECTED)) == {}


def test_only_those_among_them_count() -> None:
    among = np.array([True, True, False, True])
    two = known([1, 1, 7], [7, 7, 7])
    left_out = distance_ratios(BOTH, query([NEAR, NEAR, 0.01, FAR]), among)
    assert left_out[1] == pytest.approx(ratio(two, query([NEAR, NEAR, FAR])))
