"""How often the network saw the digits asked for in a player's last runs: a row for each digit, a bar for each run."""

from collections.abc import Sequence
from typing import Final

from digitgame.formatting import percent
from digitgame.game.results.explanation import PANEL
from digitgame.rules import Tally
from digitgame.rules.rewards.trends import CLEAR, Trend, weakest
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.theme import Colour

# How many of the latest runs the panel shows.
RUNS: Final = 12
_LEFT: Final = PANEL.x + 16
_RIGHT: Final = PANEL.right - 16
_BARS: Final = _LEFT + 40
_SHARE: Final = _RIGHT - 24
# The accuracy below which a digit wants attention.
_LOW: Final = 0.9


def trend_facts(trend: Trend) -> tuple[str, str, Colour, str]:
    """How many were right, in percent as well, and whether they get more ("up") or fewer ("down") lately."""
    total, change = trend.total, trend.change
    if total.accuracy is None:
        return "", "–", theme.QUIET, ""
    colour = theme.AMBER if total.accuracy < _LOW else theme.TEXT
    clear = change is not None and abs(change) >= CLEAR
    arrow = "" if change is None or not clear else "up" if change > 0 else "down"
    return f"{total.right} of {total.count}", percent(total.accuracy), colour, arrow


def runs_words(trends: Sequence[Trend]) -> str:
    """How many runs the panel shows."""
    runs = len(trends[0].runs) if trends else 0
    return "No runs with digits yet." if not runs else "1 run" if runs == 1 else f"last {runs} runs"


def verdict(trends: Sequence[Trend]) -> str:
    """The most important thing in one sentence."""
    digit = weakest(trends)
    if digit is None:
        return "The AI saw every digit that was asked for."
    *_, arrow = trend_facts(trends[digit])
    lately = {"up": ", but it's getting better", "down": ", and it's getting worse"}.get(arrow, "")
    return f"Your hardest digit is the {digit}{lately}."


def draw(canvas: Canvas, player: str, trends: Sequence[Trend]) -> None:
    """The whole panel; the rightmost bars are the run that was just played."""
    title, width = f"{player}, digit by digit", _RIGHT - _LEFT
    canvas.text(title, (_LEFT, PANEL.y + 24), theme.MEDIUM, theme.TEXT, fit=width)
    played = bool(trends and trends[0].runs)
    canvas.text(runs_words(trends), (_BARS if played else _LEFT, PANEL.y + 52), theme.SMALL, theme.QUIET)
    if not played:
        return
    canvas.text("correct", (_SHARE, PANEL.y + 52), theme.SMALL, theme.QUIET, "midright")
    for digit, trend in enumerate(trends):
        _draw_row(canvas, digit, trend, PANEL.y + 82 + 28 * digit)
    canvas.text(verdict(trends), (_LEFT, PANEL.bottom - 20), theme.SMALL, theme.TEXT, fit=width)


def _draw_row(canvas: Canvas, digit: int, trend: Trend, middle: float) -> None:
    canvas.text(str(digit), (_LEFT + 12, middle), theme.MEDIUM, theme.TEXT, "center")
    step = min(180 / len(trend.runs), 36)
    for number, tally in enumerate(trend.runs):
        _draw_bar(canvas, Area(_BARS + step * number, middle - 10, step - 4, 20), tally)
    counts, share, colour, arrow = trend_facts(trend)
    canvas.text(counts, (_RIGHT - 84, middle), theme.SMALL, theme.QUIET, "midright")
    canvas.text(share, (_SHARE, middle), theme.SMALL, colour, "midright")
    if arrow:
        up, x = arrow == "up", _RIGHT - 8
        tip = -6 if up else 6
        corners = ((x, middle + tip), (x - 7, middle - tip), (x + 7, middle - tip))
        canvas.polygon(corners, theme.ACCENT if up else theme.AMBER)


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
