"""Duel: a sample digit sharpens out of the fog. Press its key before the network knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.formatting import a_digit
from digitgame.game import sound_cues
from digitgame.game.inspect.inside import inside
from digitgame.game.modes.base import WAITS, ModeScene
from digitgame.game.modes.reveal import fog_of, revealed
from digitgame.game.results.duel_rounds import VERDICTS, DuelRounds
from digitgame.inference import Reading
from digitgame.inference.opponents import LoadedOpponent
from digitgame.ink.frame import Frame
from digitgame.rules import Clock
from digitgame.rules.duel import REST, Duel, Mind, Skill, Won, duel, past
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, FocusLost, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.layout import BOARD_AREA, SCORE_AREA, Area, View, column
from digitgame.ui.scene_stack import Push, Transition
from digitgame.ui.widgets import Fact

if TYPE_CHECKING:
    from digitgame.datasets import Images

# The panels of the two answers, and the bars, of which one shines from a probability of _LIKELY.
_YOU: Final = Area(536, 64, 188, 152)
_IT: Final = Area(740, 64, 188, 152)
_BARS: Final = column(228, 232)
_LIKELY: Final = 0.5
REFUSED: Final = "You can look inside once the round is decided."


@dataclass
class DuelScene(ModeScene[Duel]):
    """Some digits against one opponent. Enter or the first key begins.

    `_in_fog` is the image on the board [28, 28], `_reading` the opponent's reading of it. `_decided` is when the round
    was decided.
    """

    error: str = ""
    hints = (Hint("name the digit, or click its bar", cap="0 – 9"),)
    _in_fog: Frame | None = None
    _reading: Reading | None = None
    _opponent: LoadedOpponent | None = None
    _mind: Mind = field(init=False)
    _pictures: npt.NDArray[np.float32] = field(init=False)
    _fogs: list[Frame] = field(init=False)
    _decided: float = 0.0
    # The player wanted to look inside before the round was decided.
    _refused: bool = False

    def __post_init__(self) -> None:
        self.rules = self._dealt()
        super().__post_init__()
        rounds = len(self.rules.digits)
        self._pictures = np.zeros((rounds, 28, 28), np.float32)
        self._fogs = [fog_of(self.seed + number) for number in range(rounds)]
        try:
            opponent = self.game.opponent(self.mode.level)
            self._opponent, self._mind = LoadedOpponent(opponent), Mind(Skill.of(opponent.strength))
            _, samples = self.game.samples(self.seed)
            for number, digit in enumerate(self.rules.digits):
                self._pictures[number] = self._picture(
                    digit, self.rules.digits[:number].count(digit), samples
                )
        except (DigitgameError, IndexError) as error:
            self.error = str(error) or "No sample digits found."

    @property
    def about(self) -> str:
        """The line on the board before the duel begins."""
        return "The fog is lifting. Name it first!"

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Action.BACK | Action.MENU | FocusLost():
                return super().respond(given, view)
            case Action.XRAY:
                return self._look_in()
            case Pointer(moved=True, pos=pos):
                self.board.pointer = pos
            case Pointer(pressed=False):
                pass
            case _ if self.error:
                pass
            case _ if self.started is None:
                self._begin()
            case Digit(digit):
                self._answer("press", digit)
            case Pointer(pos=pos):
                digit_pointed = view.area_at(map(row, range(10)), pos)
                if digit_pointed is not None:
                    self._answer("press", digit_pointed)
        return None

    def _look_in(self) -> Push | None:
        """Open the opponent on the digit of a round that is decided: before that it would show through the fog."""
        if self.started is None or self._opponent is None:
            return self.look_inside()
        self._refused = not self.rules.decided
        if self._refused:
            return None
        picture, opponent = self._pictures[self._present], self._opponent
        return Push(inside(self.game, picture=picture, layers=opponent.layers, waits=WAITS))

    def review(self) -> DuelRounds:
        return DuelRounds(tuple(past(self.rules, self.record.moves)), self._pictures, self.seed)

    def _dealt(self) -> Duel:
        return duel(Clock(), self.seed)

    def _picture(self, digit: int, before: int, samples: Images) -> Frame:
        """A digit's image, 0 to 1 [28, 28], another one each time; IndexError where there is none.

        `before`: how often the digit has come before.
        """
        rows = np.flatnonzero(samples.labels == digit)
        found: Frame = samples.images[rows[before % max(len(rows), 1)]].astype(np.float32) / 255
        return found

    def _advance(self) -> None:
        if self.started is None or self._opponent is None:
            return
        self._in_fog = revealed(
            self._pictures[self._present], self.rules.sharpness, self._fogs[self._present]
        )
        self._reading = self._opponent.read(self._in_fog)
        if self.rules.decided:
            if self.rules.clock.now - self._decided >= REST and self.record.make("next"):
                self._mind = Mind(self._mind.skill)
            return
        answer = self._mind.watch(self.rules.elapsed, self._reading.digit, max(evidence(self._reading)))
        if answer is not None:
            self._answer("network", answer)
        if self.record.make("end"):
            self._settle()

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, self.mode.title)
        self._draw_board(canvas)
        self._draw_panel(canvas)

    def _draw_board(self, canvas: Canvas) -> None:
        rules = self.rules
        won = rules.rounds[-1] if rules.decided else None
        colour = theme.AMBER if won in (Won.NETWORK, Won.NOBODY) else theme.ACCENT
        self.draw_board(canvas, 0.4 if won is None else 1.0, colour=colour)
        if self.started is None:
            x, y = BOARD_AREA.middle
            first, second = (self.error, "") if self.error else ("Press any key to begin", self.about)
            canvas.text(first, (x, y), theme.MEDIUM, theme.QUIET, "center", fit=BOARD_AREA.width - 32)
            canvas.text(second, (x, y + 40), theme.SMALL, theme.QUIET, "center", fit=BOARD_AREA.width - 32)
        if self.started is None or rules.over:
            return
        if self._in_fog is not None:
            canvas.picture(self._in_fog, BOARD_AREA.inside(16))
        if won is not None:
            widgets.toast(canvas, verdict(won, rules.digit), edge=colour)
        elif self._refused:
            widgets.toast(canvas, REFUSED)

    def _draw_panel(self, canvas: Canvas) -> None:
        for area, (name, answer, colour) in zip((_YOU, _IT), answer_facts(self.rules), strict=True):
            canvas.panel(area, theme.PANEL, theme.EDGE)
            middle = area.middle[0]
            canvas.text(name, (middle, area.y + 20), theme.SMALL, theme.QUIET, "center")
            if answer.isdigit():
                canvas.digit(int(answer), (middle, area.y + 88), 120, colour)
            else:
                canvas.text(answer, area.middle, theme.MEDIUM, colour, "center")
        canvas.panel(_BARS, theme.PANEL, theme.EDGE)
        for digit, share in enumerate(evidence(self._reading)):
            y = row(digit).middle[1]
            canvas.text(str(digit), (_BARS.x + 24, y), theme.SMALL, theme.TEXT, "center")
            track = Area(_BARS.x + 48, y - 7, _BARS.width - 72, 14)
            widgets.meter(canvas, track, share, theme.ACCENT if share >= _LIKELY else theme.DIM)
        widgets.facts_row(canvas, SCORE_AREA, duel_facts(self.rules, self._present))

    @property
    def _present(self) -> int:
        """The number of the digit that is in the fog, or was last."""
        return min(self.rules.number, len(self.rules.digits) - 1)

    def _answer(self, who: str, digit: int) -> None:
        if not self.record.make(who, digit):
            return
        if self.rules.decided:
            self._settle()
        else:
            self.game.sounds.play(sound_cues.of_round(None))

    def _settle(self) -> None:
        self._decided, self._refused = self.rules.clock.now, False
        self.game.sounds.play(sound_cues.of_round(self.rules.rounds[-1]))


def evidence(reading: Reading | None) -> list[float]:
    """How probable each digit is, 0 to 1, and that it is a digit at all."""
    if reading is None:
        return [0.0] * 10
    chances: list[float] = (reading.probabilities * (1 - reading.reject_score)).tolist()
    return chances


def duel_facts(duel: Duel, present: int) -> list[Fact]:
    """The score; `present`: the number of the digit on the board, from 0."""
    return [
        Fact("points", f"{duel.score:,}"),
        Fact("digit", f"{present + 1} of {len(duel.digits)}", theme.ACCENT),
        Fact("won", str(duel.hits), theme.ACCENT),
        Fact("lost", str(duel.rounds.count(Won.NETWORK)), theme.AMBER),
    ]


def answer_facts(duel: Duel) -> list[Fact]:
    """Who has answered what in this round."""
    facts = []
    for who, answer in (("you", duel.yours), ("the AI", duel.its)):
        colour = theme.QUIET if answer is None else theme.ACCENT if answer == duel.digit else theme.AMBER
        facts.append(Fact(who, "…" if answer is None else str(answer), colour))
    return facts


def verdict(won: Won, digit: int | None) -> str:
    """The outcome of a round."""
    words = f"{VERDICTS[won]}{'!' if won is Won.YOU else '.'}"
    return words if digit is None else f"{words} It's {a_digit(digit)}."


def row(digit: int) -> Area:
    """The bar of a digit; the pointer may press it as if it were the digit's key."""
    return Area(_BARS.x, _BARS.y + 6 + 22 * digit, _BARS.width, 22)
