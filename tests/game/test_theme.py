import itertools

import numpy as np
import pytest

from digitgame.ui import theme
from digitgame.ui.theme import Colour

# Linear RGB as two kinds of colour-blind people see it (Vienot, Brettel and Mollon 1999).
SEEN = [
    [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
]


def luminance(colour: Colour) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("text", ["TEXT", "QUIET", "ACCENT", "AMBER"])
@pytest.mark.parametrize("ground", ["ROOM", "PANEL", "KEY", "BOARD"])
def test_text_stands_out(text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("seen", SEEN, ids=["protan", "deutan"])
def test_right_and_wrong_look_different_to_everyone(seen: list[list[float]]) -> None:
    right, wrong = (
        np.array(seen) @ (np.array(colour) / 255) ** 2.2 for colour in (theme.ACCENT, theme.AMBER)
    )
    assert np.abs(right - wrong).max() > 0.5


def test_each_mode_has_an_accent_that_colour_blind_people_know_from_the_others() -> None:
    for seen in SEEN:
        shades = [np.array(seen) @ (np.array(colour) / 255) ** 2.2 for colour in theme.MODES.values()]
        for one, other in itertools.combinations(shades, 2):
            assert np.abs(one - other).max() > 0.12


@pytest.mark.parametrize("board", theme.BOARDS)
@pytest.mark.parametrize("text", [theme.TEXT, theme.QUIET, theme.CHALK, *theme.PENS.values()], ids=str)
def test_text_and_ink_stand_out_on_every_board(text: Colour, board: str) -> None:
    colour, line, _ = theme.BOARDS[board]
    assert contrast(text, colour) >= 4.5 or text in theme.PENS.values()
    assert contrast(theme.CHALK, line) >= 4.5


@pytest.mark.parametrize("ground", ["ROOM", "PANEL", "BOARD"])
def test_accents_stand_out(ground: str) -> None:
    assert all(contrast(colour, getattr(theme, ground)) >= 4.5 for colour in theme.MODES.values())
