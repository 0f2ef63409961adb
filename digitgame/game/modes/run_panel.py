"""The panel beside the board during a run: what is asked for, the time, the combo, what the network reads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import pygame

from digitgame.game import common
from digitgame.inference import Reading
from digitgame.ink.frame import Frame
from digitgame.rules import RunPhase, TimedRun
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import SCORE_AREA, Area, column

_ASK: Final = column(64, 168)
_TIME: Final = column(244, 20)
_COMBO: Final = column(276, 84)
_SEES: Final = column(372, 88)
_HURRY: Final = 10.0  # seconds left from which the time wants attention
CLEAR: Final = Hint("C", "clear", pygame.K_c)
UNDO: Final = Hint("Ctrl Z", "undo", pygame.K_z, pygame.KMOD_CTRL)
SKIP: Final = Hint("S", "skip", pygame.K_s)
TAKE: Final = Hint("Space", "take it", pygame.K_SPACE)
DISPUTE: Final = Hint("D", "dispute: I drew it", pygame.K_d)
XRAY: Final = Hint("X", "x-ray", pygame.K_x)
PAUSE: Final = Hint("Esc", "pause", pygame.K_ESCAPE)
ELSEWHERE: Final = (XRAY, PAUSE)
BEFORE: Final = (XRAY, common.BACK)  # while the clock has not begun


def board_hints(course: TimedRun) -> Sequence[Hint]:
    """The keys under the board."""
    if course.stage is RunPhase.MISREAD:
        return (DISPUTE, Hint("Draw", "it again"))
    return (CLEAR, UNDO, SKIP, TAKE)


def draw(
    canvas: Canvas, course: TimedRun, reading: Reading | None, picture: Frame | None, age: float, still: bool
) -> None:
    """The whole panel; `age`: seconds since the last hit, `still`: nothing may pulse."""
    _ask(canvas, course)
    _time(canvas, course)
    _combo(canvas, course, age, still)
    _sees(canvas, course, reading, picture)
    _score(canvas, course)


def strip(canvas: Canvas, course: TimedRun, area: Area) -> None:
    """All of it in one line, where the X-ray takes the room."""
    canvas.panel(area, theme.PANEL, theme.EDGE)
    middle = area.middle[1]
    asked = _asked(course)
    taken = canvas.text(asked, (area.x + 16, middle), theme.MEDIUM, theme.ACCENT, "midleft")
    rest = f"{course.left:.0f} s   {course.score:,}"
    room = area.width - taken - 48
    canvas.text(rest, (area.right - 16, middle), theme.MEDIUM, theme.TEXT, "midright", fit=room)


def _asked(course: TimedRun) -> str:
    if course.prompt is None:
        return "Done"
    if course.prompt.words == str(course.prompt.answer):
        return f"Draw {course.prompt.words}"
    return f"{course.prompt.words} = {_answer(course)}"


def _answer(course: TimedRun) -> str:
    """The answer as far as it is drawn, with a place for each digit to come."""
    assert course.prompt is not None
    digits = str(course.prompt.answer)
    return digits[: course.drawn] + "_" * (len(digits) - course.drawn)


def _ask(canvas: Canvas, course: TimedRun) -> None:
    canvas.panel(_ASK, theme.PANEL, theme.EDGE)
    left = _ASK.x + 2 * theme.UNIT
    prompt = course.prompt
    if prompt is None:
        canvas.text("All done", _ASK.middle, theme.MEDIUM, theme.TEXT, "center")
    elif prompt.words == str(prompt.answer):
        canvas.text("Draw a", (left, _ASK.y + 28), theme.MEDIUM, theme.QUIET, "midleft")
        canvas.digit(prompt.answer, _ASK.middle, theme.DIGIT, theme.ACCENT)
    else:
        canvas.text("Draw the answer", (left, _ASK.y + 28), theme.MEDIUM, theme.QUIET, "midleft")
        x, y = _ASK.middle
        words = f"{prompt.words} = {_answer(course)}"
        canvas.text(words, (x, y + 12), theme.TITLE, theme.ACCENT, "center", fit=_ASK.width - 32)


def _time(canvas: Canvas, course: TimedRun) -> None:
    share = course.left / course.seconds
    hurry = course.left < _HURRY
    track = _TIME._replace(width=_TIME.width - 72)
    canvas.panel(track, theme.PANEL, None, theme.SMALL_RADIUS)
    if share * track.width >= 1:
        colour = theme.AMBER if hurry else theme.ACCENT
        canvas.panel(track._replace(width=share * track.width), colour, None, theme.SMALL_RADIUS)
    told = f"{course.left:.1f} s" if hurry else f"{course.left:.0f} s"
    at = (_TIME.right, _TIME.middle[1])
    canvas.text(told, at, theme.MEDIUM, theme.AMBER if hurry else theme.TEXT, "midright")


def _combo(canvas: Canvas, course: TimedRun, age: float, still: bool) -> None:
    """The combo, warmer and brighter the longer it lasts; below it the time that the pace leaves."""
    heat = (course.factor - 1) / 3
    pulse = 0.0 if still or not course.combo else 0.15 * math.sin(age * 9) * heat
    glow = min(heat + pulse, 1.0) if heat > 0 else 0.0
    if glow > 0:
        halo(canvas, _COMBO, glow)
    edge = widgets.blend(theme.EDGE, theme.ACCENT, max(glow, 0.0))
    canvas.panel(_COMBO, theme.PANEL, edge)
    middle, left = _COMBO.y + 30, _COMBO.x + 2 * theme.UNIT
    warm = course.combo if course.warmth > 0 else 0
    words = f"{warm} in a row" if warm else "No combo yet"
    canvas.text(words, (left, middle), theme.MEDIUM, theme.TEXT if warm else theme.QUIET, "midleft")
    told = f"points × {course.factor}"
    canvas.text(told, (_COMBO.right - 16, middle), theme.MEDIUM, theme.ACCENT, "midright")
    track = Area(left, _COMBO.bottom - 28, _COMBO.width - 4 * theme.UNIT, 10)
    canvas.panel(track, theme.KEY, None, theme.SMALL_RADIUS)
    if course.warmth * track.width >= 1:
        colour = widgets.blend(theme.AMBER, theme.ACCENT, course.warmth)
        canvas.panel(track._replace(width=course.warmth * track.width), colour, None, theme.SMALL_RADIUS)


def halo(canvas: Canvas, area: Area, strength: float) -> None:
    """Light round a panel, `strength` 0 to 1."""
    rect = canvas.view.rect(area)
    reach = canvas.view.pixels(9)
    for away in range(reach, 0, -1):
        light = strength * 0.55 * (1 - away / (reach + 1)) ** 2
        ring = rect.inflate(2 * away, 2 * away)
        colour = widgets.blend(theme.ROOM, theme.ACCENT, light)
        pygame.draw.rect(canvas.surface, colour, ring, 1, border_radius=canvas.view.pixels(8) + away)


def _sees(canvas: Canvas, course: TimedRun, reading: Reading | None, picture: Frame | None) -> None:
    shown = Area(_SEES.x, _SEES.y, _SEES.height, _SEES.height)
    canvas.picture(np.zeros((28, 28), np.float32) if picture is None else picture, shown)
    left, room = shown.right + 2 * theme.UNIT, _SEES.width - shown.width - 2 * theme.UNIT
    if course.stage is RunPhase.MISREAD:
        first, second = f"I read a {course.read}", "Draw it again, or dispute it."
        colour = theme.AMBER
    elif reading is None:
        first, second, colour = "I am watching", "Draw anywhere, any size.", theme.QUIET
    else:
        first, colour = f"I read a {reading.digit}", theme.TEXT
        second = f"{widgets.percent(reading.confidence)} sure"
    canvas.text(first, (left, _SEES.y + 26), theme.MEDIUM, colour, "midleft", fit=room)
    canvas.text(second, (left, _SEES.y + 60), theme.SMALL, theme.QUIET, "midleft", fit=room)


def _score(canvas: Canvas, course: TimedRun) -> None:
    facts = [
        ("points", f"{course.score:,}", theme.TEXT),
        ("digits", str(course.hits), theme.ACCENT),
        ("best combo", str(course.best), theme.TEXT),
    ]
    widgets.facts_row(canvas, SCORE_AREA, facts)
