"""How often the network got a player's digits right in the last runs: a row for each digit, a bar for each run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import pygame

from digitgame.formatting import percent
from digitgame.game.results.explanation import PANEL
from digitgame.rules import Tally
from digitgame.rules.score import CLEAR, Trend, weakest
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.theme import Colour

RUNS: Final = 12  # the latest ones, which the panel shows
_LEFT: Final = PANEL.x + 16
_RIGHT: Final = PANEL.right - 16
_FIRST: Final = PANEL.y + 82
_ROW: Final = 28
# A row's bars have _ROOM, one of them _WIDEST at most with its gap. Right of them the counts and the shares end.
_BARS: Final = _LEFT + 40
_HIGH: Final = 20
_ROOM: Final = 180
_WIDEST: Final = 36
_GAP: Final = 4
_COUNTED: Final = _RIGHT - 84
_SHARE: Final = _RIGHT - 24
_LOW: Final = 0.9  # accuracy below which a digit wants attention


class TrendFacts(NamedTuple):
    """What a row says: how many were right, in percent as well, and whether they get more ("up") or fewer ("down")."""

    counts: str
    share: str
    colour: Colour
    arrow: str = ""


def trend_facts(trend: Trend) -> TrendFacts:
    total, change = trend.total, trend.change
    if total.accuracy is None:
        return TrendFacts("", "–", theme.QUIET)
    colour = theme.AMBER if total.accuracy < _LOW else theme.TEXT
    clear = change is not None and abs(change) >= CLEAR
    arrow = "" if change is None or not clear else "up" if change > 0 else "down"
    return TrendFacts(f"{total.right} of {total.count}", percent(total.accuracy), colour, arrow)


def runs_words(trends: Sequence[Trend]) -> str:
    """How many runs the panel shows."""
    runs = len(trends[0].runs) if trends else 0
    return "No runs with digits yet." if not runs else "1 run" if runs == 1 else f"last {runs} runs"


def verdict(trends: Sequence[Trend]) -> str:
    """The most important thing in one sentence."""
    digit = weakest(trends)
    if digit is None:
        return "The AI got every one of them right."
    arrow = trend_facts(trends[digit]).arrow
    lately = {"up": ", but less often lately", "down": ", and more often lately"}.get(arrow, "")
    return f"Your {digit} is misread most often{lately}."


def draw(canvas: Canvas, player: str, trends: Sequence[Trend]) -> None:
    """The whole panel; the rightmost bars are the run that was just played."""
    title, width = f"{player}, digit by digit", _RIGHT - _LEFT
    canvas.text(title, (_LEFT, PANEL.y + 24), theme.MEDIUM, theme.TEXT, "midleft", fit=width)
    played = bool(trends and trends[0].runs)
    at = (_BARS if played else _LEFT, PANEL.y + 52)
    canvas.text(runs_words(trends), at, theme.SMALL, theme.QUIET, "midleft")
    if not played:
        return
    canvas.text("correct", (_SHARE, PANEL.y + 52), theme.SMALL, theme.QUIET, "midright")
    for digit, trend in enumerate(trends):
        _draw_row(canvas, digit, trend, _FIRST + _ROW * digit)
    words = verdict(trends)
    canvas.text(words, (_LEFT, PANEL.bottom - 20), theme.SMALL, theme.TEXT, "midleft", fit=width)


def _draw_row(canvas: Canvas, digit: int, trend: Trend, middle: float) -> None:
    canvas.text(str(digit), (_LEFT + 12, middle), theme.MEDIUM, theme.TEXT, "center")
    step = min(_ROOM / len(trend.runs), _WIDEST)
    for number, tally in enumerate(trend.runs):
        _draw_bar(canvas, Area(_BARS + step * number, middle - _HIGH / 2, step - _GAP, _HIGH), tally)
    counts, share, colour, arrow = trend_facts(trend)
    canvas.text(counts, (_COUNTED, middle), theme.SMALL, theme.QUIET, "midright")
    canvas.text(share, (_SHARE, middle), theme.SMALL, colour, "midright")
    if arrow:
        _draw_arrow(canvas, (_RIGHT - 8, middle), up=arrow == "up")


def _draw_bar(canvas: Canvas, area: Area, tally: Tally) -> None:
    """One run: blue for right, amber on top of it for wrong; a line where the digit did not come."""
    rect = canvas.view.rect(area)
    if not tally.count:
        line = canvas.view.pixels(2)
        canvas.surface.fill(theme.KEY, (rect.left, rect.bottom - line, rect.width, line))
        return
    canvas.surface.fill(theme.AMBER, rect)
    high = round(rect.height * (tally.accuracy or 0.0))
    canvas.surface.fill(theme.ACCENT, (rect.left, rect.bottom - high, rect.width, high))


def _draw_arrow(canvas: Canvas, middle: tuple[float, float], *, up: bool) -> None:
    """Better lately, or worse."""
    x, y = middle
    tip = -6 if up else 6
    corners = [
        canvas.view.point(x, y + tip),
        canvas.view.point(x - 7, y - tip),
        canvas.view.point(x + 7, y - tip),
    ]
    pygame.draw.polygon(canvas.surface, theme.ACCENT if up else theme.AMBER, corners)
