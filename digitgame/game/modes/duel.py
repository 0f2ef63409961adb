"""Duel: a sample digit sharpens out of the fog. Press its key before the network knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from digitgame.errors import DigitgameError
from digitgame.formatting import a_digit
from digitgame.game import sound_cues
from digitgame.game.faces import draw_face
from digitgame.game.inspect import open_inside
from digitgame.game.modes import feel
from digitgame.game.modes.base import WAITS, ModeScene
from digitgame.game.modes.reveal import fog_of, revealed
from digitgame.game.results.duel_rounds import DuelRounds, sentence_case, verdict_words
from digitgame.inference import Reading
from digitgame.inference.opponents import LoadedOpponent
from digitgame.ink import BOARD
from digitgame.ink.frame import Frame
from digitgame.rules import Clock
from digitgame.rules.duel import COST, REST, Duel, Mind, Skill, Won, duel, hesitations, past
from digitgame.rules.rewards.rivals import RIVALS, Rival
from digitgame.ui import theme, widgets
from digitgame.ui.actions import Action, Digit, FocusLost, Input, Pointer
from digitgame.ui.canvas import Canvas, Hint
from digitgame.ui.effects import Floater
from digitgame.ui.layout import BOARD_AREA, SCORE_AREA, Area, View, column
from digitgame.ui.scene_stack import Push, Transition
from digitgame.ui.theme import Colour
from digitgame.ui.widgets import Fact

# The panels of the two answers; below them a key for each digit, with a bar over it that shines from a probability of
# _LIKELY.
_YOU: Final = Area(536, 64, 188, 152)
_IT: Final = Area(740, 64, 188, 152)
_BARS: Final = column(228, 232)
_KEY: Final = 37.0
_KEY_HEIGHT: Final = 44.0
_LIKELY: Final = 0.5
# What a duel is about, in lines on the board until its fog begins to lift.
RULES: Final = (
    "Press its key as soon as you know it.",
    "One try a digit. Sooner means more points.",
    f"A wrong answer costs {COST} points. A pause uses up your try.",
)
_RULES_FROM: Final = BOARD_AREA.bottom - 84
REFUSED: Final = "You can look inside once the round is decided."
# From this second on each one is heard. Pixels of a picture as bright as this burst.
_HURRY: Final = 4
_BRIGHT: Final = 0.5
# Design units from the board's edge to the picture.
MARGIN: Final = 16
# The rows of pixels that the verdict lies on.
_VERDICT_ROWS: Final = 3
# What stands for an answer that is not there yet.
THINKS: Final = "…"
# How far what is said of a streak begins from the board's edge.
_STREAK: Final = 64
# A batch has one sample of each digit. A source that has no more is asked so many times.
_BATCHES: Final = 10
Sample = npt.NDArray[np.uint8]
# Where the points stand.
_SCORE: Final = (SCORE_AREA.x + SCORE_AREA.width / 8, SCORE_AREA.y + 26)
# How many times as fast the fog lifts once only the opponent can answer.
_PACE: Final = 3.0
# Dots of a thinking opponent, a second.
_DOTS: Final = 3


@dataclass
class DuelScene(ModeScene[Duel]):
    """Some digits against one opponent. Enter or the first key begins.

    `_in_fog` is the image on the board [28, 28], `_reading` the opponent's reading of it, `_basis` the one on which it
    made up its mind, and `_thought` the same once it has answered in this round. `_decided` is when the round was
    decided; `_count` has the seconds left until the fog begins to lift, 0 before the player wants to begin.
    """

    error: str = ""
    rival: Rival = RIVALS[-1]
    _count: float = 0.0
    _in_fog: Frame | None = None
    _reading: Reading | None = None
    _basis: Reading | None = None
    _thought: Reading | None = None
    _opponent: LoadedOpponent | None = None
    _mind: Mind = field(init=False)
    _skill: Skill = field(init=False)
    _hesitations: list[float] = field(init=False)
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
            self._opponent, self._skill = LoadedOpponent(opponent), Skill.of(opponent.strength)
            self.rival = self.game.rival_of(opponent.name) or RIVALS[-1]
            self._hesitations = hesitations(self.seed, rounds)
            self._mind = self._fresh_mind()
            found = self._samples()
            for number, digit in enumerate(self.rules.digits):
                self._pictures[number] = self._picture(digit, self.rules.digits[:number].count(digit), found)
        except (DigitgameError, IndexError) as error:
            self.error = str(error) or "No sample digits found."

    @property
    def hints(self) -> Sequence[Hint]:
        if self.started is None:
            return () if self.error or self._count else (Hint("begin", Action.CONFIRM),)
        if self.rules.tried and not self.rules.decided:
            # No key counts any more.
            return (Hint(f"Only {self.opponent_name} can get it now"),)
        return (Hint("or a click: name the digit", cap="0 – 9"),)

    @property
    def side_hints(self) -> Sequence[Hint]:
        """The key that looks inside comes last, so that the other one stays in its place when it comes and goes."""
        inside, leave = super().side_hints
        return (leave,) if self.started is not None and not self.rules.decided else (leave, inside)

    @property
    def pace(self) -> float:
        """Whoever has no try left need not wait long for the opponent."""
        return _PACE if self.rules.tried and not self.rules.decided else super().pace

    @property
    def heat(self) -> Colour:
        return theme.HEAT[min(self._streak, len(theme.HEAT) - 1)]

    @property
    def music_level(self) -> int:
        return 1 if self.started is None else 2 + self._streak

    @property
    def about(self) -> str:
        """The line on the board before the duel begins."""
        return "The fog is lifting. Name it first!"

    @property
    def played(self) -> bool:
        """A pause alone is nothing that results could show."""
        return any(move.name != "pause" for move in self.record.moves)

    @property
    def pause_words(self) -> str:
        return pause_words(self.rules, self.opponent_name) or super().pause_words

    @property
    def resume_cost(self) -> str:
        return "no try left" if pause_words(self.rules) else ""

    def respond(self, given: Input, view: View) -> Transition | None:
        match given:
            case Action.BACK | Action.MENU | FocusLost():
                # The countdown does not go on without the player.
                self._count = 0.0
                # In a pause there is time to think about what is in the fog.
                if self.started is not None and self.record.make("pause") and self.rules.decided:
                    self._settle()
                return super().respond(given, view)
            case Action.XRAY:
                return self._look_in()
            case Pointer(pressed=False):
                pass
            case _ if self.error:
                pass
            case _ if self.started is None:
                self._count = self._count or feel.COUNTDOWN
            case Digit(digit):
                self._answer("press", digit)
            case Pointer(pos=pos):
                digit_pointed = view.area_at(map(key_area, range(10)), pos)
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
        return Push(open_inside(self.game, picture=picture, layers=opponent.layers, waits=WAITS))

    def review(self) -> DuelRounds:
        rounds = tuple(past(self.rules, self.record.moves))
        return DuelRounds(rounds, self._pictures, self.seed, self.opponent_name)

    def _dealt(self) -> Duel:
        return duel(Clock(), self.seed)

    def _samples(self) -> Mapping[int, Sequence[Sample]]:
        """Samples of each digit, no two alike: as many as the digit comes, unless there are no more."""
        found: dict[int, dict[bytes, Sample]] = {digit: {} for digit in range(10)}
        for batch in range(_BATCHES):
            _, samples = self.game.samples(self.seed + batch)
            for image, label in zip(samples.images, samples.labels.tolist(), strict=True):
                found[label].setdefault(image.tobytes(), image)
            if all(len(found[digit]) >= self.rules.digits.count(digit) for digit in self.rules.digits):
                break
        return {digit: list(images.values()) for digit, images in found.items()}

    def _picture(self, digit: int, before: int, samples: Mapping[int, Sequence[Sample]]) -> Frame:
        """A digit's image, 0 to 1 [28, 28], another one each time; IndexError where there is none.

        `before`: how often the digit has come before.
        """
        of_it = samples[digit]
        found: Frame = of_it[before % max(len(of_it), 1)].astype(np.float32) / np.float32(255)
        return found

    def _fresh_mind(self) -> Mind:
        """The opponent's mind for the round that begins."""
        return Mind(self._skill, self._hesitations[self._present])

    @property
    def _streak(self) -> int:
        """How many rounds in a row the player has won by now."""
        streak = 0
        for won in self.rules.rounds:
            streak = streak + 1 if won is Won.YOU else 0
        return streak

    def update(self, seconds: float) -> Transition | None:
        if self._count > 0:
            self._count_down(seconds)
        before = int(self.rules.elapsed)
        transition = super().update(seconds)
        if self.started is not None and not self.rules.decided and before < int(self.rules.elapsed) >= _HURRY:
            self.game.sounds.play("heartbeat")
        return transition

    def _count_down(self, seconds: float) -> None:
        before, self._count = self._count, max(self._count - seconds, 0.0)
        sound = feel.countdown_sound(before, self._count)
        if sound is not None:
            self.game.sounds.play(sound)
        if not self._count:
            self._begin()

    @property
    def moving(self) -> bool:
        return self._count > 0 or super().moving

    def _advance(self) -> None:
        if self.started is None or self._opponent is None:
            return
        # Before the fog is drawn, so that no frame shows the last digit as the next one.
        rested = self.rules.decided and self.rules.clock.now - self._decided >= REST
        if rested and self.record.make("next"):
            self._mind, self._thought = self._fresh_mind(), None
        self._in_fog = revealed(
            self._pictures[self._present], self.rules.sharpness, self._fogs[self._present]
        )
        self._reading = self._opponent.read(self._in_fog)
        if self.rules.decided or self.rules.over:
            return
        # Between the decision and the answer the fog goes on lifting, and the reading may well become another one.
        if not self._mind.made_up:
            self._basis = self._reading
        answer = self._mind.watch(self.rules.elapsed, self._reading.digit, max(evidence(self._reading)))
        if answer is not None:
            self._answer("network", answer)
        if self.record.make("end"):
            self._settle()

    def draw(self, canvas: Canvas) -> None:
        canvas = self.draw_frame(canvas, self.title)
        self._draw_board(canvas)
        self._draw_panel(canvas)
        self.effects.draw_words(canvas)

    @property
    def thoughts(self) -> Reading | None:
        """Why the opponent answered what it did; of one that has not answered, what it sees once all is over."""
        return self._reading if self.rules.decided and self._thought is None else self._thought

    def _draw_board(self, canvas: Canvas) -> None:
        canvas = replace(canvas, view=self.effects.shaken(canvas.view))
        rules = self.rules
        won = rules.rounds[-1] if rules.decided else None
        colour = theme.AMBER if won in (Won.NETWORK, Won.NOBODY) else self.heat
        self.draw_board(canvas, 0.3 + 0.4 * rules.sharpness if won is None else 1.0, colour=colour)
        if self._count > 0:
            step = feel.COUNTDOWN / 3
            grown = 1.0 if self.effects.still else 2 * (1 - self._count % step / step)
            widgets.board_word(canvas, feel.countdown_word(self._count), theme.ACCENT, grown)
            feel.draw_ready(canvas)
        elif self.started is None:
            x, y = BOARD_AREA.middle
            first, second = (self.error, "") if self.error else ("Click here to begin", self.about)
            canvas.text(first, (x, y), theme.MEDIUM, theme.QUIET, "center", fit=BOARD_AREA.width - 32)
            canvas.text(second, (x, y + 40), theme.SMALL, theme.QUIET, "center", fit=BOARD_AREA.width - 32)
        if self.started is None and not self.error:
            for number, line in enumerate(RULES):
                at = (BOARD_AREA.middle[0], _RULES_FROM + 24 * number)
                canvas.text(line, at, theme.SMALL, theme.TEXT, "center", fit=BOARD_AREA.width - 32)
        if self.started is None or rules.over:
            return
        if self._in_fog is not None:
            canvas.picture(self._in_fog, BOARD_AREA.inside(MARGIN))
            self.effects.draw(canvas, self.heat)
        if won is not None:
            widgets.toast(canvas, verdict(rules, self.opponent_name), at_top=self._room_at_top, edge=colour)
        elif words := REFUSED if self._refused else miss_words(rules, self.opponent_name):
            # At the foot whatever the digit: the better place would tell of its shape.
            widgets.toast(canvas, words)

    @property
    def _room_at_top(self) -> bool:
        """Whether the verdict covers less of the digit at its head than at its foot."""
        picture = self._pictures[self._present]
        return bool(picture[:_VERDICT_ROWS].sum() < picture[-_VERDICT_ROWS:].sum())

    def _draw_panel(self, canvas: Canvas) -> None:
        (you, yours, colour), (its_name, its, its_colour) = answer_facts(self.rules, self.opponent_name)
        canvas.panel(_YOU, theme.PANEL, theme.EDGE)
        canvas.text(you, (_YOU.middle[0], _YOU.y + 20), theme.SMALL, theme.QUIET, "center")
        _draw_answer(canvas, _YOU, yours, colour)
        canvas.panel(_IT, theme.PANEL, theme.EDGE)
        canvas.text(
            its_name, (_IT.middle[0], _IT.y + 20), theme.SMALL, theme.QUIET, "center", fit=_IT.width - 16
        )
        thinks = its == THINKS and self.started is not None and not self.rules.decided
        if its == THINKS:
            draw_face(canvas, self.rival, (_IT.middle[0], _IT.y + 82), 36, self._mood)
            dots = int(self.rules.clock.now * _DOTS) % 3 + 1 if not self.effects.still else 3
            words = "thinks " + "." * dots if thinks else ""
            canvas.text(words, (_IT.middle[0] - 32, _IT.bottom - 18), theme.SMALL, theme.QUIET)
        else:
            draw_face(canvas, self.rival, (_IT.x + 48, _IT.y + 88), 30, self._mood)
            _draw_answer(canvas, _IT._replace(x=_IT.x + 72, width=_IT.width - 72), its, its_colour)
        self._draw_keys(canvas)
        widgets.facts_row(canvas, SCORE_AREA, duel_facts(self.rules, self._present))

    def _draw_keys(self, canvas: Canvas) -> None:
        """The keys of the digits, and over them what the opponent thinks, once it may be seen."""
        canvas.panel(_BARS, theme.PANEL, theme.EDGE)
        shares, hidden = evidence(self.thoughts), self.thoughts is None
        named = self.rules.yours
        for digit, share in enumerate(shares):
            area = key_area(digit)
            track = Area(area.middle[0] - 9, area.y + 8, 18, area.height - _KEY_HEIGHT - 24)
            if not hidden:
                canvas.panel(track, theme.KEY, None, theme.SMALL_RADIUS)
            if share * track.height >= 1:
                high = share * track.height
                fill = theme.ACCENT if share >= _LIKELY else theme.DIM
                canvas.panel(
                    track._replace(y=track.bottom - high, height=high), fill, None, theme.SMALL_RADIUS
                )
            cap = Area(area.x + 1, area.bottom - _KEY_HEIGHT - 8, area.width - 2, _KEY_HEIGHT)
            used = self.rules.tried
            edge = theme.EDGE
            if digit == named:
                edge = self.heat if digit == self.rules.digit else theme.AMBER
            canvas.panel(cap, theme.PANEL if used else theme.KEY, edge, theme.SMALL_RADIUS)
            colour = theme.QUIET if used and digit != named else theme.TEXT
            canvas.text(str(digit), cap.middle, theme.MEDIUM, colour, "center")
        if hidden and self.started is not None:
            words = f"{sentence_case(self.opponent_name)} shows its thoughts once it has answered."
            at = (_BARS.middle[0], _BARS.y + 72)
            canvas.text(words, at, theme.SMALL, theme.QUIET, "center", fit=_BARS.width - 32)

    @property
    def opponent_name(self) -> str:
        """The name of the opponent: that of a rival of the house, or of another model."""
        level = self.mode.level
        return self.game.opponent_name(level) if level in self.game.opponents else "the AI"

    @property
    def _mood(self) -> float:
        """How glad the opponent is: by the round that is over, or by what it sees."""
        if not self.rules.decided:
            return 0.0
        return {Won.YOU: -1.0, Won.NETWORK: 1.0, Won.NOBODY: -0.5}[self.rules.rounds[-1]]

    @property
    def _present(self) -> int:
        """The number of the digit that is in the fog, or was last."""
        return min(self.rules.number, len(self.rules.digits) - 1)

    def _answer(self, who: str, digit: int) -> None:
        before = self.rules.score
        if not self.record.make(who, digit):
            return
        if who == "network":
            self._thought = self._basis
        if self.rules.score < before:
            x, y = _SCORE
            words = f"−{before - self.rules.score}"
            self.effects.fly(Floater(words, (x, y), (x, y - 60), theme.AMBER, seconds=1.0))
        if self.rules.decided:
            self._settle(self.rules.score - before)
        else:
            if who == "press":
                self.effects.shake()
            self.game.sounds.play(sound_cues.of_round(None))

    def _settle(self, points: int = 0) -> None:
        """The round is decided; the digit bursts for whoever was first."""
        self._decided, self._refused = self.rules.clock.now, False
        won = self.rules.rounds[-1]
        self.game.sounds.play(sound_cues.of_round(won, self._streak))
        if won is not Won.YOU:
            self.effects.shake()
            return
        self.effects.burst([_bright_points(self._pictures[self._present])], power=1 + 0.4 * self._streak)
        self.effects.fly(Floater(f"+{points}", BOARD_AREA.middle, _SCORE, self.heat, seconds=1.0))
        if self._streak > 1:
            # The verdict lies on the other edge of the board.
            x = BOARD_AREA.middle[0]
            y = BOARD_AREA.bottom - _STREAK if self._room_at_top else BOARD_AREA.y + _STREAK
            words = f"{self._streak} in a row!"
            self.effects.fly(Floater(words, (x, y), (x, y - 24), self.heat, theme.TITLE, REST))
            self.effects.fireworks(self._streak - 1)


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
        # Written closely: "1,001" and "10 of 10" side by side read as one number.
        Fact("digit", f"{present + 1}/{len(duel.digits)}", theme.ACCENT),
        Fact("won", str(duel.hits), theme.ACCENT),
        Fact("lost", str(duel.rounds.count(Won.NETWORK)), theme.AMBER),
        Fact("nobody's", str(duel.rounds.count(Won.NOBODY)), theme.QUIET),
    ]


