"""The panel that leads through a round: what the network sees, and what the player may do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from digitgame.formatting import a_digit, i_see, percent
from digitgame.game.board_scene import BLANK, CLEAR, UNDO
from digitgame.game.inspect import xray
from digitgame.inference import Reading
from digitgame.ink.frame import Frame
from digitgame.rules import Phase, Round
from digitgame.ui import theme
from digitgame.ui.actions import Action
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import GUESS_AREA, PICTURE_AREA, Area
from digitgame.ui.theme import Colour

_NAME: Final = Hint("name the digit", cap="0 – 9")
_UNDO_ANSWER: Final = Hint("undo answer", Action.UNDO)
_LEFT: Final = GUESS_AREA.x + 2 * theme.UNIT
_TEXT_LEFT: Final = GUESS_AREA.x + 128
_LINES: Final = (GUESS_AREA.y + 28, GUESS_AREA.y + 56, GUESS_AREA.y + 96)
# The probability from which the second digit is worth a line.
_RUNNER_UP: Final = 0.005


class GuessFacts(NamedTuple):
    """What the panel says: two lines, the guess as a digit (small if the ink looks like none), and the judgement."""

    title: str
    line: str
    digit: int | None = None
    colour: Colour = theme.ACCENT
    right: bool | None = None
    small: bool = False


def board_hints(round_: Round) -> Sequence[Hint]:
    """The keys under the board."""
    match round_.phase:
        case Phase.DRAWING:
            return (CLEAR, UNDO, Hint("erase", cap="Right button"))
        case Phase.ASKED:
            return (_NAME, CLEAR, UNDO)
        case Phase.CORRECTING:
            return (_NAME, Hint("skip", Action.GUESS_WRONG), _UNDO_ANSWER)
        case Phase.ANSWERED:
            return (Hint("the next digit", cap="Draw"), CLEAR, _UNDO_ANSWER)


def panel_hints(round_: Round) -> tuple[Sequence[Hint], float, float]:
    """The keys in the panel, one below the other from x, y."""
    match round_.phase:
        case Phase.ASKED:
            hints = (Hint("right", Action.GUESS_RIGHT), Hint("wrong", Action.GUESS_WRONG))
            return hints, _TEXT_LEFT, _LINES[2]
        case Phase.DRAWING:
            return (Hint("guess", Action.GUESS),), _LEFT, _LINES[2]
        case _:
            return (), _LEFT, _LINES[2]


def draw(
    canvas: Canvas, round_: Round, reading: Reading | None, picture: Frame | None, landed: float
) -> None:
    """The whole panel; `landed`: how far the digit's arrival has come, 0 to 1."""
    canvas.panel(GUESS_AREA, theme.PANEL, theme.EDGE)
    canvas.picture(BLANK if picture is None else picture, PICTURE_AREA)
    caption = (PICTURE_AREA.middle[0], (PICTURE_AREA.bottom + GUESS_AREA.bottom) / 2)
    canvas.text("what I see", caption, theme.SMALL, theme.QUIET, "center")
    facts = guess_facts(round_, reading, drawn=picture is not None)
    left = _LEFT if facts.digit is None else _TEXT_LEFT
    width = PICTURE_AREA.x - left - theme.UNIT
    if facts.digit is not None:
        size = theme.DIGIT * (0.7 + 0.3 * landed) * (0.5 if facts.small else 1)
        canvas.digit(facts.digit, (GUESS_AREA.x + 64, GUESS_AREA.middle[1]), size, facts.colour)
    canvas.text(facts.title, (left, _LINES[0]), theme.MEDIUM, theme.TEXT, "midleft", fit=width)
    canvas.text(facts.line, (left, _LINES[1]), theme.SMALL, theme.QUIET, "midleft", fit=width)
    if facts.right is not None:
        canvas.mark(facts.right, Area(left, _LINES[2] - 12, 44, 44))
    hints, x, y = panel_hints(round_)
    canvas.hints(hints, x, y, down=True)


def guess_facts(round_: Round, reading: Reading | None, *, drawn: bool) -> GuessFacts:
    """What the panel says in a round; `drawn`: there is ink."""
    if reading is None:
        if drawn:
            return GuessFacts("Ready?", "Ask the AI for its guess.")
        return GuessFacts("Draw a digit", "Any size, anywhere on the board.")
    digit, sure, answer = reading.digit, f"{percent(reading.confidence)} sure", round_.answer
    if answer is None:
        if reading.rejected:
            line = f"maybe {a_digit(digit)}: {percent(reading.confidence)}"
            return GuessFacts("Not a digit?", line, digit, theme.QUIET, small=True)
        if reading.overruled is not None:
            return GuessFacts("Your style", f"else I'd see {a_digit(reading.overruled)}", digit)
        second, chance = runner_up(reading)
        line = f"or {a_digit(second)}: {percent(chance)}" if chance >= _RUNNER_UP else ""
        return GuessFacts(sure, line, digit)
    if answer.right:
        return GuessFacts("Right!", sure, digit, theme.ACCENT, True)
    if round_.phase is Phase.CORRECTING:
        title, line = f"Not {a_digit(answer.guess)}", "Which digit is it?"
    else:
        title = "Wrong" if answer.truth is None else f"It was {a_digit(answer.truth)}"
        line = f"I was {sure}"
    return GuessFacts(title, line, digit, theme.AMBER, False)


def strip_facts(round_: Round, reading: Reading | None) -> tuple[str, str]:
    """What the panel says in one line: the guess, and what became of it; keys stand in braces."""
    if reading is None:
        return "Press {guess} for a guess", ""
    answer = round_.answer
    verdict = "{right} or {wrong}?" if answer is None else "right" if answer.right else "wrong"
    return i_see(reading.digit, reading.confidence), verdict


def strip(canvas: Canvas, round_: Round, reading: Reading | None) -> None:
    """The panel in one line, where the X-ray takes its place."""
    guess, verdict = map(canvas.view.caps.fill, strip_facts(round_, reading))
    xray.strip(canvas, guess, verdict, theme.TEXT if reading is None else theme.ACCENT)


def runner_up(reading: Reading) -> tuple[int, float]:
    """The second most probable digit and its probability."""
    second = int(np.argsort(reading.probabilities)[-2])
    return second, float(reading.probabilities[second])
