"""The column beside the fog in a Duel: the two answers, the network's probabilities, the score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from digitgame.formatting import a_digit
from digitgame.game.inspect import xray
from digitgame.rules.duel import Duel, Won
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import SCORE_AREA, Area, column
from digitgame.ui.widgets import Fact

_LIKELY: Final = 0.5  # probability from which a bar shines
_YOU: Final = Area(536, 64, 188, 152)
_IT: Final = Area(740, 64, 188, 152)
_BARS: Final = column(228, 232)
_ROW: Final = 22
_VERDICTS: Final = {
    Won.YOU: "You were first!",
    Won.NETWORK: "The AI was first.",
    Won.NOBODY: "Nobody got it.",
}


def draw(canvas: Canvas, duel: Duel, present: int, probabilities: Sequence[float]) -> None:
    """The whole column. `present`: the number of the digit on the board; `probabilities`: the network's, now."""
    for area, answer in zip((_YOU, _IT), answer_facts(duel), strict=True):
        _answer(canvas, area, answer)
    _bars(canvas, probabilities)
    widgets.facts_row(canvas, SCORE_AREA, duel_facts(duel, present))


def duel_facts(duel: Duel, present: int) -> list[Fact]:
    return [
        Fact("points", f"{duel.score:,}"),
        Fact("digit", f"{present + 1} of {len(duel.digits)}", theme.ACCENT),
        Fact("won", str(duel.hits), theme.ACCENT),
        Fact("lost", str(duel.rounds.count(Won.NETWORK)), theme.AMBER),
    ]


def answer_facts(duel: Duel) -> list[Fact]:
    """Who has answered what in this round."""
    facts = []
    for who, answer in (("you", duel.yours), ("the AI", duel.its)):
        colour = theme.QUIET if answer is None else theme.ACCENT if answer == duel.digit else theme.AMBER
        facts.append(Fact(who, "…" if answer is None else str(answer), colour))
    return facts


def verdict(won: Won, digit: int | None) -> str:
    """The outcome of a round."""
    return _VERDICTS[won] if digit is None else f"{_VERDICTS[won]} It's {a_digit(digit)}."


def row(digit: int) -> Area:
    """The bar of a digit; the pointer may press it as if it were the digit's key."""
    return Area(_BARS.x, _BARS.y + 6 + _ROW * digit, _BARS.width, _ROW)


def strip(canvas: Canvas, duel: Duel) -> None:
    """The answers and the points in one line, where the X-ray takes the column's place."""
    area = xray.STRIP
    canvas.panel(area, theme.PANEL, theme.EDGE)
    x, middle = area.x + 16, area.middle[1]
    for who, answer, colour in answer_facts(duel):
        x += canvas.text(who, (x, middle), theme.SMALL, theme.QUIET, "midleft") + 8
        x += canvas.text(answer, (x, middle), theme.MEDIUM, colour, "midleft") + 24
    points = f"{duel.score:,}"
    canvas.text(points, (area.right - 16, middle), theme.MEDIUM, theme.TEXT, "midright")


def _answer(canvas: Canvas, area: Area, answer: Fact) -> None:
    canvas.panel(area, theme.PANEL, theme.EDGE)
    middle = area.middle[0]
    canvas.text(answer.name, (middle, area.y + 20), theme.SMALL, theme.QUIET, "center")
    if answer.value.isdigit():
        canvas.digit(int(answer.value), (middle, area.y + 88), 120, answer.colour)
    else:
        canvas.text(answer.value, area.middle, theme.MEDIUM, answer.colour, "center")


def _bars(canvas: Canvas, probabilities: Sequence[float]) -> None:
    """The network's probabilities as bars."""
    canvas.panel(_BARS, theme.PANEL, theme.EDGE)
    for digit, share in enumerate(probabilities):
        y = row(digit).middle[1]
        canvas.text(str(digit), (_BARS.x + 24, y), theme.SMALL, theme.TEXT, "center")
        track = Area(_BARS.x + 48, y - 7, _BARS.width - 72, 14)
        widgets.meter(canvas, track, share, theme.ACCENT if share >= _LIKELY else theme.DIM)