def answer_facts(duel: Duel, opponent: str = "the AI") -> list[Fact]:
    """Who has answered what in this round."""
    facts = []
    for who, answer in (("you", duel.yours), (opponent, duel.its)):
        colour = theme.QUIET if answer is None else theme.ACCENT if answer == duel.digit else theme.AMBER
        facts.append(Fact(who, THINKS if answer is None else str(answer), colour))
    if duel.paused:
        facts[0] = Fact("you", "paused", theme.AMBER)
    return facts


def pause_words(duel: Duel, opponent: str = "the AI") -> str:
    """What a pause says where it used up the try at the digit in the fog; "" where it costs nothing."""
    if not duel.paused or (duel.decided and duel.rounds[-1] is not Won.NOBODY):
        return ""
    who = "Nobody" if duel.decided else f"Only {opponent}"
    return f"{who} can get this digit now."


def miss_words(duel: Duel, opponent: str = "the AI") -> str:
    """Who has used up a try in a round that the other side can still win; "" where nobody has."""
    if duel.paused:
        return f"You paused. Only {opponent} can get it now."
    if duel.yours is not None:
        cost = f", {duel.cost} points gone" if duel.cost else ""
        return f"You said {duel.yours}: wrong{cost}. Only {opponent} can get it now."
    if duel.its is not None:
        return f"{sentence_case(opponent)} said {duel.its}: wrong. You can still get it!"
    return ""


