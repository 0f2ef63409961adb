"""The parts of every screen. Each is a function of values, so that a test can call it without a game."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import pygame

from digitgame.formatting import percent
from digitgame.ui import theme
from digitgame.ui.canvas import Canvas, Hint, text_width, wrapped
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, HEADER_Y, WIDTH, Area, View
from digitgame.ui.theme import Colour

# Lengths are design units: a bar's row with its gap, and how far a light reaches.
_MARGIN: Final = BOARD_AREA.x
_ROW: Final = 22
_HALO: Final = 10
# From a message to the board's edge, within a picture that has a margin of its own, and its longest line.
_TOAST: Final = 28
_WIDEST: Final = BOARD_AREA.width - 8 * theme.UNIT
_BAR_LEFT: Final = BARS_AREA.x + 56
_BAR_WIDTH: Final = 184
_PERCENT_RIGHT: Final = _BAR_LEFT + _BAR_WIDTH + 64
_CORNERS: Final = ((0, 0), (2, 2), (2, 0), (0, 2))
_EDGES: Final = ((0, 1), (2, 1), (1, 0), (1, 2))
# Columns and rows of 1 to 9 dots: even numbers fill the edge of a square, odd ones have another in its middle.
_DOTS: Final = {
    count: ((*_CORNERS, *_EDGES)[: count - count % 2] + ((1, 1),) * (count % 2)) for count in range(1, 10)
}


class Fact(NamedTuple):
    """One value of a panel, with its name."""

    name: str
    value: str
    colour: Colour = theme.TEXT


class Bar(NamedTuple):
    """What one probability bar shows: its length, 0 to 1, its label, and whether it is the longest."""

    share: float
    label: str
    best: bool


def ease_out(share: float) -> float:
    """Time 0 to 1 -> progress 0 to 1: fast at first, slowing to a stop (a cubic)."""
    return 1 - (1 - min(max(share, 0.0), 1.0)) ** 3


def header(canvas: Canvas, title: str, right: str, colour: Colour = theme.QUIET) -> None:
    """The line at the top: the screen's title, and who plays with which network."""
    taken = canvas.text(title, (_MARGIN, HEADER_Y), theme.MEDIUM, theme.TEXT)
    room = WIDTH - 2 * _MARGIN - taken - 4 * theme.UNIT
    canvas.text(right, (WIDTH - _MARGIN, HEADER_Y), theme.SMALL, colour, "midright", fit=room)


def logo(canvas: Canvas, at: tuple[float, float], size: int) -> None:
    """The game's name in two colours; `at` is the middle of its left edge."""
    width = canvas.text("digit", at, size, theme.TEXT)
    canvas.text("game", (at[0] + width, at[1]), size, theme.ACCENT)


def footer(canvas: Canvas, left: Sequence[Hint], right: Sequence[Hint]) -> None:
    """The bottom line of keys."""
    canvas.hints(left, _MARGIN, FOOTER_Y)
    canvas.hints(right, BARS_AREA.x, FOOTER_Y)


def board_edge(canvas: Canvas, colour: Colour, strength: float, ground: Colour = theme.ROOM) -> None:
    """The board's luminous edge; `strength` 0 to 1. Its light fades into `ground`."""
    board, line = canvas.view.board, canvas.view.pixels(1.5)
    halo(canvas, board, colour, strength, ground=ground)
    edge = board.inflate(2 * line, 2 * line)
    pygame.draw.rect(canvas.surface, theme.blend(theme.EDGE, colour, strength), edge, line)


def halo(
    canvas: Canvas,
    rect: pygame.Rect,
    colour: Colour,
    strength: float,
    radius: int = 0,
    ground: Colour = theme.ROOM,
) -> None:
    """Light around a rectangle in pixels, whose corners have a `radius`; `strength` 0 to 1; it fades into `ground`."""
    reach = canvas.view.pixels(_HALO)
    for away in range(reach, 0, -1):
        light = strength * 0.5 * (1 - away / (reach + 1)) ** 2
        ring = rect.inflate(2 * away, 2 * away)
        tint = theme.blend(ground, colour, light)
        # Rings of one pixel leave gaps at the corners, so each reaches under the next one.
        pygame.draw.rect(canvas.surface, tint, ring, min(away, 2), border_radius=radius + away)


def bar_row(digit: int) -> Area:
    """The row of one digit among the bars; the pointer may press it as if it were the digit's key."""
    return Area(BARS_AREA.x, BARS_AREA.y + _ROW * (digit + 1), BARS_AREA.width, _ROW)


def bar_facts(probabilities: Sequence[float], grown: float = 1.0) -> list[Bar]:
    """The ten bars for probabilities [10]; `grown`: how far they have grown, 0 to 1."""
    best = max(range(10), key=probabilities.__getitem__)
    return [Bar(p * grown, percent(p * grown), digit == best) for digit, p in enumerate(probabilities)]


