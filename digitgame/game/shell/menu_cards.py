"""The cards beside the menu's list: the network that reads, and the player's score."""

from collections.abc import Mapping, Sequence
from typing import Final

from digitgame.formatting import percent, score_label, score_text
from digitgame.rules import Score
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area

_SCORES: Final = ("mnist", "drawings", "hand")


def draw_card(canvas: Canvas, place: Area, title: str, facts: Sequence[tuple[str, str]]) -> float:
    """A panel of names and values from the top of `place`, as high as they need; where the next one may begin."""
    panel = place._replace(height=52 + 22 * len(facts))
    canvas.panel(panel, theme.PANEL, theme.EDGE)
    left, right = panel.x + 24, panel.right - 24
    canvas.text(title, (left, panel.y + 24), theme.MEDIUM, theme.TEXT, fit=right - left)
    for number, (name, value) in enumerate(facts):
        middle = panel.y + 54 + 22 * number
        room = right - left - 16 - canvas.text(name, (left, middle), theme.SMALL, theme.QUIET)
        canvas.text(value, (right, middle), theme.SMALL, theme.TEXT, "midright", fit=room)
    return panel.bottom + 2 * theme.UNIT


def card_facts(card: Mapping[str, object]) -> list[tuple[str, str]]:
    """The lines of a model's card in the menu: names and values, five at most."""
    facts = [("name", str(card["name"]))]
    if "preset" in card:
        facts.append(("preset", str(card["preset"])))
    texts = ((score_label(name), score_text(card, name, 1)) for name in _SCORES)
    return [*facts, *((label, text) for label, text in texts if text)]


def score_facts(score: Score) -> list[tuple[str, str]]:
    """A player's score over all runs."""
    return [
        ("correct", f"{score.total.right} of {score.total.count}"),
        ("accuracy", percent(score.total.accuracy)),
        ("best streak", str(score.best)),
    ]
