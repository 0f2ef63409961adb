"""How a player's digits were read in their last runs: a bar a run, a row a digit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pygame

from digitgame.game.results.explanation import PANEL
from digitgame.rules import Tally
from digitgame.rules.score import CLEAR, Trend, weakest
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area

RUNS: Final = 12  # that are shown, the latest ones
_LEFT: Final = PANEL.x + 16
_RIGHT: Final = PANEL.right - 16
_FIRST: Final = PANEL.y + 82  # the middle of the first row
_ROW: Final = 28
_BARS: Final = _LEFT + 40
_HIGH: Final = 20  # design units, a bar
_ROOM: Final = 180  # for the bars of a row,
_WIDEST: Final = 36  # and for one of them at most, with its gap
_GAP: Final = 4
_LOW: Final = 0.9  # share below which it wants attention
_COUNTED: Final = _RIGHT - 84  # where the counts end,
_SHARE: Final = _RIGHT - 24  # and the shares


def draw(canvas: Canvas, player: str, trends: Sequence[Trend]) -> None:
    """The whole panel; the right hand bars are the run that was just played."""
    runs = len(trends[0].runs) if trends else 0
    canvas.text(
        f"{player}, digit by digit",
        (_LEFT, PANEL.y + 24),
        theme.MEDIUM,
        theme.TEXT,
        "midleft",
        fit=_RIGHT - _LEFT,
    )
    if not runs:
        words = "No run has asked for digits yet."
        canvas.text(words, (_LEFT, PANEL.y + 52), theme.SMALL, theme.QUIET, "midleft")
        return
    words = "one run" if runs == 1 else f"the last {runs} runs"
    canvas.text(words, (_BARS, PANEL.y + 52), theme.SMALL, theme.QUIET, "midleft")
    canvas.text("read right", (_SHARE, PANEL.y + 52), theme.SMALL, theme.QUIET, "midright")
    for digit, trend in enumerate(trends):
        _draw_row(canvas, digit, trend, _FIRST + _ROW * digit)
    canvas.text(
        _verdict(trends), (_LEFT, PANEL.bottom - 20), theme.SMALL, theme.TEXT, "midleft", fit=_RIGHT - _LEFT
    )


def _draw_row(canvas: Canvas, digit: int, trend: Trend, middle: float) -> None:
    total = trend.total
    canvas.text(str(digit), (_LEFT + 12, middle), theme.MEDIUM, theme.TEXT, "center")
    step = min(_ROOM / len(trend.runs), _WIDEST)
    for number, tally in enumerate(trend.runs):
        _draw_bar(canvas, Area(_BARS + step * number, middle - _HIGH / 2, step - _GAP, _HIGH), tally)
    if not total.count:
        canvas.text("–", (_SHARE, middle), theme.SMALL, theme.QUIET, "midright")
        return
    told = f"{total.right} of {total.count}"
    canvas.text(told, (_COUNTED, middle), theme.SMALL, theme.QUIET, "midright")
    share = total.accuracy or 0.0
    colour = theme.AMBER if share < _LOW else theme.TEXT
    canvas.text(widgets.percent(share), (_SHARE, middle), theme.SMALL, colour, "midright")
    change = trend.change
    if change is not None and abs(change) >= CLEAR:
        _draw_arrow(canvas, (_RIGHT - 8, middle), up=change > 0)


def _draw_bar(canvas: Canvas, area: Area, tally: Tally) -> None:
    """One run: blue what was read right, amber on top of it the rest; a line where the digit was not asked for."""
    rect = canvas.view.rect(area)
    if not tally.count:
        line = canvas.view.pixels(2)
        canvas.surface.fill(theme.KEY, (rect.left, rect.bottom - line, rect.width, line))
        return
    canvas.surface.fill(theme.AMBER, rect)
    high = round(rect.height * (tally.accuracy or 0.0))
    canvas.surface.fill(theme.ACCENT, (rect.left, rect.bottom - high, rect.width, high))


def _draw_arrow(canvas: Canvas, middle: tuple[float, float], *, up: bool) -> None:
    """Better of late, or worse."""
    x, y = middle
    tip = -6 if up else 6
    corners = [
        canvas.view.point(x, y + tip),
        canvas.view.point(x - 7, y - tip),
        canvas.view.point(x + 7, y - tip),
    ]
    pygame.draw.polygon(canvas.surface, theme.ACCENT if up else theme.AMBER, corners)


def _verdict(trends: Sequence[Trend]) -> str:
    """The one thing to know."""
    digit = weakest(trends)
    if digit is None:
        return "Every one of them was read as you meant it."
    change = trends[digit].change
    words = f"Your {digit} is misread most often"
    if change is None or abs(change) < CLEAR:
        return f"{words}."
    return f"{words}, less often of late." if change > 0 else f"{words}, and more of late."