def verdict(duel: Duel, opponent: str = "the AI") -> str:
    """The outcome of the round that was decided last."""
    won, digit = duel.rounds[-1], duel.digit
    end = "!" if won is Won.YOU else "."
    words = f"{verdict_words(won, duel.yours, duel.its, opponent, paused=duel.paused)}{end}"
    return words if digit is None else f"{words} It's {a_digit(digit)}."


def key_area(digit: int) -> Area:
    """The key of a digit with its bar; the pointer may press it."""
    return Area(_BARS.x + 11 + _KEY * digit, _BARS.y, _KEY, _BARS.height)


def _draw_answer(canvas: Canvas, area: Area, answer: str, colour: Colour) -> None:
    middle = area.middle[0]
    if answer.isdigit():
        canvas.digit(int(answer), (middle, area.y + 88), 120, colour)
    else:
        canvas.text(answer, area.middle, theme.MEDIUM, colour, "center")


def _bright_points(picture: Frame) -> list[tuple[float, float]]:
    """The middles of the bright pixels of a picture [28, 28], in board units as it is shown."""
    edge = MARGIN * BOARD / BOARD_AREA.width
    side = (BOARD - 2 * edge) / len(picture)
    ys, xs = np.nonzero(picture > _BRIGHT)
    return [
        (edge + (x + 0.5) * side, edge + (y + 0.5) * side)
        for x, y in zip(xs.tolist(), ys.tolist(), strict=True)
    ]
