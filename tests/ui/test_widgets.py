"""What the parts of every screen show, by value."""

from __future__ import annotations

from typing import Any

import pytest

from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import SCORE_AREA, View
from digitgame.ui.widgets import Bar, Fact, bar_facts, facts_row

import pygame  # isort: skip (digitgame.ui imports it in silence)


def test_a_bar_shows_its_digits_probability_and_the_longest_stands_out() -> None:
    probabilities = [0.0, 0.25, 0.75, *[0.0] * 7]
    bars = bar_facts(probabilities)
    assert bars[:3] == [Bar(0.0, "0 %", False), Bar(0.25, "25 %", False), Bar(0.75, "75 %", True)]
    assert bars[3:] == [Bar(0.0, "0 %", False)] * 7


@pytest.mark.parametrize(("grown", "share", "label"), [(0.0, 0.0, "0 %"), (0.5, 0.375, "38 %")])
def test_a_growing_bar_shows_what_it_has_grown_to(grown: float, share: float, label: str) -> None:
    assert bar_facts([0.0, 0.25, 0.75, *[0.0] * 7], grown)[2] == Bar(share, label, True)


def test_a_row_of_facts_has_each_value_over_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    written: dict[str, tuple[float, float]] = {}
    colours: dict[str, object] = {}

    def text(
        _: Canvas, words: str, at: tuple[float, float], __: int, colour: object, *___: Any, **____: Any
    ) -> float:
        written[words], colours[words] = at, colour
        return 0.0

    monkeypatch.setattr(Canvas, "text", text)
    monkeypatch.setattr(Canvas, "panel", lambda *_: None)
    canvas = Canvas(pygame.Surface((960, 600)), View(960, 600))
    facts_row(canvas, SCORE_AREA, [Fact("right", "7", theme.ACCENT), Fact("wrong", "2", theme.AMBER)])
    assert written["7"][0] == written["right"][0] < written["2"][0] == written["wrong"][0]
    assert written["7"][1] == written["2"][1] < written["right"][1] == written["wrong"][1]
    assert (colours["7"], colours["2"], colours["right"]) == (theme.ACCENT, theme.AMBER, theme.QUIET)


def test_a_polygon_has_soft_edges() -> None:
    surface = pygame.Surface((960, 600))
    Canvas(surface, View(960, 600)).polygon([(100, 100), (140, 107), (120, 150)], (255, 255, 255))
    tones = {surface.get_at((x, y))[0] for x in range(90, 150) for y in range(90, 160)}
    assert {0, 255} < tones
