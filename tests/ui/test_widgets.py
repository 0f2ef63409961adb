"""What the parts of every screen show, by value."""

from __future__ import annotations

import pytest

from digitgame.ui.widgets import Bar, bar_facts


def test_a_bar_shows_its_digits_probability_and_the_longest_stands_out() -> None:
    probabilities = [0.0, 0.25, 0.75, *[0.0] * 7]
    bars = bar_facts(probabilities)
    assert bars[:3] == [Bar(0.0, "0 %", False), Bar(0.25, "25 %", False), Bar(0.75, "75 %", True)]
    assert bars[3:] == [Bar(0.0, "0 %", False)] * 7


@pytest.mark.parametrize(("grown", "share", "label"), [(0.0, 0.0, "0 %"), (0.5, 0.375, "38 %")])
def test_a_growing_bar_shows_what_it_has_grown_to(grown: float, share: float, label: str) -> None:
    assert bar_facts([0.0, 0.25, 0.75, *[0.0] * 7], grown)[2] == Bar(share, label, True)
