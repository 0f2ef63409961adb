"""The panel that leads through a round: what the network says, and what the player may do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pygame

from digitgame.game.inspect import xray
from digitgame.inference import Reading
from digitgame.ink.frame import Frame
from digitgame.rules import Phase, Round
from digitgame.ui import theme, widgets
from digitgame.ui.canvas import Canvas, Hint, hint_areas
from digitgame.ui.layout import BARS_AREA, BOARD_AREA, FOOTER_Y, GUESS_AREA, PICTURE_AREA, Area, View

ELSEWHERE: Final = (
    Hint("X", "x-ray", pygame.K_x),
    Hint("G", "gallery", pygame.K_g),
    Hint("Tab", "menu", pygame.K_TAB),
    Hint("H", "help", pygame.K_h),
)
_GUESS: Final = Hint("Space", "guess", pygame.K_SPACE)
_CLEAR: Final = Hint("C", "clear", pygame.K_c)
_UNDO: Final = Hint("Ctrl Z", "undo", pygame.K_z, pygame.KMOD_CTRL)
_RIGHT: Final = Hint("Y", "right", pygame.K_y)
_WRONG: Final = Hint("N", "wrong", pygame.K_n)
_UNKNOWN: Final = Hint("N", "leave it", pygame.K_n)
_TAKE_BACK: Final = Hint("Ctrl Z", "take it back", pygame.K_z, pygame.KMOD_CTRL)
_LEFT: Final = GUESS_AREA.x + 2 * theme.UNIT
_DIGIT_MIDDLE: Final = (GUESS_AREA.x + 64, GUESS_AREA.y + GUESS_AREA.height / 2)
_TEXT_LEFT: Final = GUESS_AREA.x + 128
_TEXT_WIDTH: Final = PICTURE_AREA.x - _TEXT_LEFT - theme.UNIT
_SMALL: Final = 0.5  # of a digit's size: one that is read of ink that looks like none
_LINES: Final = (GUESS_AREA.y + 28, GUESS_AREA.y + 56, GUESS_AREA.y + 96)  # middles


def board_hints(round_: Round) -> Sequence[Hint]:
    """The keys under the board."""
    match round_.phase:
        case Phase.DRAWING:
            return (_CLEAR, _UNDO, Hint("Right button", "rub out"))
        case Phase.ASKED:
            return (Hint("0 – 9", "say which digit it is"), _CLEAR, _UNDO)
        case Phase.CORRECTING:
            return (Hint("0 – 9", "which it was"), _UNKNOWN, _TAKE_BACK)
        case Phase.ANSWERED:
            return (Hint("Draw", "the next one"), _CLEAR, _TAKE_BACK)


def panel_hints(round_: Round) -> tuple[Sequence[Hint], float, float]:
    """The keys in the panel, one below the other from x, y."""
    match round_.phase:
        case Phase.ASKED:
            return (_RIGHT, _WRONG), _TEXT_LEFT, _LINES[2]
        case Phase.DRAWING:
            return (_GUESS,), _LEFT, _LINES[2]
        case _:
            return (), _LEFT, _LINES[2]


def places(round_: Round, view: View) -> list[tuple[Hint, Area]]:
    """Every key shown, where the pointer may press it."""
    hints, x, y = panel_hints(round_)
    return [
        *hint_areas(hints, view, x, y, down=True),
        *hint_areas(board_hints(round_), view, BOARD_AREA.x, FOOTER_Y),
        *hint_areas(ELSEWHERE, view, BARS_AREA.x, FOOTER_Y),
    ]


def draw(
    canvas: Canvas, round_: Round, reading: Reading | None, picture: Frame | None, landed: float
) -> None:
    """The whole panel; `landed`: how far the digit's arrival has come, 0 to 1."""
    canvas.panel(GUESS_AREA, theme.PANEL, theme.EDGE)
    _picture(canvas, picture)
    if reading is None:
        title, line = (
            ("Ready?", "Ask what the network reads.")
            if picture is not None
            else ("Draw a digit", "Any size, anywhere on the board.")
        )
        canvas.text(title, (_LEFT, _LINES[0]), theme.MEDIUM, theme.TEXT, "midleft")
        canvas.text(line, (_LEFT, _LINES[1]), theme.SMALL, theme.QUIET, "midleft")
    else:
        answer = round_.answer
        wrong = answer is not None and not answer.right
        doubted = reading.rejected and answer is None
        size = theme.DIGIT * (0.7 + 0.3 * landed) * (_SMALL if doubted else 1)
        colour = theme.AMBER if wrong else theme.QUIET if doubted else theme.ACCENT
        canvas.digit(reading.digit, _DIGIT_MIDDLE, size, colour)
        _words(canvas, round_, reading)
    hints, x, y = panel_hints(round_)
    canvas.hints(hints, x, y, down=True)


