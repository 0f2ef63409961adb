"""The rule by itself, on distances that are made up: 1s are read as 7, and corrected."""

from __future__ import annotations

import numpy as np
import pytest

from digitgame.inference.personal.rule import Array, Known, Mask, Seen, shares

NEAR, FAR = 0.2, 0.4


def known(truths: list[int], reads: list[int]) -> Known:
    apart = np.full((len(truths), len(truths)), NEAR, np.float32)
    return Known(np.array(truths), np.array(reads), apart, apart)


def seen(away: list[float], others: float = FAR, chance: float = 1e-3) -> Seen:
    """A drawing read as 7, so far from each of the player's in style and trajectory, and from all of the others."""
    chances = np.full(10, 1e-4, np.float32)
    chances[[1, 7]] = chance, 1 - chance - 8e-4
    distances = np.array(away, np.float32)
    nearest = np.full(6, others, np.float32)
    return Seen(chances, distances, distances, nearest, nearest)


def share(of: Known, drawing: Seen) -> float:
    told = shares(of, drawing, everything(of))
    assert list(told) == [1]
    return told[1]


def everything(of: Known) -> Mask:
    return np.ones(len(of.truths), bool)


CORRECTED = known([1, 1, 1], [7, 7, 7])
BOTH = known([1, 1, 1, 7], [7, 7, 7, 7])


def test_what_is_clearly_nearer_to_the_corrections_is_their_digit() -> None:
    assert share(BOTH, seen([NEAR] * 3 + [FAR])) < 1 < share(BOTH, seen([FAR] * 3 + [NEAR]))
    assert share(CORRECTED, seen([NEAR] * 3)) < 1 < share(CORRECTED, seen([FAR] * 3, NEAR))


def test_as_near_to_both_is_not_enough() -> None:
    assert share(BOTH, seen([NEAR] * 4, NEAR)) > 1
    assert share(CORRECTED, seen([NEAR] * 3, NEAR)) > 1


def test_style_and_trajectory_count_alike() -> None:
    styles, paths = np.array([NEAR] * 3 + [FAR], np.float32), np.array([FAR] * 3 + [NEAR], np.float32)
    one, other = seen([NEAR] * 4), seen([NEAR] * 4)

    def with_both(styles: Array, paths: Array) -> float:
        return share(BOTH, Seen(one.chances, styles, paths, other.others_styles, other.others_paths))

    assert with_both(styles, paths) == pytest.approx(with_both(paths, styles))


def test_others_count_beside_the_players_own() -> None:
    """What is unlike the one 7 known of the player, but like everybody's, may be another way of theirs to write it."""
    assert (
        share(BOTH, seen([0.3] * 3 + [FAR], others=0.5))
        < 1
        < share(BOTH, seen([0.3] * 3 + [FAR], others=0.15))
    )


def test_all_of_three_corrections_must_be_near() -> None:
    assert (
        share(BOTH, seen([0.15, 0.5, 0.5, 0.3], others=0.3))
        > 1
        > share(BOTH, seen([0.15] * 3 + [0.3], others=0.3))
    )


def test_of_many_corrections_the_nearest_three_count() -> None:
    many = known([1] * 6 + [7], [7] * 7)
    assert share(many, seen([NEAR] * 3 + [0.9] * 3 + [FAR])) == pytest.approx(
        share(BOTH, seen([NEAR] * 3 + [FAR]))
    )


def test_the_less_likely_the_network_finds_it_the_nearer_it_must_be() -> None:
    rising = [share(BOTH, seen([NEAR] * 3 + [FAR], chance=chance)) for chance in (0.1, 1e-3, 1e-5, 0.0)]
    assert rising == sorted(rising)
    assert rising[0] < rising[-1] < np.inf


def test_who_only_ever_corrects_a_digit_does_not_write_it() -> None:
    falling = [share(known([1] * n, [7] * n), seen([NEAR] * n, NEAR)) for n in (2, 3, 6, 9, 100)]
    assert falling[0] == falling[1] > falling[2] > falling[3] > falling[4] > 0
    with_a_seven = [share(known([1] * n + [7], [7] * (n + 1)), seen([NEAR] * (n + 1), NEAR)) for n in (3, 9)]
    assert with_a_seven[0] == pytest.approx(with_a_seven[1])


@pytest.mark.parametrize(
    ("of", "drawing"),
    [
        (Known.nothing(), seen([])),
        (known([1, 7], [7, 7]), seen([NEAR, FAR])),
        (known([1, 1, 1], [4, 4, 4]), seen([NEAR] * 3)),
        (known([7, 7, 7], [7, 7, 7]), seen([NEAR] * 3)),
        (CORRECTED, seen([1.2] * 3, 3.0)),
    ],
    ids=["nothing known", "corrected once", "another misreading", "never corrected", "unlike all"],
)
def test_nothing_is_told(of: Known, drawing: Seen) -> None:
    assert shares(of, drawing, everything(of)) == {}


def test_nothing_is_told_without_others_to_compare_with() -> None:
    alone = seen([NEAR] * 3)
    nobody = np.empty(0, np.float32)
    drawing = Seen(alone.chances, alone.styles, alone.paths, nobody, nobody)
    assert shares(CORRECTED, drawing, everything(CORRECTED)) == {}


def test_only_those_among_them_count() -> None:
    among = np.array([True, True, False, True])
    two = known([1, 1, 7], [7, 7, 7])
    left_out = shares(BOTH, seen([NEAR, NEAR, 0.01, FAR]), among)
    assert left_out[1] == pytest.approx(share(two, seen([NEAR, NEAR, FAR])))
