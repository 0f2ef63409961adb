"""The panel beside the board during a timed run: the prompt, the time, the combo, the live reading."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import pygame

from digitgame.formatting import a_digit, percent
from digitgame.game.base_scene import BACK
from digitgame.inference import Reading
from digitgame.ink.frame import Frame
from digitgame.rules import RunPhase, TimedRun
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import SCORE_AREA, Area, column
from digitgame.ui.theme import Colour
from digitgame.ui.widgets import Fact

_ASK: Final = column(64, 168)
_TIME: Final = column(244, 20)
_COMBO: Final = column(276, 84)
_SEES: Final = column(372, 88)
_HURRY: Final = 10.0  # seconds left from which the time wants attention
CLEAR: Final = Hint("clear", Action.CLEAR)
UNDO: Final = Hint("undo", Action.UNDO)
SKIP: Final = Hint("skip", Action.SKIP)
TAKE: Final = Hint("submit", Action.GUESS)
DISPUTE: Final = Hint("dispute: you misread me", Action.DISPUTE)
XRAY: Final = Hint("x-ray", Action.XRAY)
PAUSE: Final = Hint("pause", Action.BACK)
ELSEWHERE: Final = (XRAY, PAUSE)
BEFORE: Final = (XRAY, BACK)


def board_hints(run: TimedRun) -> Sequence[Hint]:
    """The keys under the board."""
    if run.stage is RunPhase.MISREAD:
        return (DISPUTE, Hint("again", cap="Draw"))
    return (CLEAR, UNDO, SKIP, TAKE)


def draw(
    canvas: Canvas, run: TimedRun, reading: Reading | None, picture: Frame | None, age: float, still: bool
) -> None:
    """The whole panel; `age`: seconds since the last hit, `still`: nothing may pulse."""
    _ask(canvas, run)
    _time(canvas, run)
    _combo(canvas, run, age, still)
    _sees(canvas, run, reading, picture)
    widgets.facts_row(canvas, SCORE_AREA, run_facts(run))


def run_facts(run: TimedRun) -> list[Fact]:
    return [
        Fact("points", f"{run.score:,}"),
        Fact("correct", str(run.hits), theme.ACCENT),
        Fact("best combo", str(run.best)),
    ]


def ask_facts(run: TimedRun) -> tuple[str, str]:
    """What to do, and what to draw: a digit, or a sum with the answer as far as it is drawn."""
    prompt = run.prompt
    if prompt is None:
        return "Done!", ""
    answer = str(prompt.answer)
    if prompt.words == answer:
        return "Draw", answer
    return "Draw the answer", f"{prompt.words} = {answer[: run.drawn]}{'_' * (len(answer) - run.drawn)}"


def strip_facts(run: TimedRun) -> tuple[str, str]:
    """What to draw; the time left and the points."""
    task, asked = ask_facts(run)
    return asked if "=" in asked else f"{task} {asked}".strip(), f"{run.left:.0f} s   {run.score:,}"


def time_facts(run: TimedRun) -> Fact:
    """The time left, with tenths near the end."""
    if run.left < _HURRY:
        return Fact("time", f"{run.left:.1f} s", theme.AMBER)
    return Fact("time", f"{run.left:.0f} s")


def combo_facts(run: TimedRun) -> tuple[Fact, Fact]:
    """The combo, which ends where its time is up, and what it multiplies points by."""
    alive = run.combo > 0 and run.warmth > 0
    words = f"{run.combo} in a row" if alive else "No combo yet"
    colour = theme.TEXT if alive else theme.QUIET
    return Fact("combo", words, colour), Fact("factor", f"points × {run.factor}", theme.ACCENT)


def sees_facts(run: TimedRun, reading: Reading | None) -> tuple[str, str, Colour]:
    """The live reading in two lines, or the misread that waits for the player."""
    if run.stage is RunPhase.MISREAD:
        assert run.read is not None
        return f"I see {a_digit(run.read)}", "Draw it again, or dispute.", theme.AMBER
    if reading is None:
        return "Waiting for your first stroke", "Draw anywhere, any size.", theme.QUIET
    return f"I see {a_digit(reading.digit)}", f"{percent(reading.confidence)} sure", theme.TEXT


def _ask(canvas: Canvas, run: TimedRun) -> None:
    canvas.panel(_ASK, theme.PANEL, theme.EDGE)
    task, asked = ask_facts(run)
    if not asked:
        canvas.text(task, _ASK.middle, theme.MEDIUM, theme.TEXT, "center")
        return
    canvas.text(task, (_ASK.x + 2 * theme.UNIT, _ASK.y + 28), theme.MEDIUM, theme.QUIET, "midleft")
    if asked.isdigit():
        canvas.digit(int(asked), _ASK.middle, theme.DIGIT, theme.ACCENT)
    else:
        x, y = _ASK.middle
        canvas.text(asked, (x, y + 12), theme.TITLE, theme.ACCENT, "center", fit=_ASK.width - 32)


def _time(canvas: Canvas, run: TimedRun) -> None:
    _, words, colour = time_facts(run)
    fill = theme.AMBER if colour == theme.AMBER else theme.ACCENT
    track = _TIME._replace(width=_TIME.width - 72)
    widgets.meter(canvas, track, run.left / run.seconds, fill, theme.PANEL)
    canvas.text(words, (_TIME.right, _TIME.middle[1]), theme.MEDIUM, colour, "midright")


def _combo(canvas: Canvas, run: TimedRun, age: float, still: bool) -> None:
    """The combo, brighter the longer it lasts; below it the time left to keep it alive."""
    heat = (run.factor - 1) / 3
    pulse = 0.0 if still or not run.combo else 0.15 * math.sin(age * 9) * heat
    glow = min(heat + pulse, 1.0) if heat > 0 else 0.0
    if glow > 0:
        halo(canvas, _COMBO, glow)
    canvas.panel(_COMBO, theme.PANEL, widgets.blend(theme.EDGE, theme.ACCENT, max(glow, 0.0)))
    combo, factor = combo_facts(run)
    middle, left = _COMBO.y + 30, _COMBO.x + 2 * theme.UNIT
    canvas.text(combo.value, (left, middle), theme.MEDIUM, combo.colour, "midleft")
    canvas.text(factor.value, (_COMBO.right - 16, middle), theme.MEDIUM, factor.colour, "midright")
    track = Area(left, _COMBO.bottom - 28, _COMBO.width - 4 * theme.UNIT, 10)
    widgets.meter(canvas, track, run.warmth, widgets.blend(theme.AMBER, theme.ACCENT, run.warmth))


def halo(canvas: Canvas, area: Area, strength: float) -> None:
    """Light around a panel, `strength` 0 to 1."""
    rect = canvas.view.rect(area)
    reach = canvas.view.pixels(9)
    for away in range(reach, 0, -1):
        light = strength * 0.55 * (1 - away / (reach + 1)) ** 2
        ring = rect.inflate(2 * away, 2 * away)
        colour = widgets.blend(theme.ROOM, theme.ACCENT, light)
        pygame.draw.rect(canvas.surface, colour, ring, 1, border_radius=canvas.view.pixels(8) + away)


def _sees(canvas: Canvas, run: TimedRun, reading: Reading | None, picture: Frame | None) -> None:
    shown = Area(_SEES.x, _SEES.y, _SEES.height, _SEES.height)
    canvas.picture(np.zeros((28, 28), np.float32) if picture is None else picture, shown)
    left, room = shown.right + 2 * theme.UNIT, _SEES.width - shown.width - 2 * theme.UNIT
    first, second, colour = sees_facts(run, reading)
    canvas.text(first, (left, _SEES.y + 26), theme.MEDIUM, colour, "midleft", fit=room)
    canvas.text(second, (left, _SEES.y + 60), theme.SMALL, theme.QUIET, "midleft", fit=room)