def bars(
    canvas: Canvas, probabilities: Sequence[float] | None, grown: float, counts: Sequence[str] | None
) -> None:
    """Ten probability bars, `grown` 0 to 1, and beside each the digit's count of correct guesses, if given."""
    top = BARS_AREA.y + _ROW / 2
    canvas.text("digit", (BARS_AREA.x, top), theme.SMALL, theme.QUIET)
    canvas.text("chance", (_BAR_LEFT, top), theme.SMALL, theme.QUIET)
    if counts is not None:
        canvas.text("correct", (BARS_AREA.right, top), theme.SMALL, theme.QUIET, "midright")
    shown = None if probabilities is None else bar_facts(probabilities, grown)
    for digit in range(10):
        row = bar_row(digit)
        middle = row.middle[1]
        colour = theme.TEXT if shown is None or shown[digit].best else theme.QUIET
        canvas.text(str(digit), (BARS_AREA.x + 16, middle), theme.SMALL, colour, "center")
        if counts is not None:
            canvas.text(counts[digit], (BARS_AREA.right, middle), theme.SMALL, theme.QUIET, "midright")
        share, label, best = (0.0, "", False) if shown is None else shown[digit]
        fill = theme.ACCENT if best else theme.DIM
        meter(canvas, Area(_BAR_LEFT, row.y + 4, _BAR_WIDTH, _ROW - 8), share, fill, theme.PANEL)
        canvas.text(label, (_PERCENT_RIGHT, middle), theme.SMALL, colour, "midright")


def meter(canvas: Canvas, track: Area, share: float, fill: Colour, empty: Colour = theme.KEY) -> None:
    """A horizontal bar, filled to `share`, 0 to 1."""
    canvas.panel(track, empty, None, theme.SMALL_RADIUS)
    if share * track.width >= 1:
        canvas.panel(track._replace(width=share * track.width), fill, None, theme.SMALL_RADIUS)


def paragraph(
    canvas: Canvas, words: str, place: Area, colour: Colour = theme.TEXT, step: float = _ROW
) -> float:
    """Small text in lines as wide as `place`; `place.y` is the first line's middle. What is too long is left out.

    Returns the middle of the line below.
    """
    y = place.y
    for line in wrapped(words, theme.SMALL, place.width, canvas.view):
        if y > place.bottom:
            break
        canvas.text(line, (place.x, y), theme.SMALL, colour, fit=place.width)
        y += step
    return y


def facts_row(canvas: Canvas, area: Area, facts: Sequence[Fact]) -> None:
    """A panel of values side by side, each over its name."""
    canvas.panel(area, theme.PANEL, theme.EDGE)
    width, fit = (area.width - 2 * theme.UNIT) / len(facts), area.width / len(facts)
    for column, (name, value, colour) in enumerate(facts):
        x = area.x + theme.UNIT + width * (column + 0.5)
        canvas.text(value, (x, area.y + 26), theme.MEDIUM, colour, "center", fit=fit)
        canvas.text(name, (x, area.bottom - 20), theme.SMALL, theme.QUIET, "center", fit=fit)


def toast(canvas: Canvas, words: str, *, at_top: bool = False, edge: Colour = theme.AMBER) -> None:
    """A short message over the bottom of the board, or over its top."""
    area = toast_area(words, canvas.view, at_top=at_top)
    canvas.panel(area, theme.KEY, edge)
    for number, line in enumerate(wrapped(words, theme.SMALL, _WIDEST, canvas.view)):
        middle = (area.middle[0], area.y + theme.UNIT + 22 * (number + 0.5))
        canvas.text(line, middle, theme.SMALL, theme.TEXT, "center", fit=_WIDEST)


def toast_area(words: str, view: View, *, at_top: bool = False) -> Area:
    """Where a short message stands."""
    lines = wrapped(words, theme.SMALL, _WIDEST, view)
    width = max(text_width(line, theme.SMALL, view) for line in lines) + 4 * theme.UNIT
    height = len(lines) * 22 + 2 * theme.UNIT
    y = BOARD_AREA.y + _TOAST if at_top else BOARD_AREA.bottom - height - _TOAST
    return Area(BOARD_AREA.middle[0] - width / 2, y, width, height)


def dots(canvas: Canvas, count: int, middle: tuple[float, float], side: float, colour: Colour) -> None:
    """1 to 9 dots in a square of `side` units, as on a die."""
    x, y = middle
    radius = canvas.view.pixels(side * 0.1)
    for column, row in _DOTS[count]:
        at = canvas.view.point(x + (column - 1) * side * 0.33, y + (row - 1) * side * 0.33)
        pygame.draw.circle(canvas.surface, colour, at, radius)


def triangle(canvas: Canvas, middle: tuple[float, float], width: float, colour: Colour, down: int) -> None:
    """A triangle that points up (`down` is -1) or down (1)."""
    (x, y), half, tall = middle, width / 2, width / 4 * down
    canvas.polygon(((x - half, y - tall), (x + half, y - tall), (x, y + 1.3 * tall)), colour)


def star(canvas: Canvas, middle: tuple[float, float], radius: float, colour: Colour) -> None:
    """A star with five points, `radius` units from its middle to a point."""
    angles = [(math.pi * (corner / 5 - 0.5), radius * (0.45 if corner % 2 else 1.0)) for corner in range(10)]
    x, y = middle
    canvas.polygon([(x + away * math.cos(a), y + away * math.sin(a)) for a, away in angles], colour)


def board_word(canvas: Canvas, words: str, colour: Colour, grown: float = 1.0) -> None:
    """One word over the board, such as "GO!"; `grown`: how far it has landed, 0 to 1."""
    size = round(theme.TITLE * (3 if len(words) > 2 else 5) * (1.2 - 0.2 * ease_out(grown)))
    canvas.text(words, BOARD_AREA.middle, size, colour, "center")


def window_edge(canvas: Canvas, colour: Colour, strength: float, ground: Colour) -> None:
    """The edge of the whole window, lit; `strength` 0 to 1. Its light fades into `ground`."""
    rect = canvas.surface.get_rect()
    reach = canvas.view.pixels(14)
    for away in range(reach):
        light = strength * 0.7 * (1 - away / reach) ** 2
        pygame.draw.rect(
            canvas.surface, theme.blend(ground, colour, light), rect.inflate(-2 * away, -2 * away), 1
        )
