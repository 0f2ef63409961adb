"""The panel beside the board in Fool it: the challenge, what the network makes of the drawing, the score."""

from __future__ import annotations

from typing import Final

from digitgame.formatting import a_digit, percent
from digitgame.game.inspect import xray
from digitgame.inference import Reading
from digitgame.rules.fool import COUNT, FOOLED, Fool, Kind
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas
from digitgame.ui.layout import SCORE_AREA, Area, column
from digitgame.ui.widgets import Fact

_TASK: Final = column(64, 144)
_SCALE: Final = column(220, 240)
_LEFT: Final = _TASK.x + 16
_BAR: Final = 264  # design units, of a probability


def task(rules: Fool) -> tuple[str, str]:
    """What to do, in a few words and in a sentence; keys stand in braces."""
    challenge = rules.challenge
    if challenge is None:
        return "Done!", ""
    one, other = a_digit(challenge.one), a_digit(challenge.other)
    if challenge.kind is Kind.BETWEEN:
        title = f"Half {challenge.one}, half {challenge.other}"
        return title, f"Draw something that looks like {one} and {other} at once. Then press {{guess}}."
    if rules.held is None:
        return f"Draw {one}", f"Start with a clear {challenge.one}. Then turn it into {other}."
    words = f"Draw or erase as little as you can until the AI sees {other}. Then press {{guess}}."
    return f"Turn it into {other}", words


def fool_facts(rules: Fool) -> list[Fact]:
    return [
        Fact("points", f"{rules.score:,}"),
        Fact("challenge", f"{min(len(rules.points) + 1, COUNT)} of {COUNT}", theme.ACCENT),
        Fact("seconds left", f"{rules.left:.0f}"),
    ]


def scale_facts(rules: Fool, reading: Reading | None) -> list[tuple[int, float, str]]:
    """The challenge's two digits, each with its probability, also in percent."""
    if rules.challenge is None:
        return []
    digits = (rules.challenge.one, rules.challenge.other)
    chances = [0.0 if reading is None else float(reading.probabilities[digit]) for digit in digits]
    return [(digit, chance, percent(chance)) for digit, chance in zip(digits, chances, strict=True)]


def worth_facts(points: int) -> Fact:
    """The points that the drawing would score."""
    return Fact("Score if submitted", f"{points:,}", theme.ACCENT if points >= FOOLED else theme.TEXT)


def draw(canvas: Canvas, rules: Fool, reading: Reading | None, worth: int) -> None:
    """The whole panel; `worth`: the points that the drawing would score."""
    canvas.panel(_TASK, theme.PANEL, theme.EDGE)
    title, words = map(canvas.view.caps.fill, task(rules))
    width = _TASK.width - 32
    canvas.text(title, (_LEFT, _TASK.y + 36), theme.TITLE, theme.ACCENT, "midleft", fit=width)
    widgets.paragraph(canvas, words, Area(_LEFT, _TASK.y + 84, width, 48))
    canvas.panel(_SCALE, theme.PANEL, theme.EDGE)
    for number, (digit, chance, label) in enumerate(scale_facts(rules, reading)):
        _bar(canvas, digit, chance, label, _SCALE.y + 48 + 64 * number)
    seen = "Nothing drawn yet" if reading is None else f"I see {a_digit(reading.digit)}"
    canvas.text(seen, (_LEFT, _SCALE.bottom - 76), theme.SMALL, theme.QUIET, "midleft")
    name, value, colour = worth_facts(worth)
    canvas.text(f"{name}: {value}", (_LEFT, _SCALE.bottom - 36), theme.MEDIUM, colour, "midleft")
    widgets.facts_row(canvas, SCORE_AREA, fool_facts(rules))


def strip(canvas: Canvas, rules: Fool, worth: int) -> None:
    """The challenge and its points in one line, where the X-ray takes the panel's place."""
    _, points, colour = worth_facts(worth)
    xray.strip(canvas, task(rules)[0], f"{points} points", right_colour=colour)


def _bar(canvas: Canvas, digit: int, chance: float, label: str, middle: float) -> None:
    canvas.text(str(digit), (_LEFT + 12, middle), theme.TITLE, theme.TEXT, "center")
    widgets.meter(canvas, Area(_LEFT + 40, middle - 12, _BAR, 24), chance, theme.ACCENT)
    canvas.text(label, (_SCALE.right - 16, middle), theme.SMALL, theme.TEXT, "midright")