def strip(canvas: Canvas, round_: Round, reading: Reading | None) -> None:
    """What the panel says in one line, where the X-ray takes the room."""
    canvas.panel(xray.STRIP, theme.PANEL, theme.EDGE)
    middle = xray.STRIP.middle[1]
    left, right = xray.STRIP.x + 16, xray.STRIP.right - 16
    if reading is None:
        words = canvas.view.caps.fill("{guess} asks for a guess")
        canvas.text(words, (left, middle), theme.MEDIUM, theme.TEXT, "midleft")
        return
    answer = round_.answer
    told = f"I read a {reading.digit}, {widgets.percent(reading.confidence)} sure"
    taken = canvas.text(told, (left, middle), theme.MEDIUM, theme.ACCENT, "midleft")
    words = "{right} or {wrong}?" if answer is None else "right" if answer.right else "wrong"
    words = canvas.view.caps.fill(words)
    canvas.text(words, (right, middle), theme.MEDIUM, theme.TEXT, "midright", fit=right - left - taken - 8)


def _picture(canvas: Canvas, picture: Frame | None) -> None:
    canvas.picture(np.zeros((28, 28), np.float32) if picture is None else picture, PICTURE_AREA)
    caption = (PICTURE_AREA.middle[0], (PICTURE_AREA.bottom + GUESS_AREA.bottom) / 2)
    canvas.text("what it sees", caption, theme.SMALL, theme.QUIET, "center")


def _words(canvas: Canvas, round_: Round, reading: Reading) -> None:
    second, share = runner_up(reading)
    sure = f"{widgets.percent(reading.confidence)} sure"
    lines = [sure, f"or a {second}: {widgets.percent(share)}" if share >= 0.005 else "nothing else likely"]
    answer = round_.answer
    if answer is None:
        if reading.rejected:
            lines = ["Not a digit?", f"at best a {reading.digit}: {widgets.percent(reading.confidence)}"]
        elif reading.overruled is not None:
            lines = ["By your hand", f"without it, a {reading.overruled}"]
    elif round_.phase is Phase.CORRECTING:
        lines = ["Not a " + str(answer.guess), "What was it?"]
    elif answer.right:
        lines = ["Right!", sure]
    else:
        lines = ["Wrong" if answer.truth is None else f"It was a {answer.truth}", f"It was {sure}"]
    canvas.text(lines[0], (_TEXT_LEFT, _LINES[0]), theme.MEDIUM, theme.TEXT, "midleft", fit=_TEXT_WIDTH)
    canvas.text(lines[1], (_TEXT_LEFT, _LINES[1]), theme.SMALL, theme.QUIET, "midleft", fit=_TEXT_WIDTH)
    if answer is not None:
        canvas.mark(answer.right, Area(_TEXT_LEFT, _LINES[2] - 12, 44, 44))


def runner_up(reading: Reading) -> tuple[int, float]:
    """The second most probable digit and its probability."""
    second = int(np.argsort(reading.probabilities)[-2])
    return second, float(reading.probabilities[second])
