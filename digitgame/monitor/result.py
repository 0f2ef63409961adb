"""The end of a training: the new network against the one before, on the same digits."""

from typing import Final

from digitgame.monitor.explainer import Explainer
from digitgame.monitor.facts import Outcome
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import Area
from digitgame.ui.widgets import paragraph

# Design units: where the columns end, where the table begins, and the height of a row.
_OLD: Final = 272
_NEW: Final = 362
_TABLE: Final = 60
_ROW: Final = 34


def draw(canvas: Canvas, area: Area, shown: Outcome, hint: str, explainer: Explainer) -> None:
    """Which network the game uses, or may use, and how both read; `hint` says how to resume."""
    colour = theme.AMBER if shown.verdict.warning else theme.ACCENT
    canvas.panel(area, theme.PANEL, colour)
    left, right, y = area.x + 14, area.right - 14, area.y + _TABLE
    canvas.text(shown.title, (left, area.y + 26), theme.MEDIUM, theme.TEXT, fit=area.width - 28)
    width = canvas.text("the same digits", (left, y), theme.SMALL, theme.QUIET)
    explainer.mark(canvas, "same digits", Area(left, y - 11, width, 22))
    canvas.text(shown.old, (area.x + _OLD, y), theme.SMALL, theme.QUIET, "midright", fit=_OLD - 24 - width)
    canvas.text(shown.new, (area.x + _NEW, y), theme.SMALL, theme.TEXT, "midright", fit=84)
    for row in shown.rows:
        y += _ROW
        canvas.panel(Area(left, y - _ROW / 2, area.width - 28, 0.1), theme.EDGE)
        canvas.text(row.label, (left, y), theme.SMALL, theme.TEXT, fit=_OLD - 14 - 76)
        canvas.text(row.old, (area.x + _OLD, y), theme.SMALL, theme.QUIET, "midright")
        canvas.text(row.new, (area.x + _NEW, y), theme.SMALL, theme.TEXT, "midright")
        tint = theme.QUIET if row.better is None else theme.ACCENT if row.better else theme.AMBER
        canvas.text(row.change, (right, y), theme.SMALL, tint, "midright")
    place = Area(left, y + _ROW, area.width - 28, 5 * _ROW)
    y = paragraph(canvas, shown.verdict.text, place, colour)
    paragraph(canvas, hint, place._replace(y=y + 6), theme.QUIET)
