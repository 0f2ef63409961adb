"""The column beside the fog in a Duel: the two answers, what the network makes of it, the score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from digitgame.game.inspect import xray
from digitgame.rules.duel import Duel, Won
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import SCORE_AREA, Area, column

_LIKELY: Final = 0.5  # from which a bar shines
_YOU: Final = Area(536, 64, 188, 152)
_IT: Final = Area(740, 64, 188, 152)
_BARS: Final = column(228, 232)
_ROW: Final = 22


def draw(canvas: Canvas, duel: Duel, present: int, told: Sequence[float]) -> None:
    """All of it. `present`: the number of the digit that is shown; `told`: how likely each digit is to the network."""
    _answer(canvas, _YOU, "you", duel.yours, duel.digit)
    _answer(canvas, _IT, "the network", duel.its, duel.digit)
    _thoughts(canvas, told)
    facts = [
        ("points", f"{duel.score:,}", theme.TEXT),
        ("digit", f"{present + 1} of {len(duel.digits)}", theme.ACCENT),
        ("won", str(duel.hits), theme.ACCENT),
        ("lost", str(duel.rounds.count(Won.NETWORK)), theme.AMBER),
    ]
    widgets.facts_row(canvas, SCORE_AREA, facts)


def row(digit: int) -> Area:
    """The bar of a digit; the pointer may press it as if it were the digit's key."""
    return Area(_BARS.x, _BARS.y + 6 + _ROW * digit, _BARS.width, _ROW)


def strip(canvas: Canvas, duel: Duel) -> None:
    """The answers and the points in one line, where the X-ray takes the room."""
    area = xray.STRIP
    canvas.panel(area, theme.PANEL, theme.EDGE)
    x, middle = area.x + 16, area.middle[1]
    for who, answer in (("you", duel.yours), ("the network", duel.its)):
        x += canvas.text(who, (x, middle), theme.SMALL, theme.QUIET, "midleft") + 8
        colour = theme.QUIET if answer is None else theme.ACCENT if answer == duel.digit else theme.AMBER
        told = "…" if answer is None else str(answer)
        x += canvas.text(told, (x, middle), theme.MEDIUM, colour, "midleft") + 24
    points = f"{duel.score:,}"
    canvas.text(points, (area.right - 16, middle), theme.MEDIUM, theme.TEXT, "midright")


def _answer(canvas: Canvas, area: Area, name: str, answer: int | None, right: int | None) -> None:
    canvas.panel(area, theme.PANEL, theme.EDGE)
    middle = area.middle[0]
    canvas.text(name, (middle, area.y + 20), theme.SMALL, theme.QUIET, "center")
    if answer is None:
        canvas.text("…", area.middle, theme.MEDIUM, theme.QUIET, "center")
        return
    canvas.digit(answer, (middle, area.y + 88), 120, theme.ACCENT if answer == right else theme.AMBER)


def _thoughts(canvas: Canvas, told: Sequence[float]) -> None:
    """What the network makes of the fog, as bars."""
    canvas.panel(_BARS, theme.PANEL, theme.EDGE)
    for digit, share in enumerate(told):
        y = row(digit).middle[1]
        canvas.text(str(digit), (_BARS.x + 24, y), theme.SMALL, theme.TEXT, "center")
        track = Area(_BARS.x + 48, y - 7, _BARS.width - 72, 14)
        canvas.panel(track, theme.KEY, None, theme.SMALL_RADIUS)
        if share * track.width >= 1:
            fill = theme.ACCENT if share >= _LIKELY else widgets.blend(theme.PANEL, theme.ACCENT, 0.55)
            canvas.panel(track._replace(width=share * track.width), fill, None, theme.SMALL_RADIUS)
